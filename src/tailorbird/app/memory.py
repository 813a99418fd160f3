"""Give memory back to the machine after a big job, so that a small server stays small."""

from __future__ import annotations

import ctypes
import gc
import sys


def release() -> None:
    """Collect what is unused and hand free pages back; does nothing where the C library cannot.

    The allocator of Linux keeps what an import has freed for the next one, which may never come.
    """
    gc.collect()
    if sys.platform != "linux":
        return
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError):  # a C library other than glibc
        return
    trim(0)
