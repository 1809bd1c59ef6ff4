"""What is taken to have happened in the operating rooms where nobody said anything: what was published."""

import math
from bisect import insort
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from api.operating_rooms.day_report import DayReport
from api.operating_rooms.rows import PLACE
from api.store.images import Row
from scenarios.operating_rooms import StaffedRoom
from scenarios.surgery import InfectionClass
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase

Use = tuple[float, float, str]
"""Start, end (infinite while it goes on) and case."""
LEAST_SHARE = 0.5
"""A case is taken to have been done ahead of one that began early only if that left it half of its minutes at least."""


def with_planned(
    report: DayReport, rows: Mapping[str, Row], published: OperatingRoomPlan, rooms: Mapping[str, StaffedRoom]
) -> tuple[DayReport, dict[str, Row]]:
    """Return a report completed by what was published, and the places of the cases that it takes to have begun.

    What somebody told stands; what nobody told fits around it: behind a delay and the turnover after it, over by the
    time at which the next case was seen to begin, or not begun at all.

    Parameters
    ----------
    report : DayReport
        What was told just now.
    rows : mapping of str to Row
        Of the day's cases, with what was told before.
    published : OperatingRoomPlan
        By which the day runs.
    rooms : mapping of str to StaffedRoom
        By id, for their turnovers.
    """
    minutes = {one.case: one.leaves_minute - one.start_minute for one in published.cases}
    known = {case: row for case, row in rows.items() if not report.is_cancelled(case, row)}
    begun = {case: at for case, row in known.items() if (at := report.begun(case, row)) is not None}
    used, ended = _told_uses(report, known, begun, minutes)
    started: dict[str, int] = {}
    for planned in sorted(published.cases, key=lambda one: one.start_minute):
        case = planned.case
        if case not in known or case in begun or case in report.withdrawn or planned.room not in rooms:
            continue
        start, following = _gap(planned, used[planned.room], known, rooms[planned.room])
        if start > report.now_minute:
            continue
        started[case] = int(start)
        over, expected = report.over(case, known[case]), report.expected(case, known[case])
        lasts = expected if expected is not None else min(start + minutes[case], following)
        end = over if over is not None else lasts if lasts <= report.now_minute else math.inf
        if over is None and end < math.inf:
            ended[case] = int(end)
        insort(used[planned.room], (start, end, case))
    places = {one.case: {name: getattr(one, name) for name in PLACE} for one in published.cases if one.case in started}
    completed = replace(report, started={**started, **report.started}, ended={**ended, **report.ended})
    return completed, places


def _told_uses(
    report: DayReport, known: Mapping[str, Row], begun: Mapping[str, int], minutes: Mapping[str, int]
) -> tuple[defaultdict[str, list[Use]], dict[str, int]]:
    """Return who was seen in which room from when to when, and the ends among them that nobody told."""
    used: defaultdict[str, list[Use]] = defaultdict(list)
    assumed: dict[str, int] = {}
    for case in sorted(begun, key=lambda one: begun[one], reverse=True):
        room = known[case]["room"]
        if room is None:
            continue
        told = report.over(case, known[case])
        end: float = math.inf
        if told is not None:
            end = told
        else:
            following = used[room][0][0] if used[room] else math.inf
            expected = report.expected(case, known[case])
            lasts = expected if expected is not None else begun[case] + minutes.get(case, math.inf)
            # An expected end is told, too: another case seen in the room before it contradicts it, and is refused.
            over = lasts if expected is not None else min(lasts, following)
            if over <= report.now_minute and over > begun[case]:
                end = assumed[case] = int(over)
        insort(used[room], (begun[case], end, case))
    return used, assumed


def _gap(planned: PlannedCase, used: list[Use], rows: Mapping[str, Row], room: StaffedRoom) -> tuple[float, float]:
    """Return when a case of which nobody told a start was begun, and when the next was seen to; infinite for never."""
    minutes = planned.leaves_minute - planned.start_minute
    start = float(planned.start_minute)
    for begins, ends, case in used:
        if start < begins and begins - start >= LEAST_SHARE * minutes:
            return start, begins
        start = max(start, ends + _turnover(rows[case], room))
    return start, math.inf


def _turnover(row: Row, room: StaffedRoom) -> int:
    infected = row["document"].get("infection") == InfectionClass.INFECTED
    return room.infected_turnover_minutes if infected else room.turnover_minutes
