"""Licences: the table says what the packages say, and none asks for more than we give."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

from tools.house.text_rules import requirements

ROOT = Path(__file__).resolve().parents[2]
LEVELS = ("runtime", "dev")
# Compatible with Apache-2.0 for what is imported and not changed.
FREE = ("Apache", "MIT", "BSD", "MPL", "LGPL", "PSF", "ISC", "Zlib", "CC0", "Unlicense", "HPND")
# Would ask the same of whoever passes Tailorbird on, or of whoever runs it.
BINDING = re.compile(
    r"(?<![A-Za-z])(A?GPL|SSPL|BUSL|Commons Clause)|GNU (Affero )?General", re.IGNORECASE
)
WHEELS = {"pure", "yes"}


def named(folder: str, ending: str) -> set[str]:
    return {
        name
        for level in LEVELS
        for name in requirements((ROOT / folder / f"{level}.{ending}").read_text())
    }


def declared(package: str) -> str:
    """What an installed package says of its licence, shortest form first."""
    said = metadata(package).json
    classified = [kind for kind in said.get("classifier", []) if kind.startswith("License")]
    first_line = str(said.get("license", "")).strip().partition("\n")[0]
    return "; ".join([str(said.get("license_expression", "")), first_line, *classified])


def rows() -> dict[str, list[str]]:
    """The cells of each package's line in the table."""
    table = (ROOT / "docs" / "dependencies.md").read_text()
    found = re.findall(r"^\| `([^`]+)` \|(.*)\|$", table, re.MULTILINE)
    return {name: [cell.strip() for cell in rest.split("|")] for name, rest in found}


@pytest.mark.parametrize("package", sorted(named("requirements", "in")))
def test_the_table_names_the_licence_that_the_package_names(package: str) -> None:
    why, licence, wheels = rows()[package]
    said = declared(package).replace("Apache Software License", "Apache-2.0")
    families = [family for family in FREE if family in licence]
    assert why
    assert families
    assert all(family in said for family in families), f"{package} says {said}"
    assert wheels in WHEELS


def test_no_line_is_left_over() -> None:
    assert set(rows()) == named("requirements", "in")


@pytest.mark.parametrize("package", requirements((ROOT / "requirements/runtime.txt").read_text()))
def test_nothing_that_ships_binds_whoever_passes_it_on(package: str) -> None:
    try:
        said = declared(package)
    except PackageNotFoundError:
        return  # for another system or an older Python than this
    assert not BINDING.search(said.replace("LGPL", "").replace("Lesser General", "")), said
    assert any(family in said for family in FREE) or "Python Software" in said, said


def test_a_binding_licence_would_be_seen() -> None:
    for said in ("GPL-3.0-only", "AGPL-3.0", "GNU General Public License v3", "SSPL-1.0"):
        assert BINDING.search(said)
    assert not BINDING.search("LGPL-3.0-only".replace("LGPL", ""))
