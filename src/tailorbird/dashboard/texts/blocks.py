"""Words of blocks of products, wherever they are shown to the merchant."""

BLOCKS: dict[str, str | tuple[str, str]] = {
    "strategy_recently_viewed": "Recently viewed",
    "strategy_bought_together": "Bought together",
    "strategy_viewed_together": "Viewed together",
    "strategy_trending": "On the rise",
    "strategy_best_sellers": "Best sellers",
    "score": "score {score}",
    "filled_by": "filled by: {strategy}",
    "block_empty": "Nothing to show here now.",
    "limited_personalization_off": "Nothing personal: they said no, or you switched it off.",
    "limited_global_privacy_control": "From this visit only: their browser objects to more.",
    "withheld": "Held back",
    "withheld_just_bought": ("one just bought", "{n} just bought"),
    "withheld_in_cart": ("one already in the cart", "{n} already in the cart"),
    "withheld_current_item": ("the product being looked at", "the products being looked at"),
    "withheld_not_sellable": ("one not for sale", "{n} not for sale"),
    "withheld_out_of_stock": ("one out of stock", "{n} out of stock"),
    "withheld_unknown_product": ("one not in the catalogue", "{n} not in the catalogue"),
    "withheld_shown_elsewhere": ("one shown in another block", "{n} shown in another block"),
    "withheld_comparison_group": (
        "one withheld to measure its effect",
        "{n} withheld to measure their effect",
    ),
    "withheld_other": ("one for another reason ({code})", "{n} for another reason ({code})"),
}
