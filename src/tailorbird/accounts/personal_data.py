"""What this room keeps of shoppers: nothing. It knows the shop's own people and their keys."""

from __future__ import annotations

from tailorbird.storage.personal import PersonalData

PERSONAL_DATA = PersonalData(
    room="accounts",
    impersonal={
        "owners": "the merchant's own log-in, changed and removed on the settings page",
        "sign_in_links": "one-way hashes of links the merchant may sign in with once",
        "sign_in_sessions": "the merchant's own sessions",
        "sign_in_attempts": "failed log-ins of the dashboard, forgotten after a while",
        "access_keys": "the shop's keys",
        "key_uses": "when each of the shop's keys was used last",
    },
)
