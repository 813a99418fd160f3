"""What this room keeps of people: nothing. It knows products."""

from __future__ import annotations

from tailorbird.storage.personal import PersonalData

PERSONAL_DATA = PersonalData(
    room="catalog",
    impersonal={
        "products": "what the shop sells",
        "product_declarations": "what the shop said of its products",
        "orders_of_unknown": "how often products were ordered that nobody described yet",
        "stock_movements": "pieces counted, lost or found",
    },
)
