"""``onebed serve``."""

from typing import Annotated, Any

import typer
from pydantic import ValidationError

from api.commands.database import DatabaseUrl
from api.settings import Settings
from scenarios.input_problems import InputError, InputProblem


def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; beyond this machine a token is needed.")
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    database: DatabaseUrl = None,
    scenario: Annotated[str | None, typer.Option(help="What an empty store opens with.")] = None,
    demo: Annotated[
        bool | None, typer.Option("--demo/--no-demo", help="The hospital lives in accelerated time.")
    ] = None,
) -> None:
    """Start the live board and the HTTP API."""
    from api.server import serve as run  # the web stack loads only for this command

    given = {"host": host, "port": port, "database_url": database, "scenario": scenario, "demo": demo}
    values: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    try:
        settings = Settings(**values)
    except ValidationError as error:
        raise InputError(
            InputProblem(".".join(map(str, one["loc"])), f"{one['input']!r}: {one['msg']}") for one in error.errors()
        ) from None
    run(settings)
