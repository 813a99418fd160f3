"""The Segment e-commerce specification (V2) as types: what each named event may carry.

Shops send numbers as strings and ids as numbers; both are understood. Unknown properties are
kept in the log and ignored here.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from tailorbird.events.proof import is_public
from tailorbird.events.types import Event, Kind, LoggedEvent

CONSENT_UPDATED = "Segment Consent Preference Updated"
CONSENT_NAMES = frozenset({CONSENT_UPDATED, "Consent Updated"})  # the second: our own script's
IDENTITIES_JOINED = "Identities Joined"
TEST_EVENT = "Tailorbird Test Event"  # from the page of data: shown arriving, otherwise left out
PRICE_DROPPED = "Product Price Dropped"  # these three come from catalogue feeds, of no person
BACK_IN_STOCK = "Product Back In Stock"
LOW_STOCK = "Product Low Stock"

_Id = str | int | None
_Amount = Decimal | None
_Count = Annotated[int, Meta(ge=-(10**9), le=10**9)]
_MOST_AMOUNT = Decimal(10) ** 12
_LEAST_EXPONENT, _MOST_EXPONENT = -60, 12  # 1e-999999999 written out would fill the memory


def _bounded(struct: Struct, *fields: str) -> None:
    """Refuse what no money column holds and no page can show.

    Raises:
        ValueError: with the field's name, as msgspec wants it from a struct.
    """
    for field in fields:
        amount: Decimal | None = getattr(struct, field)
        if amount is None:
            continue
        if not (amount.is_finite() and abs(amount) < _MOST_AMOUNT):
            raise ValueError(f"`{field}` must be a finite amount below a trillion")
        if not _LEAST_EXPONENT <= int(amount.as_tuple().exponent) <= _MOST_EXPONENT:
            raise ValueError(f"`{field}` must have at most {-_LEAST_EXPONENT} decimals")


class ProductFields(Struct, frozen=True, kw_only=True):
    """A product as events name it. ``price`` is the exact unit price.

    ``order_id`` names the order a refunded product came from, where one refund spans several.
    """

    product_id: _Id = None
    sku: _Id = None
    name: str | None = None
    brand: str | None = None
    category: str | None = None
    variant: str | None = None
    price: _Amount = None
    quantity: _Count | None = None
    coupon: str | None = None
    position: _Count | None = None
    url: str | None = None
    image_url: str | None = None
    ordinal: _Count | None = None
    is_service: bool = False
    order_id: _Id = None

    def __post_init__(self) -> None:
        _bounded(self, "price")
        if self.price and self.quantity and abs(self.price * self.quantity) >= _MOST_AMOUNT:
            raise ValueError("`quantity` times the price must be below a trillion")

    @property
    def key(self) -> str:
        """The shop's own id of the product: ``product_id``, else ``sku``, else empty."""
        chosen = self.product_id if self.product_id not in (None, "") else self.sku
        return "" if chosen is None else str(chosen).strip()


class ProductEvent(ProductFields, frozen=True, kw_only=True):
    """Product Viewed, Clicked, Added, Removed, and the wishlist events."""

    cart_id: _Id = None
    wishlist_id: _Id = None
    currency: str | None = None
    value: _Amount = None

    def __post_init__(self) -> None:
        _bounded(self, "price", "value")


class ProductChanged(ProductFields, frozen=True, kw_only=True):
    """What a feed says that changed. ``previous_price`` is the lowest of the last 30 days."""

    currency: str | None = None
    previous_price: _Amount = None
    inventory_quantity: _Count | None = None

    def __post_init__(self) -> None:
        _bounded(self, "price", "previous_price")


class ProductsSearched(Struct, frozen=True, kw_only=True):
    """A search in the shop."""

    query: str


class ProductList(Struct, frozen=True, kw_only=True):
    """Product List Viewed and Product List Filtered."""

    list_id: _Id = None
    category: str | None = None
    products: list[ProductFields] = []


class Cart(Struct, frozen=True, kw_only=True):
    """Cart Viewed and Cart Shared: the whole cart."""

    cart_id: _Id = None
    products: list[ProductFields] | None = None


class Checkout(Struct, frozen=True, kw_only=True):
    """Checkout steps and payment details; no card data is ever wanted."""

    checkout_id: _Id = None
    order_id: _Id = None
    step: _Count | None = None
    shipping_method: str | None = None
    payment_method: str | None = None


class OrderFields(Struct, frozen=True, kw_only=True):
    """Checkout Started, Order Updated, Order Cancelled: an order's figures."""

    order_id: _Id = None
    checkout_id: _Id = None
    affiliation: str | None = None
    value: _Amount = None
    subtotal: _Amount = None
    total: _Amount = None
    revenue: _Amount = None
    shipping: _Amount = None
    tax: _Amount = None
    discount: _Amount = None
    coupon: str | None = None
    currency: str | None = None
    products: list[ProductFields] = []

    def __post_init__(self) -> None:
        _bounded(self, "value", "subtotal", "total", "revenue", "shipping", "tax", "discount")

    @property
    def key(self) -> str:
        """The shop's own id of the order, empty if it gave none."""
        return "" if self.order_id is None else str(self.order_id).strip()


class OrderCompleted(OrderFields, frozen=True, kw_only=True):
    """A placed order; its id is what makes it the same order from every door."""

    order_id: str | int


class OrderRefunded(OrderFields, frozen=True, kw_only=True):
    """Money or goods back. Without ``order_id`` it stands alone and is matched by product."""

    refund_id: _Id = None


