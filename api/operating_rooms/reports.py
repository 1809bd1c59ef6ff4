"""What has happened so far on the day of a list: begun, over, expected to last, cancelled."""

import math
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from api.operating_rooms.as_planned import with_planned
from api.operating_rooms.day_report import DayReport
from api.operating_rooms.rows import PLACE, case_rows, list_row, plan_from_document, published_row
from api.store.images import Row
from api.store.kinds import EventKind
from api.store.refusals import NotFound, WrongState
from api.store.transaction import Answer, Transaction
from scenarios.input_problems import InputError, InputProblem
from scenarios.operating_rooms import StaffedRoom
from scenarios.surgical_day import OperatingRoomPlan

ROOMS = TypeAdapter(tuple[StaffedRoom, ...])
CLOCKS_APART_MINUTES = 5
"""Clocks may run ahead so far."""
LAST_MINUTE = 2 * 24 * 60
"""A list may reach into the next day."""


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
    published = plan_from_document(published_row(tx.connection, on, row["published"])["document"])
    told, places = set(report.cases), dict[str, Row]()
    if report.as_planned:
        rooms = {room.id: room for room in ROOMS.validate_python(row["day"]["rooms"])}
        report, places = with_planned(report, rows, published, rooms)
    changed = {case: {**places.get(case, {}), **_with_report(rows[case], report)} for case in report.cases}
    problems = [
        InputProblem(f"cases.{case}", message)
        for case, values in changed.items()
        for message in _contradictions({**rows[case], **values}, report.now_minute)
    ]
    problems += _doubled_rooms({case: {**row, **changed.get(case, {})} for case, row in rows.items()}, published, told)
    if problems:
        raise InputError(problems)
    for case, values in changed.items():
        tx.change("surgical_case", rows[case], **values)
    # What is reported the evening before, such as a cancellation, does not begin the day.
    reported = max(report.now_minute, row["reported_minute"] or 0) or None
    tx.change("operating_list", row, reported_minute=reported)
    sequence = tx.record(EventKind.DAY_REPORTED, operating_list=on, reason=reason)
    return {"date": on, "cases": report.cases, "version": sequence}


def _doubled_rooms(
    rows: Mapping[str, Row], published: OperatingRoomPlan, reported: Collection[str]
) -> Iterator[InputProblem]:
    """Yield a problem for each reported case that shares a room with one before it, or that one with it.

    A case that a draft has in another room than the published list may have been in either: it is not asked.
    """
    signed = {one.case: one.room for one in published.cases}
    certain = {case: row for case, row in rows.items() if row["room"] and signed.get(case, row["room"]) == row["room"]}
    begun = [
        (row["room"], row["started_minute"], case, math.inf if row["ended_minute"] is None else row["ended_minute"])
        for case, row in certain.items()
        if row["started_minute"] is not None
    ]
    for room, of_room in groupby(sorted(begun), key=itemgetter(0)):
        last: tuple[str, int, float] | None = None
        for _, start, case, end in of_room:
            if last is not None and last[2] > start and {case, last[0]} & set(reported):
                until = "and is not over" if last[2] == math.inf else f"until {_clock(int(last[2]))}"
                yield InputProblem(
                    f"cases.{case if case in reported else last[0]}",
                    f"case {case} has begun at {_clock(start)} in room {room}, where case "
                    f"{last[0]} is from {_clock(last[1])} {until}, expected one after the other",
                )
            if last is None or end > last[2]:
                last = (case, start, end)


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
    if expected is not None and started is not None and expected <= started:
        found.append(f"expected to be over at {_clock(expected)}, expected after its start at {_clock(started)}")
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
