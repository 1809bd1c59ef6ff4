"""A part of a day, given to CP-SAT with what its bound left possible."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from optimizer.operating_rooms.columns.master import Branch
from optimizer.operating_rooms.columns.shared import SharedRow
from optimizer.operating_rooms.model import ScheduleModel, build_model
from optimizer.operating_rooms.problem import Problem
from optimizer.solve import Budget, solve
from scenarios.surgical_day import OperatingRoomPlan


@dataclass(frozen=True, slots=True)
class Lists:
    """Which lists of a part are meant.

    Attributes
    ----------
    branch : Branch
        Cases that are done, and how many are put off.
    rows : sequence of SharedRow
        Further limits.
    possible : array of shape (modes, steps)
        Starts by mode and step of the grid.
    grid : int
        Minutes of a step.
    """

    branch: Branch
    rows: Sequence[SharedRow]
    possible: NDArray[np.bool_]
    grid: int


def solve_part(
    part: Problem, lists: Lists, within: tuple[float, float], budget: Budget, should_stop: Callable[[], bool]
) -> tuple[float, OperatingRoomPlan | None, float]:
    """Look for the cheapest list of a part among the starts that are still possible.

    Parameters
    ----------
    part : Problem
        Nothing of it frozen.
    lists : Lists
        Those meant; one of them that uses another start costs ``within[1]`` or more.
    within : (float, float)
        Bound known, and points that a list must stay below to be of use.
    budget : Budget
        Limits.
    should_stop : callable
        True ends the search.

    Returns
    -------
    bound : float
        No list costs less, or none costs less than ``within[1]``.
    plan : OperatingRoomPlan or None
        The cheapest list found below ``within[1]``.
    work : float
        Deterministic seconds it took.
    """
    kept = np.flatnonzero(lists.possible.any(axis=1))
    left = replace(part, modes=tuple(part.modes[position] for position in kept), known_overruns=part.overrun_minutes)
    model = build_model(left)
    _keep(model, lists, kept)
    least, limit = within
    model.model.add(model.points >= int(np.ceil(least - 1e-4)))
    model.model.add(model.points <= int(np.ceil(limit - 1e-4)) - 1)
    found = solve(model.model, budget, should_stop=should_stop)
    work = float(found.solver.response_proto.deterministic_time)
    if found.found:
        return min(found.bound, limit), model.plan(found.solver), work
    return (limit if found.proven else max(least, min(found.bound, limit))), None, work


def _keep(model: ScheduleModel, lists: Lists, kept: NDArray[np.int64]) -> None:
    """Keep the model to the lists meant."""
    choice, problem = model.variables.choice, model.problem
    for number in range(len(problem.day.cases)):
        steps = np.flatnonzero(lists.possible[kept[list(problem.modes_of_case[number])]].any(axis=0))
        if len(steps):
            minutes = cp_model.Domain.from_values((steps * lists.grid).tolist())
            model.model.add_linear_expression_in_domain(model.variables.timing.start[number], minutes)
    for case in lists.branch.done:
        model.model.add(choice.done[case] == 1)
    fewest, most = lists.branch.counts.get(0, (0, len(problem.day.cases)))
    put_off = len(problem.day.cases) - cp_model.LinearExpr.sum(choice.done)
    model.model.add_linear_constraint(put_off, fewest, most)
    place = {int(position): now for now, position in enumerate(kept)}
    for row in lists.rows:
        uses = [units * choice.mode[place[mode]] for mode, units in row.uses.items() if mode in place]
        model.model.add(cp_model.LinearExpr.sum(uses) <= row.limit)
