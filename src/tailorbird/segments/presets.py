"""Segments ready to use, each with what it means in plain words. Pure.

``docs/explanation/segments-presets.md`` says where each rule comes from.
"""

from __future__ import annotations

from tailorbird.segments.results import Preset
from tailorbird.segments.rfm import GROUPS
from tailorbird.segments.types import (
    ONCE,
    All,
    AnyOf,
    Comparator,
    Compare,
    Condition,
    Consented,
    Did,
    Ever,
    Filter,
    InCart,
    Learned,
    Measure,
    Not,
    OfOrders,
    Op,
    Rolling,
    RollingUnit,
    Window,
)

VISITS = ("Page Viewed", "Screen Viewed", "Product List Viewed", "Product Viewed")
LAST_DAY = Rolling(1)
BEFORE = Rolling(36_500, gap=1)  # a day ago and earlier, a hundred years back
LAST_HOUR = Rolling(1, RollingUnit.HOURS)
AN_HOUR_AGO = {days: Rolling(days * 24, RollingUnit.HOURS, gap=1) for days in (7, 14)}
_ALWAYS = Ever()
_MAIL = "E-mails sent by Tailorbird or told by your e-mail program."
_ORDERS = "Orders."
_MANY_ORDERS = "Orders: 50 buyers at least, until then stated defaults are used."
_RHYTHM = "50 pairs of orders by the same people; until then a stated default is used."


def category_fans(category: str) -> Preset:
    """Return who likes a category."""
    return Preset(
        key="category_fans",
        name=f"Fans of {category}",
        meaning=f"Viewed products of {category} 5 times in 30 days, or placed two orders of them.",
        tree=_fans("product.category", category),
        needs="Product views or orders that name the category, or a catalogue that does.",
    )


def brand_fans(brand: str) -> Preset:
    """Return who likes a brand."""
    return Preset(
        key="brand_fans",
        name=f"Fans of {brand}",
        meaning=f"Viewed products by {brand} 5 times in 30 days, or placed two orders of them.",
        tree=_fans("product.brand", brand),
        needs="Product views or orders that name the brand, or a catalogue that does.",
    )


def _fans(field: str, value: str) -> Condition:
    liked = [Filter(field, Op.IS, value)]
    return AnyOf(
        [
            Did("Product Viewed", liked, Rolling(30), _at_least(5)),
            OfOrders(Measure.COUNT, _at_least(2), liked),
        ]
    )


def _at_least(number: int) -> Compare:
    return Compare(Comparator.AT_LEAST, number)


def _learned(comparator: Comparator, name: str) -> Compare:
    return Compare(comparator, Learned(name))


def _ordered(window: Window = _ALWAYS, compare: Compare = ONCE) -> Condition:
    return OfOrders(Measure.COUNT, compare, window=window)


def _visited(window: Window) -> Condition:
    return AnyOf([Did(name, window=window) for name in VISITS])


def _last_order(comparator: Comparator, name: str) -> Condition:
    return OfOrders(Measure.DAYS_SINCE_LAST, _learned(comparator, name))


_FULL_PRICE = [
    # neither a coupon nor a discount: not one of these, rather than one of those
    Filter("property.coupon", Op.MATCHES, ".", negate=True),
    Filter("property.discount", Op.MORE_THAN, 0, negate=True),
]
_MAIL_ANSWERED = AnyOf(
    [Did("Email Opened", window=Rolling(90)), Did("Email Clicked", window=Rolling(90))]
)

