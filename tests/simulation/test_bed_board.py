"""The board keeps the rules of the live allocation: checked by the allocation's own solver-free face."""

import numpy as np
import pytest

from optimizer.beds import BedProblem
from optimizer.beds.candidates import allowed_pairs
from optimizer.beds.evaluate import violations
from optimizer.beds.problem import Grid
from scenarios.catalogue import bundled
from scenarios.generate import generate
from scenarios.plans import BedAssignment, BedPlan
from scenarios.scenario import Scenario
from simulation.beds.case import Case
from simulation.beds.snapshot import snapshot
from simulation.demand_of_hospital import demand_of
from simulation.engine.journeys import Journey, Steps
from simulation.hospital_model import Run
from simulation.settings import HospitalSettings
from simulation.world import World


def run_of(scenario: Scenario, days: int, way: str = "one pool") -> Run:
    settings = HospitalSettings(
        hospital=scenario.hospital, demand=demand_of(scenario.hospital, load=0.93), bed_choice=way
    )
    return Run(settings=settings, start=scenario.census.at, days=days, seed=3, state=scenario)


def never(world: World) -> Steps:
    yield world.end * 2


def request_of(case: Case, world: World) -> Scenario:
    return snapshot(world, [(3.0, world.clock.now, case, Journey(world.clock, never(world)))])


def unbedded(case: Case) -> Case:
    """Return the same patient without a bed, as a newcomer."""
    other = Case(f"N{case.name}", case.cohort, case.index, case.level, case.arrived)
    for name in ("department", "sex", "band", "isolation", "pathogen", "equipment", "level"):
        setattr(other, name, getattr(case, name))
    return other


def choose(world: World, case: Case) -> int:
    group = world.board._group_of(case)
    return next((bed for ward in group.wards if (bed := world.board.fitting_bed(ward, case)) >= 0), -1)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_chosen_bed_breaks_no_rule_and_nobody_waits_beside_a_permitted_one(seed: int) -> None:
    scenario = generate(beds=260, waiting=10, seed=seed)
    world, _, _ = run_of(scenario, 12).simulate(seed)
    cases = [case for case in world.board.case_in_bed if case is not None][::6]
    found = 0
    for known in cases:
        case = unbedded(known)
        bed = choose(world, case)
        problem = BedProblem(request_of(case, world))
        now = np.flatnonzero(problem.beds.available_minutes == 0)
        grid = Grid(problem, problem.person_columns, problem.beds.take(now))
        if bed >= 0:
            found += 1
            plan = BedPlan(assignments=(BedAssignment(request=case.name, bed=world.layout.bed_ids[bed]),))
            assert violations(problem, plan) == []
        else:
            for column in np.flatnonzero(allowed_pairs(grid)[0]).tolist():
                name = world.layout.bed_ids[int(now[column])]
                plan = BedPlan(assignments=(BedAssignment(request=case.name, bed=name),))
                assert violations(problem, plan) != [], f"{case.name} waits although bed {name} is permitted"
    assert 0 < found < len(cases), "the sample should hold patients with and without a fitting bed"


def test_the_live_allocator_gives_the_beds_when_it_is_chosen() -> None:
    scenario = generate(beds=120, waiting=6, seed=5)
    world, _, _ = run_of(scenario, 3, "live allocator").simulate(0)
    admitted = world.log.table().filter((world.log.table()["kind"] == "admitted") & (world.log.table()["minute"] > 600))
    assert admitted.height > 20
    assert world.board.imbalances() == []


def test_own_wards_only_lends_no_bed_and_one_pool_does() -> None:
    scenario = generate(beds=260, waiting=10, seed=4)
    lent = {}
    for way in ("own ward only", "one pool"):
        events = run_of(scenario, 14, way).simulate(0)[0].log.table()
        owner = {ward.id: ward.department for ward in scenario.hospital.wards if not ward.shared}
        placed = events.filter(events["kind"].is_in(["admitted"]) & (events["minute"] > 24 * 60))
        lent[way] = sum(
            ward in owner and owner[ward] != department
            for ward, department in zip(placed["ward"], placed["department"], strict=True)
        )
    assert lent["own ward only"] == 0
    assert lent["one pool"] > 0


def test_no_two_patients_lie_in_one_bed_at_once() -> None:
    scenario = generate(beds=160, waiting=5, seed=6)
    events = run_of(scenario, 20).simulate(0)[0].log.table()
    by_bed: dict[str, list[tuple[float, int]]] = {}
    lying: dict[str, str] = {}
    for minute, kind, patient, bed in events.select("minute", "kind", "patient", "bed").iter_rows():
        if kind in ("admitted", "moved"):
            if patient in lying:
                by_bed[lying[patient]].append((minute, -1))
            by_bed.setdefault(bed, []).append((minute, 1))
            lying[patient] = bed
        elif kind == "left":
            by_bed[lying.pop(patient)].append((minute, -1))
    for changes in by_bed.values():
        there = np.cumsum([change for _, change in sorted(changes)])
        assert there.min() >= 0
        assert there.max() <= 1


def test_the_demo_hospital_starts_with_everyone_of_its_census_in_bed() -> None:
    scenario = bundled("demo")
    run = run_of(scenario, 1)
    world, hourly, _ = run.simulate(0)
    assert hourly.table(0)["occupied"][0] >= len(scenario.census.stays) - 5
    assert world.board.imbalances() == []
