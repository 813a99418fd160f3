"""Rules about everything that is not code: the lock, the documents, stray addresses."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from tools.house.tree import Fault, Project

# Paths that exist on one developer's machine only.
_MACHINE_PATH = re.compile(r"(?<![\w.~/-])/(?:home|Users|root|work|mnt|farm|media)/[\w.-]+")
_TEXT = (".py", ".md", ".toml", ".txt", ".in", ".sh", ".html", ".js", ".css", ".yml", ".json")
_NO_SUFFIX = {"Makefile", "NOTICE", ".ci/run", ".gitignore"}
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_REQUIREMENT = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)", re.MULTILINE)
_RECORD = re.compile(r"docs/adr/(\d{4})-[a-z0-9-]+\.md$")
# a package of a lock, with the lines that belong to it
_LOCKED = re.compile(r"^[A-Za-z0-9].*(?:\n[ \t]+.*)*", re.MULTILINE)
_MAKE = re.compile(r"`make ([a-z][a-z-]*)")
TARGETS = {
    "setup", "demo", "dev", "test", "test-all", "lint", "types", "bench", "lock",
    "prove-main-job", "prove-foundations", "clean",
}  # fmt: skip


def lock_addresses(project: Project) -> Iterator[Fault]:
    """The lock names packages and hashes, never where they came from."""
    for path in project.paths:
        if path.startswith("requirements/") and "://" in project.read(path):
            yield Fault("lock-address", path, "run `make lock`, which leaves addresses out")


def lock_hashes(project: Project) -> Iterator[Fault]:
    """Every package of the lock has one exact version and the hashes of its files."""
    for path in project.paths:
        if not (path.startswith("requirements/") and path.endswith(".txt")):
            continue
        for entry in _LOCKED.findall(project.read(path)):
            if "==" not in entry or "--hash=sha256:" not in entry:
                name = entry.split()[0]
                yield Fault("lock-hash", path, f"{name} lacks a version or a hash: run `make lock`")


def locked(project: Project) -> Iterator[Fault]:
    """Everything asked for in requirements/*.in stands in the lock beside it."""
    for level in ("runtime", "dev"):
        names = set(requirements(project.read(f"requirements/{level}.txt")))
        wanted = requirements(project.read(f"requirements/{level}.in"))
        for name in sorted(set(wanted) - names):
            yield Fault("locked", f"requirements/{level}.txt", f"lacks {name}: run `make lock`")


def declared(project: Project) -> Iterator[Fault]:
    """The package declares exactly what requirements/runtime.in asks for."""
    table = tomllib.loads(project.read("pyproject.toml")).get("project", {})
    package = set(requirements("\n".join(table.get("dependencies", []))))
    listed = set(requirements(project.read("requirements/runtime.in")))
    for name in sorted(package ^ (listed - {"editables", "hatchling"})):
        message = f"{name} stands only in one of pyproject.toml and requirements/runtime.in"
        yield Fault("declared", "pyproject.toml", message)


def reasons_for_dependencies(project: Project) -> Iterator[Fault]:
    """Every dependency has a line in docs/dependencies.md that says why it is there."""
    path = "docs/dependencies.md"
    text = project.read(path)
    for level in ("runtime", "dev"):
        for name in requirements(project.read(f"requirements/{level}.in")):
            if not re.search(rf"^\| `{re.escape(name)}` \|", text, re.MULTILINE):
                yield Fault("dependency-reason", path, f"has no line about {name}")


def machine_paths(project: Project) -> Iterator[Fault]:
    """No committed file names a folder of one developer's machine."""
    for path in project.paths:
        if not (path.endswith(_TEXT) or path in _NO_SUFFIX):
            continue
        for number, line in enumerate(project.read(path).splitlines(), 1):
            found = _MACHINE_PATH.search(line)
            if found:
                yield Fault("machine-path", path, f"line {number} names {found[0]}")


def dead_links(project: Project) -> Iterator[Fault]:
    """A link inside the documents leads to a file that is there."""
    for path in project.paths:
        if not path.endswith(".md"):
            continue
        folder = (project.root / path).parent
        for target in _LINK.findall(project.read(path)):
            file = target.split("#")[0]
            if file and ":" not in file and not (folder / file).exists():
                yield Fault("dead-link", path, f"links to {target}, which is not there")


def orphans(project: Project) -> Iterator[Fault]:
    """Every page of docs/ is reached by a link from another page."""
    linked = set()
    for path in project.paths:
        if path.endswith(".md"):
            folder = (project.root / path).parent
            for target in _LINK.findall(project.read(path)):
                linked.add((folder / target.split("#")[0]).resolve())
    for path in project.paths:
        if not (path.startswith("docs/") and path.endswith(".md")) or path == "docs/index.md":
            continue
        if (project.root / path).resolve() not in linked:
            yield Fault("orphan-page", path, "no page links to it; add it to docs/index.md")


def decision_records(project: Project) -> Iterator[Fault]:
    """Decision records are numbered without a gap, and each says its status and date."""
    found = [(m[1], p) for p in project.paths if (m := _RECORD.search(p))]
    for expected, (number, path) in enumerate(found, 1):
        if int(number) != expected:
            yield Fault("decision-record", path, f"should be number {expected:04}")
        if not re.search(r"^Status: \w+.*\d{4}-\d{2}-\d{2}", project.read(path), re.MULTILINE):
            yield Fault("decision-record", path, "needs a line 'Status: accepted, YYYY-MM-DD'")


def make_targets(project: Project) -> Iterator[Fault]:
    """`make` alone lists every command, and the documents name those and no others."""
    listed = re.findall(r"^([a-z][a-z-]*):.*## ", project.read("Makefile"), re.MULTILINE)
    pages = {path: project.read(path) for path in project.paths if path.endswith(".md")}
    for path, text in pages.items():
        for name in sorted(set(_MAKE.findall(text)) - set(listed)):
            yield Fault("make-target", path, f"names `make {name}`, which the Makefile lacks")
    for name in sorted(set(listed) - set(_MAKE.findall("".join(pages.values())))):
        yield Fault("make-target", "Makefile", f"no page says what `make {name}` is for")
    for name in sorted(TARGETS - set(listed)):
        yield Fault("make-target", "Makefile", f"'{name}' is missing or has no ## comment")


def requirements(text: str) -> list[str]:
    """The package names of a requirements file, in lower case."""
    return [name.lower() for name in _REQUIREMENT.findall(text)]


RULES = (
    lock_addresses, lock_hashes, locked, declared, reasons_for_dependencies, machine_paths,
    dead_links, orphans, decision_records, make_targets,
)  # fmt: skip
