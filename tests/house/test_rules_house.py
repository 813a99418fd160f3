"""The project keeps the house rules, and each rule sees what it is there to see."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.house.check import allowed, faults, weigh
from tools.house.code_rules import RULES as CODE_RULES
from tools.house.reference_rules import RULES as REFERENCE_RULES
from tools.house.text_rules import RULES as TEXT_RULES
from tools.house.text_rules import TARGETS
from tools.house.tree import Fault, Project, SourceFile, load

ROOT = Path(__file__).resolve().parents[2]
RULES = (*CODE_RULES, *TEXT_RULES, *REFERENCE_RULES)


def project_of(root: Path, files: dict[str, str]) -> Project:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    sources = tuple(SourceFile(p, t) for p, t in files.items() if p.endswith(".py"))
    return Project(root, tuple(sorted(files)), sources)


def broken(root: Path, files: dict[str, str]) -> set[tuple[str, str]]:
    project = project_of(root, files)
    return {(fault.rule, fault.where) for rule in RULES for fault in rule(project)}


def test_the_project_keeps_every_rule() -> None:
    assert faults(load(ROOT)) == []


LONG = "def long():\n" + "    a = 1\n" * 50
# eleven functions of ten lines each
TEN_LINES = "".join(f"def f{n}():\n" + "    a = 1\n" * 9 for n in range(11))
ERRORS = 'class Taken(Exception):\n    code = "taken"\n'
LOCK = "requirements/runtime.txt"
PAGE = "docs/reference/errors.md"
FIRST_RECORD = "docs/adr/0001-first.md"


@pytest.mark.parametrize(
    ("rule", "where", "files"),
    [
        ("long-file", "src/tailorbird/a/b.py", {"src/tailorbird/a/b.py": "a = 1\n" * 401}),
        ("long-function", "tests/b.py::long", {"tests/b.py": LONG}),
        ("median-function", "src/tailorbird/a", {"src/tailorbird/a/b.py": TEN_LINES}),
        ("vague-name", "src/tailorbird/a/utils.py", {"src/tailorbird/a/utils.py": ""}),
        ("vague-name", "tests/common/b.py", {"tests/common/b.py": ""}),
        ("same-names", "src/tailorbird/a/models.py", {"src/tailorbird/a/models.py": ""}),
        ("mock", "tests/b.py", {"tests/b.py": "from unittest.mock import Mock\n"}),
        ("test-name", "tests/y/test_b.py", {"tests/x/test_b.py": "", "tests/y/test_b.py": ""}),
        ("lock-address", LOCK, {LOCK: "--index-url https://example.com\n"}),
        ("lock-hash", LOCK, {LOCK: "click==8.1\nrich==1 \\\n    --hash=sha256:0\n"}),
        ("lock-hash", LOCK, {LOCK: "click>=8.1 \\\n    --hash=sha256:0\n"}),
        ("locked", LOCK, {"requirements/runtime.in": "click\n", LOCK: "rich==1\n"}),
        ("declared", "pyproject.toml", {"pyproject.toml": '[project]\ndependencies = ["x>=1"]'}),
        ("dependency-reason", "docs/dependencies.md", {"requirements/runtime.in": "click\n"}),
        ("machine-path", "docs/a.md", {"docs/a.md": "see /" + "home/ann/notes\n"}),
        ("dead-link", "docs/a.md", {"docs/a.md": "[b](b.md)\n"}),
        ("orphan-page", "docs/b.md", {"docs/index.md": "", "docs/b.md": ""}),
        ("decision-record", "docs/adr/0002-b.md", {"docs/adr/0002-b.md": "Status: x, 2026-01-01"}),
        ("decision-record", FIRST_RECORD, {FIRST_RECORD: "no status\n"}),
        ("make-target", "Makefile", {"Makefile": "setup: ## Install\n"}),
        ("make-target", "Makefile", {"Makefile": "".join(f"{t}: ## x\n" for t in TARGETS)}),
        ("make-target", "docs/a.md", {"docs/a.md": "run `make coffee`\n"}),
        ("error-code", PAGE, {"src/tailorbird/core/errors.py": ERRORS}),
        ("error-code", PAGE, {PAGE: "| `gone` | 400 |\n"}),
        (
            "error-code-twice",
            "src/tailorbird/core/errors.py::Taken",
            {"src/tailorbird/core/errors.py": ERRORS * 2},
        ),
        (
            "reason-code",
            "docs/reference/reasons.md",
            {"src/tailorbird/guardrails/reasons.py": 'class A:\n    B = "b"\n'},
        ),
    ],
)
def test_a_broken_rule_is_seen(
    tmp_path: Path, rule: str, where: str, files: dict[str, str]
) -> None:
    assert (rule, where) in broken(tmp_path, files)


@pytest.mark.parametrize(
    "line",
    [
        "from datetime import datetime\nx = datetime.now()",
        "import datetime as dt\nx = dt.datetime.utcnow()",
        "from datetime import date\nx = date.today()",
        "import time\nx = time.time()",
        "import time\nx: object = time.time_ns",
        "from time import time as clock\nx = clock()",
        "import random\nx = random.random()",
        "import random\nx = random.Random()",
        "from random import shuffle\nshuffle([])",
        "import secrets\nx = secrets.token_hex()",
        "import uuid\nx = uuid.uuid4()",
        "import os\nx = os.urandom(8)",
        "import numpy as np\nx = np.random.rand()",
        "import numpy as np\nx = np.random.default_rng()",
    ],
)
def test_time_and_chance_are_arguments(tmp_path: Path, line: str) -> None:
    outside = broken(tmp_path, {"src/tailorbird/events/a.py": line})
    assert {rule for rule, _ in outside} >= {"passed-in"}
    inside = broken(tmp_path, {"src/tailorbird/core/a.py": line})
    assert "passed-in" not in {rule for rule, _ in inside}


@pytest.mark.parametrize(
    "line",
    [
        "import time\nx = time.monotonic()",
        "import random\nx = random.Random(7)",
        "import numpy as np\nx = np.random.default_rng(7)",
        "import numpy as np\ndef f(rng: np.random.Generator) -> None: ...",
        "def f(clock: object, random: object) -> None:\n    clock.now(), random.choice([1])",
        "from datetime import datetime\nx = datetime(2026, 1, 1)",
    ],
)
def test_what_is_passed_in_is_not_a_fault(tmp_path: Path, line: str) -> None:
    found = broken(tmp_path, {"src/tailorbird/events/a.py": line})
    assert "passed-in" not in {rule for rule, _ in found}


def test_documentation_does_not_make_a_function_long(tmp_path: Path) -> None:
    text = 'def short():\n    """' + "word\n" * 60 + '"""\n    return 1\n'
    assert ("long-function", "tests/b.py::short") not in broken(tmp_path, {"tests/b.py": text})


def test_an_exception_needs_a_reason_and_a_use() -> None:
    fault = Fault("long-file", "a.py", "500 lines")
    listed = allowed('[[exception]]\nrule = "long-file"\nwhere = "a.py"\nwhy = "a table"\n')
    assert weigh([fault], listed) == []
    assert [left.rule for left in weigh([], listed)] == ["healed"]
    bare = allowed('[[exception]]\nrule = "long-file"\nwhere = "a.py"\nwhy = " "\n')
    assert [left.rule for left in weigh([fault], bare)] == ["no-reason"]
    assert weigh([fault, Fault("long-file", "b.py", "")], listed) == [
        Fault("long-file", "b.py", "")
    ]
