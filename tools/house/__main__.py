"""`python -m tools.house`: check the house rules and say how long functions are."""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from tools.house.check import faults
from tools.house.code_rules import function_lengths
from tools.house.tree import load


def main() -> int:
    """Print each fault on a line; return 1 if there is one."""
    project = load(Path(__file__).resolve().parents[2])
    try:
        found = sorted(faults(project), key=lambda fault: (fault.rule, fault.where))
    except SyntaxError as error:
        print(f"{error.filename}: syntax: line {error.lineno}: {error.msg}")
        return 1
    for fault in found:
        print(f"{fault.where}: {fault.rule}: {fault.message}")
    lengths = [n for room in function_lengths(project).values() for n in room]
    middle = statistics.median(lengths)
    print(f"{len(lengths)} functions, median {middle:g} lines; house rules broken: {len(found)}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
