"""Every word of the sentences that say what a segment is and why somebody is in it or not.

A sentence goes on after "People who"; ``sentences`` puts the pieces together.
"""

from __future__ import annotations

from typing import NamedTuple

from tailorbird.segments.types import CalendarUnit, Comparator, Measure, Op, RollingUnit


class Doing(NamedTuple):
    """How an event is told: that it was done, that it was not, and several of it."""

    done: str
    not_done: str
    several: str


EVENTS = {
    "*": Doing("did anything", "did nothing", "events"),
    "Page Viewed": Doing("viewed a page", "viewed no page", "page views"),
    "Screen Viewed": Doing("opened a screen", "opened no screen", "opened screens"),
    "Identified": Doing("said who they are", "did not say who they are", "identifications"),
    "Products Searched": Doing("searched", "did not search", "searches"),
    "Product List Viewed": Doing(
        "viewed a list of products", "viewed no list of products", "viewed lists"
    ),
    "Product Viewed": Doing("viewed a product", "viewed no product", "product views"),
    "Product Clicked": Doing("clicked a product", "clicked no product", "clicks on products"),
    "Product Added": Doing(
        "put a product in the cart", "put no product in the cart", "additions to the cart"
    ),
    "Product Removed": Doing(
        "took a product out of the cart",
        "took no product out of the cart",
        "removals from the cart",
    ),
    "Cart Viewed": Doing("viewed the cart", "did not view the cart", "views of the cart"),
    "Checkout Started": Doing("started a checkout", "started no checkout", "started checkouts"),
    "Order Completed": Doing("ordered a product", "ordered no product", "order events"),
    "Order Cancelled": Doing("cancelled an order", "cancelled no order", "cancelled orders"),
    "Order Refunded": Doing("got a refund", "got no refund", "refunds"),
    "Product Added to Wishlist": Doing(
        "put a product on the wishlist", "put no product on the wishlist", "wishes"
    ),
    "Product Reviewed": Doing("reviewed a product", "reviewed no product", "reviews"),
    "Coupon Applied": Doing("used a coupon", "used no coupon", "used coupons"),
    "Email Delivered": Doing("received an e-mail", "received no e-mail", "received e-mails"),
    "Email Opened": Doing("opened an e-mail", "opened no e-mail", "opened e-mails"),
    "Email Clicked": Doing("clicked in an e-mail", "clicked in no e-mail", "clicks in e-mails"),
}
OTHER_EVENT = Doing("did “{name}”", "did not do “{name}”", "“{name}” events")
NEVER = "never {done}"

# comparisons --------------------------------------------------------------------------------
COMPARED = {
    Comparator.AT_LEAST: "at least {number}",
    Comparator.AT_MOST: "at most {number}",
    Comparator.EXACTLY: "exactly {number}",
    Comparator.MORE_THAN: "more than {number}",
    Comparator.LESS_THAN: "less than {number}",
}
NOT_EXACTLY = "not exactly {number}"
FEWER = "fewer than {number}"
TIMES = ("{compared} time", "{compared} times")
DAYS_AGO = ("{compared} day ago", "{compared} days ago")
LEARNED_NUMBER = "the learned number"
LEARNED_OF = "{compared} of"
LEARNED = {
    "lapsed_after_days": "after so many days this shop's buyers have lapsed",
    "at_risk_after_days": "after so many days this shop's buyers are at risk",
    **{
        f"rfm_{name}_{share}": f"{share} % of this shop's buyers {meaning}"
        for name, meaning in (
            ("recency", "ordered no longer ago"),
            ("frequency", "ordered no more often"),
            ("monetary", "spent no more"),
        )
        for share in (20, 40, 60, 80)
    },
}
LEARNED_NOTE = "{clause} ({note})"

# windows ------------------------------------------------------------------------------------
UNITS = {
    RollingUnit.MINUTES: ("minute", "minutes"),
    RollingUnit.HOURS: ("hour", "hours"),
    RollingUnit.DAYS: ("day", "days"),
    RollingUnit.WEEKS: ("week", "weeks"),
}
CALENDAR = {
    CalendarUnit.DAYS: ("today", "today or on the {before} before it", ("day", "days")),
    CalendarUnit.WEEKS: (
        "this week",
        "this week or in the {before} before it",
        ("week", "weeks"),
    ),
    CalendarUnit.MONTHS: (
        "this month",
        "this month or in the {before} before it",
        ("month", "months"),
    ),
    CalendarUnit.YEARS: (
        "this year",
        "this year or in the {before} before it",
        ("year", "years"),
    ),
}
LAST = "in the last {length}"
BETWEEN_AGO = "between {gap} and {length} ago"
SINCE = "since {at}"
BETWEEN = "from {start} until before {end}"
WITHIN = "within {length}"

