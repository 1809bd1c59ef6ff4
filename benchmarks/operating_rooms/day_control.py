"""A logged day as the theatre manager runs it: by the morning list, and planned again at fixed times."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from benchmarks.operating_rooms.theatre import InRoom, Theatre
from optimizer.operating_rooms.log_day import FEW_LONG_DAYS, LATE_RISK, closing_early
from optimizer.operating_rooms.reschedule import reschedule
from optimizer.operating_rooms.spare_time import spare_minutes
from optimizer.solve import Budget
from scenarios.files.operating_room_log import CLOSES_MINUTE
from scenarios.schedule_settings import ScheduleSettings
from scenarios.surgery_progress import DayProgress
from scenarios.surgical_day import OperatingRoomPlan, SurgicalDay


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviews:
    """When the rest of the day is planned again, and how.

    Attributes
    ----------
    at_minutes : sequence of int
        Minutes from midnight.
    late_risk : float
        Rooms are to end with this risk of being late, given which cases are over by then.
    settings : ScheduleSettings
        Rules, weights and notice during the day.
    budget : Budget
        Of one review.
    """

    at_minutes: Sequence[int]
    late_risk: float
    settings: ScheduleSettings
    budget: Budget


DURING_THE_DAY = Reviews(
    at_minutes=(10 * 60, 11 * 60 + 30, 13 * 60, 14 * 60),
    late_risk=LATE_RISK,
    settings=replace(
        FEW_LONG_DAYS,
        notice_minutes=60,
        weights=replace(FEW_LONG_DAYS.weights, moved_room=60, moved_minute=1),
    ),
    budget=Budget(seconds=60, workers=1, deterministic_time=1.0),
)


@dataclass(frozen=True, slots=True)
class ControlledDay:
    """A day that is over.

    Attributes
    ----------
    plan : OperatingRoomPlan
        The last list: where each case was done.
    times : dict of str to InRoom
        When each case was in its room.
    announced : dict of str to int
        The start that each patient was told last, in time.
    """

    plan: OperatingRoomPlan
    times: Mapping[str, InRoom]
    announced: Mapping[str, int]


def run_day(
    theatre: Theatre, day: SurgicalDay, morning: OperatingRoomPlan, reviews: Reviews | None = None
) -> ControlledDay:
    """Return how a day goes by a morning list.

    A review knows what has started and ended by then, and the durations learned from earlier days. A new start counts
    as announced only where the old one was still the notice away: who is due sooner was told already. A review whose
    list leaves a case out changes nothing.
    """
    gaps = {surgeon.id: surgeon.changeover_minutes for surgeon in day.surgeons}
    plan, times = morning, theatre.run(morning, {}, gaps)
    announced = {case.case: case.start_minute for case in morning.cases}
    for now in reviews.at_minutes if reviews else ():
        happened = {case: one for case, one in times.items() if one.from_minute <= now}
        if reviews is None or len(happened) == len(times):
            break
        found = _reviewed(day, plan, happened, now, reviews)
        if found is None:
            continue
        plan = found
        told = now + reviews.settings.notice_minutes
        for case in plan.cases:
            if case.case not in happened and announced[case.case] >= told:
                announced[case.case] = case.start_minute
        times = theatre.run(plan, happened, gaps)
    return ControlledDay(plan, times, announced)


def _reviewed(
    day: SurgicalDay, plan: OperatingRoomPlan, happened: Mapping[str, InRoom], now: int, reviews: Reviews
) -> OperatingRoomPlan | None:
    """Return the list after a review; None when it would leave a case out. No further room is opened."""
    rooms = tuple(replace(room, closes_minute=CLOSES_MINUTE) for room in day.rooms if room.id in plan.by_room)
    progress = DayProgress(
        now_minute=now,
        started={case: one.from_minute for case, one in happened.items()},
        ended={case: one.to_minute for case, one in happened.items() if one.to_minute <= now},
    )
    given = replace(day, rooms=rooms, settings=reviews.settings, published=plan)
    going_on = {case.id for case in day.cases} - progress.ended.keys()
    early = closing_early(given, spare_minutes(given, reviews.late_risk, open_cases=going_on))
    _, solution = reschedule(early, progress, reviews.budget)
    return None if solution.plan.postponed else solution.plan
