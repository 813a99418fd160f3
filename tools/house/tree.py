"""The project's files, read and parsed once."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

PACKAGE = "src/tailorbird/"
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Fault:
    """A broken rule: which rule, where (a path or ``path::name``), and what to do about it."""

    rule: str
    where: str
    message: str


@dataclass(frozen=True)
class SourceFile:
    """One Python file; ``path`` is relative to the project and written with slashes."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed file."""
        return ast.parse(self.text, self.path)

    @property
    def room(self) -> str:
        """The room of a file of the package ("events"), "" for files of the package's root."""
        inside = self.path.removeprefix(PACKAGE)
        return inside.split("/")[0] if inside != self.path and "/" in inside else ""

    @property
    def module(self) -> str:
        """The file's name without folder and ending."""
        return self.path.rsplit("/", 1)[-1].removesuffix(".py")

    def functions(self) -> Iterator[tuple[str, FunctionNode]]:
        """Every function with its name inside the file, e.g. ``Basket.add``."""
        yield from _functions(self.tree, "")


@dataclass(frozen=True)
class Project:
    """The files a rule may look at: tracked ones and those about to be."""

    root: Path
    paths: tuple[str, ...]
    sources: tuple[SourceFile, ...]

    def of_package(self) -> Iterator[SourceFile]:
        """The files of the package itself."""
        return (source for source in self.sources if source.path.startswith(PACKAGE))

    def read(self, path: str) -> str:
        """A file's text, undecodable bytes replaced; "" for a file that is not there."""
        full = self.root / path
        return full.read_text(errors="replace") if full.is_file() else ""


def load(root: Path) -> Project:
    """Read the project from git's list of files, ignored ones left out."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=root, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    paths = tuple(sorted(path for path in set(listed) if (root / path).is_file()))
    return Project(root, paths, tuple(_sources(root, paths)))


def lines_of(function: FunctionNode) -> int:
    """How many lines a function has, its documentation and decorators not counted."""
    length = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is not None:
        length -= (first.end_lineno or first.lineno) - first.lineno + 1
    return max(length, 1)


def _sources(root: Path, paths: tuple[str, ...]) -> Iterator[SourceFile]:
    for path in paths:
        if path.endswith(".py"):
            yield SourceFile(path, (root / path).read_text())


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, FunctionNode]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield prefix + child.name, child
            yield from _functions(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{prefix}{child.name}.")
        else:
            yield from _functions(child, prefix)