# filters ------------------------------------------------------------------------------------
IS_FIELD = {
    "product.category": "of {value}",
    "product.brand": "by {value}",
    "product.title": "named {value}",
    "product.id": "with the id {value}",
    "product.price": "at the price {value}",
    "product.quantity": "in the quantity {value}",
    "device": "on the device {value}",
    "country": "in {value}",
    "region": "in {value}",
    "city": "in {value}",
}
FIELDS = {
    "product.category": "a category",
    "product.brand": "a brand",
    "product.title": "a title",
    "product.id": "an id",
    "product.price": "a price",
    "product.quantity": "a quantity",
}
WITH_A = "with {field} that {test}"
WITH = "with “{field}” that {test}"
NOT_FILTER = "not {filter}"
TESTS = {
    Op.IS: "is {value}",
    Op.CONTAINS: "contains {value}",
    Op.STARTS_WITH: "starts with {value}",
    Op.MATCHES: "matches {value}",
    Op.MORE_THAN: "is more than {value}",
    Op.AT_LEAST: "is at least {value}",
    Op.LESS_THAN: "is less than {value}",
    Op.AT_MOST: "is at most {value}",
    Op.EXISTS: "is known",
}
QUOTED = "“{text}”"
YES = "yes"
NO = "no"

# conditions ---------------------------------------------------------------------------------
MEASURED = {
    Measure.SUM: "have a total “{of}” of {compared} over {several}",
    Measure.AVERAGE: "have an average “{of}” of {compared} over {several}",
    Measure.MIN: "have a smallest “{of}” of {compared} over {several}",
    Measure.MAX: "have a largest “{of}” of {compared} over {several}",
    Measure.DAYS_SINCE_FIRST: "{done} for the first time {ago}",
    Measure.DAYS_SINCE_LAST: "{done} for the last time {ago}",
    Measure.DISTINCT_PRODUCTS: "have {several} of {compared} different products",
}
ORDERS = {
    Measure.COUNT: "placed {compared} orders",
    Measure.SUM: "spent {compared}",
    Measure.AVERAGE: "spent {compared} per order on average",
    Measure.MIN: "have a smallest order of {compared}",
    Measure.MAX: "have a largest order of {compared}",
    Measure.DAYS_SINCE_FIRST: "placed the first order {ago}",
    Measure.DAYS_SINCE_LAST: "placed the last order {ago}",
    Measure.DISTINCT_PRODUCTS: "bought {compared} different products",
}
ONE_ORDER = "placed {compared} order"
AN_ORDER = Doing("placed an order", "placed no order", "orders")
OF_PRODUCT = "with a product {filters}"
THEN = " and then "
SEQUENCE = "first {steps} {within}"
TRAIT = ("have a trait “{name}” that {test}", "have no trait “{name}” that {test}")
TRAIT_EXISTS = ("have a trait “{name}”", "have no trait “{name}”")
DATE = ("have a date “{name}” {span}", "have no date “{name}” {span}")
YEARLY = (
    "have an anniversary of “{name}” {span}",
    "have no anniversary of “{name}” {span}",
)
ON_DAY = "that is {first}"
DAYS_SPAN = "from {first} to {last}"
TODAY = {-1: "yesterday", 0: "today", 1: "tomorrow"}
PAST_DAY = "{days} days ago"
COMING_DAY = "in {days} days"
PREDICTED = (
    "have a predicted “{name}” of {compared}",
    "have no predicted “{name}” of {compared}",
)
GRANTED = ("said yes to {purpose} by {channel}", "did not say yes to {purpose} by {channel}")
REFUSED = ("said no to {purpose} by {channel}", "did not say no to {purpose} by {channel}")
CART = ("have a product{filters} in the cart", "have no product{filters} in the cart")
CART_MANY = "have {compared} different products{filters} in the cart"
PUT_THERE = "that was put there {window}"
PUT_THERE_MANY = "that were put there {window}"
SEGMENT = ("are in the segment “{name}”", "are not in the segment “{name}”")
SAMPLE = (
    "are in a sample of {percent} % that stays the same",
    "are not in a sample of {percent} % that stays the same",
)
SALTED = " (drawn by “{salt}”)"
ARM = (
    "saw variation “{variation}” of the experiment “{experiment}”",
    "did not see variation “{variation}” of the experiment “{experiment}”",
)
NOT = "are not among those who {clause}"
NOT_GROUP = "are not among those who ({clause})"
GROUP = "({clause})"
AND = "and"
OR = "or"
WITH_LAST = "{first}, {word} {last}"
COMMA = ", "
PEOPLE_WHO = "People who {clause}."

# why ----------------------------------------------------------------------------------------
ALL_OF = "all of these"
ANY_OF = "at least one of these"
NOT_THIS = "not this"
FOUND = "found {found}"
NOTHING_FOUND = "nothing found"


def joined(parts: list[str], word: str) -> str:
    """Return clauses as one: ``a, and b``; ``a, b, and c``."""
    if len(parts) <= 1:
        return "".join(parts)
    return WITH_LAST.format(first=COMMA.join(parts[:-1]), word=word, last=parts[-1])
