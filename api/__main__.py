"""``python -m api`` is ``onebed``."""

from api.cli import main

main()
