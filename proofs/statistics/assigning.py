"""The draw and what follows from it: shares, stickiness on devices, exclusion, forced arms, turns.

The story of devices goes over HTTP to a running server, as a shop would tell it.
"""

from __future__ import annotations

import http.client
import json
import time
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from proofs.claims import Claim
from proofs.workplace import Workplace
from tailorbird.accounts.types import KeyKind, Scope
from tailorbird.experiments.bucketing import arm_of, bucket, ranges_of, sizes
from tailorbird.experiments.holdouts import held_out, seed_of, turns
from tailorbird.experiments.types import WHOLE
from tailorbird.statistics import sample_ratio
from tests.integration.api.doors import Doors, basic, serving

IDS, FEW = 200_000, 20_000
WEIGHTS = (2_000, 3_000, 5_000)
ARMS = [{"key": one, "name": one, "weight": 5_000} for one in ("control", "green")]
KEY = "button"
SURE = 0.001  # an alarm of the sample-ratio check


def prove(place: Workplace) -> Iterator[Claim]:
    """The draw by itself, then people who come and go, then comparison groups."""
    ids = [f"visitor-{number}" for number in range(IDS if place.full else FEW)]
    yield _shares(ids)
    yield _coverage(ids)
    yield _independent(ids)
    yield from _turns(ids)
    with serving(place.scratch / "shop") as doors:
        story = Story(doors)
        yield from story.devices()
        yield from story.forced()
        yield from story.clients()
        yield from story.held_out()


def _shares(ids: list[str]) -> Claim:
    ranges = ranges_of(WEIGHTS, WHOLE)
    drawn = Counter(arm_of(bucket("shares", one), ranges) for one in ids)
    seen = [drawn[number] for number in range(len(WEIGHTS))]
    found = sample_ratio.check(seen, sizes(ranges))
    measured = f"{', '.join(f'{one:,}' for one in seen)} (p = {found.p:.3f})"
    return Claim("20/30/50 is drawn as 20/30/50", measured, f"p > {SURE}", ok=found.p > SURE)


def _coverage(ids: list[str]) -> Claim:
    steps = [ranges_of(WEIGHTS, coverage) for coverage in (500, 1_000, 3_333, 9_999, WHOLE)]
    moved = 0
    for one in ids:
        place = bucket("coverage", one)
        arms = [arm_of(place, ranges) for ranges in steps]
        moved += any(before not in {None, after} for before, after in pairwise(arms))
    measured = f"{moved:,} of {len(ids):,} people moved"
    return Claim("a larger coverage moves nobody", measured, "0", ok=moved == 0)


