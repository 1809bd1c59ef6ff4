"""Rows as the log keeps them: JSON images of what changed, and how they are laid over rows again."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, Update, bindparam, delete, insert, update

from api.store.columns import Instant
from api.store.tables import PROJECTIONS

Row = dict[str, Any]
Images = dict[str, dict[str, Row | None]]
"""Table name to row id to the columns of that row; None for a row that is not there."""

_INSTANTS = {
    name: frozenset(column.name for column in table.columns if isinstance(column.type, Instant))
    for name, table in PROJECTIONS.items()
}


def to_image(values: Mapping[str, Any]) -> Row:
    """Return columns as JSON values."""
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def from_image(table: str, image: Mapping[str, Any]) -> Row:
    """Return columns as Python values."""
    instants = _INSTANTS[table]
    return {
        name: datetime.fromisoformat(value) if name in instants and value is not None else value
        for name, value in image.items()
    }


def project(connection: Connection, sequence: int, before: Images, after: Images) -> None:
    """Write what an event changed into the projection tables.

    Rows that end are written before rows that begin, so that one event may hand a bed from one stay to another under
    the constraint that a bed has one.
    """
    for name, table in reversed(PROJECTIONS.items()):
        gone = [row_id for row_id, image in after.get(name, {}).items() if image is None]
        if gone:
            connection.execute(delete(table).where(table.c.id.in_(gone)))
    for name, row_id, image in sorted(_updates(before, after), key=_frees_first):
        values = {**from_image(name, image), "version": sequence}
        done = connection.execute(_update_of(name, tuple(values)), {**values, "row_id": row_id})
        if done.rowcount != 1:
            raise RuntimeError(f"{name} {row_id}: {done.rowcount} rows, expected 1 to project event {sequence}")
    for name, table in PROJECTIONS.items():
        rows = [
            {**from_image(name, image), "id": row_id, "version": sequence}
            for row_id, image in after.get(name, {}).items()
            if image is not None and before[name][row_id] is None
        ]
        if rows:
            connection.execute(insert(table), rows)


@cache
def _update_of(name: str, columns: tuple[str, ...]) -> Update:
    """Return the statement that writes some columns of a row; kept, because building it costs more than running it."""
    table = PROJECTIONS[name]
    return update(table).where(table.c.id == bindparam("row_id")).values({one: bindparam(one) for one in columns})


def _updates(before: Images, after: Images) -> Iterator[tuple[str, str, Row]]:
    for name, rows in after.items():
        for row_id, image in rows.items():
            if image is not None and before[name][row_id] is not None:
                yield name, row_id, image


def _frees_first(change: tuple[str, str, Row]) -> tuple[int, str, str]:
    name, row_id, image = change
    live = image.get("live")
    return (1 if live is None else 2 if live else 0), name, row_id


class Rows:
    """The projections in memory, kept by laying images over them.

    Attributes
    ----------
    tables : dict
        Table name to row id to row, Python values, with ``id`` and ``version``.
    """

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, Row]] = {name: {} for name in PROJECTIONS}

    def apply(self, sequence: int, after: Images) -> list[tuple[str, str]]:
        """Lay one event's images over the rows; return the tables and ids it touched."""
        touched = []
        for name, rows in after.items():
            table = self.tables[name]
            for row_id, image in rows.items():
                if image is None:
                    table.pop(row_id, None)
                else:
                    row = table.setdefault(row_id, {"id": row_id})
                    row.update(from_image(name, image))
                    row["version"] = sequence
                touched.append((name, row_id))
        return touched


def differing(row: Mapping[str, Any] | None, image: Row | None, table: str) -> bool:
    """Return whether a row is not what an image says it was."""
    if row is None or image is None:
        return row is not None or image is not None
    return any(row.get(name) != value for name, value in from_image(table, image).items())


def columns_of(table: Table) -> list[str]:
    """Return the columns that an image of a new row carries."""
    return [column.name for column in table.columns if column.name not in ("id", "version")]
