"""What CP-SAT must respect and what the solver-free check says are the same thing, for every rule."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from optimizer.beds import BedProblem
from optimizer.beds.candidates import candidates_of
from optimizer.beds.evaluate import violations
from optimizer.beds.model import build_model, pairs_of
from optimizer.beds.plain import plain_pairs, plain_slots
from optimizer.beds.rules import ALWAYS_HARD, RULES
from scenarios.allocation_settings import RuleMode, RuleSetting
from scenarios.plans import BedPlan
from scenarios.scenario import Scenario
from tests.optimizer.beds import small_problems


def cp_sat_accepts(problem: BedProblem, plan: BedPlan) -> bool:
    """Whether the plan, fixed in the plain model, is feasible."""
    slots = plain_slots(problem)
    candidates = candidates_of(problem)
    possible = plain_pairs(problem, candidates, slots)
    slot_of_bed = {slot.beds[0] for slot in slots}
    beds = [a.bed for a in plan.assignments] + [m.to_bed for m in plan.moves]
    if any(problem.index.bed_number[bed] not in slot_of_bed for bed in beds):
        return False
    chosen = set(pairs_of(problem, slots, plan))
    if not chosen <= set(possible):
        return False
    built = build_model(problem, candidates, slots, possible)
    for pair, literal in built.variables.takes.items():
        built.model.add(literal == int(pair in chosen))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    return solver.solve(built.model) == cp_model.OPTIMAL


def only(rule: str, scenario: Scenario) -> Scenario:
    """The scenario with all rules off that can be, except one."""
    off = {
        other.name: RuleSetting(mode=RuleMode.OFF)
        for other in RULES
        if other.name != rule and other.name not in ALWAYS_HARD
    }
    old = scenario.allocation
    allocation = replace(old, rules=off)
    return Scenario(
        hospital=scenario.hospital,
        census=scenario.census,
        requests=scenario.requests,
        expected_demand=scenario.expected_demand,
        overrides=scenario.overrides,
        allocation=allocation,
    )


@st.composite
def beds_for_everyone(draw: st.DrawFn, problem: BedProblem) -> tuple[str | None, ...]:
    """Mostly open beds, each given once, so that other rules than the bed's state get to speak."""
    names = [place.bed.id for place in problem.index.places]
    open_beds = draw(st.permutations([names[bed] for bed in problem.open_beds]))
    beds: list[str | None] = [*open_beds, *[None] * len(problem.people)][: len(problem.people)]
    stray = draw(st.integers(0, 9))
    if stray < len(beds):
        beds[stray] = draw(st.sampled_from([None, *names]))
    return tuple(beds)


@pytest.mark.parametrize("rule", [rule.name for rule in RULES])
@settings(max_examples=60)
@given(data=st.data())
def test_a_fixed_plan_is_infeasible_exactly_when_the_check_finds_a_violation(rule: str, data: st.DataObject) -> None:
    scenario = only(rule, data.draw(small_problems.scenarios(most_requests=4, most_beds=6, modes=False)))
    problem = BedProblem(scenario)
    plan = small_problems.plan(problem, data.draw(beds_for_everyone(problem)))
    assert cp_sat_accepts(problem, plan) == (violations(problem, plan) == [])
