"""Rules about code: size, names of files, where time and chance may come from."""

from __future__ import annotations

import ast
import statistics
from collections import defaultdict
from collections.abc import Iterator

from tools.house import names
from tools.house.tree import Fault, Project, SourceFile, lines_of

LONGEST_FILE = 400
LONGEST_FUNCTION = 50
MEDIAN_BELOW = 10
FEWEST_FOR_A_MEDIAN = 10

# A name that says nothing collects everything.
VAGUE = {
    "base", "common", "commons", "helper", "helpers", "lib", "logic", "manager", "managers",
    "misc", "shared", "stuff", "util", "utils",
}  # fmt: skip
# The same thing has the same file name in every room.
SAME_NAMES = {
    "constants": "the module whose rule they belong to",
    "entities": "types.py",
    "exceptions": "core/errors.py",
    "models": "types.py (a model is a machine-learned one)",
    "queries": "store.py",
    "repositories": "store.py",
    "repository": "store.py",
    "schemas": "types.py (in api/: schemas.py is right)",
    "services": "service.py",
    "storage": "store.py",
    "stores": "store.py",
    "type": "types.py",
}
# Time and chance are arguments; only core asks the machine for them.
OF_THE_MACHINE = {
    "datetime.datetime.now", "datetime.datetime.today", "datetime.datetime.utcnow",
    "datetime.date.today", "os.urandom", "time.gmtime", "time.localtime", "time.time",
    "time.time_ns", "uuid.uuid1", "uuid.uuid4",
}  # fmt: skip
RANDOM_MODULES = ("random", "secrets", "numpy.random")
# Classes a generator is passed as, and makers that take a seed.
PASSED_IN = {
    "numpy.random.Generator", "numpy.random.PCG64", "numpy.random.Philox", "random.Random",
    "numpy.random.default_rng",
}  # fmt: skip


def long_file(project: Project) -> Iterator[Fault]:
    """No file of more than 400 lines: split it by what it is about."""
    for source in project.sources:
        lines = source.text.count("\n")
        if lines > LONGEST_FILE:
            yield Fault("long-file", source.path, f"{lines} lines, {LONGEST_FILE} at most")


def long_function(project: Project) -> Iterator[Fault]:
    """No function of more than 50 lines, its documentation not counted."""
    for source in project.sources:
        for name, function in source.functions():
            lines = lines_of(function)
            if lines > LONGEST_FUNCTION:
                message = f"{lines} lines, {LONGEST_FUNCTION} at most"
                yield Fault("long-function", f"{source.path}::{name}", message)


def median_function(project: Project) -> Iterator[Fault]:
    """In each room the middle function is shorter than 10 lines."""
    for room, lengths in sorted(function_lengths(project).items()):
        if len(lengths) < FEWEST_FOR_A_MEDIAN:
            continue
        median = statistics.median(lengths)
        if median >= MEDIAN_BELOW:
            message = f"the median function has {median:g} lines, fewer than {MEDIAN_BELOW} wanted"
            yield Fault("median-function", f"src/tailorbird/{room}", message)


def function_lengths(project: Project) -> dict[str, list[int]]:
    """The length of every function in the package, by room."""
    lengths: dict[str, list[int]] = defaultdict(list)
    for source in project.of_package():
        lengths[source.room].extend(lines_of(function) for _, function in source.functions())
    return lengths


def vague_name(project: Project) -> Iterator[Fault]:
    """No module or folder called utils, helpers, common or manager."""
    for path in project.paths:
        if not path.endswith(".py"):
            continue
        for part in path.removesuffix(".py").split("/"):
            if part in VAGUE:
                yield Fault("vague-name", path, f"'{part}' says nothing; name what it is about")


def same_names(project: Project) -> Iterator[Fault]:
    """The same kind of thing has the same file name in every room."""
    for source in project.of_package():
        right = SAME_NAMES.get(source.module)
        allowed = (source.room, source.module) == ("api", "schemas")
        if right and not allowed:
            yield Fault("same-names", source.path, f"other rooms call it {right}")


def passed_in(project: Project) -> Iterator[Fault]:
    """The clock and chance are asked only in core/; elsewhere they are arguments."""
    for source in project.of_package():
        if source.room != "core":
            yield from _asked_of_the_machine(source)


def mocks(project: Project) -> Iterator[Fault]:
    """Tests run the real part; a mock proves only that it was called."""
    for source in project.sources:
        modules = names.imported_modules(source.tree)
        if any(m == "mock" or m.startswith("unittest.mock") for m in modules):
            yield Fault("mock", source.path, "use the real part, or the public test kit")


def test_names(project: Project) -> Iterator[Fault]:
    """Every test file has a name of its own, so that a failure names one file."""
    seen: dict[str, str] = {}
    for source in project.sources:
        if source.path.startswith("tests/") and source.module.startswith("test_"):
            other = seen.setdefault(source.module, source.path)
            if other != source.path:
                yield Fault("test-name", source.path, f"has the name of {other}")


def _asked_of_the_machine(source: SourceFile) -> Iterator[Fault]:
    bound = names.imported_names(source.tree)
    called = {id(node.func): node for node in ast.walk(source.tree) if isinstance(node, ast.Call)}
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Name | ast.Attribute):
            continue
        name = names.full_name(node, bound)
        if _of_the_machine(name, called.get(id(node))):
            where = f"{source.path}::{name}"
            yield Fault("passed-in", where, f"line {node.lineno}: take it as an argument")


def _of_the_machine(name: str, call: ast.Call | None) -> bool:
    if name in {"random.Random", "numpy.random.default_rng"}:
        # a maker without a seed takes one from the machine
        return call is not None and not call.args and not call.keywords
    if name in OF_THE_MACHINE:
        return True
    owner = name.rpartition(".")[0]
    return owner in RANDOM_MODULES and name not in PASSED_IN


RULES = (
    long_file, long_function, median_function, vague_name, same_names, passed_in,
    mocks, test_names,
)  # fmt: skip