class Promotion(Struct, frozen=True, kw_only=True):
    """Promotion Viewed and Clicked."""

    promotion_id: _Id = None
    creative: str | None = None
    name: str | None = None
    position: str | int | None = None


class Coupon(Struct, frozen=True, kw_only=True):
    """Coupon Entered, Applied, Removed, Denied."""

    order_id: _Id = None
    cart_id: _Id = None
    coupon_id: _Id = None
    coupon_name: str | None = None
    discount: _Amount = None
    reason: str | None = None

    def __post_init__(self) -> None:
        _bounded(self, "discount")


class ProductReviewed(ProductFields, frozen=True, kw_only=True):
    """A review of a product."""

    review_id: _Id = None
    review_body: str | None = None
    rating: _Amount = None

    def __post_init__(self) -> None:
        _bounded(self, "price", "rating")


class StockAdjusted(Struct, frozen=True, kw_only=True):
    """Stock counted, lost or found: not a sale. Quantities carry a sign."""

    adjustment_id: str | int
    products: list[ProductFields] = []


class ConsentUpdated(Struct, frozen=True, kw_only=True):
    """A person's answer on consent; the answer itself stands in ``context.consent``."""

    wording_version: str | None = None


VOCABULARY: dict[str, type[Struct]] = {
    "Products Searched": ProductsSearched,
    "Product List Viewed": ProductList,
    "Product List Filtered": ProductList,
    "Promotion Viewed": Promotion,
    "Promotion Clicked": Promotion,
    "Product Clicked": ProductEvent,
    "Product Viewed": ProductEvent,
    "Product Added": ProductEvent,
    "Product Removed": ProductEvent,
    "Cart Viewed": Cart,
    "Checkout Started": OrderFields,
    "Checkout Step Viewed": Checkout,
    "Checkout Step Completed": Checkout,
    "Payment Info Entered": Checkout,
    "Order Updated": OrderFields,
    "Order Completed": OrderCompleted,
    "Order Refunded": OrderRefunded,
    "Order Cancelled": OrderFields,
    "Coupon Entered": Coupon,
    "Coupon Applied": Coupon,
    "Coupon Removed": Coupon,
    "Coupon Denied": Coupon,
    "Product Added to Wishlist": ProductEvent,
    "Product Removed from Wishlist": ProductEvent,
    "Wishlist Product Added to Cart": ProductEvent,
    "Product Shared": ProductEvent,
    "Cart Shared": Cart,
    "Product Reviewed": ProductReviewed,
    "Stock Adjusted": StockAdjusted,
    PRICE_DROPPED: ProductChanged,
    BACK_IN_STOCK: ProductChanged,
    LOW_STOCK: ProductChanged,
    **dict.fromkeys(sorted(CONSENT_NAMES), ConsentUpdated),
}

# Events that mean nothing without a product.
PRODUCT_NEEDED = frozenset(
    {"Product Viewed", "Product Added", "Product Removed", "Product Clicked"}
    | {PRICE_DROPPED, BACK_IN_STOCK, LOW_STOCK}
)

# What only the shop itself can know. Anybody could say it with the public key, of any order or
# product whose number can be guessed: said by a page, it is kept in the log and changes nothing.
SHOPS_WORD = frozenset(
    {"Order Cancelled", "Order Refunded", "Stock Adjusted"}
    | {PRICE_DROPPED, BACK_IN_STOCK, LOW_STOCK}
)


def is_hearsay(event: Event) -> bool:
    """Tell whether a page says what only the shop itself can know."""
    return event.name in SHOPS_WORD and is_public(event) and event.kind is Kind.TRACK


def interpret(event: Event) -> Struct | None:
    """Return the typed properties of a commerce event, None for any other event.

    Raises:
        msgspec.ValidationError: a property has the wrong form; the message names its path.
    """
    wanted = VOCABULARY.get(event.name) if event.kind is Kind.TRACK else None
    if wanted is None:
        return None
    return msgspec.convert(event.properties, wanted, strict=False)


def is_test(event: Event) -> bool:
    """Tell whether an event only tries out the way: it is no visit and no trade."""
    return event.name == TEST_EVENT and event.kind is Kind.TRACK


def consent_preferences(event: Event) -> dict[str, bool]:
    """Return the consent an event carries: purpose -> granted."""
    consent: Any = event.context.get("consent")
    preferences = consent.get("categoryPreferences") if isinstance(consent, dict) else None
    if not isinstance(preferences, dict):
        return {}
    return {str(purpose): value is True for purpose, value in preferences.items()}


def objects(event: Event) -> bool:
    """Return whether the device objects to being followed (Global Privacy Control)."""
    consent: Any = event.context.get("consent")
    return isinstance(consent, dict) and consent.get("gpc") is True


def email_of(event: Event) -> str | None:
    """Return the mailbox an event names, in lower case, if it looks like one."""
    traits: Any = event.context.get("traits")
    given = event.traits.get("email") or (traits.get("email") if isinstance(traits, dict) else None)
    email = given.strip().lower() if isinstance(given, str) else ""
    return email if 3 <= len(email) <= 254 and email.count("@") == 1 else None  # noqa: PLR2004


class Interpreted(Struct, frozen=True):
    """An event of the log beside its typed properties, read once for all that fold it.

    Hearsay has none: whatever folds events leaves it out without knowing of it.
    """

    logged: LoggedEvent
    typed: Struct | None


def interpreted(logged: LoggedEvent) -> Interpreted:
    """Read an event's properties by its name."""
    hearsay = is_hearsay(logged.event)
    return Interpreted(logged, None if hearsay else interpret(logged.event))
