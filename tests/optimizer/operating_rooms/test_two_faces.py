"""The solver and the solver-free check agree, on random small days, and with brute force on tiny ones."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.operating_rooms.check import objective, violations
from optimizer.operating_rooms.linear_program import solve_linear
from optimizer.operating_rooms.model import build_choice_model, build_model, make_planned, sorted_plan
from optimizer.operating_rooms.problem import Problem, make_problem
from optimizer.solve import Budget, solve
from scenarios.allocation_settings import RuleMode, RuleSetting
from scenarios.generate.surgery import generate_surgical_day
from scenarios.hospital import LevelOfCare
from scenarios.operating_rooms import BedsAvailable, MovableEquipment, RecoveryUnit, SpecialtyChangeover, StaffShift
from scenarios.schedule_settings import ScheduleSettings
from scenarios.surgery import InfectionClass, SurgeryDuration
from scenarios.surgical_day import OperatingRoomPlan, SurgicalDay
from tests.optimizer.operating_rooms.days import case, day, plan, problem, room

BUDGET = Budget(seconds=20, workers=1, deterministic_time=5)
RULES_WEIGHED = {
    "children first": RuleSetting(mode=RuleMode.WEIGHTED, points=37),
    "infected last": RuleSetting(mode=RuleMode.WEIGHTED, points=41),
}


@st.composite
def small_days(draw: st.DrawFn) -> SurgicalDay:
    """Two rooms, two to four cases of 30 to 90 minutes, with a little of every rule."""
    count = draw(st.integers(2, 4))
    cases = [
        case(
            f"c{number}",
            draw(st.sampled_from([30, 60, 90])),
            surgeons=draw(st.sampled_from([("A",), ("B",), ("A", "B")])),
            department=draw(st.sampled_from(["ENT", "eye"])),
            duration=SurgeryDuration(median_minutes=draw(st.sampled_from([30, 60, 90])), log_sd=0.3),
            infection=draw(st.sampled_from(list(InfectionClass))),
            age_years=draw(st.sampled_from([5.0, 40.0])),
            first_of_day=draw(st.sampled_from([False, False, True])),
            equipment=frozenset(draw(st.sampled_from([(), ("C-arm",)]))),
            staff={"anaesthetist": 1},
            recovery_minutes=draw(st.sampled_from([0, 30])),
            bed_after=draw(st.sampled_from([None, LevelOfCare.ICU])),
            must_do=draw(st.sampled_from([False, False, True])),
            after=f"c{number - 1}" if number and draw(st.integers(0, 5)) == 0 else None,
        )
        for number in range(count)
    ]
    return day(
        *cases,
        rooms=(room("OR1"), room("OR2", takes_infected=draw(st.booleans()))),
        changeovers=(SpecialtyChangeover(from_department="ENT", to_department="eye", minutes=15),),
        staff=(StaffShift(skill="anaesthetist", from_minute=480, to_minute=1080, people=draw(st.integers(1, 2))),),
        equipment=(MovableEquipment(id="C-arm", reprocessing_minutes=10),),
        recovery=RecoveryUnit(places=1, comfortable_places=0, blocking_minutes=15),
        beds=(BedsAvailable(level_of_care=LevelOfCare.ICU, beds=2, comfortable_beds=1),),
        settings=ScheduleSettings(
            planning_quantile=0.6,
            reserve_minutes=draw(st.sampled_from([0, 500])),
            reserve_rooms=draw(st.sampled_from([0, 0, 1])),
            rules=RULES_WEIGHED if draw(st.booleans()) else {},
        ),
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(small_days(), st.data())
def test_a_fixed_list_is_infeasible_in_cp_sat_exactly_when_the_check_finds_a_violation(
    small: SurgicalDay, data: st.DataObject
) -> None:
    given_problem = make_problem(small)
    planned, postponed = [], []
    for number, one in enumerate(small.cases):
        positions = given_problem.modes_of_case[number]
        if not positions or data.draw(st.integers(0, 4)) == 0:
            postponed.append(one.id)
            continue
        position = data.draw(st.sampled_from(positions))
        start = data.draw(st.sampled_from(range(480, 900, 15)))
        waits = data.draw(st.sampled_from([0, 0, 15])) if one.recovery_minutes else 0
        planned.append(make_planned(given_problem, position, start, waits))
    listed = sorted_plan(planned, postponed)
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


def brute_force(given_problem: Problem) -> int | None:
    """Try every order and mode of every subset, each case as early as the rules allow, on a 15-minute grid."""
    best = None
    numbers = range(len(given_problem.day.cases))
    choices = [(None, *given_problem.modes_of_case[number]) for number in numbers]
    for modes in product(*choices):
        placed = [number for number in numbers if modes[number] is not None]
        postponed = [given_problem.day.cases[number].id for number in numbers if modes[number] is None]
        for order in permutations(placed):
            listed = _earliest(given_problem, order, modes, postponed)
            if listed is not None and not violations(given_problem, listed):
                points = objective(given_problem, listed)
                best = points if best is None else min(best, points)
    return best


def _earliest(
    given_problem: Problem, order: Sequence[int], modes: Sequence[int | None], postponed: list[str]
) -> OperatingRoomPlan | None:
    planned = []
    for number in order:
        for start in range(480, 1080, 15):
            place = make_planned(given_problem, modes[number] or 0, start)
            ids = {given_problem.day.cases[n].id for n in order} - {p.case for p in planned} - {place.case}
            candidate = sorted_plan([*planned, place], [*postponed, *sorted(ids)])
            if not [v for v in violations(given_problem, candidate) if v.rule not in ("must do", "case order")]:
                planned.append(place)
                break
        else:
            return None
    return sorted_plan(planned, postponed)


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