PRESETS: tuple[Preset, ...] = (
    Preset(
        key="new",
        name="New customers",
        meaning="Placed their first order in the last 30 days, and no other.",
        tree=All([_ordered(Rolling(30)), _ordered(compare=Compare(Comparator.EXACTLY, 1))]),
        needs=_ORDERS,
    ),
    Preset(
        key="returning",
        name="Returning visitors",
        meaning="Were here in the last 24 hours, and before that too.",
        tree=All([_visited(LAST_DAY), _visited(BEFORE)]),
        needs="Page or product views.",
    ),
    Preset(
        key="first_time",
        name="First-time visitors",
        meaning="Were here in the last 24 hours for the first time.",
        tree=All([_visited(LAST_DAY), Not(_visited(BEFORE))]),
        needs="Page or product views.",
    ),
    Preset(
        key="repeat",
        name="Repeat buyers",
        meaning="Placed two orders or more.",
        tree=_ordered(compare=_at_least(2)),
        needs=_ORDERS,
    ),
    Preset(
        key="vip",
        name="VIP",
        meaning="Spent more than four of five buyers of this shop, in three orders or more.",
        tree=All(
            [
                OfOrders(Measure.SUM, _learned(Comparator.MORE_THAN, "rfm_monetary_80")),
                _ordered(compare=_at_least(3)),
            ]
        ),
        needs=_MANY_ORDERS,
    ),
    Preset(
        key="browsed",
        name="Browsed but did not buy",
        meaning="Viewed a product in the last 7 days and placed no order in them.",
        tree=All([Did("Product Viewed", window=Rolling(7)), Not(_ordered(Rolling(7)))]),
        needs="Product views.",
    ),
    Preset(
        key="abandoned_cart",
        name="Abandoned cart",
        meaning=(
            "Something waits in the cart that was put there in the last 14 days, nothing was put "
            "there in the last hour, and no order was placed in the last 24 hours."
        ),
        tree=All(
            [
                InCart(window=AN_HOUR_AGO[14]),
                Not(InCart(window=LAST_HOUR)),
                Not(_ordered(LAST_DAY)),
            ]
        ),
        needs="What is put into carts and taken out.",
    ),
    Preset(
        key="abandoned_checkout",
        name="Abandoned checkout",
        meaning=(
            "Started a checkout in the last 7 days, but not in the last hour, and placed no order "
            "in those 7 days."
        ),
        tree=All(
            [
                Did("Checkout Started", window=AN_HOUR_AGO[7]),
                Not(Did("Checkout Started", window=LAST_HOUR)),
                Not(_ordered(Rolling(7))),
            ]
        ),
        needs="Started checkouts.",
    ),
    Preset(
        key="lapsed",
        name="Lapsed",
        meaning=(
            "Bought once, but stay away longer than nine of ten pauses between two orders of the "
            "same person in this shop last."
        ),
        tree=_last_order(Comparator.MORE_THAN, "lapsed_after_days"),
        needs=_RHYTHM,
    ),
    Preset(
        key="at_risk",
        name="At risk",
        meaning=(
            "Stay away longer than three of four pauses between two orders last in this shop, but "
            "have not lapsed yet."
        ),
        tree=All(
            [
                _last_order(Comparator.MORE_THAN, "at_risk_after_days"),
                _last_order(Comparator.AT_MOST, "lapsed_after_days"),
            ]
        ),
        needs=_RHYTHM,
    ),
    Preset(
        key="discount_only",
        name="Discount only",
        meaning="Ordered twice or more, and each time with a coupon or a discount.",
        tree=All(
            [
                Did("Order Completed", count=_at_least(2)),
                Not(Did("Order Completed", _FULL_PRICE)),
            ]
        ),
        needs="Orders that tell their coupon or discount.",
    ),
    Preset(
        key="window_shoppers",
        name="Window shoppers",
        meaning=(
            "Viewed products 10 times or more in the last 30 days, put nothing in the cart in "
            "them, and never ordered."
        ),
        tree=All(
            [
                Did("Product Viewed", window=Rolling(30), count=_at_least(10)),
                Not(Did("Product Added", window=Rolling(30))),
                Not(_ordered()),
            ]
        ),
        needs="Product views.",
    ),
    Preset(
        key="engaged_email",
        name="Engaged by e-mail",
        meaning="Said yes to marketing by e-mail, and opened or clicked one in the last 90 days.",
        tree=All([Consented("email", "marketing"), _MAIL_ANSWERED]),
        needs=_MAIL,
    ),
    Preset(
        key="unengaged_email",
        name="Unengaged by e-mail",
        meaning=(
            "Said yes to marketing by e-mail, received 5 or more in the last 90 days, and opened "
            "and clicked none of them."
        ),
        tree=All(
            [
                Consented("email", "marketing"),
                Did("Email Delivered", window=Rolling(90), count=_at_least(5)),
                Not(_MAIL_ANSWERED),
            ]
        ),
        needs=_MAIL,
    ),
    *(
        Preset(
            key=group.key,
            name=group.name,
            meaning=group.meaning,
            tree=group.tree(),
            needs=_MANY_ORDERS,
        )
        for group in GROUPS
    ),
)
