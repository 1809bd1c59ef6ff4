"""Replay the log: proof that the projections are what the log says, and their repair when they are not."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from api.store.database import Database
from api.store.images import Row, Rows, differing
from api.store.tables import PROJECTIONS, event


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What replaying the log showed.

    Attributes
    ----------
    events : int
        How many were replayed.
    rows : int
        Rows of the projections.
    differences : tuple of str
        What does not agree, one sentence each; empty when log and projections agree.
    """

    events: int
    rows: int
    differences: tuple[str, ...]


def replay(database: Database, *, repair: bool = False) -> Replay:
    """Build the projections from the log alone and compare them with the stored ones.

    Parameters
    ----------
    database : Database
        Of the store.
    repair : bool
        Write the replayed rows in place of the stored ones when they differ.
    """
    with database.writing() if repair else database.reading() as connection:
        rows, count, differences = _replayed(connection)
        differences.extend(_unlike(connection, rows))
        if repair and differences:
            _write(connection, rows)
    total = sum(len(table) for table in rows.tables.values())
    return Replay(events=count, rows=total, differences=tuple(differences))


def _replayed(connection: Connection) -> tuple[Rows, int, list[str]]:
    rows, differences, count, last = Rows(), [], 0, 0
    columns = (event.c.sequence, event.c.before, event.c.after)
    for sequence, before, after in connection.execute(select(*columns).order_by(event.c.sequence)):
        if sequence <= last:
            differences.append(f"event {sequence} follows {last}, expected ascending sequence numbers")
        for name, images in before.items():
            for row_id, image in images.items():
                if differing(rows.tables[name].get(row_id), image, name):
                    differences.append(f"event {sequence}: {name} {row_id} was not what the event says it was before")
        rows.apply(sequence, after)
        count, last = count + 1, sequence
    return rows, count, differences


def _unlike(connection: Connection, rows: Rows) -> Iterator[str]:
    for name, table in PROJECTIONS.items():
        stored: dict[str, Row] = {row["id"]: dict(row) for row in connection.execute(select(table)).mappings()}
        replayed = rows.tables[name]
        for row_id in sorted(stored.keys() ^ replayed.keys()):
            where = "the projection" if row_id in stored else "the log"
            yield f"{name} {row_id} is only in {where}, expected in both"
        for row_id in sorted(stored.keys() & replayed.keys()):
            unlike = [c for c in (column.name for column in table.columns) if stored[row_id][c] != replayed[row_id][c]]
            if unlike:
                yield f"{name} {row_id}: {', '.join(unlike)} differ between log and projection"


def _write(connection: Connection, rows: Rows) -> None:
    for name, table in reversed(PROJECTIONS.items()):
        connection.execute(delete(table))
        if rows.tables[name]:
            connection.execute(insert(table), list(rows.tables[name].values()))
