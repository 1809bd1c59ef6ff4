"""Pairs of cases that no order in one room satisfies: what the rules of order mean for the choice of rooms."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import product

from ortools.sat.python import cp_model

from optimizer.operating_rooms.contract import ScheduleRule
from optimizer.operating_rooms.load import mode_minutes
from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.rules.order_in_room import OrderInRoom
from optimizer.operating_rooms.variables import Choice
from scenarios.allocation_settings import RuleMode


def keep_apart(problem: Problem, choice: Choice, model: cp_model.CpModel, rules: Sequence[ScheduleRule]) -> None:
    """Keep two cases out of one room when hard rules want contradictory orders, or when their hours forbid the order.

    Parameters
    ----------
    problem, choice, model :
        Where the pairs are posted.
    rules : sequence of ScheduleRule
        All rules of the problem; those that order cases in a room are used.
    """
    orders = [r for r in rules if isinstance(r, OrderInRoom) and problem.setting(r.name).mode is RuleMode.HARD]
    modes: dict[tuple[int, int], list[int]] = defaultdict(list)
    for position in choice.mode:
        modes[problem.modes[position].case, problem.modes[position].room].append(position)
    for room in range(len(problem.day.rooms)):
        cases = [case for case, _ in choice.cases_in[room]]
        pairs = {pair for rule in orders for pair in rule.pairs(problem, room, cases)}
        for first, second in sorted(pairs):
            if first in problem.frozen and second in problem.frozen:
                continue
            if (second, first) in pairs:
                model.add_at_most_one(choice.in_room[first, room], choice.in_room[second, room])
                continue
            for one, other in product(modes[first, room], modes[second, room]):
                after = problem.modes[one].earliest + mode_minutes(problem, one) + problem.turnover(first, room)
                if after > problem.modes[other].latest_end - problem.modes[other].minutes:
                    model.add_at_most_one(choice.mode[one], choice.mode[other])
