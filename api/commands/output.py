"""Standard output that fails or cannot show every character."""

import errno
import io
import os
import sys
from contextlib import suppress

from api.exit_codes import EXIT_OUTPUT_LOST

LOST = frozenset({errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""A reader that is gone, a disk that is full or broken."""


def show_unknown_characters_escaped() -> None:
    r"""Let a stream whose encoding lacks Chinese show it as escapes such as ``\u5e8a`` instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def output_lost(error: OSError) -> int:
    """Say that output could not be written and return the exit code; what is still buffered goes nowhere."""
    with suppress(OSError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    with suppress(OSError):
        print(f"error: output cannot be written ({error.strerror})", file=sys.stderr, flush=True)
    return EXIT_OUTPUT_LOST
