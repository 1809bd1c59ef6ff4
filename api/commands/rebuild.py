"""``onebed rebuild``."""

from typing import Annotated

import typer

from api.commands.database import DatabaseUrl, open_database
from api.commands.terminal import console
from api.store.replay import replay

EXIT_DIFFERENT = 1
SHOWN = 20


def rebuild(
    database: DatabaseUrl = None,
    repair: Annotated[bool, typer.Option("--repair", help="Write the replayed state where it differs.")] = False,
) -> None:
    """Replay the log and compare it with the stored state; proves that they agree, or mends the state."""
    screen = console()
    found = replay(open_database(database), repair=repair)
    for sentence in found.differences[:SHOWN]:
        screen.print(sentence, markup=False, highlight=False, soft_wrap=True)
    if len(found.differences) > SHOWN:
        screen.print(f"... and {len(found.differences) - SHOWN} more")
    if not found.differences:
        screen.print(f"{found.events:,} events give exactly the stored state of {found.rows:,} rows")
    elif repair:
        screen.print(f"{len(found.differences)} differences mended from the log")
    else:
        screen.print(f"{len(found.differences)} differences; 'onebed rebuild --repair' mends them from the log")
        raise typer.Exit(EXIT_DIFFERENT)
