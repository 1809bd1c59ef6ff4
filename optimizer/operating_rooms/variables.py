"""What CP-SAT decides: which mode each case takes, and when."""

from collections import defaultdict
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from optimizer.operating_rooms.problem import Problem

Literal = cp_model.IntVar
Expression = cp_model.LinearExpr


@dataclass(slots=True)
class Choice:
    """Which cases are done, where and by whom; no times yet.

    Attributes
    ----------
    mode : dict of int to literal
        By position of the mode.
    done : list of literal
        By case.
    in_room, by_surgeon : dict of (case, room or surgeon) to literal
        Only possible pairs.
    opened : list of literal
        By room: used at all.
    cases_in, cases_of : dict of int to list of (case, literal)
        The cases that may use a room, or that a surgeon may lead.
    """

    mode: dict[int, Literal] = field(default_factory=dict)
    done: list[Literal] = field(default_factory=list)
    in_room: dict[tuple[int, int], Literal] = field(default_factory=dict)
    by_surgeon: dict[tuple[int, int], Literal] = field(default_factory=dict)
    opened: list[Literal] = field(default_factory=list)
    cases_in: dict[int, list[tuple[int, Literal]]] = field(default_factory=lambda: defaultdict(list))
    cases_of: dict[int, list[tuple[int, Literal]]] = field(default_factory=lambda: defaultdict(list))


@dataclass(slots=True)
class Timing:
    """When each case is in its room; minutes from midnight.

    Attributes
    ----------
    start, minutes, end, leaves, occupied : list of expression
        By case: wheels in, planned minutes, their end, wheels out, and minutes in the room.
    last_leave : list of expression
        By room: no earlier than its last wheels out.
    ready_again : list of expression
        By room: no earlier than the end of its last turnover.
    overtime : list of expression
        By room: minutes past closing.
    """

    start: list[Expression] = field(default_factory=list)
    minutes: list[Expression] = field(default_factory=list)
    end: list[Expression] = field(default_factory=list)
    leaves: list[Expression] = field(default_factory=list)
    occupied: list[Expression] = field(default_factory=list)
    last_leave: list[Expression] = field(default_factory=list)
    ready_again: list[Expression] = field(default_factory=list)
    overtime: list[Expression] = field(default_factory=list)


@dataclass(slots=True)
class Variables:
    """Choice and timing together."""

    choice: Choice
    timing: Timing
    model: cp_model.CpModel
    orders: dict[tuple[int, int], Literal] = field(default_factory=dict)

    def before(self, case: int, other: int) -> cp_model.LiteralT:
        """Return the literal for one case being before another, wherever both are in one room."""
        first, second = min(case, other), max(case, other)
        if (first, second) not in self.orders:
            self.orders[first, second] = self.model.new_bool_var(f"{first} before {second}")
        literal = self.orders[first, second]
        return literal if case == first else ~literal

    def both(self, one: Literal, other: Literal) -> tuple[Literal, ...]:
        """Return the literals that two cases are in a room, without those that always hold."""
        return (one,) if one is other else (one, other)

    def occupancy(self, case: int, literal: Literal, then_minutes: int = 0) -> cp_model.IntervalVar:
        """Return the optional interval from wheels in to wheels out and some minutes more."""
        timing = self.timing
        return self.model.new_optional_interval_var(
            timing.start[case],
            timing.occupied[case] + then_minutes,
            timing.leaves[case] + then_minutes,
            literal,
            f"occupancy {case}",
        )


def make_choice(model: cp_model.CpModel, problem: Problem) -> Choice:
    """Create one literal a mode, and what follows from it."""
    choice = Choice()
    yes, no = model.new_constant(1), model.new_constant(0)
    for number in range(len(problem.day.cases)):
        positions = _possible(problem, number)
        if number in problem.frozen:
            literals = dict.fromkeys(positions, yes)
            choice.done.append(yes if positions else no)
        else:
            literals = {position: model.new_bool_var(f"mode {position}") for position in positions}
            choice.done.append(_any(model, list(literals.values()), no))
        choice.mode.update(literals)
        for index, pairs in ((0, choice.in_room), (1, choice.by_surgeon)):
            groups: dict[int, list[Literal]] = {}
            for position, literal in literals.items():
                mode = problem.modes[position]
                groups.setdefault((mode.room, mode.surgeon)[index], []).append(literal)
            for key, group in groups.items():
                if key >= 0:
                    pairs[number, key] = _any(model, group, no)
                    (choice.cases_in, choice.cases_of)[index][key].append((number, pairs[number, key]))
    for room in range(len(problem.day.rooms)):
        choice.opened.append(_opened(model, [literal for _, literal in choice.cases_in[room]], yes, no))
    return choice


