"""``onebed token``: create, list, revoke."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from api.commands.database import DatabaseUrl, open_database
from api.commands.terminal import console, table_box
from api.store.tokens import Role, create_token, revoke_token, tokens_in_use

app = typer.Typer(help="Access tokens for people and systems.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="Whom the token is for.")]


@app.command()
def create(
    name: Name,
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.DISPATCHER,
    database: DatabaseUrl = None,
) -> None:
    """Make a token and print it, for the only time: the store keeps a hash."""
    typer.echo(create_token(open_database(database), name, role, datetime.now(UTC)))


@app.command("list")
def list_tokens(database: DatabaseUrl = None) -> None:
    """List the tokens in use."""
    screen = console()
    table = Table("name", "role", box=table_box(screen))
    with open_database(database).reading() as connection:
        for token in sorted(tokens_in_use(connection).values(), key=lambda one: one.name):
            table.add_row(token.name, token.role.value)
    screen.print(table)


@app.command()
def revoke(name: Name, database: DatabaseUrl = None) -> None:
    """Make a token worthless at once."""
    revoke_token(open_database(database), name, datetime.now(UTC))
