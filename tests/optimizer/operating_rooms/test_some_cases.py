"""Some cases of a day annealed by themselves: the list fits the cases that stay, and costs what the search says."""

import numpy as np
import pytest

from optimizer.operating_rooms.check import objective, score_by_goal, violations
from optimizer.operating_rooms.greedy import greedy_plan
from optimizer.operating_rooms.local_search.book import FORBIDDEN
from optimizer.operating_rooms.local_search.search import LocalSearch
from optimizer.operating_rooms.problem import Problem, make_problem
from optimizer.operating_rooms.some_cases import SomeCases, separate_cases
from scenarios.generate.surgery import generate_surgical_day
from scenarios.operating_rooms import Block
from scenarios.surgical_day import OperatingRoomPlan
from tests.optimizer.operating_rooms.days import case, day, room


def annealed(given: Problem) -> OperatingRoomPlan:
    search = LocalSearch.of(given)
    search.start(greedy_plan(given))
    search.anneal(np.random.default_rng(0), 1_000, from_share=0.0, to_share=1.0)
    return search.best_plan()


def points_but_for_the_pacu(given: Problem, plan: OperatingRoomPlan) -> int:
    return objective(given, plan) - score_by_goal(given, plan)["recovery_peak"]


@pytest.mark.parametrize("seed", range(4))
def test_a_list_of_some_cases_keeps_the_rules_and_changes_the_points_as_the_search_says(seed: int) -> None:
    given = make_problem(generate_surgical_day(rooms=10, cases=40, seed=seed), 0.65)
    groups = separate_cases(given)
    assert len(groups) > 1
    plan = annealed(given)
    for group in groups:
        few, before = SomeCases(given, plan, group), points_but_for_the_pacu(given, plan)
        began = few.search.best_points
        assert began < FORBIDDEN
        few.search.anneal(np.random.default_rng(seed), 2_000, from_share=0.0, to_share=1.0)
        found = few.best_plan()
        assert violations(given, found) == []
        assert points_but_for_the_pacu(given, found) - before == few.search.best_points - began
        names = {given.day.cases[number].id for number in group}
        assert [one for one in found.cases if one.case not in names] == [
            one for one in plan.cases if one.case not in names
        ]
        plan = found


def test_cases_of_departments_with_their_own_rooms_are_separate_but_for_an_open_afternoon() -> None:
    rooms = tuple(room(f"OR {name}", departments=frozenset({name})) for name in "ABC")
    blocks = (
        Block(room="OR A", department="A", from_minute=480, to_minute=960),
        Block(room="OR B", department="B", from_minute=480, to_minute=960),
        Block(room="OR C", department="C", from_minute=480, to_minute=720),
        Block(room="OR C", from_minute=720, to_minute=960),
    )
    cases = [case(f"{name}{number}", surgeons=(name,), department=name) for name in "ABC" for number in range(2)]
    assert separate_cases(make_problem(day(*cases, rooms=rooms, blocks=blocks))) == [[0, 1], [2, 3], [4, 5]]
    same = [case(f"{number}", surgeons=(name,)) for number, name in enumerate("ABCAB")]
    assert separate_cases(make_problem(day(*same, rooms=(room("OR A"), room("OR B"))))) == []
