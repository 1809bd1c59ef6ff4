"""The compiled search scores as the check does and keeps its rules; the bound is never above the optimum."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as st

from optimizer.operating_rooms.check import objective, violations
from optimizer.operating_rooms.columns.bound import BoundSearch
from optimizer.operating_rooms.greedy import greedy_plan
from optimizer.operating_rooms.local_search.book import FORBIDDEN
from optimizer.operating_rooms.local_search.search import LocalSearch
from optimizer.operating_rooms.model import build_model
from optimizer.operating_rooms.problem import Problem, make_problem
from optimizer.operating_rooms.schedule import solve_problem
from optimizer.solution import Status
from optimizer.solve import Budget, solve
from scenarios.allocation_settings import RuleMode, RuleSetting
from scenarios.schedule_settings import ScheduleSettings, ScheduleWeights
from scenarios.surgery import InfectionClass
from scenarios.surgical_day import OperatingRoomPlan, SurgicalDay
from tests.optimizer.operating_rooms.brute_force import brute_force
from tests.optimizer.operating_rooms.days import at, case, plan, problem, room
from tests.optimizer.operating_rooms.odd_days import odd_problem
from tests.optimizer.operating_rooms.small_days import random_lists, small_days

EXACT = Budget(seconds=60, workers=1, deterministic_time=4)


def annealed(given: Problem, steps: int = 1500, seed: int = 0) -> tuple[OperatingRoomPlan, int]:
    search = LocalSearch.of(given)
    search.start(greedy_plan(given))
    search.anneal(np.random.default_rng(seed), steps, from_share=0.0, to_share=1.0)
    return search.best_plan(), search.best_points


def proven_bound(given: Problem, rounds: int = 60, upper: float = math.inf, *, timed: bool = False) -> float:
    search = BoundSearch(given, timed=timed)
    search.run(lambda: upper, lambda: search.rounds < rounds)
    return search.bound


@pytest.mark.parametrize("seed", range(40))
def test_an_annealed_list_keeps_the_rules_and_costs_what_the_search_says(seed: int) -> None:
    given = odd_problem(seed)
    listed, points = annealed(given)
    if points < FORBIDDEN:
        assert violations(given, listed) == []
        assert objective(given, listed) == points


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@drawn(small_days(), st.data())
def test_decoding_an_order_scores_as_the_check_does_and_forbids_what_it_forbids(
    small: SurgicalDay, data: st.DataObject
) -> None:
    given = make_problem(small)
    search = LocalSearch.of(given)
    search.start(data.draw(random_lists(given)))
    decoded = search.best_plan()
    broken = violations(given, decoded)
    assert (search.best_points >= FORBIDDEN) == bool(broken), broken
    if not broken:
        assert search.best_points == objective(given, decoded)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@drawn(small_days().filter(lambda day: len(day.cases) <= 3))
def test_the_bound_is_not_above_brute_force(small: SurgicalDay) -> None:
    given = make_problem(small)
    cheapest = brute_force(given)
    if cheapest is not None:
        assert proven_bound(given) <= cheapest
        assert proven_bound(given, rounds=150, timed=True) <= cheapest


@pytest.mark.parametrize("seed", range(40))
def test_the_bound_is_not_above_the_optimum(seed: int) -> None:
    given = odd_problem(seed)
    outcome = solve(build_model(given, strengthened=False).model, EXACT)
    if outcome.proven:
        optimum = outcome.objective if outcome.found else math.inf
        assert proven_bound(given) <= optimum
        assert proven_bound(given, rounds=150, timed=True) <= optimum


def test_annealing_finds_the_order_that_greedy_misses() -> None:
    given = problem(
        case("a", 300, surgeons=("A",)),
        case("b", 60, surgeons=("A",)),
        case("c", 300, surgeons=("B",)),
        case("d", 60, surgeons=("B",)),
        rooms=(room("OR1"), room("OR2")),
    )
    _, points = annealed(given)
    outcome = solve(build_model(given).model, EXACT)
    assert outcome.proven
    assert points == outcome.objective


def test_two_cases_that_must_both_be_first_are_bounded_apart() -> None:
    given = problem(case("a", first_of_day=True), case("b", first_of_day=True))
    assert proven_bound(given) == 800 + 100


def test_a_late_case_that_must_be_first_makes_its_room_wait_in_the_bound() -> None:
    late_first = case("a", 60, first_of_day=True, ready_minute=600, must_do=True)
    given = problem(late_first, case("b", 60, must_do=True))
    assert proven_bound(given) == 100 + 120


def test_an_infected_case_is_last_in_the_bound_too() -> None:
    early_infected = case("a", 60, infection=InfectionClass.INFECTED, must_do=True)
    given = problem(early_infected, case("b", 60, ready_minute=600, must_do=True))
    assert proven_bound(given) == 100 + 120
    weighted = ScheduleSettings(
        planning_quantile=0.5, rules={"infected last": RuleSetting(mode=RuleMode.WEIGHTED, points=10)}
    )
    assert proven_bound(problem(*given.day.cases, settings=weighted)) < 100 + 120


def test_a_surgeon_with_more_work_than_the_day_makes_overtime_in_the_bound() -> None:
    cases = [case(name, 180, must_do=True) for name in "abc"]
    given = problem(*cases, rooms=tuple(room(f"OR{number}") for number in range(3)))
    # 3 x 180 minutes and two changeovers of 15 end 90 minutes after closing, whichever rooms are used.
    assert proven_bound(given) >= 4 * 90


def test_a_long_day_gathers_what_does_not_fit_in_one_room() -> None:
    settings = ScheduleSettings(planning_quantile=0.5, weights=ScheduleWeights(long_day=300, overtime=1, room_opened=0))
    minutes = {"a": 240, "b": 240, "c": 220, "d": 220}
    cases = [case(name, long, surgeons=(name.upper(),), must_do=True) for name, long in minutes.items()]
    given = problem(*cases, rooms=(room("OR1"), room("OR2")), settings=settings)
    listed, points = annealed(given)
    ends = sorted(max(one.leaves_minute for one in ones) for ones in listed.by_room.values())
    assert points == objective(given, listed)
    assert ends == [480 + 470, 480 + 510]


def test_each_long_day_is_scored_once() -> None:
    settings = ScheduleSettings(planning_quantile=0.5, weights=ScheduleWeights(long_day=300, overtime=0, room_opened=0))
    given = problem(case("a", 500), settings=settings)
    assert objective(given, plan(at("a", 480, 500))) == 300


def test_a_day_whose_rooms_do_not_meet_is_proven_by_rooms_alone() -> None:
    cases = [
        case(f"{name}{number}", 90 + 15 * number, surgeons=(name,), department=name)
        for name in "ABC"
        for number in range(3)
    ]
    given = problem(*cases, rooms=tuple(room(f"OR {name}", departments=frozenset({name})) for name in "ABC"))
    solution = solve_problem(given, Budget(seconds=300, workers=1, deterministic_time=2))
    assert solution.status is Status.OPTIMAL
    assert proven_bound(given) == solution.objective
