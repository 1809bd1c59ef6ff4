"""One subcommand of ``onebed`` a file; :data:`COMMANDS` lists them in the order ``onebed --help`` shows."""

from collections.abc import Callable
from typing import Any

from api.commands.check import check
from api.commands.version import version

COMMANDS: dict[str, Callable[..., Any]] = {
    "check": check,
    "version": version,
}