def make_timing(model: cp_model.CpModel, problem: Problem, choice: Choice) -> Timing:
    """Create starts and ends, and bind them to the hours of the chosen modes."""
    timing = Timing()
    for number in range(len(problem.day.cases)):
        _add_times(model, problem, choice, timing, number)
    for room_number, room in enumerate(problem.day.rooms):
        last = model.new_int_var(room.opens_minute, room.hard_end_minute, "last leave")
        again = model.new_int_var(room.opens_minute, room.hard_end_minute + room.infected_turnover_minutes, "again")
        over = model.new_int_var(0, room.hard_end_minute - room.closes_minute, "overtime")
        model.add(over >= last - room.closes_minute)
        for case, literal in choice.cases_in[room_number]:
            model.add(last >= timing.leaves[case]).only_enforce_if(literal)
            turnover = problem.turnover(case, room_number)
            model.add(again >= timing.leaves[case] + turnover).only_enforce_if(literal)
        timing.last_leave.append(last)
        timing.ready_again.append(again)
        timing.overtime.append(over)
    return timing


def _possible(problem: Problem, number: int) -> list[int]:
    """Return the modes a case may take: for a frozen one, the single mode it has."""
    if number not in problem.frozen:
        return list(problem.modes_of_case[number])
    planned = problem.frozen[number]
    if planned is None:
        return []
    room = problem.room_index[planned.room]
    surgeon = problem.surgeon_index[planned.surgeon] if planned.surgeon else -1
    fitting = [
        position
        for position in problem.modes_of_case[number]
        if (problem.modes[position].room, problem.modes[position].surgeon) == (room, surgeon)
        and problem.modes[position].earliest <= planned.start_minute
        and planned.leaves_minute <= problem.modes[position].latest_end
    ]
    return fitting[:1]


def _any(model: cp_model.CpModel, literals: list[Literal], no: Literal) -> Literal:
    """Return a literal that is true when one of several exclusive literals is."""
    if not literals:
        return no
    if len(literals) == 1:
        return literals[0]
    together = model.new_bool_var("any")
    model.add(sum(literals) == together)
    return together


def _opened(model: cp_model.CpModel, literals: list[Literal], yes: Literal, no: Literal) -> Literal:
    if not literals:
        return no
    if any(literal is yes for literal in literals):
        return yes
    opened = model.new_bool_var("opened")
    for literal in literals:
        model.add_implication(literal, opened)
    model.add_bool_or([*literals, ~opened])
    return opened


def _add_times(model: cp_model.CpModel, problem: Problem, choice: Choice, timing: Timing, number: int) -> None:
    planned = problem.frozen.get(number)
    if planned is not None:
        _append_fixed(model, timing, planned.start_minute, planned.end_minute, planned.leaves_minute)
        return
    positions = problem.modes_of_case[number] if number not in problem.frozen else ()
    if not positions:
        _append_fixed(model, timing, 0, 1, 1)
        return
    modes = [problem.modes[position] for position in positions]
    durations = sorted({mode.minutes for mode in modes})
    earliest = min(mode.earliest for mode in modes)
    latest = max(mode.latest_end - mode.minutes for mode in modes)
    start = model.new_int_var(earliest, latest, f"start {number}")
    minutes: Expression = model.new_constant(durations[0])
    end: Expression = start + durations[0]
    if len(durations) > 1:
        minutes = model.new_int_var_from_domain(cp_model.Domain.from_values(durations), f"minutes {number}")
        end = model.new_int_var(0, problem.horizon, f"end {number}")
        model.add(end == start + minutes)
        for position, mode in zip(positions, modes, strict=True):
            model.add(minutes == mode.minutes).only_enforce_if(choice.mode[position])
    leaves, occupied = end, minutes
    recovery = problem.day.recovery
    if recovery and recovery.blocking_minutes and problem.day.cases[number].recovery_minutes:
        occupied = model.new_int_var(durations[0], durations[-1] + recovery.blocking_minutes, f"occupied {number}")
        leaves = model.new_int_var(0, problem.horizon, f"leaves {number}")
        model.add(leaves == start + occupied)
        model.add(leaves >= end)
        model.add(leaves <= end + recovery.blocking_minutes)
    _append(timing, start, minutes, end, leaves, occupied)
    last_possible = max(mode.latest_end for mode in modes)
    for position, mode in zip(positions, modes, strict=True):
        if mode.earliest > earliest:
            model.add(start >= mode.earliest).only_enforce_if(choice.mode[position])
        if mode.latest_end < last_possible or leaves is not end or len(durations) > 1:
            model.add(leaves <= mode.latest_end).only_enforce_if(choice.mode[position])


def _append(
    timing: Timing, start: Expression, minutes: Expression, end: Expression, leaves: Expression, occupied: Expression
) -> None:
    timing.start.append(start)
    timing.minutes.append(minutes)
    timing.end.append(end)
    timing.leaves.append(leaves)
    timing.occupied.append(occupied)


def _append_fixed(model: cp_model.CpModel, timing: Timing, start: int, end: int, leaves: int) -> None:
    _append(timing, *(model.new_constant(minute) for minute in (start, end - start, end, leaves, leaves - start)))
