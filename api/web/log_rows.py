"""The latest events of the log."""

from typing import Any

from sqlalchemy import select

from api.store.database import Database
from api.store.tables import event


def log_rows(
    database: Database, most: int, *, before: int | None = None, flagged: bool = False
) -> list[dict[str, Any]]:
    """Return events, newest first.

    Parameters
    ----------
    database : Database
        Of the store.
    most : int
        How many at most.
    before : int, optional
        Only those with a smaller sequence number.
    flagged : bool
        Only reports that were late or out of order.
    """
    statement = select(event).order_by(event.c.sequence.desc()).limit(most)
    if before is not None:
        statement = statement.where(event.c.sequence < before)
    if flagged:
        statement = statement.where(event.c.flag != "")
    with database.reading() as connection:
        return [dict(row) for row in connection.execute(statement).mappings()]
