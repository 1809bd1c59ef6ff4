"""During the day: plan the rest again from what has happened, and keep still what need not move."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from optimizer.operating_rooms.problem import Problem, make_problem
from optimizer.operating_rooms.push_back import pushed_back
from optimizer.operating_rooms.quantile import chosen_quantile
from optimizer.operating_rooms.schedule import solve_problem
from optimizer.solution import Solution
from optimizer.solve import Budget, ProgressCallback
from scenarios.input_problems import InputError, InputProblem
from scenarios.surgery import SurgicalCase
from scenarios.surgery_progress import DayProgress
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase, SurgicalDay

ANSWER_SECONDS = 4.5
"""For the solver: what stands around it belongs to the five seconds, too, after which somebody expects an answer."""


def reschedule(
    day: SurgicalDay,
    progress: DayProgress,
    budget: Budget | None = None,
    *,
    on_progress: ProgressCallback | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> tuple[Problem, Solution[OperatingRoomPlan]]:
    """Return the problem of the rest of the day, and its list.

    Finished and running cases stay where they are; a running case is expected to last as planned, and at least until
    now. The others may start from now on, and keep their pins unless a running case reaches into them; with the notice
    that the settings ask for, a case that is due sooner keeps its room, and nobody published is called forward with
    less. The ``stability`` goal holds them to the published list, and the answer is never dearer than that list left to
    itself.

    Raises
    ------
    InputError
        Nothing is published, or the progress names cases that are not on the published list.
    """
    problem = remaining_problem(day, progress)
    limits = budget or Budget(seconds=ANSWER_SECONDS)
    assert day.published is not None  # refused by remaining_problem
    start = pushed_back(problem, day.published)
    return problem, solve_problem(problem, limits, start=start, on_progress=on_progress, should_stop=should_stop)


def remaining_problem(day: SurgicalDay, progress: DayProgress) -> Problem:
    """Return what is still to be decided: finished and running cases frozen, the cancelled gone, the added in."""
    if day.published is None:
        raise InputError.single("published", "nothing is published, expected the list that the day runs by")
    published = day.published.by_case
    named = {*progress.started, *progress.cancelled, *progress.expected_end}
    unknown = sorted(named - set(published))
    if unknown:
        message = "is not on the published list, expected one of its cases"
        raise InputError(InputProblem("progress", f"case {case} {message}") for case in unknown)
    kept = [case for case in day.cases if case.id not in progress.cancelled]
    running = [
        _as_it_is(published[case], start, progress)
        for case, start in progress.started.items()
        if case not in progress.ended
    ]
    cases = tuple(
        case
        if case.id in progress.started
        else _with_notice(day, _from_now_on(day, case, progress.now_minute, running), progress.now_minute)
        for case in [*kept, *progress.added]
    )
    rest = replace(day, cases=cases)
    problem = make_problem(rest, chosen_quantile(day))
    frozen = {
        problem.case_index[case]: _as_it_is(published[case], start, progress)
        for case, start in progress.started.items()
    }
    return replace(problem, frozen=frozen)


def _from_now_on(day: SurgicalDay, case: SurgicalCase, now: int, running: Iterable[PlannedCase]) -> SurgicalCase:
    """Return a case that has not begun: ready from now on, pinned as far as time and running cases leave its pin.

    A pin that a delay has made impossible is let go: the patient is operated later rather than not at all.
    """
    pin = case.fixed_start_minute
    published = day.published.by_case.get(case.id) if day.published else None
    room = case.fixed_room or (published.room if published else None)
    late = pin is not None and any(
        pin < one.leaves_minute + day.room_of[one.room].turnover_minutes
        if one.room == room
        else one.surgeon in case.surgeons[:1] and pin < one.end_minute
        for one in running
    )
    kept = pin is not None and pin >= now and not late
    return replace(case, ready_minute=max(case.ready_minute, now), fixed_start_minute=pin if kept else None)


def _with_notice(day: SurgicalDay, case: SurgicalCase, now: int) -> SurgicalCase:
    """Return a case as it may be planned if those who are told now come after the notice; a new case comes at once."""
    published = day.published.by_case.get(case.id) if day.published else None
    if published is None or not day.settings.notice_minutes:
        return case
    told = now + day.settings.notice_minutes
    room = published.room if published.start_minute < told else case.fixed_room
    return replace(case, ready_minute=max(case.ready_minute, min(published.start_minute, told)), fixed_room=room)


def _as_it_is(planned: PlannedCase, start: int, progress: DayProgress) -> PlannedCase:
    """Return where a case that has started really is in time."""
    end = progress.ended.get(planned.case)
    if end is None:
        as_planned = start + planned.end_minute - planned.start_minute
        end = max(progress.expected_end.get(planned.case, as_planned), progress.now_minute, start + 1)
    return replace(planned, start_minute=start, end_minute=end, leaves_minute=end)
