"""One person with a mark in every field, sent through the real doors; and where marks are found.

Every mark is a text of its own, so that each can be looked for. A mark that a door masks or refuses
is not kept, and is not counted.
"""

from __future__ import annotations

import copyreg
import json
import os
import pickle
import re
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow.parquet as pq
from sqlalchemy import select

import tailorbird
from proofs import shop_folder
from proofs.servers import Program, running
from proofs.workplace import ROOT
from tailorbird.app import Tailorbird
from tailorbird.core.clock import DAY
from tailorbird.experiments.defining import NewExperiment
from tailorbird.experiments.types import Variation
from tailorbird.segments.store import members
from tailorbird.segments.text_form import read
from tailorbird.storage.schema import OPERATIONAL

BEGINNING = "zqmark"
MARK = re.compile(rb"zqmark\d{3}")
EMAIL = f"{BEGINNING}001@mail.example"
USER, BROWSER = f"{BEGINNING}002", f"{BEGINNING}003"
MEASURED = "begun-yesterday"
TAILORBIRD = ROOT / ".venv" / "bin" / "tailorbird"
# What changes although nothing of a person does: counters, and the housekeeping's own notes.
COUNTERS = frozenset(
    {
        *(
            "arrivals",
            "arrival_hours",
            "positions",
            "processing_turns",
            "imports",
            "jobs",
            "job_runs",
        ),
        *("sign_in_links", "sign_in_sessions", "sign_in_attempts", "settings"),
        *("erasures", "erasure_rewrites"),
    }
)


