"""Parts of a day: what they cost together is never above the whole, and neither is the bound taken from them."""

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn

from optimizer.operating_rooms.check import objective, violations
from optimizer.operating_rooms.columns.bound import BoundSearch
from optimizer.operating_rooms.greedy import greedy_plan
from optimizer.operating_rooms.model import build_model, mode_of
from optimizer.operating_rooms.parts.bound import PartsBound
from optimizer.operating_rooms.parts.split import part_problem, parts_of, plan_of_part
from optimizer.operating_rooms.problem import Problem, make_problem
from optimizer.operating_rooms.schedule import solve_problem
from optimizer.solve import Budget, solve
from scenarios.allocation_settings import RuleMode, RuleSetting
from scenarios.hospital import LevelOfCare
from scenarios.operating_rooms import BedsAvailable, Block, MovableEquipment
from scenarios.schedule_settings import ScheduleSettings
from scenarios.surgery import SurgicalCase
from scenarios.surgical_day import SurgicalDay
from tests.optimizer.operating_rooms.brute_force import brute_force
from tests.optimizer.operating_rooms.days import case, problem, room
from tests.optimizer.operating_rooms.odd_days import odd_problem
from tests.optimizer.operating_rooms.small_days import small_days

EXACT = Budget(seconds=60, workers=1, deterministic_time=4)


def open_afternoon(*cases: object) -> Problem:
    """A room each for A and B; in that of B the afternoon is open to all."""
    given = problem(
        *cases,  # type: ignore[arg-type]
        rooms=(room("OR A", departments=frozenset({"A"})), room("OR B", departments=frozenset({"B"}))),
    )
    blocks = (
        Block(room="OR A", department="A", from_minute=480, to_minute=960),
        Block(room="OR B", department="B", from_minute=480, to_minute=720),
        Block(room="OR B", from_minute=720, to_minute=960),
    )
    return make_problem(replace(given.day, blocks=blocks))


def bound_by_parts(given: Problem, upper: float, work: float = 4) -> float:
    search = PartsBound(given)
    search.run(lambda: upper, lambda: search.work < work)
    return search.bound


def test_departments_with_their_own_rooms_are_parts() -> None:
    given = open_afternoon(case("a", surgeons=("A",), department="A"), case("b", surgeons=("B",), department="B"))
    [whole] = parts_of(given, range(len(given.modes)), open_rooms=())
    assert whole.own == {0, 1}
    first, second = parts_of(given, range(len(given.modes)), open_rooms={1})
    assert (first.own, first.guests) == ({0}, frozenset())
    assert (second.own, second.guests) == ({1}, {0})


def test_a_case_that_waits_for_another_is_in_its_part() -> None:
    given = open_afternoon(
        case("a", surgeons=("A",), department="A"), case("b", surgeons=("B",), department="B", after="a")
    )
    [part] = parts_of(given, range(len(given.modes)), open_rooms={1})
    assert part.own == {0, 1}


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@drawn(small_days())
def test_what_a_list_costs_in_its_parts_is_no_more_than_it_costs(small: SurgicalDay) -> None:
    given = make_problem(small)
    listed = greedy_plan(given)
    parts = [part_problem(given, part, {}) for part in parts_of(given, range(len(given.modes)), open_rooms=())]
    assert sum(objective(part, plan_of_part(part, listed)) for part in parts) <= objective(given, listed)


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@drawn(small_days().filter(lambda day: len(day.cases) <= 3))
def test_the_bound_by_parts_is_not_above_brute_force(small: SurgicalDay) -> None:
    given = make_problem(small)
    cheapest = brute_force(given)
    if cheapest is not None:
        assert bound_by_parts(given, cheapest + 1, work=1) <= cheapest


@pytest.mark.parametrize("seed", range(40))
def test_the_bound_by_parts_is_not_above_the_optimum(seed: int) -> None:
    given = odd_problem(seed)
    outcome = solve(build_model(given, strengthened=False).model, EXACT)
    if outcome.proven and outcome.found:
        assert bound_by_parts(given, outcome.objective + 1, work=1) <= outcome.objective


@pytest.mark.parametrize("minutes", [(150, 150, 60), (200, 200, 60), (240, 120, 200)])
def test_a_day_with_an_open_afternoon_is_proven_with_guests_and_without(minutes: tuple[int, int, int]) -> None:
    own = [case(f"a{n}", long, surgeons=("A" if n else "B",), department="A") for n, long in enumerate(minutes)]
    given = open_afternoon(*own, case("b", 90, surgeons=("C",), department="B"))
    outcome = solve(build_model(given).model, EXACT)
    assert outcome.proven
    assert bound_by_parts(given, outcome.objective + 1) <= outcome.objective
    assert bound_by_parts(given, outcome.objective) == outcome.objective


