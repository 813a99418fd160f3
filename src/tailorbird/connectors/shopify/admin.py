"""Asks Shopify's Admin API, at the pace it allows, with a token that is renewed before it ends.

A query costs points; a bucket of them fills again at a stated rate. The API says in every answer
how many are left, so the next question waits until it can be paid for. A refusal for want of
points, a 429, a 5xx and a broken line are waited out; everything else is said.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import msgspec
from msgspec.structs import replace

from tailorbird.connectors.shopify.questions import API_VERSION
from tailorbird.connectors.shops.calling import LONGEST_WAIT, Answer, asked_pause, call, pause
from tailorbird.connectors.shops.connecting import ShopConnection
from tailorbird.connectors.shops.reading import mapping, rows, text
from tailorbird.core.clock import MINUTE, SECOND, Clock
from tailorbird.core.errors import ShopFailed

Wait = Callable[[float], None]  # seconds
Renewed = Callable[[ShopConnection], None]
ATTEMPTS = 12
_EARLY = 5 * MINUTE  # a token is renewed this long before it ends
_BUSY, _NO_TOKEN, _DEFECT = 429, 401, 500


class TooCostly(ShopFailed):
    """One question costs more points than any may; ask for fewer records."""


class Refused(ShopFailed):
    """The shop does not let us in; asking again would not help."""


class Admin:
    """One shop's Admin API. ``renewed`` is told of every new token, to keep it."""

    def __init__(self, shop: ShopConnection, *, clock: Clock, wait: Wait, renewed: Renewed) -> None:
        self._shop = shop
        self._clock = clock
        self._wait = wait
        self._renewed = renewed
        self._left, self._rate, self._price = 0.0, 0.0, 0.0  # nothing known yet
        self._refused = False  # whether the token was refused since the last answer

    def ask(self, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        """Return the data of an answer.

        Raises:
            TooCostly: ask for fewer records at once.
            ShopFailed: the shop refuses, or could not be reached in many attempts.
        """
        body = msgspec.json.encode({"query": query, "variables": variables})
        trouble = ""
        for attempt in range(ATTEMPTS):
            self._wait_for_points()
            try:
                answer = self._post(body)
            except Refused:
                raise
            except ShopFailed as error:
                trouble = error.message
                self._wait(pause(attempt))
                continue
            data, seconds, trouble = self._read(answer, attempt)
            if data is not None:
                return data
            self._wait(seconds)
        raise ShopFailed(f"{self._shop.shop} could not be read for now: {trouble}")

    def _read(self, answer: Answer, attempt: int) -> tuple[dict[str, Any] | None, float, str]:
        """Return the data; else how long to wait, and why."""
        if answer.status == _NO_TOKEN:
            self._renew(refused=self._refused)
            self._refused = True
            return None, 0.0, "the access token was refused"
        if answer.status == _BUSY:
            return None, asked_pause(answer, attempt), "too many questions"
        if answer.status >= _DEFECT:
            return None, pause(attempt), f"it answered {answer.status}"
        said = _json(answer, self._shop.shop)
        self._note_cost(said)
        errors = rows(said.get("errors"))
        if not errors and isinstance(said.get("data"), dict):
            self._refused = False
            return said["data"], 0.0, ""
        codes = {text(mapping(error.get("extensions")).get("code")) for error in errors}
        told = [text(error.get("message")) for error in errors]
        message = "; ".join(told) or text(said.get("errors")) or f"status {answer.status}"
        if "THROTTLED" in codes or told == ["Throttled"]:
            return None, pause(attempt) if not self._rate else 0.0, "too many questions"
        if "MAX_COST_EXCEEDED" in codes:
            raise TooCostly(f"{self._shop.shop}: {message}")
        raise ShopFailed(f"{self._shop.shop} refuses: {message[:300]}. Check the app's scopes.")

    def _post(self, body: bytes) -> Answer:
        token = self._token()
        url = f"{self._shop.address}/admin/api/{API_VERSION}/graphql.json"
        headers = {"Content-Type": "application/json", "X-Shopify-Access-Token": token}
        return call("POST", url, body=body, headers=headers)

    # -- points

    def _note_cost(self, said: dict[str, Any]) -> None:
        cost = mapping(mapping(said.get("extensions")).get("cost"))
        status = mapping(cost.get("throttleStatus"))
        self._left = _number(status.get("currentlyAvailable"))
        self._rate = _number(status.get("restoreRate"))
        self._price = _number(cost.get("requestedQueryCost"))

    def _wait_for_points(self) -> None:
        """Wait until a question like the last one can be paid for."""
        lacking = self._price - self._left
        if self._rate > 0 and lacking > 0:
            self._wait(min(lacking / self._rate, LONGEST_WAIT))
            self._left = self._price

    # -- the token

    def _token(self) -> str:
        shop = self._shop
        ends = shop.token_until and shop.token_until - _EARLY <= self._clock.now()
        if not shop.token or ends:
            self._renew(refused=False)
        return self._shop.token

    def _renew(self, *, refused: bool) -> None:
        """Get a token for the app's id and secret; a token that never ends cannot be renewed."""
        shop = self._shop
        if refused or not (shop.api_id and shop.api_secret):
            raise Refused(f"{shop.shop} refuses the access token. Connect the shop again.")
        asked = {
            "grant_type": "client_credentials",
            "client_id": shop.api_id,
            "client_secret": shop.api_secret,
        }
        answer = call(
            "POST",
            f"{shop.address}/admin/oauth/access_token",
            body=urlencode(asked).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        if answer.status >= _DEFECT or answer.status == _BUSY:
            raise ShopFailed(f"{shop.shop} gives no access token now ({answer.status}).")
        said = _json(answer, shop.shop)
        if not text(said.get("access_token")):
            raise Refused(f"{shop.shop} gives no access token. Check the app's id and secret.")
        lasts = int(_number(said.get("expires_in")))
        until = self._clock.now() + lasts * SECOND if lasts else 0
        self._shop = replace(shop, token=text(said["access_token"]), token_until=until)
        self._renewed(self._shop)


def _number(value: object) -> float:
    try:
        return float(text(value) or 0)
    except ValueError:
        return 0.0


def _json(answer: Answer, shop: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(answer.body, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise ShopFailed(f"{shop} answered {answer.status} and no JSON.") from error
