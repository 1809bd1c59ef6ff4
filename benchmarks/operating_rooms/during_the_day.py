"""Planning the rest of a large day again while it runs: seconds to the answer, and what stays where it was."""

import time
from dataclasses import replace

from benchmarks.report import Row
from optimizer.operating_rooms.reschedule import reschedule
from optimizer.operating_rooms.schedule import schedule
from optimizer.solve import Budget
from scenarios.generate.surgery import generate_surgical_day
from scenarios.patients import Urgency
from scenarios.surgery_progress import DayProgress

NOW_MINUTE = 11 * 60
LATE_MINUTES = 30
SAME_MINUTES = 15


def row(rooms: int, cases: int, *, seed: int, seconds: float) -> Row:
    """Measure one answer at 11:00: every third running case half an hour late, one cancelled, one emergency.

    Parameters
    ----------
    rooms, cases, seed : int
        Of the generated day.
    seconds : float
        For the list that the day runs by.
    """
    day = generate_surgical_day(rooms=rooms, cases=cases, seed=seed)
    published = schedule(day, Budget(seconds=seconds)).plan
    later = [planned.case for planned in published.cases if planned.start_minute > NOW_MINUTE]
    like = replace(day.case_of[later[0]], id="emergency", urgency=Urgency.IMMEDIATE, must_do=True, after=None)
    started = {one.case: one.start_minute for one in published.cases if one.start_minute < NOW_MINUTE}
    ends = {one.case: one.leaves_minute for one in published.cases if one.case in started}
    running = [case for case, end in ends.items() if end > NOW_MINUTE]
    progress = DayProgress(
        now_minute=NOW_MINUTE,
        started=started,
        ended={case: end for case, end in ends.items() if end <= NOW_MINUTE},
        expected_end={case: ends[case] + LATE_MINUTES for case in running[::3]},
        cancelled=frozenset({later[-1]}),
        added=(like,),
    )
    began = time.perf_counter()
    _, answer = reschedule(replace(day, published=published), progress)
    took = time.perf_counter() - began
    before = published.by_case
    same = [
        one
        for one in answer.plan.cases
        if one.case in before
        and one.room == before[one.case].room
        and abs(one.start_minute - before[one.case].start_minute) <= SAME_MINUTES
    ]
    return Row(
        table="during the day",
        instance=f"day seed {seed} at 11:00",
        size=f"{rooms} rooms, {cases} cases",
        method="OneBed",
        seconds=took,
        objective=answer.objective,
        bound=answer.bound,
        gap=answer.gap,
        extra={
            "status": answer.status.value,
            "emergency": "emergency" in answer.plan.by_case,
            "cases_still_open": len(later),
            "same_room_within_15_min": len([one for one in same if one.case in later]),
        },
    )
