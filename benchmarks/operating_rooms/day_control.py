"""A logged day as the theatre manager runs it: by the morning list, and planned again at fixed times."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from benchmarks.operating_rooms.expected import expected_points
from benchmarks.operating_rooms.theatre import InRoom, Theatre
from optimizer.operating_rooms.log_day import FEW_LONG_DAYS, closing_early
from optimizer.operating_rooms.monte_carlo import UnderWay
from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.push_back import pushed_back
from optimizer.operating_rooms.reschedule import remaining_problem, reschedule
from optimizer.operating_rooms.spare_time import spare_minutes
from optimizer.solve import Budget
from scenarios.files.operating_room_log import CLOSES_MINUTE
from scenarios.schedule_settings import ScheduleSettings
from scenarios.surgery import SurgeryDuration
from scenarios.surgery_progress import DayProgress
from scenarios.surgical_day import OperatingRoomPlan, SurgicalDay

SMALL_DELAY_MINUTES = 15
"""A patient who is expected so much later than told is not told again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviews:
    """When the rest of the day is planned again, and how.

    Attributes
    ----------
    at_minutes : sequence of int
        Minutes from midnight.
    late_risks : sequence of float
        Lists are made that keep rooms to each of these risks of ending late, given which cases are over by then.
    settings : ScheduleSettings
        Rules, weights and notice during the day.
    budget : Budget
        Of one review.
    """

    at_minutes: Sequence[int]
    late_risks: Sequence[float]
    settings: ScheduleSettings
    budget: Budget


DURING_THE_DAY = Reviews(
    at_minutes=(10 * 60, 11 * 60 + 30, 13 * 60, 14 * 60),
    late_risks=(0.03, 0.2),
    settings=replace(
        FEW_LONG_DAYS,
        notice_minutes=30,
        weights=replace(FEW_LONG_DAYS.weights, moved_room=60),
    ),
    budget=Budget(seconds=60, workers=1, deterministic_time=0.3),
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

    A review knows what has started and ended by then, and the durations learned from earlier days. A patient is told
    a new start only where the old one is still the notice away, and not for a delay of ``SMALL_DELAY_MINUTES``: all
    others are ready as told before.
    """
    gaps = {surgeon.id: surgeon.changeover_minutes for surgeon in day.surgeons}
    announced = {case.case: case.start_minute for case in morning.cases}
    plan, times = morning, theatre.run(morning, announced, {}, gaps)
    for now in reviews.at_minutes if reviews else ():
        happened = {case: one for case, one in times.items() if one.from_minute <= now}
        if reviews is None or len(happened) == len(times):
            break
        plan = _reviewed(day, plan, happened, now, reviews)
        for case in plan.cases:
            told = announced[case.case]
            in_time = case.case not in happened and told >= now + reviews.settings.notice_minutes
            if in_time and not 0 <= case.start_minute - told <= SMALL_DELAY_MINUTES:
                announced[case.case] = case.start_minute
        times = theatre.run(plan, announced, happened, gaps, now=now)
    return ControlledDay(plan, times, announced)


def _reviewed(
    day: SurgicalDay, plan: OperatingRoomPlan, happened: Mapping[str, InRoom], now: int, reviews: Reviews
) -> OperatingRoomPlan:
    """Return the list after a review: as it goes on by itself, or what promises fewer rooms that end late.

    No further room is opened. Lists planned with more or less spare time are compared by Monte Carlo.
    """
    rooms = tuple(replace(room, closes_minute=CLOSES_MINUTE) for room in day.rooms if room.id in plan.by_room)
    progress = DayProgress(
        now_minute=now,
        started={case: one.from_minute for case, one in happened.items()},
        ended={case: one.to_minute for case, one in happened.items() if one.to_minute <= now},
    )
    given = replace(day, rooms=rooms, settings=reviews.settings, published=plan)
    going_on = {case.id for case in day.cases} - progress.ended.keys()
    rest = remaining_problem(given, progress)
    found = [pushed_back(rest, plan)]
    for risk in reviews.late_risks:
        early = closing_early(given, spare_minutes(given, risk, open_cases=going_on))
        found.append(reschedule(early, progress, reviews.budget)[1].plan)
    whole = [one for one in found if not one.postponed]
    certain = _certain_about_the_past(rest, progress)
    under_way = {case: UnderWay(now - start) for case, start in progress.started.items() if case not in progress.ended}
    return min(whole, key=lambda one: _expected_points(certain, under_way, plan, one)) if whole else plan


def _certain_about_the_past(rest: Problem, progress: DayProgress) -> Problem:
    cases = tuple(
        replace(case, duration=SurgeryDuration(median_minutes=case.duration.median_minutes))
        if case.id in progress.ended
        else case
        for case in rest.day.cases
    )
    return replace(rest, day=replace(rest.day, cases=cases))


def _expected_points(
    rest: Problem, under_way: Mapping[str, UnderWay], before: OperatingRoomPlan, after: OperatingRoomPlan
) -> float:
    """Return the points of long days and overtime to be expected, and of cases that change their room."""
    moved = sum(case.room != before.by_case[case.case].room for case in after.cases)
    return expected_points(rest, after, under_way) + rest.day.settings.weights.moved_room * moved