def three_departments(seed: int, *more: SurgicalCase) -> Problem:
    """Departments A to C, a room each, which meet in the open afternoon of B and at one microscope."""
    random = np.random.default_rng(seed)
    own = tuple(
        case(
            f"{department}{number}",
            int(random.integers(4, 17)) * 15,
            surgeons=(f"{department}{random.integers(2)}",),
            department=department,
            equipment=frozenset({"microscope"} if random.random() < 0.5 else ()),
        )
        for department, most in zip("ABC", random.permutation([2, 3, 3]), strict=True)
        for number in range(most)
    )
    given = problem(
        *own,
        *more,
        rooms=tuple(room(f"OR {name}", departments=frozenset({name})) for name in "ABC"),
        equipment=(MovableEquipment(id="microscope", reprocessing_minutes=30),),
    )
    days = [("A", 480, 960, "A"), ("C", 480, 960, "C"), ("B", 480, 720, "B"), ("B", 720, 960, None)]
    blocks = tuple(
        Block(room=f"OR {name}", department=owner, from_minute=begin, to_minute=end) for name, begin, end, owner in days
    )
    return make_problem(replace(given.day, blocks=blocks))


def bound_beside(given: Problem, upper: float) -> float:
    """What two threads make of it."""
    with ThreadPoolExecutor(1) as executor:
        search = PartsBound(given)
        search.lane.open(executor)
        search.run(lambda: upper, lambda: search.work < 4)
    return search.bound


@pytest.mark.parametrize("seed", [4, 10, 14, 21, 29])  # in the last three, prices are not enough
def test_days_whose_parts_share_an_afternoon_and_a_microscope_are_proven(seed: int) -> None:
    given = three_departments(seed)
    outcome = solve(build_model(given).model, EXACT)
    assert outcome.proven
    for bound in (bound_by_parts, bound_beside):
        assert bound(given, outcome.objective + 1) <= outcome.objective
        assert bound(given, outcome.objective) == outcome.objective


@pytest.mark.parametrize("after", [None, "A0"])
@pytest.mark.parametrize("seed", range(4))
def test_a_case_without_a_place_makes_no_bound_too_high(seed: int, after: str | None) -> None:
    placeless = case(
        "x", 60, surgeons=("A0",), department="A" if after else "D", room_equipment=frozenset({"robot"}), after=after
    )
    given = three_departments(seed, placeless)
    assert not given.modes_of_case[given.case_index["x"]]
    outcome = solve(build_model(given).model, EXACT)
    assert outcome.proven
    assert bound_by_parts(given, outcome.objective + 1) <= outcome.objective


def test_beds_that_two_parts_are_short_of_are_paid_for_once() -> None:
    icu = LevelOfCare.ICU
    own = [case(f"{name}{n}", surgeons=(name,), department=name, bed_after=icu) for name in "AB" for n in range(2)]
    rooms = tuple(room(f"OR {name}", departments=frozenset({name})) for name in "AB")
    rules = {"beds after surgery": RuleSetting(mode=RuleMode.WEIGHTED, points=300)}
    given = problem(
        *own,
        rooms=rooms,
        beds=(BedsAvailable(level_of_care=icu, beds=1),),
        settings=ScheduleSettings(planning_quantile=0.5, rules=rules),
    )
    outcome = solve(build_model(given).model, EXACT)
    assert outcome.proven
    assert bound_by_parts(given, outcome.objective + 1) <= outcome.objective


@pytest.mark.parametrize("seed", range(0, 40, 3))
def test_a_start_that_costs_too_much_is_on_no_best_list(seed: int) -> None:
    given = odd_problem(seed)
    model = build_model(given)
    outcome = solve(model.model, EXACT)
    if not (outcome.proven and outcome.found):
        return
    search = BoundSearch(given, timed=True)
    search.run(lambda: outcome.objective + 1, lambda: search.rounds < 60)
    points, best = search.least_with_starts(), model.plan(outcome.solver)
    used = [(mode_of(given, planned), planned.start_minute) for planned in best.cases]
    least = [points[mode, start // search.grid] for mode, start in used if mode is not None and not start % search.grid]
    assert max(least, default=-math.inf) <= outcome.objective + 1e-4


def test_equal_seed_and_work_give_equal_lists_and_bounds() -> None:
    given = odd_problem(7)
    budget = Budget(seconds=600, workers=1, deterministic_time=0.5, seed=3)
    first, second = solve_problem(given, budget), solve_problem(given, replace(budget, workers=2))
    assert (first.plan, first.bound) == (second.plan, second.bound)
    assert not violations(given, first.plan)
    assert np.isfinite(first.bound)
