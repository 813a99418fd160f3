"""Words of the settings."""

SETTINGS: dict[str, str | tuple[str, str]] = {
    "title": "Settings",
    "lead": "Your shop, how it sends events, and who may open this dashboard.",
    "on_this_page": "On this page",
    "copy": "Copy",
    "copied": "Copied",
    # the shop
    "shop": "Your shop",
    "shop_lead": "To change these, write them into the settings file and start Tailorbird again.",
    "shop_name": "Name",
    "shop_currency": "Currency",
    "shop_timezone": "Time zone",
    "shop_refresh": "Recommendations are learned anew",
    "every_minutes": ("every minute", "every {n} minutes"),
    "shop_file": "Settings file",
    # sending
    "sending": "Send events",
    "sending_lead": (
        "Any client made for Segment works: give it this address and a public key. Or send what "
        "happened yourself, after the visitor's consent:"
    ),
    "sending_address": "Address",
    "sending_key": "Public key",
    "sending_script": (
        "Put these two lines into the head of every page of your shop. Nothing is stored or sent "
        'before the visitor agrees: call tailorbird.consent("granted") where your banner is '
        "answered."
    ),
    "sending_try": "Try it in a terminal. It answers that the event was taken.",
    "sending_then": "Data shows what arrived.",
    "to_data": "Open Data",
    # keys
    "keys": "Keys",
    "keys_lead": (
        "A public key may stand in your shop's pages: it sends events and asks for that browser's "
        "own blocks. A secret key belongs on your server only: it may ask for any customer."
    ),
    "signing": "Secret that proves who is signed in",
    "signing_lead": (
        "What a page says of a customer could be said by anybody, so it opens no history. Let your "
        "server sign the customer number of whoever is signed in with this secret (HMAC-SHA256, in "
        "hexadecimal) and send it as context.proof. Keep it off your pages."
    ),
    "key_name": "Name",
    "key_value": "Key",
    "key_kind": "Kind",
    "key_made": "Made",
    "kind_write": "public",
    "kind_server": "secret",
    "revoke": "Revoke",
    "revoke_named": "Revoke the key {name}",
    "revoke_sure": "Whatever uses “{name}” is refused from now on. This cannot be undone.",
    "revoke_yes": "Yes, revoke it",
    "last_key": "needed: your only public key",
    "fault_last_key": "This is the last public key. Create another first, then revoke this one.",
    "fault_name": "Give the key a name, such as the place that uses it.",
    "new_key": "Create a key",
    "new_key_name": "What is it for?",
    "new_key_help": "Such as “Shop pages” or “Order system”",
    "choose_write": "Public, for the shop's pages",
    "choose_server": "Secret, for your server",
    "create": "Create key",
    "made_write": "“{name}” is ready.",
    "made_server": "“{name}” is ready. Copy it now: it is shown this once and never again.",
    "revoked_keys": ("One revoked key", "{n} revoked keys"),
    "revoked_on": "revoked {date}",
    "done_revoked": "The key is revoked.",
    # password
    "password_title": "Password",
    "password_lead": "You sign in as {email}. The password was set {ago}.",
    "present": "Present password",
    "change": "Change password",
    "no_account": "Opened by a link, without an account",
    "no_account_help": (
        "This is how the demo opens. A shop of your own asks you to create an account the first "
        "time it starts."
    ),
    "done_password": "Your password is changed. Every other browser is signed out.",
    # browsers
    "sessions": "Signed-in browsers",
    "sessions_lead": "One that is not used for a week is signed out by itself.",
    "some_browser": "A browser",
    "this_one": "this one",
    "session_seen": "Used {seen}, signed in {since}",
    "end": "Sign out",
    "end_named": "Sign out {browser}",
    "end_others": "Sign out all others",
    "done_ended": "That browser is signed out.",
    "done_ended_others": "All other browsers are signed out.",
    # advanced
    "advanced": "Advanced",
    "advanced_lead": "For whoever runs the machine.",
    "version": "Tailorbird",
    "python": "Python",
    "system": "System",
    "folder": "Data folder",
    "database": "Database",
    "database_sqlite": "SQLite, files in the data folder",
    "database_postgresql": "PostgreSQL",
    "address": "Address",
}
