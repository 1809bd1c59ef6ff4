"""``python -m api`` is ``onebed``."""

import time

from api.interrupts import end_interrupts_at_once

BEGUN = time.monotonic()


def main() -> None:
    """Run the command line; Ctrl-C counts from before the first library is loaded."""
    end_interrupts_at_once()
    from api.cli import main as run  # loads libraries, during which Ctrl-C is to end without a traceback

    run(BEGUN)


if __name__ == "__main__":
    main()
