"""Reads a shop's past through its REST API, page by page, at the pace it allows.

Pages go by ascending id, so what is new meanwhile comes last. The cursor is the last page read and
how many records there were: where records were removed since, the pages after them moved forward,
so reading goes back as far as they did.
"""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlencode

import msgspec

from tailorbird.connectors.shops.calling import Answer, asked_pause, call, pause
from tailorbird.connectors.shops.connecting import Page, ShopConnection
from tailorbird.connectors.shops.platform import Wait
from tailorbird.connectors.shops.reading import identifier, rows, text, whole
from tailorbird.core.errors import ShopFailed

PER_PAGE = 100  # the most that may be asked for
ATTEMPTS = 12
_GOOD, _BUSY, _DEFECT = 200, 429, 500
_PARTS = {"products": {}, "customers": {}, "orders": {"status": "any"}}


class Past:
    """The products, customers and orders that a shop had before it was connected."""

    parts = tuple(_PARTS)  # in this order: orders then find their products and their people

    def __init__(self, shop: ShopConnection, wait: Wait) -> None:
        self._shop = shop
        self._wait = wait

    def page(self, part: str, cursor: str) -> Page:
        """Return the records after a cursor, from the beginning if it is empty.

        Raises:
            ShopFailed: the shop refuses, or could not be reached in many attempts.
        """
        last, _, before = cursor.partition(":")
        number = int(last or 0) + 1
        records, total, pages = self._page(part, number)
        gone = int(before or 0) - total
        if gone > 0 and number > 1:
            number = max(1, number - -(-gone // PER_PAGE))
            records, total, pages = self._page(part, number)
        whole_records = [self._with_refunds(part, record) for record in records]
        return Page(records=whole_records, cursor=f"{number}:{total}", more=number < pages)

    def _page(self, part: str, number: int) -> tuple[list[dict[str, Any]], int, int]:
        asked = {"per_page": PER_PAGE, "page": number, "orderby": "id", "order": "asc"}
        answer = self._ask(part, asked | _PARTS[part])
        found = [dict(record) for record in self._list(answer)]
        total = whole(answer.headers.get("x-wp-total"))
        pages = whole(answer.headers.get("x-wp-totalpages"))
        if total is None or pages is None:
            raise ShopFailed(f"{self._shop.shop} does not say how many {part} there are.")
        return found, total, pages

    def _with_refunds(self, part: str, record: dict[str, Any]) -> dict[str, Any]:
        """An order names its refunds only; which products came back has to be asked."""
        if part != "orders" or not rows(record.get("refunds")):
            return record
        path = f"orders/{identifier(record.get('id'))}/refunds"
        return record | {"refunds": self._list(self._ask(path, {"per_page": PER_PAGE}))}

    def _ask(self, path: str, asked: dict[str, Any]) -> Answer:
        url = f"{self._shop.address}/wp-json/wc/v3/{path}?{urlencode(asked)}"
        pair = f"{self._shop.api_id}:{self._shop.api_secret}".encode()
        headers = {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
        trouble = ""
        for attempt in range(ATTEMPTS):
            try:
                answer = call("GET", url, headers=headers)
            except ShopFailed as error:
                trouble, seconds = error.message, pause(attempt)
            else:
                if answer.status == _GOOD:
                    return answer
                if answer.status != _BUSY and answer.status < _DEFECT:
                    raise ShopFailed(f"{self._shop.shop} refuses: {_said(answer)}")
                trouble, seconds = f"it answered {answer.status}", asked_pause(answer, attempt)
            self._wait(seconds)
        raise ShopFailed(f"{self._shop.shop} could not be read for now: {trouble}")

    def _list(self, answer: Answer) -> list[Any]:
        try:
            return rows(msgspec.json.decode(answer.body, type=list[Any]))
        except msgspec.DecodeError as error:
            raise ShopFailed(f"{self._shop.shop} answered with no list in JSON.") from error


def _said(answer: Answer) -> str:
    try:
        told = msgspec.json.decode(answer.body, type=dict[str, Any])
    except msgspec.DecodeError:
        told = {}
    return text(told.get("message"))[:300] or f"status {answer.status}. Check its address."
