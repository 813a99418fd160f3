"""Rules that hold the reference pages and the code together, in both directions.

Each reference page is a table whose first cell is a code in backticks. A code without a row is
not documented; a row without a code is a promise nobody keeps.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tools.house.tree import Fault, Project

_ROW = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)
ERRORS = ("src/tailorbird/core/errors.py", "docs/reference/errors.md")
REASONS = ("src/tailorbird/guardrails/reasons.py", "docs/reference/reasons.md")


def error_codes(project: Project) -> Iterator[Fault]:
    """Every error code has a row that says what to do."""
    yield from _same("error-code", project, *ERRORS, _class_values(project, ERRORS[0], "code"))


def unique_error_codes(project: Project) -> Iterator[Fault]:
    """No two errors share a code, so that a code leads to one row."""
    seen = set()
    for name, code in _class_values(project, ERRORS[0], "code"):
        if code in seen:
            yield Fault("error-code-twice", f"{ERRORS[0]}::{name}", f"'{code}' is taken")
        seen.add(code)


def reason_codes(project: Project) -> Iterator[Fault]:
    """Every reason a product is shown or withheld for has a row."""
    yield from _same("reason-code", project, *REASONS, _class_values(project, REASONS[0], None))


def documented(page: str) -> set[str]:
    """The codes that have a row on a reference page."""
    return set(_ROW.findall(page))


def _same(
    rule: str, project: Project, code_path: str, page_path: str, values: list[tuple[str, str]]
) -> Iterator[Fault]:
    in_code = {value for _, value in values}
    on_page = documented(project.read(page_path))
    for value in sorted(in_code - on_page):
        yield Fault(rule, page_path, f"has no row for `{value}`")
    for value in sorted(on_page - in_code):
        yield Fault(rule, page_path, f"has a row for `{value}`, which {code_path} does not know")


def _class_values(project: Project, path: str, name: str | None) -> list[tuple[str, str]]:
    """Texts given to class attributes: those called ``name``, or all of them."""
    found = []
    for node in ast.walk(ast.parse(project.read(path))):
        if not isinstance(node, ast.ClassDef):
            continue
        for item in node.body:
            value = _text_value(item, name)
            if value is not None:
                found.append((node.name, value))
    return found


def _text_value(item: ast.stmt, name: str | None) -> str | None:
    if not (isinstance(item, ast.Assign) and isinstance(item.value, ast.Constant)):
        return None
    target = item.targets[0]
    if not isinstance(target, ast.Name) or name not in (None, target.id):
        return None
    return item.value.value if isinstance(item.value.value, str) else None


RULES = (error_codes, unique_error_codes, reason_codes)
