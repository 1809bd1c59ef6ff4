"""The ``onebed`` command: runs a subcommand and turns refused input and lost output into exit codes."""

import os
import sys
import time
from importlib.metadata import version as installed_version
from typing import Annotated

import typer
from rich.console import Console

from api.commands.lazy_group import LazyGroup
from api.commands.output import LOST, output_lost, show_unknown_characters_escaped
from api.exit_codes import EXIT_BAD_INPUT
from optimizer.admissions.unless_stopped import given_up_work_goes_on
from scenarios.input_problems import InputError

app = typer.Typer(
    name="onebed",
    cls=LazyGroup,
    help="One hospital, one pool of beds (全院一张床): decide beds, operating rooms and outpatient capacity.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(installed_version("onebed"))
        raise typer.Exit


@app.callback()
def onebed(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the installed version.")
    ] = False,
) -> None:
    """Options that stand before the subcommand."""


def main(begun: float | None = None) -> None:
    """Run the command line; the process ends with 0, 1 (output lost), 2 (bad input), 3 (no feasible plan) or 130.

    Parameters
    ----------
    begun : float, optional
        When the process began (``time.monotonic``), which time limits count from; now, if left out.
    """
    show_unknown_characters_escaped()
    code = _run(time.monotonic() if begun is None else begun)
    try:
        sys.stdout.flush()
    except OSError as error:
        code = output_lost(error)
    if given_up_work_goes_on():
        # A solver that still runs aborts the process when the libraries under it are taken down.
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else int(code is not None))
    sys.exit(code)


def _run(begun: float) -> int | str | None:
    try:
        app(obj=begun)
    except SystemExit as end:
        return end.code
    except InputError as error:
        console = Console(stderr=True)
        for problem in error.problems:
            console.print(f"error: {problem}", style="red", markup=False, highlight=False, soft_wrap=True)
        return EXIT_BAD_INPUT
    except OSError as error:
        if error.errno not in LOST:
            raise
        return output_lost(error)
    return None
