"""A store that was opened with a census of long ago: how much of it still stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from api.store.kinds import EventKind
from api.store.live import LiveState
from api.store.tables import event

OLD_CENSUS = timedelta(hours=1)
"""A census that is younger when the store opens is one of now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OldCensus:
    """The census that a store was opened with long after it.

    Attributes
    ----------
    at : datetime
        When it was taken.
    sequence : int
        Last event of the opening.
    """

    at: datetime
    sequence: int

    def still_stands(self, live: LiveState) -> int:
        """Return how many patients in bed and requests are as that census left them."""
        stays = (bed.stay.version for bed in list(live.beds.values()) if bed.stay is not None)
        requests = (one.version for one in list(live.requests.values()))
        return sum(version <= self.sequence for version in (*stays, *requests))


def old_census(connection: Connection) -> OldCensus | None:
    """Return the census of a store, if it was old when the store opened."""
    loaded = event.c.kind == EventKind.CENSUS_LOADED.value
    first = select(func.max(event.c.at), func.max(event.c.recorded_at), func.max(event.c.sequence)).where(loaded)
    at, recorded_at, sequence = connection.execute(first).one()
    if at is None or recorded_at - at <= OLD_CENSUS:
        return None
    return OldCensus(at=at, sequence=sequence)
