"""What putting a case somewhere by hand would mean: which rules it breaks, what it costs, which risks it changes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from api.operating_rooms.list_now import ListNow
from api.store.refusals import Invalid, NotFound, WrongState
from optimizer.operating_rooms.check import objective, violations
from optimizer.operating_rooms.monte_carlo import Outlook
from optimizer.operating_rooms.problem import Problem, planned_minutes
from optimizer.rule import Violation
from scenarios.surgery import SurgicalCase
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase

WAITING_STEP_MINUTES = 5
"""Steps in which a patient's wait for a recovery place is tried."""


@dataclass(frozen=True, kw_only=True)
class Move:
    """A case put somewhere by hand, or put off.

    Attributes
    ----------
    case : str
        Which.
    placed : PlannedCase or None
        Where; None for a case put off.
    plan : OperatingRoomPlan
        The list with it.
    broken : tuple of Violation
        Hard rules that are broken with it and were not before.
    extra_points : int
        What the list costs more with it; negative for a better list.
    before, after : Outlook
        What becomes of the list without and with it.
    led_by : str or None
        Who leads it as the list stands.
    """

    case: str
    placed: PlannedCase | None
    plan: OperatingRoomPlan
    broken: tuple[Violation, ...]
    extra_points: int
    before: Outlook
    after: Outlook
    led_by: str | None = None


def try_move(now: ListNow, case_id: str, room: str, start_minute: int, surgeon: str | None = None) -> Move:
    """Return what putting a case into a room at a minute would mean.

    Parameters
    ----------
    now : ListNow
        The list as it stands.
    case_id, room, start_minute :
        What, where, and when in minutes from midnight.
    surgeon : str, optional
        Who leads; else who does now, or the first of the case's surgeons who is free of conflicts.

    Raises
    ------
    NotFound, Invalid
        The case, room or surgeon does not exist, or the case cannot be led by that surgeon.
    WrongState
        The case has begun or is cancelled.
    """
    case = case_to_move(now, case_id)
    if room not in now.day.room_of:
        raise NotFound("Operating room {room} is not staffed on {on}, expected one that is", room=room, on=now.on)
    if surgeon is not None and surgeon not in case.surgeons:
        raise Invalid(
            "Case {case} cannot be led by {surgeon}, expected one of {surgeons}",
            case=case_id,
            surgeon=surgeon,
            surgeons=list(case.surgeons),
        )
    found = [
        _tried(now, case, PlannedCase(case=case_id, room=room, surgeon=who, **_minutes(now, case, room, who, at)))
        for who in _leaders(now, case, surgeon)
        for at in (start_minute,)
    ]
    return min(found, key=lambda move: len(move.broken))


def try_put_off(now: ListNow, case_id: str) -> Move:
    """Return what putting a case off would mean."""
    return _tried(now, case_to_move(now, case_id), None)


def case_to_move(now: ListNow, case_id: str) -> SurgicalCase:
    """Return a case that may still be moved.

    Raises
    ------
    NotFound
        The day has no such case.
    WrongState
        It has begun, or will not be done.
    """
    case = case_to_do(now, case_id)
    if now.states[case_id].started_minute is not None:
        raise WrongState("Case {case} has begun, expected one that has not", case=case_id)
    return case


def case_to_do(now: ListNow, case_id: str) -> SurgicalCase:
    """Return a case of the day that is not cancelled.

    Raises
    ------
    NotFound
        The day has no such case.
    WrongState
        It will not be done.
    """
    state = now.states.get(case_id)
    if state is None:
        raise NotFound("Case {case} is not among those of {on}, expected one that was loaded", case=case_id, on=now.on)
    if state.cancelled:
        raise WrongState("Case {case} is cancelled, expected one that is to be done", case=case_id)
    return now.day.case_of[case_id]


def _leaders(now: ListNow, case: SurgicalCase, surgeon: str | None) -> list[str | None]:
    if surgeon is not None or not case.surgeons:
        return [surgeon]
    placed = now.placed(case.id)
    first = [placed.surgeon] if placed is not None and placed.surgeon in case.surgeons else []
    return [*first, *(one for one in case.surgeons if one not in first)]


def _minutes(now: ListNow, case: SurgicalCase, room: str, surgeon: str | None, start: int) -> dict[str, int]:
    staffed = now.day.room_of[room]
    if case.minutes_by_room and room not in case.minutes_by_room:
        length = max(case.minutes_by_room.values())
    else:
        length = planned_minutes(now.problem.day, case, staffed, surgeon, now.problem.quantile)
    return {"start_minute": start, "end_minute": start + length, "leaves_minute": start + length}


def _tried(now: ListNow, case: SurgicalCase, placed: PlannedCase | None) -> Move:
    problem, before = now.problem, {(one.rule, one.subject) for one in now.broken}
    best: tuple[OperatingRoomPlan, PlannedCase | None, list[Violation]] | None = None
    for option in _with_waits(problem, case, placed):
        plan = _with(now.plan, case.id, option)
        broken = [one for one in violations(problem, plan) if (one.rule, one.subject) not in before]
        if best is None or len(broken) < len(best[2]):
            best = plan, option, broken
        if not any(one.rule == "recovery places" for one in broken):
            break
    assert best is not None
    plan, option, broken = best
    return Move(
        case=case.id,
        placed=option,
        plan=plan,
        broken=tuple(broken),
        extra_points=objective(problem, plan) - objective(problem, now.plan),
        before=now.outlook,
        after=now.outlook_of(plan),
        led_by=leads.surgeon if (leads := now.placed(case.id)) else None,
    )


def _with_waits(problem: Problem, case: SurgicalCase, placed: PlannedCase | None) -> Iterator[PlannedCase | None]:
    """Yield a place, then the same with the patient waiting in the room for the PACU, as long as it may."""
    yield placed
    recovery = problem.day.recovery
    if placed is None or recovery is None or not case.recovery_minutes:
        return
    for wait in range(WAITING_STEP_MINUTES, recovery.blocking_minutes + 1, WAITING_STEP_MINUTES):
        yield replace(placed, leaves_minute=placed.end_minute + wait)


def _with(plan: OperatingRoomPlan, case: str, placed: PlannedCase | None) -> OperatingRoomPlan:
    others = [one for one in plan.cases if one.case != case]
    put_off = tuple(one for one in plan.postponed if one != case)
    if placed is None:
        return OperatingRoomPlan(cases=tuple(others), postponed=(*put_off, case))
    cases = sorted([*others, placed], key=lambda one: (one.room, one.start_minute))
    return OperatingRoomPlan(cases=tuple(cases), postponed=put_off)
