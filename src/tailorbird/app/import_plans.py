"""What an import will do, before it does anything: open the files, say which column means what."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from tailorbird.app.files_to_import import (
    CustomersFile,
    EventsFile,
    FileToImport,
    Given,
    OrdersFile,
    ProductsFile,
)
from tailorbird.connectors.files import (
    CUSTOMERS,
    EVENTS,
    PRODUCTS,
    GivenTable,
    Mapping,
    OrderRules,
    Table,
    choose,
    complete,
    guess,
    is_segment,
    joined,
    open_table,
    settle,
    unfolded,
)


class Planned(Struct, frozen=True):
    """A file opened: which column was taken for which field, and the rules with what it tells."""

    table: Table
    columns: dict[str, str]
    day_first: bool | None


def plan(table: Table, rules: OrderRules, columns: Given) -> tuple[Mapping, OrderRules]:
    """Return which column means what, and the rules with what the file's own dates say.

    Raises:
        BadFile: a needed column is not found, or a named one does not exist.
    """
    guessed = guess(table.columns, table.sample())
    rules = replace(rules, day_first=first_said(rules.day_first, guessed.day_first))
    return complete(guessed, columns, table.columns), rules


def planned(file: FileToImport) -> Planned:
    """Open a file and say which column will be taken for which field; nothing is imported yet.

    Raises:
        BadFile: the file is not what it says, or a needed column cannot be found.
    """
    table, given = open_files(file)
    match file:
        case OrdersFile():
            guessed = guess(table.columns, table.sample())
            mapping = complete(guessed, given, table.columns)
            return Planned(table, dict(mapping.pairs()), guessed.day_first)
        case EventsFile() if is_segment(table):
            return Planned(table, {}, None)
        case EventsFile():
            table, fields = unfolded(table), EVENTS
        case ProductsFile():
            fields = PRODUCTS
        case CustomersFile():
            fields = CUSTOMERS
    found = choose(table.columns, table.sample(), fields)
    return Planned(table, settle(found, given, table.columns, fields), found.day_first)


def open_files(file: FileToImport) -> tuple[Table, dict[str, str]]:
    """Open a file with those joined to it; return it and the columns a person named.

    Raises:
        BadFile: a file cannot be read, or cannot be joined.
    """
    table = joined(open_table(Path(file.path)), [open_table(Path(path)) for path in file.joins])
    if not file.values:
        return table, dict(file.columns)
    named = {field: f"{field} = {value}" for field, value in file.values.items()}
    given = {named[field]: value for field, value in file.values.items()}
    return GivenTable(table, given), {**file.columns, **named}


def first_said(given: bool | None, seen: bool | None) -> bool | None:
    """Return what a person said about dates, else what the file's own dates show."""
    return seen if given is None else given
