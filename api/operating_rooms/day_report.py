"""What somebody in the theatre reports of the day of a list."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from api.store.images import Row


@dataclass(frozen=True, kw_only=True)
class DayReport:
    """What somebody in the theatre reports; minutes from midnight.

    Attributes
    ----------
    now_minute : int
        Until when this is true.
    started, ended, expected_end : dict of str to int
        By case: wheels in, wheels out, and when a running case is now expected to be over.
    cancelled : frozenset of str
        Cases that will not be done.
    withdrawn : frozenset of str
        Cases of which nothing that was reported is true: they have not begun, and are to be done.
    as_planned : bool
        Whether cases that should have begun or be over, and of which nothing is known, ran as was published.
    """

    now_minute: int
    started: Mapping[str, int] = field(default_factory=dict)
    ended: Mapping[str, int] = field(default_factory=dict)
    expected_end: Mapping[str, int] = field(default_factory=dict)
    cancelled: frozenset[str] = frozenset()
    withdrawn: frozenset[str] = frozenset()
    as_planned: bool = False

    @property
    def cases(self) -> list[str]:
        """Every case that something is reported of."""
        return sorted({*self.started, *self.ended, *self.expected_end, *self.cancelled, *self.withdrawn})

    def begun(self, case: str, row: Row) -> int | None:
        """Return when a case has begun, by this report or an earlier one; None for not yet."""
        return self._told(self.started, "started_minute", case, row)

    def over(self, case: str, row: Row) -> int | None:
        """Return when a case was over."""
        return self._told(self.ended, "ended_minute", case, row)

    def expected(self, case: str, row: Row) -> int | None:
        """Return when the room expects a case to be over."""
        return self._told(self.expected_end, "expected_end_minute", case, row)

    def is_cancelled(self, case: str, row: Row) -> bool:
        """Return whether a case will not be done."""
        return case in self.cancelled or (row["cancelled"] and case not in self.withdrawn)

    def _told(self, now: Mapping[str, int], before: str, case: str, row: Row) -> int | None:
        earlier: int | None = None if case in self.withdrawn else row[before]
        return now.get(case, earlier)
