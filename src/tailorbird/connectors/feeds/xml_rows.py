"""Products written as XML: RSS 2.0 items or Atom entries, as Google Merchant defines them.

Read piece by piece in bounded memory. A document type is refused: no feed needs one, and through it
a file can make a reader open other files or fill its memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from xml.parsers import expat

from tailorbird.connectors.files.table import Batch, Table
from tailorbird.connectors.files.text_files import Position, explained
from tailorbird.core.errors import BadFile

COLUMNS = (
    "id",
    "item_group_id",
    "title",
    "price",
    "sale_price",
    "sale_price_effective_date",
    "brand",
    "product_type",
    "google_product_category",
    "link",
    "image_link",
    "availability",
    "quantity",
)
_PRODUCT = frozenset({"item", "entry"})
_PIECE = 1 << 16
_LONGEST_TEXT = 5_000
_DEEPEST = 64


class XmlTable(Table):
    """A feed in XML, as a table of the fields that are used here."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "xml", COLUMNS)
        self._position = Position(path)

    @property
    def share_read(self) -> float:
        """How much of the file was read, by bytes."""
        return self._position.share

    def batches(self, columns: Sequence[str], rows: int | None = None) -> Iterator[Batch]:
        """Yield batches of products; a field that one lacks is an empty cell."""
        size, number = rows or self.batch_rows, 0
        held: list[tuple[int, dict[str, str]]] = []
        for item in self._items():
            held.append(item)
            if len(held) == size:
                yield _batch(held, columns, number)
                number, held = number + size, []
        if held:
            yield _batch(held, columns, number)

    def _items(self) -> Iterator[tuple[int, dict[str, str]]]:
        reader = _Reader(self.path)
        with explained(self.path), self._position.open(self.path) as file:
            for piece in iter(partial(file.read, _PIECE), b""):
                yield from reader.take(piece)
            yield from reader.take(b"", last=True)


def _batch(items: list[tuple[int, dict[str, str]]], columns: Sequence[str], before: int) -> Batch:
    return Batch(
        numbers=range(before + 1, before + len(items) + 1),
        lines=[line for line, _ in items],
        columns=tuple([cells.get(name) for _, cells in items] for name in columns),
    )


class _Reader:
    """Puts the products together while the parser passes through the file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse_type
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._depth = self._item_depth = self._line = 0
        self._field = ""
        self._parts: list[str] = []
        self._cells: dict[str, str] = {}
        self._sure: set[str] = set()  # fields whose name carried Google's prefix
        self._done: list[tuple[int, dict[str, str]]] = []

    def take(self, piece: bytes, *, last: bool = False) -> list[tuple[int, dict[str, str]]]:
        """Read on; return the products that ended."""
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            raise BadFile(
                f"{self._path.name} is not whole XML (line {error.lineno}: {reason}); "
                "fetch or export it again."
            ) from error
        except (LookupError, ValueError) as error:
            raise BadFile(f"{self._path.name} is in an encoding that cannot be read.") from error
        done, self._done = self._done, []
        return done

    def _refuse_type(self, *_: object) -> None:
        raise BadFile(
            f"{self._path.name} has a DOCTYPE: it is a web page, or no feed to be trusted. "
            "Check the address."
        )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise BadFile(f"{self._path.name} is nested deeper than any feed.")
        if not self._item_depth:
            if tag.rpartition(":")[2] in _PRODUCT:
                self._item_depth, self._line = self._depth, self._parser.CurrentLineNumber
                self._cells, self._sure = {}, set()
        elif self._depth == self._item_depth + 1:
            self._field = tag
            self._parts = [attributes["href"]] if "href" in attributes else []

    def _text(self, text: str) -> None:
        if self._field and self._depth == self._item_depth + 1:
            self._parts.append(text)

    def _end(self, _tag: str) -> None:
        if self._item_depth and self._depth == self._item_depth:
            self._done.append((self._line, self._cells))
            self._item_depth = 0
        elif self._field and self._depth == self._item_depth + 1:
            self._keep()
        self._depth -= 1

    def _keep(self) -> None:
        """Keep a field; ``g:id`` is the product's, where ``id`` may be the entry's own."""
        prefix, _, name = self._field.rpartition(":")
        value = "".join(self._parts).strip()[:_LONGEST_TEXT]
        self._field, self._parts = "", []
        if not value or name not in COLUMNS or name in self._sure:
            return
        if prefix or name not in self._cells:
            self._cells[name] = value
        if prefix:
            self._sure.add(name)
