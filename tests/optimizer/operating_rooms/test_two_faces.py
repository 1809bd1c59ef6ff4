"""The solver and the solver-free check agree, on random small days, and with brute force on tiny ones."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.operating_rooms.check import objective, violations
from optimizer.operating_rooms.linear_program import solve_linear
from optimizer.operating_rooms.model import build_choice_model, build_model
from optimizer.operating_rooms.problem import make_problem
from optimizer.solve import Budget, solve
from scenarios.generate.surgery import generate_surgical_day
from scenarios.surgery import SurgeryDuration
from scenarios.surgical_day import SurgicalDay
from tests.optimizer.operating_rooms.brute_force import brute_force
from tests.optimizer.operating_rooms.days import plan, problem, room
from tests.optimizer.operating_rooms.small_days import random_lists, small_days

BUDGET = Budget(seconds=20, workers=1, deterministic_time=5)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(small_days(), st.data())
def test_a_fixed_list_is_infeasible_in_cp_sat_exactly_when_the_check_finds_a_violation(
    small: SurgicalDay, data: st.DataObject
) -> None:
    given_problem = make_problem(small)
    listed = data.draw(random_lists(given_problem))
    model = build_model(given_problem)
    for index, value in model.hint(listed).items():
        variable = model.model.get_int_var_from_proto_index(index)
        model.model.add(variable == value)
    for number, one in enumerate(small.cases):
        place = listed.by_case.get(one.id)
        if place is not None:
            model.model.add(model.variables.timing.start[number] == place.start_minute)
            model.model.add(model.variables.timing.leaves[number] == place.leaves_minute)
    outcome = solve(model.model, BUDGET)
    broken = violations(given_problem, listed)
    assert outcome.found == (not broken), broken
    if outcome.found:
        assert outcome.proven
        assert outcome.objective == pytest.approx(objective(given_problem, listed))


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(small_days())
def test_the_bound_of_the_choice_is_below_the_optimum(small: SurgicalDay) -> None:
    given_problem = make_problem(small)
    model = build_model(given_problem)
    outcome = solve(model.model, BUDGET)
    linear, _ = build_choice_model(given_problem)
    bound = solve_linear(linear, seconds=20)
    if outcome.found and outcome.proven:
        assert bound.bound <= outcome.objective + 1e-6
        found = model.plan(outcome.solver)
        assert not violations(given_problem, found)
        assert objective(given_problem, found) <= outcome.objective


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(small_days())
def test_what_follows_from_the_choice_does_not_change_the_optimum(small: SurgicalDay) -> None:
    given_problem = make_problem(small)
    values = []
    for strengthened in (True, False):
        outcome = solve(build_model(given_problem, strengthened=strengthened).model, BUDGET)
        values.append((outcome.found, outcome.objective if outcome.proven else None))
    if None not in (values[0][1], values[1][1]):
        assert values[0] == values[1]


@pytest.mark.parametrize("seed", range(4))
def test_cp_sat_finds_what_brute_force_finds_on_tiny_lists(seed: int) -> None:
    generated = generate_surgical_day(rooms=1, cases=3, seed=seed)
    weights = replace(generated.settings.weights, idle=1, surgeon_waiting=0, patient_waiting=0)
    tiny = replace(
        generated,
        rooms=(room("OR1"), room("OR2")),
        blocks=(),
        cases=tuple(
            replace(
                one,
                duration=SurgeryDuration(median_minutes=60 + 30 * (number % 2)),
                ready_minute=0,
                room_equipment=frozenset(),
            )
            for number, one in enumerate(generated.cases)
        ),
        settings=replace(generated.settings, weights=weights, rounding_minutes=15, planning_quantile=0.5),
        changeovers=(),
    )
    given_problem = make_problem(tiny)
    outcome = solve(build_model(given_problem).model, BUDGET)
    assert outcome.proven
    assert outcome.objective == brute_force(given_problem)


def test_an_empty_day_has_an_empty_list() -> None:
    assert objective(problem(), plan()) == 0
