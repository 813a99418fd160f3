"""The fields of a file of customer events, and what files call the events themselves."""

from __future__ import annotations

from tailorbird.connectors.files.column_names import NAMES, normal
from tailorbird.connectors.files.fields import Fields
from tailorbird.connectors.files.trying import TRIED
from tailorbird.events.vocabulary import VOCABULARY

EVENTS = Fields(
    kind="events",
    needed=("event", "happened_at"),
    optional=(
        "customer_id",
        "anonymous_id",
        "session_id",
        "product_id",
        "order_id",
        "unit_price",
        "quantity",
        "email",
        "title",
        "category",
        "brand",
        "currency",
        "message_id",
        "query",
    ),
    one_of=("customer_id", "anonymous_id", "session_id", "email"),
    names={
        "event": ("eventtype", "eventname", "event", "action", "type", "activity", "behavior"),
        "happened_at": (
            "eventtime",
            "occurredat",
            "happenedat",
            "timestamp",
            "eventtimestamp",
            "eventdate",
            "ts",
            "createdat",
            "datetime",
            "date",
            "time",
        ),
        "customer_id": (*(name for name in NAMES["customer_id"] if name != "clientid"), "uid"),
        "anonymous_id": (
            "anonymousid",
            "visitorid",
            "cookieid",
            "deviceid",
            "browserid",
            "clientid",
        ),
        "session_id": ("sessionid", "usersession", "session", "visitid", "sessionkey"),
        "product_id": (*NAMES["product_id"], "aid", "item"),
        "order_id": tuple(name for name in NAMES["order_id"] if name != "name"),
        "unit_price": NAMES["unit_price"],
        "quantity": NAMES["quantity"],
        "email": NAMES["email"],
        "title": tuple(name for name in NAMES["title"] if name != "name"),
        "category": ("categorycode", *NAMES["category"]),
        "brand": NAMES["brand"],
        "currency": NAMES["currency"],
        "message_id": ("messageid", "eventid", "eventuuid", "insertid"),
        "query": ("query", "searchterm", "searchquery", "keyword", "keywords"),
    },
    told_by_values=frozenset({"happened_at", "email"}),
    hints={"happened_at": ("timestamp", "eventtime"), "email": ("email",)},
    reads={
        field: TRIED[field]
        for field in ("event", "happened_at", "product_id", "unit_price", "quantity", "email")
    },
)

VIEWED = "Product Viewed"
ADDED = "Product Added"
REMOVED = "Product Removed"
ORDERED = "Order Completed"
SEARCHED = "Products Searched"
WISHED = "Product Added to Wishlist"

# What REES46, OTTO, RetailRocket, Google Analytics and shop systems write, compared as column
# names are. The names of the vocabulary stand for themselves.
_WORDS = {
    VIEWED: "view views viewed click clicks productview viewproduct viewitem detailview pdpview",
    ADDED: "cart carts add added addtocart addedtocart basket addtobasket",
    REMOVED: "removefromcart remove removed removedfromcart cartremove removefrombasket",
    ORDERED: "purchase purchases purchased buy order orders transaction transactions sale ordered",
    SEARCHED: "search searches searched viewsearchresults",
    WISHED: "wishlist addtowishlist favorite favourite like addtofavorites",
}
EVENT_WORDS = {
    **{word: name for name, words in _WORDS.items() for word in words.split()},
    **{normal(name): name for name in VOCABULARY},
}
