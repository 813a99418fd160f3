"""Every table answers the question of personal data: a new one without an answer fails here."""

from __future__ import annotations

import importlib
import os
import pkgutil

from sqlalchemy import Column, MetaData, String, Table

import tailorbird
from tailorbird.app.personal import REGISTRY
from tailorbird.storage.schema import LOG, OPERATIONAL, Chain

CHAINS = {Chain.OPERATIONAL: OPERATIONAL, Chain.LOG: LOG}
# A proof plants a table to see this fail: "operational:name:column".
PLANT = "TAILORBIRD_PLANT_TABLE"


def columns() -> dict[str, dict[str, list[str]]]:
    for module in pkgutil.walk_packages(tailorbird.__path__, "tailorbird."):
        if ".migrations" not in module.name and ".demo" not in module.name:
            importlib.import_module(module.name)
    return {chain: _of(metadata) for chain, metadata in CHAINS.items()}


def _of(metadata: MetaData) -> dict[str, list[str]]:
    return {
        table.name: [column.name for column in table.columns] for table in metadata.tables.values()
    }


def test_every_table_and_personal_column_is_answered_for() -> None:
    planted = os.environ.get(PLANT, "").split(":")
    if len(planted) == 3:
        Table(planted[1], CHAINS[Chain(planted[0])], Column(planted[2], String))
    assert REGISTRY.gaps(columns()) == []
