"""Google Merchant's fields, put as any table of products is put. Pure rules over a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from tailorbird.connectors.files.column_names import normal
from tailorbird.connectors.files.table import Batch, Table
from tailorbird.core.clock import from_datetime

Cells = Mapping[str, object]
_PRICE = re.compile(r"([A-Za-z]{3})?\s*([-+]?[\d.,\s\u00a0]*\d)\s*([A-Za-z]{3})?")
_COMMA_DECIMALS = re.compile(r"\d+,\d{1,2}")
_DOTS_AND_COMMA = re.compile(r"\d{1,3}(?:[.\s\u00a0]\d{3})+,\d{1,2}")
_WANTED = (
    "id",
    "itemgroupid",
    "title",
    "price",
    "saleprice",
    "salepriceeffectivedate",
    "brand",
    "producttype",
    "googleproductcategory",
    "link",
    "imagelink",
    "availability",
    "quantity",
)


def is_google(table: Table) -> bool:
    """Whether a table's columns are those of Google's product data."""
    names = {normal(name) for name in table.columns}
    return {"id", "price"} <= names and bool(names & {"availability", "imagelink", "link"})


class GoogleTable(Table):
    """A table of Google's product data, whose columns are called as fields of products are.

    The sale price counts while it holds. ``by_group`` takes ``item_group_id`` as the product's id.
    ``dated`` tells, once read, whether any price depends on the day.
    """

    def __init__(self, table: Table, now: int, *, by_group: bool = False) -> None:
        self._table = table
        self._now = now
        self._by_group = by_group
        self._held = {normal(name): name for name in table.columns if normal(name) in _WANTED}
        self.dated = False
        super().__init__(table.path, table.format, tuple(_FIELDS))

    @property
    def share_read(self) -> float:
        """How much of the file was read, by bytes."""
        return self._table.share_read

    def batches(self, columns: Sequence[str], rows: int | None = None) -> Iterator[Batch]:
        """Yield batches of the fields of products.

        Raises:
            BadFile: the file turned out to be damaged.
        """
        for batch in self._table.batches(list(self._held.values()), rows):
            cells = [
                self._fields(dict(zip(self._held, row, strict=True)))
                for row in zip(*batch.columns, strict=True)
            ]
            yield Batch(
                numbers=batch.numbers,
                lines=batch.lines,
                columns=tuple([one.get(name) for one in cells] for name in columns),
                broken=batch.broken,
            )

    def _fields(self, said: Cells) -> dict[str, object]:
        self.dated |= bool(said.get("salepriceeffectivedate"))
        fields = {name: take(said) for name, take in _FIELDS.items()}
        fields["unit_price"], fields["currency"] = _price(said, self._now)
        if self._by_group and said.get("itemgroupid"):
            fields["product_id"] = said["itemgroupid"]
        return fields


def _price(said: Cells, now: int) -> tuple[object, object]:
    sale = amount_of(said.get("saleprice"))
    if sale is not None and _holds(said.get("salepriceeffectivedate"), now):
        usual = amount_of(said.get("price"))
        return sale[0], sale[1] or (usual[1] if usual else "")
    usual = amount_of(said.get("price"))
    return usual if usual is not None else (said.get("price"), "")


def amount_of(cell: object) -> tuple[str, str] | None:
    """Return (number, currency) of a price such as ``15.00 USD``, None if it is none.

    >>> amount_of("15.00 USD"), amount_of("EUR 1.299,50"), amount_of("free")
    (('15.00', 'USD'), ('1299.50', 'EUR'), None)
    """
    found = _PRICE.fullmatch(str(cell).strip()) if cell is not None else None
    if found is None:
        return None
    before, number, after = found.groups()
    if _COMMA_DECIMALS.fullmatch(number) or _DOTS_AND_COMMA.fullmatch(number):
        number = re.sub(r"[.\s\u00a0]", "", number).replace(",", ".")
    return number, (after or before or "").upper()


def _holds(span: object, now: int) -> bool:
    """Whether a sale holds now: two ISO times with a slash between, or nothing, for always."""
    text = str(span or "").strip()
    if not text:
        return True
    first, _, last = text.partition("/")
    try:
        begin, end = (_instant(part) for part in (first, last))
    except ValueError:
        return False
    return begin <= now < end


def _instant(text: str) -> int:
    return from_datetime(datetime.fromisoformat(text.strip()))  # without a zone: a ValueError


def _stock(said: Cells) -> object:
    words = normal(str(said.get("availability") or ""))
    pieces = said.get("quantity")
    return pieces if pieces and words in {"instock", ""} else said.get("availability")


_FIELDS: dict[str, Callable[[Cells], object]] = {
    "product_id": lambda said: said.get("id"),
    "title": lambda said: said.get("title"),
    "unit_price": lambda said: said.get("price"),
    "currency": lambda _: "",
    "category": lambda said: said.get("producttype") or said.get("googleproductcategory"),
    "brand": lambda said: said.get("brand"),
    "url": lambda said: said.get("link"),
    "image_url": lambda said: said.get("imagelink"),
    "stock": _stock,
}
