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
        "Give each place that sends events a key of its own, so that one can be replaced or "
        "revoked without the others. A public key may stand in your shop's pages: it sends, and "
        "reads nothing. A secret key belongs on your server only."
    ),
    "signing": "Secret that proves who is signed in",
    "signing_lead": (
        "What a page says of a customer could be said by anybody, so it opens no history. Let your "
        "server sign the customer number of whoever is signed in with this secret (HMAC-SHA256, in "
        "hexadecimal) and send it as context.proof. Keep it off your pages."
    ),
    "key_used": "Used {ago}",
    "key_unused": "Never used",
    "key_made_on": "made {date}",
    "key_rate": ("one event a second at most", "{n:,} events a second at most"),
    "key_no_rate": "no limit",
    "key_ends": "ends {date}",
    "use_pages": "Shop pages",
    "use_events": "Sends events only",
    "use_server": "Your shop's server",
    "use_everything": "Everything",
    "scope_collect": "events",
    "scope_recommend": "blocks",
    "scope_people": "customers",
    "scope_catalog": "products",
    "scope_segments": "segments",
    "scope_experiments": "experiments",
    "use_chosen": "Only {what}",
    "use_pages_about": "Public. Sends events and asks for that browser's own blocks.",
    "use_events_about": "Secret. A till or an order system that tells what happens.",
    "use_server_about": "Secret. Sends events, and asks for blocks for any customer.",
    "use_everything_about": (
        "Secret. Also reads and changes customers, products and segments; Klaviyo's libraries "
        "need it."
    ),
    "change_key": "Change",
    "change_key_named": "Change the key {name}",
    "limit_key": "How much it may send",
    "limit_key_help": "Events a second. Empty for the usual, 0 for no limit.",
    "save_limit": "Save",
    "replace_key": "Replace it",
    "replace_key_help": "The new key may do the same. For how long shall both work?",
    "overlap_now": "The old one ends at once",
    "overlap_days": "{n} days",
    "replace_yes": "Make a new key",
    "revoke": "Revoke it",
    "revoke_key_help": "Whatever uses it is refused at once. This cannot be undone.",
    "revoke_sure": "Revoke “{name}”?",
    "revoke_yes": "Yes, revoke it",
    "last_key": "Your pages need it: it is your only public key. Replace it instead.",
    "ending_key": "Another key has taken its place; it ends by itself.",
    "fault_last_key": "This is the last public key. Create another first, then revoke this one.",
    "fault_name": "Give the key a name, such as the place that uses it.",
    "fault_use": "Choose what the key is for.",
    "fault_rate": "How much a key may send is a whole number up to a million, 0 for no limit.",
    "fault_replace": "This key has ended or was replaced already; look at the list.",
    "new_key": "Create a key",
    "new_key_name": "Name",
    "new_key_help": "Where it is used, such as “Shop pages” or “Order system”",
    "new_key_use": "What is it for?",
    "create": "Create key",
    "made_write": "“{name}” is ready.",
    "made_server": "“{name}” is ready. Copy it now: it is shown this once and never again.",
    "made_pages": "Then copy the two lines for your pages again: they hold the new key.",
    "ended_keys": ("One key that has ended", "{n} keys that have ended"),
    "revoked_on": "revoked {date}",
    "replaced_on": "replaced, ended {date}",
    "done_revoked": "The key is revoked.",
    "done_limited": "The new limit holds from now on.",
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
