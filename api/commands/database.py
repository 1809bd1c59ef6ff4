"""The option that names the database, for subcommands that work on it."""

from typing import Annotated

import typer

from api.settings import Settings
from api.store.database import Database

DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        "--database", help="SQLite or PostgreSQL URL; by default ONEBED_DATABASE_URL, or onebed.db in this folder."
    ),
]


def open_database(url: str | None) -> Database:
    """Return the database with the newest schema."""
    database = Database(url or Settings.model_validate({}).database_url)
    database.migrate()
    return database
