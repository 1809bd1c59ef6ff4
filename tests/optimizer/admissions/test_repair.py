"""CP-SAT's face of the rules and goals agrees with the solver-free one, and repairs keep what may not be broken."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from optimizer.admissions.check import PlanCheck, check_plan
from optimizer.admissions.first.draft import Draft
from optimizer.admissions.first.plan import first_decisions
from optimizer.admissions.repair.model import RepairModel
from optimizer.admissions.repair.neighbourhoods import NEIGHBOURHOODS
from optimizer.admissions.repair.places import places
from optimizer.admissions.repair.repairer import Repairer
from optimizer.admissions.repair.repairing import RepairRound, repair
from optimizer.admissions.rules.covered_room import CoveredRoom
from optimizer.admissions.rules.mandatory_admitted import MandatoryAdmitted
from optimizer.admissions.search.annealer import Annealer
from optimizer.admissions.search.assignment import occupants_only, plan_of, views
from optimizer.admissions.search.book import OUT, Book
from optimizer.admissions.search.data import SearchData, search_data
from scenarios.admissions.problem import AdmissionsProblem
from tests.optimizer.admissions.problems import random_problem

SEEN_BY_THE_MODEL = ("nurse skill", "continuity of care", "open theatres", "delay", "left for later")


def anywhere(problem: AdmissionsProblem, data: SearchData, seed: int, share: float) -> Book:
    """Decisions that admit some patients within their windows, without a look at any other rule."""
    rng = np.random.default_rng(np.random.SeedSequence(seed))
    flat = occupants_only(problem, data)
    chosen = views(data, flat)
    for patient in range(data.patients):
        release, latest = int(data.release[patient]), int(data.latest[patient])
        if release <= latest and rng.random() < share:
            chosen.day[patient] = rng.integers(release, latest + 1)
            chosen.room[patient] = rng.integers(data.rooms)
            chosen.theatre[patient] = rng.integers(data.theatres)
    return flat


def whole_model(problem: AdmissionsProblem, data: SearchData) -> RepairModel:
    draft = Draft.of_decisions(data, occupants_only(problem, data))
    rooms = np.arange(data.rooms, dtype=np.int32)
    return RepairModel.written(draft, {p: places(draft, p, rooms, range(data.days)) for p in range(data.patients)})


def solved_as(whole: RepairModel, data: SearchData, decisions: Book) -> cp_model.CpSolver | None:
    """The model solved with the decisions fixed, None if they are not possible in it."""
    chosen = views(data, decisions)
    for patient in range(data.patients):
        day, room, theatre = (int(part[patient]) for part in (chosen.day, chosen.room, chosen.theatre))
        if day == OUT:
            whole.model.add(whole.out[patient] == 1)
            continue
        if (patient, day, room) not in whole.admitted or (patient, day, theatre) not in whole.operated:
            return None
        whole.model.add(whole.admitted[patient, day, room] == 1)
        whole.model.add(whole.operated[patient, day, theatre] == 1)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    return solver if solver.solve(whole.model) == cp_model.OPTIMAL else None


def broken(check: PlanCheck) -> set[str]:
    return {violation.rule for violation in check.violations} - {MandatoryAdmitted.name, CoveredRoom.name}


@settings(max_examples=60)
@given(seed=st.integers(0, 10_000), patients=st.integers(1, 8), share=st.sampled_from([0.3, 0.6, 1.0]))
def test_a_plan_is_possible_in_cp_sat_if_and_only_if_the_checker_finds_nothing_broken(
    seed: int, patients: int, share: float
) -> None:
    problem = random_problem(seed, patients)
    data = search_data(problem)
    decisions = anywhere(problem, data, seed, share)
    check = check_plan(problem, plan_of(problem, data, decisions))
    solver = solved_as(whole_model(problem, data), data, decisions)
    assert (solver is not None) == (not broken(check))


@settings(max_examples=30)
@given(seed=st.integers(0, 10_000), patients=st.integers(1, 5))
def test_cp_sat_counts_the_points_the_checker_counts(seed: int, patients: int) -> None:
    problem = random_problem(seed, patients)
    data = search_data(problem)
    decisions = anywhere(problem, data, seed, 0.5)
    check = check_plan(problem, plan_of(problem, data, decisions))
    nobody = check_plan(problem, plan_of(problem, data, occupants_only(problem, data)))
    solver = solved_as(whole_model(problem, data), data, decisions)
    if solver is None:
        return
    left_out = check.violation_amount(MandatoryAdmitted.name)
    occupants = nobody.costs["nurse skill"] + nobody.costs["continuity of care"]
    expected = sum(check.costs[name] for name in SEEN_BY_THE_MODEL) - occupants
    assert round(solver.objective_value) == expected + left_out * 20 * problem.weights.unscheduled


@pytest.mark.parametrize("kind", list(NEIGHBOURHOODS))
@pytest.mark.parametrize("size", [1, 3, 50])
def test_a_neighbourhood_holds_only_patients_who_may_move(kind: str, size: int) -> None:
    problem = random_problem(4)
    pinned = {patient.id for patient in problem.patients[:6]}
    data = search_data(problem, pinned)
    draft = Draft.of_decisions(data, anywhere(problem, data, 4, 0.7))
    found = NEIGHBOURHOODS[kind](draft, size, np.random.default_rng(0))
    assert set(found.patients) <= set(range(6, data.patients))
    assert len(set(found.patients)) == len(found.patients)


@pytest.mark.parametrize("seed", range(5))
def test_repairs_keep_every_rule_and_everybody_mandatory(seed: int) -> None:
    problem = random_problem(seed)
    data = search_data(problem)
    decisions = first_decisions(problem, data, seconds=0.3, seed=0)
    before = check_plan(problem, plan_of(problem, data, decisions))
    repairer = Repairer.of(data, (seed,))
    for _ in range(4):
        repaired = repairer.repaired(decisions)
        decisions = decisions if repaired is None else repaired
    after = check_plan(problem, plan_of(problem, data, decisions))
    assert not broken(after)
    assert len(after.violations) <= len(before.violations)


def test_a_round_of_repairs_never_ends_worse_and_repeats_itself() -> None:
    problem = random_problem(12)
    data = search_data(problem)
    annealer = Annealer(data)
    start = first_decisions(problem, data, seconds=0.3, seed=0)
    told: list[int] = []
    task = RepairRound(start=start, seed=(1,), repairs=2)
    found = [repair(annealer, task, lambda: False, lambda rank, _: told.append(rank)) for _ in range(2)]
    assert found[0].rank < annealer.rank(start)
    assert min(told) == found[0].rank == check_plan(problem, plan_of(problem, data, found[0].decisions)).total_cost
    assert np.array_equal(found[0].decisions, found[1].decisions)
