"""Reason codes: why a thing is shown or withheld. Codes are stable; texts may change."""

from __future__ import annotations

from enum import StrEnum


class Shown(StrEnum):
    """Why a product is shown."""

    RECENTLY_VIEWED = "recently_viewed"
    BOUGHT_TOGETHER = "bought_together"
    VIEWED_TOGETHER = "viewed_together"
    BEST_SELLER = "best_seller"
    BEST_SELLER_IN_CATEGORY = "best_seller_in_category"
    TRENDING = "trending"


class Limited(StrEnum):
    """Why a choice knows less of a person than is kept of them."""

    PERSONALIZATION_OFF = "personalization_off"
    OBJECTION = "global_privacy_control"


class Withheld(StrEnum):
    """Why a candidate is not shown."""

    JUST_BOUGHT = "just_bought"
    IN_CART = "in_cart"
    CURRENT_ITEM = "current_item"
    NOT_SELLABLE = "not_sellable"
    OUT_OF_STOCK = "out_of_stock"
    UNKNOWN_PRODUCT = "unknown_product"
    SHOWN_ELSEWHERE = "shown_elsewhere"
    COMPARISON_GROUP = "comparison_group"
