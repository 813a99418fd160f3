"""Customers from files: who they are, and that consent needs a basis and a date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tailorbird.connectors.files import (
    CUSTOMERS,
    CustomerReader,
    CustomerRules,
    choose,
    open_table,
    settle,
)
from tailorbird.core.clock import DAY
from tailorbird.core.errors import BadInput
from tailorbird.events.types import Event
from tailorbird.events.vocabulary import consent_preferences

NOW = 20_000 * DAY
HEADER = "Customer ID,Email,First Name,Accepts Email Marketing,Created At"


def reader(tmp_path: Path, *rows: str, header: str = HEADER, **rules: Any) -> CustomerReader:
    path = tmp_path / "customers.csv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    table = open_table(path)
    found = choose(table.columns, table.sample(), CUSTOMERS)
    columns = settle(found, {}, table.columns, CUSTOMERS)
    return CustomerReader(table, columns, CustomerRules(**rules), NOW)


def events(read: CustomerReader) -> list[Event]:
    return [parcel.event for parcel in read]


def test_a_customer_is_identified_with_what_is_known(tmp_path: Path) -> None:
    [event] = events(reader(tmp_path, "7,Ann@Example.com,Ann,,2020-01-02"))
    assert (event.kind, event.user_id) == ("identify", "7")
    assert event.traits == {
        "email": "ann@example.com",
        "firstName": "Ann",
        "createdAt": "2020-01-02T00:00:00+00:00",
    }
    assert event.occurred_at == 18_263 * DAY


def test_somebody_with_an_address_only_is_known_by_it(tmp_path: Path) -> None:
    [event] = events(reader(tmp_path, "0,ann@example.com,Ann,,"))
    assert (event.user_id, event.context) == (None, {"traits": {"email": "ann@example.com"}})


def test_without_a_basis_nobody_has_agreed(tmp_path: Path) -> None:
    read = reader(
        tmp_path, "7,a@example.com,Ann,yes,2020-01-02", "8,b@example.com,Bo,no,2020-01-02"
    )
    answers = [e for e in events(read) if consent_preferences(e)]
    assert [consent_preferences(answer) for answer in answers] == [
        {"email_marketing": False},
        {"email_marketing": False},
    ]
    assert read.report.found["answers of yes kept as no, for want of a basis"] == 1
    assert read.report.found["answers of no"] == 1


def test_with_a_basis_the_answer_holds_from_the_export_and_keeps_the_basis(tmp_path: Path) -> None:
    row = "7,a@example.com,Ann,yes,2020-01-02"
    read = reader(tmp_path, row, basis="opt-in at checkout", as_of=NOW - DAY)
    _, answer = events(read)
    assert consent_preferences(answer) == {"email_marketing": True}
    assert answer.properties["wording_version"] == "opt-in at checkout"
    assert (answer.occurred_at, answer.source) == (NOW - DAY, "import:customers")
    assert read.report.found["answers of yes"] == 1


def test_a_date_of_consent_in_the_file_is_enough(tmp_path: Path) -> None:
    header = "Customer ID,Newsletter,Consent Date"
    _, answer = events(reader(tmp_path, "7,1,2021-05-01", header=header, basis="form"))
    assert answer.occurred_at == 18_748 * DAY


def test_a_yes_of_unknown_date_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="--as-of"):
        reader(tmp_path, "7,a@example.com,Ann,yes,2020-01-02", basis="opt-in at checkout")


def test_nobody_is_refused_and_a_bad_address_costs_only_the_address(tmp_path: Path) -> None:
    read = reader(tmp_path, ",,Ann,,", "7,nonsense,Bo,maybe,", "8,c@example.com,Cy,,")
    assert [event.user_id for event in events(read)] == ["7", "8"]
    assert [(kind.code, kind.rows) for kind in read.report.refusals] == [("nobody", 1)]
    assert read.report.ignored == {"email": 1, "email_consent": 1}


def test_the_same_row_again_has_the_same_keys_and_a_changed_one_new_ones(tmp_path: Path) -> None:
    def keys(name: str) -> list[str]:
        row = f"7,a@example.com,{name},no,2020-01-02"
        return [event.message_id for event in events(reader(tmp_path, row))]

    assert keys("Ann") == keys("Ann")
    assert not set(keys("Ann")) & set(keys("Anna"))
