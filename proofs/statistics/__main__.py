"""`make prove-statistics`: what experiments and their numbers promise, measured line by line."""

from __future__ import annotations

import sys

from proofs.statistics.parts import TOPICS
from proofs.topics import run


def main(arguments: list[str] | None = None) -> int:
    """Run the parts asked for; return 1 only if one of them broke."""
    return run("statistics", TOPICS, __doc__, arguments)


if __name__ == "__main__":
    sys.exit(main())
