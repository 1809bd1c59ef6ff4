"""Operating-room lists in memory: read once a version, whoever asks."""

from collections import OrderedDict
from threading import Lock

from sqlalchemy import Connection

from api.operating_rooms.list_now import ListNow
from api.operating_rooms.rows import case_rows, list_from_rows, list_row, published_row
from api.store.database import Database

KEPT_DAYS = 4


class Lists:
    """Reads lists; one that has not changed since it was read is the same object, with all that was found out.

    Parameters
    ----------
    database : Database
        Where they are.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self._known: OrderedDict[str, ListNow] = OrderedDict()
        self._lock = Lock()

    def now(self, on: str) -> ListNow:
        """Return the list of a day.

        Raises
        ------
        NotFound
            Nothing was loaded for it.
        """
        with self.database.reading() as connection:
            made = self.seen_by(connection, on)
        with self._lock:
            if on not in self._known or self._known[on].version <= made.version:
                self._known[on] = made
                self._known.move_to_end(on)
            while len(self._known) > KEPT_DAYS:
                self._known.popitem(last=False)
        return made

    def seen_by(self, connection: Connection, on: str) -> ListNow:
        """Return the list of a day as a transaction sees it.

        It is not kept: a transaction that is rolled back leaves its version to the next one, with another content.
        """
        row = list_row(connection, on)
        known = self._known.get(on)
        if known is not None and known.version == row["version"]:
            return known
        published = published_row(connection, on, row["published"]) if row["published"] else None
        return list_from_rows(row, case_rows(connection, on), published, known)
