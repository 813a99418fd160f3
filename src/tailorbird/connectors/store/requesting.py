"""Queries on what platforms asked on behalf of people."""

from __future__ import annotations

from typing import Any

from msgspec.structs import asdict
from sqlalchemy import ColumnElement, Connection, insert, or_, select, update

from tailorbird.connectors.shops.connecting import ShopRequest
from tailorbird.connectors.store.tables import requests
from tailorbird.storage.personal import Subject


def add_request(connection: Connection, one: ShopRequest) -> bool:
    """Write a request down; False if it is known already."""
    if find_request(connection, one.request_id) is not None:
        return False
    connection.execute(insert(requests).values(asdict(one)))
    return True


def find_request(connection: Connection, request_id: str) -> ShopRequest | None:
    """Return one request, None if there is none of that id."""
    found = connection.execute(select(requests).where(requests.c.request_id == request_id))
    row = found.mappings().first()
    return None if row is None else ShopRequest(**row)


def change_request(connection: Connection, request_id: str, **values: Any) -> None:
    """Write down what became of a request."""
    connection.execute(update(requests).where(requests.c.request_id == request_id).values(values))


def read_requests(connection: Connection, limit: int) -> list[ShopRequest]:
    """Return the latest requests, the newest first."""
    newest = select(requests).order_by(requests.c.asked_at.desc(), requests.c.request_id)
    return [ShopRequest(**row) for row in connection.execute(newest.limit(limit)).mappings()]


def requests_of(connection: Connection, subject: Subject) -> list[dict[str, Any]]:
    """Return the requests that name somebody."""
    rows = connection.execute(select(requests).where(_about(subject)))
    return [dict(row) for row in rows.mappings()]


def unname(connection: Connection, subject: Subject) -> int:
    """Take somebody's name out of their requests; that there was one stays, as the law asks."""
    nobody = update(requests).where(_about(subject)).values(customer_id="", email="")
    return connection.execute(nobody).rowcount


def _about(subject: Subject) -> ColumnElement[bool]:
    return or_(requests.c.customer_id.in_(subject.user_ids), requests.c.email.in_(subject.emails))
