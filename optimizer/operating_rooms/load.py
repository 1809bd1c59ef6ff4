"""Minutes that a choice of modes puts on a room or a surgeon."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import permutations

from ortools.sat.python import cp_model

from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.variables import Choice, Expression


def mode_minutes(problem: Problem, position: int) -> int:
    """Return the minutes in the room of a mode; of a frozen case, those it has."""
    mode = problem.modes[position]
    planned = problem.frozen.get(mode.case)
    return planned.leaves_minute - planned.start_minute if planned else mode.minutes


def work_minutes(problem: Problem, position: int) -> int:
    """Return the same without the minutes that the patient waits for the PACU."""
    mode = problem.modes[position]
    planned = problem.frozen.get(mode.case)
    return planned.end_minute - planned.start_minute if planned else mode.minutes


@dataclass(frozen=True, slots=True)
class LateLoad:
    """Work of one room that cannot start before some minute, as the afternoon block of another department.

    Attributes
    ----------
    from_minute : int
        None of this work starts earlier.
    some : literal
        True when there is such work; nothing follows from the entry otherwise.
    until_out : expression
        Least minutes from then to the last wheels out: an infected case counts with the ordinary turnover, since it
        may be the last one, and there is one turnover less than cases.
    earlier : expression
        Minutes of all other work in the room, each case with its turnover.
    """

    from_minute: int
    some: cp_model.IntVar
    until_out: Expression
    earlier: Expression


def late_loads(problem: Problem, choice: Choice, model: cp_model.CpModel) -> list[list[LateLoad]]:
    """Return each room's work by earliest start; the first entry of a room is its whole work.

    Whatever the order, the last wheels out of a room are no earlier than ``from_minute + until_out`` for each entry.
    """
    by_room: dict[int, list[int]] = defaultdict(list)
    for position in choice.mode:
        by_room[problem.modes[position].room].append(position)
    changes = changeover_minutes(problem, choice, model)
    loads: list[list[LateLoad]] = []
    for number, room in enumerate(problem.day.rooms):
        entries = []
        later = sorted({problem.modes[p].earliest for p in by_room[number]} - set(range(room.opens_minute + 1)))
        for start in [room.opens_minute, *later[-_LATE_STARTS:]]:
            late = [p for p in by_room[number] if max(room.opens_minute, problem.modes[p].earliest) >= start]
            entries.append(_late_load(problem, choice, model, number, start, late, by_room[number]))
        if number in changes:
            entries[0] = replace(entries[0], until_out=entries[0].until_out + changes[number])
        loads.append(entries)
    return loads


_LATE_STARTS = 3
"""Earliest starts that get an entry of their own: those of blocks and of patients who are ready late."""


def _late_load(
    problem: Problem,
    choice: Choice,
    model: cp_model.CpModel,
    number: int,
    start: int,
    late: list[int],
    everything: list[int],
) -> LateLoad:
    room = problem.day.rooms[number]
    if len(late) == len(everything):
        some = choice.opened[number]
    else:
        some = model.new_bool_var(f"late work {number}")
        for position in late:
            model.add_implication(choice.mode[position], some)
        model.add_bool_or([*(choice.mode[position] for position in late), ~some])
    work = [(mode_minutes(problem, p) + room.turnover_minutes) * choice.mode[p] for p in late]
    chosen = set(late)
    before = [
        (mode_minutes(problem, p) + problem.turnover(problem.modes[p].case, number)) * choice.mode[p]
        for p in everything
        if p not in chosen
    ]
    return LateLoad(
        from_minute=start,
        some=some,
        until_out=cp_model.LinearExpr.sum([*work, -room.turnover_minutes * some]),
        earlier=cp_model.LinearExpr.sum(before),
    )


def changeover_minutes(problem: Problem, choice: Choice, model: cp_model.CpModel) -> dict[int, Expression]:
    """Return for each room the least minutes of specialty changeover: one for each department after the first."""
    least = min((item.minutes for item in problem.day.changeovers), default=0)
    minutes: dict[int, Expression] = {}
    for number in range(len(problem.day.rooms)) if least else ():
        present: dict[str, list[cp_model.IntVar]] = {}
        for case, literal in choice.cases_in[number]:
            present.setdefault(problem.day.cases[case].department, []).append(literal)
        if len(present) > 1 and _all_change(problem, present):
            departments = [_one_of(model, literals) for literals in present.values()]
            minutes[number] = least * (cp_model.LinearExpr.sum(departments) - 1)
    return minutes


def require_energy(model: cp_model.CpModel, items: Iterable[tuple[cp_model.IntVar, int, int, int]], slack: int) -> None:
    """Keep the work within each stretch of hours below its length.

    Parameters
    ----------
    model : CpModel
        Receives the constraints.
    items : iterable of (literal, minutes, earliest, latest end)
        Work on one unary resource.
    slack : int
        Minutes at the end that may lie outside, as the turnover after the last case.
    """
    work = list(items)
    # Distinct hours come from blocks and shifts; where there are many, only the widest and narrowest ones bind.
    starts = sorted({item[2] for item in work})[:6]
    ends = sorted({item[3] for item in work})[-6:]
    for start in starts:
        for end in ends:
            inside = [item for item in work if item[2] >= start and item[3] <= end]
            if len(inside) > 1 and end > start:
                model.add(sum(item[0] * item[1] for item in inside) <= end - start + slack)


def _all_change(problem: Problem, departments: Iterable[str]) -> bool:
    """Return whether every change between these departments has a changeover."""
    known = {(item.from_department, item.to_department) for item in problem.day.changeovers}
    return all(pair in known for pair in permutations(departments, 2))


def _one_of(model: cp_model.CpModel, literals: list[cp_model.IntVar]) -> cp_model.IntVar:
    found = model.new_bool_var("department present")
    for literal in literals:
        model.add_implication(literal, found)
    return found
