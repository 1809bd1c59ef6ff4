"""A surgeon's operating list as an iCalendar (RFC 5545): case, room and times, and nothing that names a patient."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vDuration

from api.store.images import Row

MEDIA_TYPE = "text/calendar; charset=utf-8"
CANCELLED, CONFIRMED = "CANCELLED", "CONFIRMED"


def surgeons_of(view: dict[str, Any]) -> list[str]:
    """Return everyone who operates or assists on a published list."""
    return sorted({name for _, case in _cases(view) for name in _team(case)})


def surgeon_calendar(
    surgeon: str,
    lists: Iterable[list[Row]],
    say: Callable[[str], str] = lambda text: text,
    department: Callable[[str], str] = lambda name: name,
    refreshed: timedelta | None = None,
) -> bytes:
    """Return the calendar of a surgeon.

    Parameters
    ----------
    surgeon : str
        Who leads or assists.
    lists : iterable of list of dict
        For each day what was published, newest first: a case that is no longer on the newest one is cancelled.
    say, department : callable
        Words and departments in the reader's language.
    refreshed : timedelta, optional
        How often whoever subscribes should look again (RFC 7986, and Outlook's own word for it).
    """
    calendar = Calendar()
    calendar.add("prodid", "-//OneBed//operating-room list//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{say('Operating rooms')} {surgeon}")
    if refreshed is not None:
        calendar.refresh_interval = refreshed
        calendar.add("x-published-ttl", vDuration(refreshed))
    for published in lists:
        for entry in _entries(surgeon, published, say, department):
            calendar.add_component(entry)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _entries(
    surgeon: str, published: list[Row], say: Callable[[str], str], department: Callable[[str], str]
) -> Iterable[Event]:
    if not published:
        return
    newest, seen = published[0], set()
    for row in published:
        for room, case in _cases(row["document"]["view"]):
            if surgeon in _team(case) and case["case"] not in seen:
                seen.add(case["case"])
                status = CONFIRMED if row is newest else CANCELLED
                yield _entry(surgeon, room, case, newest, status, say, department)


def _entry(
    surgeon: str,
    room: str,
    case: dict[str, Any],
    newest: Row,
    status: str,
    say: Callable[[str], str],
    department: Callable[[str], str],
) -> Event:
    zone = newest["document"]["view"]["zone"]
    entry = Event()
    # The same name in every version, with a rising sequence number: a calendar moves the entry instead of adding one.
    entry.add("uid", f"{newest['operating_list']}-{case['case']}-{surgeon}@onebed".replace(" ", "_"))
    entry.add("sequence", newest["number"])
    entry.add("dtstamp", newest["at"])
    entry.add("dtstart", _zoned(case["start"], zone))
    entry.add("dtend", _zoned(case["leaves"], zone))
    entry.add("summary", f"{room} · {case['case']} · {case['procedure'] or department(case['department'])}")
    entry.add("location", room)
    entry.add("status", status)
    entry.add("categories", [department(case["department"])])
    lines = [
        f"{say('Department')}: {department(case['department'])}",
        f"{say('Surgeon')}: {case['surgeon'] or ''}",
        f"{say('Grade')}: {case['grade']}",
        f"{say('List')}: {newest['operating_list']} #{newest['number']}",
    ]
    entry.add("description", "\n".join(lines))
    return entry


def _cases(view: dict[str, Any]) -> Iterable[tuple[str, dict[str, Any]]]:
    return ((room["room"], case) for room in view["rooms"] for case in room["cases"])


def _team(case: dict[str, Any]) -> list[str]:
    return [name for name in (case["surgeon"], *case["assistants"]) if name]


def _zoned(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(ZoneInfo(zone))
