"""The command line: parse, call, print. Errors are one sentence and exit code 2."""

from tailorbird.cli.main import main

__all__ = ["main"]
