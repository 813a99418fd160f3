"""Every sentence a merchant reads about a row that was not taken."""

from __future__ import annotations

REFUSALS = {
    "missing_value": "{column} is empty, and every row needs it",
    "bad_id": "{column} is longer than 200 characters or holds unreadable characters",
    "not_a_whole_number": "{column} should be a whole number such as 3",
    "quantity_zero": "{column} is 0, so nothing was sold or returned",
    "not_a_price": "{column} should be a price such as 2.55",
    "not_a_time": "{column} should be a date and time such as 2011-12-09 12:50",
    "ambiguous_date": "{column} could be day/month or month/day; say which comes first",
    "time_out_of_range": "{column} lies before 1970 or in the future",
    "bad_currency": "{column} should be a three-letter currency such as GBP",
    "customer_conflict": "{column} differs from the other rows of this order",
    "currency_conflict": "{column} differs from the other rows of this order",
    "refund_quantity": (
        "the number says refund, so {column} should be below 0; "
        "if your order numbers begin like this, change the refund prefix"
    ),
    "amount_too_large": "{column} times quantity is more than any order is worth",
    "accounting_entry": "a bookkeeping entry (such as bad debt or a negative price), not a sale",
    "wrong_cell_count": "the row does not have as many cells as the header",
    "broken_quotes": "a quotation mark is opened and not closed in the right place",
    "unreadable_text": (
        "the row holds bytes that are not text in this file's encoding; "
        "save the file as UTF-8 or say which encoding it has"
    ),
    "not_json": "the line should be one JSON object",
    "nobody": "the row names neither a customer nor a session, so it is nobody's",
    "no_product": "{column} is empty, and this event means nothing without a product",
    "bad_event": "{reason}",
    "not_a_flag": "{column} should be yes or no",
    "not_in_stock_words": "{column} should be a number of pieces, or words such as in stock",
}


def refusal(code: str, column: str = "", reason: str = "") -> str:
    """Return the sentence for a refusal; ``column`` is the name the merchant's file uses."""
    return REFUSALS[code].format(column=column or "the row", reason=reason)
