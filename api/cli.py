"""The ``onebed`` command: collects the subcommands and turns refused input into exit codes."""

import sys

import typer
from rich.console import Console

from api.commands import COMMANDS, GROUPS
from api.exit_codes import EXIT_BAD_INPUT
from scenarios.input_problems import InputError

app = typer.Typer(
    name="onebed",
    help="One hospital, one pool of beds (全院一张床): decide beds, operating rooms and outpatient capacity.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
for name, command in COMMANDS.items():
    app.command(name)(command)
for name, group in GROUPS.items():
    app.add_typer(group, name=name)


@app.callback()
def onebed() -> None:
    """Keep subcommands explicit even while there is only one."""


def main() -> None:
    """Run the command line; the process ends with 0, 2 (bad input) or 3 (no feasible plan)."""
    try:
        app()
    except InputError as error:
        console = Console(stderr=True)
        for problem in error.problems:
            console.print(f"error: {problem}", style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(EXIT_BAD_INPUT)
