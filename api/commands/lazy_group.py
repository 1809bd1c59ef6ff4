"""The group of subcommands that loads the module of the one that is called, and no other."""

import importlib
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from api.commands import COMMANDS
from api.commands.output import output_lost
from api.exit_codes import EXIT_INTERRUPTED
from api.interrupts import INTERRUPTED, loading


class LazyGroup(TyperGroup):
    """Shows :data:`api.commands.COMMANDS` by their help, and loads what is called."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401  what typer passes on is its own affair
        super().__init__(**settings)
        for name, words in COMMANDS.items():
            self.add_command(TyperCommand(name, help=words))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401  the types are private to typer
        """Load the command that is called, then resolve as usual."""
        with loading():
            if args and args[0] in COMMANDS:
                self.add_command(load_command(args[0]))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401
        """Run the command; an interrupt and a closed pipe end with one line."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            typer.echo(INTERRUPTED, err=True)
            raise typer.Exit(EXIT_INTERRUPTED) from None
        except BrokenPipeError as error:
            raise typer.Exit(output_lost(error)) from None


def load_command(name: str) -> Any:  # noqa: ANN401
    """Return a command of :data:`api.commands.COMMANDS` from its module."""
    module = importlib.import_module(f"api.commands.{name}")
    app = getattr(module, "app", None)
    if app is None:
        app = typer.Typer(add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False)
        app.command(name)(getattr(module, name))
    command = typer.main.get_command(app)
    command.name = name
    return command
