"""`make prove-segments`: what segments promise, measured and printed line by line."""

from __future__ import annotations

import sys

from proofs.segments.parts import TOPICS
from proofs.topics import run


def main(arguments: list[str] | None = None) -> int:
    """Run the parts asked for; return 1 only if one of them broke."""
    return run("segments", TOPICS, __doc__, arguments)


if __name__ == "__main__":
    sys.exit(main())
