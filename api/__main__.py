"""``python -m api`` is ``onebed``."""

from api.interrupts import end_interrupts_at_once


def main() -> None:
    """Run the command line; Ctrl-C counts from before the first library is loaded."""
    end_interrupts_at_once()
    from api.cli import main as run  # loads libraries, during which Ctrl-C is to end without a traceback

    run()


if __name__ == "__main__":
    main()