@dataclass
class Shop:
    """A shop's folder, the database it is kept in ("" for files), and its server's port."""

    data: Path
    database: str
    port: int
    log: Path
    key: str = ""  # secret: the shop's own server tells who somebody is
    public_key: str = ""  # in the pages: what it says of somebody is a claim
    numbers: Iterator[int] = field(default_factory=lambda: count(4))
    marks: set[bytes] = field(
        default_factory=lambda: {f"{BEGINNING}{n:03}".encode() for n in (1, 2, 3)}
    )

    @property
    def environment(self) -> dict[str, str]:
        """What its programs are started with."""
        return {**os.environ, "TAILORBIRD_DATABASE": self.database}

    def mark(self) -> str:
        """A new mark that will be kept."""
        text = f"{BEGINNING}{next(self.numbers):03}"
        self.marks.add(text.encode())
        return text

    @contextmanager
    def open(self) -> Iterator[Tailorbird]:
        """The shop opened as a library, while no server runs."""
        with tailorbird.open(self.data, database=self.database) as shop:
            yield shop

    @contextmanager
    def served(self) -> Iterator[Program]:
        """Its server, while the block runs."""
        command = shop_folder.serve_command(self.data, self.port)
        with running(command, log=self.log, environment=self.environment) as program:
            program.wait_for(shop_folder.SERVING, 120)
            yield program

    def send(self, *items: dict[str, Any], key: str = "") -> None:
        """Send calls through the door for events; one that is refused is no error here."""
        content = json.dumps({"writeKey": key or self.key, "batch": list(items)}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/v1/batch",
            content,
            {"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                assert answer.status == 200
        except urllib.error.HTTPError as error:  # what is good of a batch is taken all the same
            error.close()
            if error.code != 400:
                raise

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[bytes]:
        """Run a command on the folder, or on the server that holds it."""
        command = [str(TAILORBIRD), *map(str, words), "--data", str(self.data)]
        return subprocess.run(
            command, capture_output=True, check=True, env=self.environment, cwd=ROOT
        )


def fill(shop: Shop, scratch: Path) -> None:
    """Send a mark in every personal field that the doors take."""
    mark = shop.mark
    me = {"userId": USER, "anonymousId": BROWSER}
    told = {"ip": mark(), "userAgent": mark(), "page": {"url": f"/{mark()}", "title": mark()}}
    products = [{"product_id": "P1", "price": 5, "quantity": 2}]
    address = {"street": mark(), "city": mark()}
    shop.send(
        {"type": "page", "anonymousId": BROWSER, "name": mark(), "context": told},
        {
            "type": "identify",
            **me,
            "traits": {"email": EMAIL, "name": mark(), "phone": mark(), "deep": {"er": [mark()]}},
        },
        _track("Products Searched", me, query=mark()),
        _track("Product Viewed", me, product_id="P1", price=5, note=mark()),
        _track("Product Added", me, product_id="P2", quantity=3, engraving=mark()),
        _track("Product Reviewed", me, product_id="P1", review_body=mark()),
        _track("Coupon Applied", me, coupon_name=mark()),
        _track("Experiment Viewed", me, experiment_id=mark(), variation_id=mark()),
        _track("Experiment Viewed", me, experiment_id=MEASURED, variation_id="other"),
        {  # and the browser objects to being followed
            **_track("Something of the shop's own", me, anything=[{"in": mark()}]),
            "context": {"consent": {"gpc": True}},
        },
        {
            **_track("Segment Consent Preference Updated", me, wording_version=mark()),
            "context": {"consent": {"categoryPreferences": {"marketing": True}}},
        },
        _track("Order Completed", me, order_id="1", products=products, address=address),
        {**_track("Product Viewed", me, product_id="P1"), "messageId": mark()},
        {**_track("Product Viewed", me, product_id="P1"), "timestamp": USER},  # refused by name
    )
    claim = {"type": "identify", "anonymousId": BROWSER, "userId": USER}
    shop.send(claim, key=shop.public_key)
    _import(shop, scratch)
    # without the order's number: it is matched by person and product
    back = [{"product_id": "P1", "price": 5, "quantity": 1, "name": mark()}]
    shop.send(_track("Order Refunded", me, products=back, reason=mark()))
    shop.send(_track("Product Added", me, product_id="P3", quantity=3, engraving=mark()))
    other = {"userId": "other", "anonymousId": "another-browser"}
    shop.send(_track("Product Viewed", other, product_id="P1"))
    shop.send(_track("Order Completed", other, order_id="2", products=products))


def hold(shop: Tailorbird) -> None:
    """Put the person into segments and an experiment: a row in every table these keep of people."""
    shop.wait_until_processed()
    shop.segments.create("Lately here", read("did anything in last 90 days"))
    [who, *_] = shop.privacy.find(EMAIL).profile_ids
    shop.segments.predict("lifetime value", [(who, 12.5)])
    shop.stations.database.write(lambda connection: members.touch(connection, [who], 1))
    arms = tuple(Variation(key=one, name=one, weight=5_000) for one in ("control", "other"))
    looking = NewExperiment(key="looked-at", variations=arms, forced={USER: "other"})
    shop.experiments.create(looking, by="the proof")
    begun = NewExperiment(key=MEASURED, variations=arms)
    shop.experiments.create(begun, by="the proof")
    shop.experiments.start(MEASURED, by="the proof", since=shop.stations.clock.now() - DAY)
    shop.results.fill_waiting()


def _import(shop: Shop, scratch: Path) -> None:
    orders = scratch / "orders.csv"
    row = f"O-77,2024-03-01T10:00:00,{USER},{EMAIL},P9,Cup,2,3.50,{shop.mark()}"
    orders.write_text(
        f"order_id,order_date,customer_id,email,sku,title,quantity,unit_price,country\n{row}\n"
    )
    shop.run("import", "orders", orders, "--yes")


def _track(name: str, who: dict[str, str], **properties: Any) -> dict[str, Any]:
    return {"type": "track", "event": name, **who, "properties": properties}


def late_events(number: int) -> list[dict[str, Any]]:
    """Events of the person that happened days ago and were kept back: new ones, under new ids."""
    found: list[dict[str, Any]] = []
    for one in range(number):
        at = datetime.now(UTC) - timedelta(days=2, minutes=one)
        kinds = (
            _track("Product Viewed", {"userId": USER}, product_id="P1"),
            _track("Product Added", {"anonymousId": BROWSER}, product_id="P2", note=USER),
            {"type": "identify", "userId": USER, "traits": {"email": EMAIL, "name": USER}},
            _track("Order Completed", {"userId": USER}, order_id="1", products=[]),
        )
        found.append(
            {
                **kinds[one % len(kinds)],
                "messageId": f"late-{one}-{USER}",
                "timestamp": at.isoformat(),
                "context": {"traits": {"email": EMAIL}},
            }
        )
    return found


def marks_in(content: bytes) -> set[bytes]:
    """Every mark in some bytes, also where they are written in hexadecimal."""
    lower = content.lower()
    packed = re.compile(BEGINNING.encode().hex().encode() + rb"(?:3\d){3}")
    unpacked = {bytes.fromhex(found.decode()) for found in packed.findall(lower)}
    return {*MARK.findall(lower), *unpacked}


def files_with_marks(folder: Path) -> dict[str, set[bytes]]:
    """Each file of a folder that holds marks, however it is packed: Parquet is decoded."""
    found = {}
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        content = path.read_bytes()
        if path.suffix == ".parquet":
            content += repr(pq.ParquetFile(path).read().to_pylist()).encode()
        if marks := marks_in(content):
            found[str(path.relative_to(folder))] = marks
    return found


def marks_in_models(shop: Tailorbird) -> set[bytes]:
    """Marks in everything that was learned, written out whole."""
    shop.refresh()
    copyreg.pickle(MappingProxyType, _as_dict)  # type: ignore[arg-type]  # it has no type
    current = shop.recommendations.current
    return marks_in(pickle.dumps(dict(current.recommenders)))


def _as_dict(frozen: MappingProxyType[Any, Any]) -> tuple[type[dict[Any, Any]], tuple[Any]]:
    return dict, (dict(frozen),)


def state(shop: Tailorbird) -> dict[str, list[str]]:
    """Every row of every table but those of counters."""
    with shop.stations.database.read() as connection:
        return {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            for table in OPERATIONAL.sorted_tables
            if table.name not in COUNTERS
        }
