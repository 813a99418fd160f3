"""Which full name a name in a file stands for: ``datetime.now`` is ``datetime.datetime.now``."""

from __future__ import annotations

import ast


def imported_names(tree: ast.Module) -> dict[str, str]:
    """Map each name that an import binds anywhere in the file to what it stands for."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(_of_import(node))
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def imported_modules(tree: ast.Module) -> set[str]:
    """Every module the file imports, ``from a import b`` counted as ``a`` and as ``a.b``."""
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules.add(node.module)
            modules.update(f"{node.module}.{alias.name}" for alias in node.names)
    return modules


def full_name(node: ast.expr, names: dict[str, str]) -> str:
    """The full dotted name of an expression such as ``dt.datetime.now``, "" if it has none."""
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Attribute):
        owner = full_name(node.value, names)
        return f"{owner}.{node.attr}" if owner else ""
    return ""


def _of_import(node: ast.Import) -> dict[str, str]:
    bound = {}
    for alias in node.names:
        top = alias.name.split(".")[0]
        bound[alias.asname or top] = alias.name if alias.asname else top
    return bound
