"""The waiting list that the coming weeks are planned from: its age, who waits, and the theatre time there is for it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from api.store.database import Database
from api.store.images import Row
from api.store.kinds import EventKind
from api.store.live import LiveState
from api.store.tables import event
from api.weeks_planning import weeks_to_plan
from scenarios.coming_weeks import ComingWeeks, SurgeonDay, TheatreDay, WaitingListEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Some of a waiting list: how many, who must come, whose last day is over, minutes, and the longest since ready."""

    entries: int
    mandatory: int
    overdue: int
    minutes: int
    longest_days: int


def list_values(live: LiveState, database: Database, now: datetime) -> dict[str, Any]:
    """Return what the page says of the list that will be planned next; of the whole one when its weeks are over."""
    weeks = live.weeks
    if weeks is None:
        return {"listed": None}
    today = weeks.local(now).date()
    remaining = weeks_to_plan(live, now)
    shown = remaining or weeks
    groups: dict[str, list[WaitingListEntry]] = defaultdict(list)
    for entry in shown.waiting_list:
        groups[entry.department].append(entry)
    return {
        "listed": shown,
        "list_over": remaining is None,
        "list_loaded": _loaded(database),
        "list_last_day": shown.date_of(shown.days - 1),
        "list_all": _waiting(shown.waiting_list, shown, today),
        "list_departments": {name: _waiting(group, shown, today) for name, group in groups.items()},
        "theatre_minutes": _minutes(shown, shown.theatre_days),
        "surgeon_minutes": _minutes(shown, shown.surgeon_days),
        "today": today,
    }


def days_waited(entry: WaitingListEntry, today: date) -> int:
    """Return for how many days a patient could have come, 0 for one who cannot yet."""
    return max(0, (today - entry.earliest).days)


def _waiting(entries: Sequence[WaitingListEntry], weeks: ComingWeeks, today: date) -> Waiting:
    return Waiting(
        entries=len(entries),
        mandatory=sum(entry.mandatory for entry in entries),
        overdue=sum(entry.due is not None and entry.due < weeks.first_day for entry in entries),
        minutes=sum(entry.surgery_minutes + weeks.turnover_minutes for entry in entries),
        longest_days=max((days_waited(entry, today) for entry in entries), default=0),
    )


def _minutes(weeks: ComingWeeks, days: Iterable[SurgeonDay | TheatreDay]) -> int:
    return sum(day.minutes for day in days if 0 <= weeks.day_index(day.on) < weeks.days)


def _loaded(database: Database) -> Row | None:
    """Return when the list was loaded, and by whom."""
    newest = select(event.c.recorded_at, event.c.actor).where(event.c.kind == EventKind.WEEKS_LOADED.value)
    with database.reading() as connection:
        row = connection.execute(newest.order_by(event.c.sequence.desc()).limit(1)).mappings().first()
    return None if row is None else dict(row)
