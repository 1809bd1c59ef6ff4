"""What a pin on the board is worth to the next run: a pinned case that stands on the list stays on it."""

from api.operating_rooms.list_now import Document, ListNow
from optimizer.operating_rooms.problem import Problem
from scenarios.surgical_day import OperatingRoomPlan


def must_stay(now: ListNow) -> frozenset[str]:
    """Return the cases that the next run must do because of their pins.

    These are the pinned cases that stand on the list, and those for which the last run found no place at their pins. A
    room that a file gives to a case says where, not whether: it counts from the first list that the case is on.
    """
    on_list = {*now.plan.by_case, *(now.solution or {}).get("without_place", ())}
    return frozenset(case for case in on_list if case in now.states and _is_pinned(now, case))


def solved_words(problem: Problem, plan: OperatingRoomPlan) -> Document:
    """Return what is kept of a solved problem: the quantile of its minutes, and what had to be done and is not."""
    missing = [case for case in plan.postponed if problem.day.case_of[case].must_do]
    return {"planning_quantile": problem.quantile, "without_place": missing}


def decided_by_hand(solution: Document, case: str) -> Document:
    """Return what is kept of a solved problem once somebody has placed a case or put it off: it is not looked for."""
    return {**solution, "without_place": [one for one in solution["without_place"] if one != case]}


def _is_pinned(now: ListNow, case: str) -> bool:
    state = now.states[case]
    return state.pinned_room is not None or state.pinned_start_minute is not None
