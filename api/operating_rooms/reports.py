"""What has happened so far on the day of a list: begun, over, expected to last, cancelled."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import combinations
from zoneinfo import ZoneInfo

from api.operating_rooms.rows import PLACE, case_rows, list_row, plan_from_document, published_row
from api.store.images import Row
from api.store.kinds import EventKind
from api.store.refusals import NotFound, WrongState
from api.store.transaction import Answer, Transaction
from scenarios.input_problems import InputError, InputProblem
from scenarios.surgical_day import OperatingRoomPlan

CLOCKS_APART_MINUTES = 5
"""Clocks may run ahead so far."""
LAST_MINUTE = 2 * 24 * 60
"""A list may reach into the next day."""


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


def report_day(tx: Transaction, on: str, report: DayReport, *, reason: str = "") -> Answer:
    """Keep what has happened; a later report of the same case goes before an earlier one.

    Raises
    ------
    WrongState
        Nothing is published for the day, or it has not come so far: what is reported of the future would freeze it.
    NotFound
        A case is not among those of the day.
    InputError
        What is reported contradicts itself or what is known: all of it.
    """
    row, rows = list_row(tx.connection, on), case_rows(tx.connection, on)
    if row["published"] is None:
        raise WrongState("No list of {on} is published, expected the one that the day runs by", on=on)
    latest = minute_of_day(on, row["day"]["zone"], tx.now)
    if report.now_minute > latest + CLOCKS_APART_MINUTES:
        raise WrongState(
            "The day {on} is at {clock}, expected a report of what has happened until then, not until {until}",
            on=on,
            clock=_clock(latest),
            until=_clock(report.now_minute),
        )
    for case in report.cases:
        if case not in rows:
            raise NotFound("Case {case} is not among those of {on}, expected one that was loaded", case=case, on=on)
    places: dict[str, Row] = {}
    if report.as_planned:
        published = plan_from_document(published_row(tx.connection, on, row["published"])["document"])
        report, places = _with_planned(report, rows, published)
    changed = {case: {**places.get(case, {}), **_with_report(rows[case], report)} for case in report.cases}
    problems = [
        InputProblem(f"cases.{case}", message)
        for case, values in changed.items()
        for message in _contradictions({**rows[case], **values}, report.now_minute)
    ]
    problems += _doubled_rooms({case: {**row, **changed.get(case, {})} for case, row in rows.items()}, report.cases)
    if problems:
        raise InputError(problems)
    for case, values in changed.items():
        tx.change("surgical_case", rows[case], **values)
    # What is reported the evening before, such as a cancellation, does not begin the day.
    reported = max(report.now_minute, row["reported_minute"] or 0) or None
    tx.change("operating_list", row, reported_minute=reported)
    sequence = tx.record(EventKind.DAY_REPORTED, operating_list=on, reason=reason)
    return {"date": on, "cases": report.cases, "version": sequence}


def _with_planned(
    report: DayReport, rows: dict[str, Row], published: OperatingRoomPlan
) -> tuple[DayReport, dict[str, Row]]:
    """Return a report with the published times of cases that nobody has told anything about, and their places.

    Nobody begins in a room before the case ahead is over: a delay that was told is handed on.
    """
    started, ended = dict(report.started), dict(report.ended)
    places: dict[str, Row] = {}
    free_from: dict[str, float] = {}
    for planned in sorted(published.cases, key=lambda one: one.start_minute):
        case, row = planned.case, rows.get(planned.case)
        if row is None or row["cancelled"] or case in report.cancelled | report.withdrawn:
            continue
        room = row["room"] if row["started_minute"] is not None else planned.room
        begun = started.get(case, row["started_minute"])
        expected = max(planned.start_minute, free_from.get(room, 0))
        if begun is None and expected <= report.now_minute:
            begun = started[case] = int(expected)
            places[case] = {name: getattr(planned, name) for name in PLACE}
        if begun is None:
            continue
        told = case in report.expected_end or row["expected_end_minute"] is not None or row["ended_minute"] is not None
        over = begun + planned.leaves_minute - planned.start_minute
        if not told and case not in ended and over <= report.now_minute:
            ended[case] = over
        free_from[room] = ended.get(case, math.inf if row["ended_minute"] is None else row["ended_minute"])
    return replace(report, started=started, ended=ended), places


def _doubled_rooms(rows: Mapping[str, Row], reported: Sequence[str]) -> Iterator[InputProblem]:
    """Yield a problem for each two cases, one of them reported now, that are in one room at one time."""
    begun = [row for row in rows.values() if row["started_minute"] is not None and row["room"] is not None]
    for one, other in combinations(sorted(begun, key=lambda row: row["started_minute"]), 2):
        names = [one["document"]["id"], other["document"]["id"]]
        told = [name for name in names if name in reported]
        over = one["ended_minute"]
        if one["room"] != other["room"] or not told or (over is not None and over <= other["started_minute"]):
            continue
        until = "and is not over" if over is None else f"until {_clock(over)}"
        yield InputProblem(
            f"cases.{told[-1]}",
            f"case {names[1]} has begun at {_clock(other['started_minute'])} in room {one['room']}, where case "
            f"{names[0]} is from {_clock(one['started_minute'])} {until}, expected one after the other",
        )


def _with_report(row: Row, report: DayReport) -> Row:
    case = row["document"]["id"]
    told = {
        "started_minute": report.started.get(case),
        "ended_minute": report.ended.get(case),
        "expected_end_minute": report.expected_end.get(case),
    }
    values: Row = {}
    if case in report.withdrawn:
        values = {**dict.fromkeys(told), "cancelled": False}
    values |= {name: minute for name, minute in told.items() if minute is not None}
    if case in report.cancelled:
        values |= {"cancelled": True, **dict.fromkeys((*PLACE, "pinned_room", "pinned_start_minute"))}
    return values


def _contradictions(row: Row, now: int) -> list[str]:
    """Return what is wrong with a case's times as they would be kept."""
    started, ended, expected = (row[f"{name}_minute"] for name in ("started", "ended", "expected_end"))
    found = []
    if row["cancelled"] and started is not None:
        found.append("cancelled after it has begun, expected an end instead")
    if ended is not None and started is None:
        found.append("over without having begun, expected both")
    if expected is not None and started is None:
        found.append("expected to be over without having begun, expected a start")
    if started is not None and started > now:
        found.append(f"begun at {_clock(started)}, expected at most now, {_clock(now)}")
    if ended is not None and started is not None and not started < ended <= now:
        text = f"over at {_clock(ended)}, expected after its start at {_clock(started)} and at most now, {_clock(now)}"
        found.append(text)
    if started is not None and row["room"] is None and not row["cancelled"]:
        found.append("begun without a room, expected a case that has a place on the list")
    return found


def minute_of_day(on: str, zone: str, now: datetime) -> int:
    """Return the minutes from a day's midnight to a moment, within the two days that a list may reach into."""
    midnight = datetime.combine(date.fromisoformat(on), datetime.min.time(), ZoneInfo(zone))
    return min(LAST_MINUTE, max(0, int((now - midnight).total_seconds() // 60)))


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