def _independent(ids: list[str]) -> Claim:
    """Arms of two experiments: each of the four combinations must have a quarter."""
    cells = Counter(
        (bucket("first", one) < WHOLE // 2, bucket("second", one) < WHOLE // 2) for one in ids
    )
    found = sample_ratio.check([cells[pair] for pair in sorted(cells)], [1, 1, 1, 1])
    measured = f"p = {found.p:.3f} over {len(ids):,} people"
    what = "two experiments draw independently"
    return Claim(what, measured, f"p > {SURE}", ok=found.p > SURE)


def _turns(ids: list[str]) -> Iterator[Claim]:
    for share in (500, 1_000, 300):
        many = turns(share)
        held = [held_out(share, turn) for turn in range(many)]
        of = Counter(
            turn
            for one in ids
            for turn, (first, end) in enumerate(held)
            if first <= bucket(seed_of(None), one) < end
        )
        once = sum(of.values()) == len(ids)
        spread = max(of.values()) / min(of.values())
        yield Claim(
            f"{share / 100:g} %: everybody is held out once in {many} turns",
            f"{sum(of.values()):,} times {len(ids):,} people; largest / smallest {spread:.2f}",
            "each once",
            ok=once and len(of) == many,
        )


class Story:
    """One shop over HTTP, and what its visitors get."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        scopes = [Scope.EXPERIMENTS, Scope.RECOMMEND, Scope.COLLECT]
        self._secret = doors.shop.keys.create(KeyKind.SERVER, "proof", scopes)[1]

    def _call(self, method: str, path: str, content: Any = None) -> dict[str, Any]:
        body = b"" if content is None else json.dumps(content).encode()
        given = {"Authorization": basic(self._secret)}
        return self._doors.call(path, body, given, method).said

    def _begin(self, key: str, **more: Any) -> None:
        self._call("POST", "/v1/experiments", {"key": key, "variations": ARMS, **more})
        self._call("POST", f"/v1/experiments/{key}/start")

    def _get(self, **who: Any) -> tuple[str, str]:
        [found] = self._call("POST", "/v1/assignments", {"experiments": [KEY], **who})[
            "assignments"
        ]
        return found["variationId"], found["why"]

    def _identify(self, user: str, browser: str) -> None:
        self._call("POST", "/v1/identify", {"userId": user, "anonymousId": browser})

    def devices(self) -> Iterator[Claim]:
        """A visitor signs in, and comes again with a device that would be drawn otherwise."""
        self._begin(KEY)
        control, green = _apart(KEY)
        first = self._get(anonymousId=control)
        self._identify("C-1", control)
        signed_in = self._get(userId="C-1", anonymousId=control)
        told = f"{first[0]} ({first[1]}), then {signed_in[0]} ({signed_in[1]})"
        yield Claim(
            "who signs in keeps the arm",
            told,
            "control (hash), then control (sticky)",
            ok=(first, signed_in) == (("control", "hash"), ("control", "sticky")),
        )
        self._identify("C-1", green)
        other = self._get(userId="C-1", anonymousId=green)
        yield Claim(
            "a second device that would be drawn otherwise has it too",
            f"{other[0]} ({other[1]})",
            "control (sticky)",
            ok=other == ("control", "sticky"),
        )
        yield self._both()

    def _both(self) -> Claim:
        """Two devices drawn apart before anybody knew that they are one person's."""
        phone, laptop = _apart(KEY, skip=2)
        for browser in (phone, laptop):
            self._get(anonymousId=browser)
            self._identify("C-2", browser)
        self._doors.shop.wait_until_processed()
        found = self._call("GET", f"/v1/experiments/{KEY}")
        kept = self._get(userId="C-2")
        return Claim(
            "a person drawn for both arms is counted as in both",
            f"{found['in_several']} in both; counted {found['counted']}; they keep {kept[0]}",
            "1 in both, the first one kept",
            ok=found["in_several"] == 1 and kept == ("control", "sticky"),
        )

    def forced(self) -> Iterator[Claim]:
        """What is set by hand is shown, and leaves no exposure."""
        before = self._call("GET", f"/v1/experiments/{KEY}")["counted"]
        shown = {self._get(anonymousId=f"qa-{n}", forced={KEY: "green"}) for n in range(20)}
        self._doors.shop.wait_until_processed()
        after = self._call("GET", f"/v1/experiments/{KEY}")["counted"]
        yield Claim(
            "forced arms are shown and not counted",
            f"{shown}; {before} before, {after} after 20 calls",
            "green, and the same counts",
            ok=shown == {("green", "forced")} and before == after,
        )

    def clients(self) -> Iterator[Claim]:
        """Official clients: what is still right costs few bytes, and a change is told at once."""
        path = f"/api/features/{self._doors.key}"
        first = self._doors.call(path, b"", method="GET")
        given = {"If-None-Match": first.headers["etag"]}
        again = self._doors.call(path, b"", given, "GET")
        self._begin("later")
        changed = self._doors.call(path, b"", given, "GET")
        yield Claim(
            "the tag of what is still right is answered 304",
            f"{first.status}, {again.status} with {len(again.body)} bytes, {changed.status}",
            "200, 304 with 0 bytes, 200 once changed",
            ok=(first.status, again.status, again.body, changed.status) == (200, 304, b"", 200),
        )
        waited = self._told()
        yield Claim(
            "who stays connected is told of a change",
            f"after {waited:.2f} s",
            "< 3 s",
            ok=waited < 3,
        )

    def _told(self) -> float:
        """Return how long after a change a client that waits has it."""
        connection = http.client.HTTPConnection("127.0.0.1", self._doors.port, timeout=20)
        try:
            connection.request("GET", f"/sub/{self._doors.key}")
            answer = connection.getresponse()
            answer.readline()
            time.sleep(0.2)
            began = time.monotonic()
            self._begin("told")
            while b'"told"' not in (line := answer.readline()) and line:
                pass
            return time.monotonic() - began
        finally:
            connection.close()

    def held_out(self) -> Iterator[Claim]:
        """A tenth is left out of a tactic; whoever is due is counted in both arms alike."""
        shop, people = self._doors.shop, [f"H-{number:03}" for number in range(300)]
        for one in people:
            shop.identify(user_id=one)
        shop.wait_until_processed()
        found = self._call("POST", "/v1/comparison-groups", {"share": 1_000, "tactic": "cart"})
        left_out, requested = 0, 0
        for one in people:
            who = shop.people(one)[0].profile_id
            left_out += shop.experiments.withheld(who, "cart") is not None
            requested += shop.experiments.withheld(who, "cart", requested=True) is not None
        shop.wait_until_processed()
        first, end = held_out(1_000, 0)
        right = sum(first <= bucket(seed_of("cart"), one) < end for one in people)
        counted = self._call("GET", f"/v1/experiments/{found['key']}")["counted"]
        yield Claim(
            "a comparison group leaves out whom it drew, and counts all who were due",
            f"{left_out} of {len(people)} left out; counted {counted}",
            f"{right} left out, {len(people)} counted",
            ok=left_out == right and sum(counted.values()) == len(people),
        )
        yield Claim(
            "requested messages are never withheld",
            f"{requested} of {len(people)}",
            "0",
            ok=requested == 0,
        )


def _apart(key: str, skip: int = 0) -> tuple[str, str]:
    """Return two browsers drawn for control and for green, others for another ``skip``."""
    browsers = [f"browser-{number}" for number in range(100)]
    control = [one for one in browsers if bucket(key, one) < WHOLE // 2]
    green = [one for one in browsers if bucket(key, one) >= WHOLE // 2]
    return control[skip], green[skip]
