"""The fields of a file of customers."""

from __future__ import annotations

from tailorbird.connectors.files.column_names import NAMES
from tailorbird.connectors.files.fields import Fields
from tailorbird.connectors.files.trying import TRIED

# Purposes under which the answers are kept, by the field that gives them.
PURPOSES = {"email_consent": "email_marketing", "sms_consent": "sms_marketing"}

CUSTOMERS = Fields(
    kind="customers",
    needed=(),
    optional=(
        "customer_id",
        "email",
        "name",
        "first_name",
        "last_name",
        "phone",
        "country",
        "city",
        "created_at",
        "email_consent",
        "sms_consent",
        "consent_at",
    ),
    one_of=("customer_id", "email"),
    names={
        "customer_id": (*NAMES["customer_id"], "id"),
        "email": NAMES["email"],
        "name": ("name", "fullname", "customername", "displayname"),
        "first_name": ("firstname", "givenname", "forename"),
        "last_name": ("lastname", "surname", "familyname"),
        "phone": ("phone", "phonenumber", "mobile", "telephone", "mobilephone"),
        "country": (
            "country",
            "countrycode",
            "defaultaddresscountrycode",
            "customercountry",
            *NAMES["country"],
        ),
        "city": ("city", "customercity", "defaultaddresscity", "town"),
        "created_at": ("createdat", "customersince", "registeredat", "signupdate", "datecreated"),
        "email_consent": (
            "acceptsemailmarketing",
            "emailmarketingconsent",
            "acceptsmarketing",
            "emailconsent",
            "newsletter",
            "emailoptin",
            "optin",
            "subscribed",
        ),
        "sms_consent": ("acceptssmsmarketing", "smsmarketingconsent", "smsconsent", "smsoptin"),
        "consent_at": (
            "consentat",
            "consentdate",
            "optinat",
            "optindate",
            "emailmarketingconsentupdatedat",
            "subscribedat",
        ),
    },
    told_by_values=frozenset({"email"}),
    hints={"email": ("email",)},
    reads={field: TRIED[field] for field in ("email", "created_at", "consent_at")},
)
