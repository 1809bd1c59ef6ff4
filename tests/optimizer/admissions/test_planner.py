"""First plan, bound, explanation and the planner as a whole."""

import threading
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.admissions.bound import lower_bound
from optimizer.admissions.check import check_plan
from optimizer.admissions.explain import impossible_patients
from optimizer.admissions.first.days import mandatory_days
from optimizer.admissions.first.draft import Draft
from optimizer.admissions.first.ejection import admit_by_ejection
from optimizer.admissions.first.plan import first_decisions
from optimizer.admissions.first.rooms import place_by_days
from optimizer.admissions.planner import plan_admissions, plan_admissions_by_moves
from optimizer.admissions.rules.mandatory_admitted import MandatoryAdmitted
from optimizer.admissions.search.assignment import plan_of
from optimizer.admissions.search.data import search_data
from optimizer.admissions.unless_stopped import unless_stopped
from optimizer.solution import Status
from scenarios.admissions.plan import Admission, AdmissionsPlan
from scenarios.input_problems import InputError
from tests.optimizer.admissions.problems import occupant, patient, problem, random_problem

MOVES = 20_000


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000))
def test_a_first_plan_breaks_nothing_but_mandatory_admission(seed: int) -> None:
    whole = random_problem(seed)
    data = search_data(whole)
    check = check_plan(whole, plan_of(whole, data, first_decisions(whole, data, seconds=0.3, seed=0)))
    assert {violation.rule for violation in check.violations} <= {MandatoryAdmitted.name}


def test_cp_sat_admits_everybody_on_days_and_in_rooms_that_just_suffice() -> None:
    whole = problem(
        [patient(f"p{i}", mandatory=True, due_day=3, surgery_minutes=120) for i in range(8)],
        beds=(2, 2),
        days=4,
    )
    draft = Draft.empty(whole, search_data(whole))
    place_by_days(draft, mandatory_days(draft, share=1.0, seconds=2, seed=0), seconds=2, seed=0)
    assert not any(draft.is_out(index) for index in range(8))
    nobody = check_plan(whole, replace(plan_of(whole, draft.data, draft.flat), nurse_of={}))
    assert {violation.rule for violation in nobody.violations} == {"covered room"}


def test_ejection_finds_the_only_order_that_admits_everybody() -> None:
    whole = problem(
        [
            patient("long", mandatory=True, due_day=1, stay_days=2),
            patient("late", mandatory=True, due_day=3, release_day=3, stay_days=1),
            patient("early", mandatory=True, due_day=0, stay_days=1),
        ],
        beds=(1,),
        days=5,
    )
    data = search_data(whole)
    draft = Draft.empty(whole, data)
    draft.admit(0, 0, 0, 0)
    admit_by_ejection(draft, seconds=5, seed=0)
    assert draft.chosen.day[:3].tolist() == [1, 3, 0]


@pytest.mark.parametrize(
    "scarce", [{"surgeon_minutes": 240, "theatre_minutes": 600}, {"surgeon_minutes": 900, "theatre_minutes": 240}]
)
def test_who_has_no_place_beside_those_pinned_is_left_out_and_the_rest_planned(scarce: dict[str, int]) -> None:
    whole = problem(
        [
            patient("pinned", surgery_minutes=200),
            patient("rival", mandatory=True, due_day=0, surgery_minutes=100),
            patient("other", mandatory=True, surgery_minutes=100),
        ],
        theatres=1,
        **scarce,
    )
    pins = {"pinned": Admission(day=0, room="r0", theatre="t0")}
    found = plan_admissions_by_moves(whole, moves=MOVES, pins=pins)
    assert set(found.plan.admissions) == {"pinned", "other"}


@pytest.mark.parametrize("seed", range(4))
def test_no_plan_costs_less_than_the_bound(seed: int) -> None:
    whole = replace(random_problem(seed, patients=12), weights=replace(random_problem(0).weights, unscheduled=30))
    found = plan_admissions_by_moves(whole, moves=MOVES, seed=seed)
    assert 0 < lower_bound(whole, seconds=0.0) <= found.bound <= found.objective


def test_a_lone_patient_is_planned_at_the_bound() -> None:
    whole = problem([patient("p0")], nurses=2)
    found = plan_admissions_by_moves(whole, moves=MOVES)
    assert found.status == Status.OPTIMAL
    assert found.objective == WHOLE_COST


def test_the_bound_knows_who_is_pinned() -> None:
    whole = problem([patient("late"), patient("out", mandatory=False)], nurses=2)
    pins = {"late": Admission(day=2, room="r0", theatre="t0"), "out": None}
    found = plan_admissions_by_moves(whole, moves=MOVES, pins=pins)
    assert found.objective == WHOLE_COST + 2 * 10 + 300
    assert found.status == Status.OPTIMAL


WHOLE_COST = 30 + 4
"""One theatre opened and one nurse, skilled enough; no delay."""


def test_pinned_patients_stay_and_those_pinned_out_wait() -> None:
    whole = random_problem(1)
    free = [p.id for p in whole.patients if not p.mandatory]
    place = Admission(day=whole.patients[0].release_day, room="r2", theatre="t1")
    pinned = next(p for p in whole.patients if p.gender == "B" and p.release_day >= 2)
    pins = {pinned.id: replace(place, day=pinned.release_day), next(n for n in free if n != pinned.id): None}
    found = plan_admissions_by_moves(whole, moves=MOVES, pins=pins)
    for name, pin in pins.items():
        assert found.plan.admissions.get(name) == pin
    assert {violation.rule for violation in found.check.violations} <= {MandatoryAdmitted.name}


def test_pins_that_break_a_rule_are_refused() -> None:
    whole = problem([patient("p0", incompatible_rooms=frozenset({"r1"}))])
    with pytest.raises(InputError, match="room r1 is incompatible"):
        plan_admissions_by_moves(whole, moves=1, pins={"p0": Admission(day=0, room="r1", theatre="t0")})


def test_pins_of_unknown_patients_are_refused() -> None:
    with pytest.raises(InputError, match="nobody"):
        plan_admissions_by_moves(problem([patient("p0")]), moves=1, pins={"nobody": None})


def test_the_rest_is_planned_around_an_impossible_patient() -> None:
    whole = problem([patient("p0", mandatory=True, release_day=2, due_day=1), patient("p1"), patient("p2")])
    found = plan_admissions_by_moves(whole, moves=MOVES)
    assert found.status == Status.INFEASIBLE
    assert set(found.plan.admissions) == {"p1", "p2"}


@pytest.mark.parametrize(
    ("impossible", "reason"),
    [
        (patient("p0", mandatory=True, release_day=2, due_day=1), "possible from day 2 to day 1"),
        (patient("p0", mandatory=True, incompatible_rooms=frozenset({"r0", "r1"})), "all 2 rooms"),
        (patient("p0", mandatory=True, surgery_minutes=241), "241 minutes"),
        (patient("p0", mandatory=True, due_day=1), "occupants leave no compatible room"),
    ],
)
def test_a_patient_who_fits_nowhere_is_told_why(impossible: object, reason: str) -> None:
    lying = [occupant(f"a{i}", f"r{i % 2}", stay_days=4, gender="B") for i in range(2)]
    groups = impossible_patients(problem([impossible, patient("p1")], occupants=lying))  # type: ignore[list-item]
    assert [group.patients for group in groups] == [("p0",)]
    assert reason in str(groups[0].reason)


def test_a_conflict_over_a_surgeon_names_no_needless_patient() -> None:
    rivals = [patient(f"p{i}", mandatory=True, due_day=0, surgery_minutes=100) for i in range(3)]
    easy = [patient("q0", mandatory=True, due_day=3, surgery_minutes=30)]
    groups = impossible_patients(problem([*easy, *rivals], theatre_minutes=500))
    assert [group.patients for group in groups] == [("p0", "p1", "p2")]


def test_a_possible_list_has_no_conflict() -> None:
    assert impossible_patients(problem([patient("p0", mandatory=True, due_day=0)])) == []


def test_a_conflict_over_beds_and_rooms_of_one_gender_names_no_needless_patient() -> None:
    women = [patient(f"w{i}", mandatory=True, due_day=0, surgery_minutes=10) for i in range(2)]
    men = [patient(f"m{i}", mandatory=True, due_day=0, surgery_minutes=10, gender="B") for i in range(3)]
    groups = impossible_patients(problem([*women, *men]))
    assert len(groups) == 1
    assert sorted(name[0] for name in groups[0].patients) == ["m", "m", "m", "w"]
    assert "compete for beds: at least one cannot be admitted" in str(groups[0].reason)


def test_a_conflict_of_two_surgeons_over_theatres_is_found_where_neither_alone_has_one() -> None:
    rivals = [patient(f"p{i}", mandatory=True, due_day=0, surgery_minutes=200, surgeon=f"s{i}") for i in range(2)]
    groups = impossible_patients(problem(rivals, surgeons=2, theatres=1))
    assert [sorted(group.patients) for group in groups] == [["p0", "p1"]]
    assert "compete for theatre minutes" in str(groups[0].reason)


def test_worker_processes_improve_on_the_first_plan_and_report_only_better_ones() -> None:
    whole = random_problem(11)
    costs: list[int] = []

    def progress(_: AdmissionsPlan, check: object) -> None:
        costs.append(check.total_cost)  # type: ignore[attr-defined]

    found = plan_admissions(whole, time_limit_seconds=20, workers=1, progress=progress, stop=lambda: len(costs) > 1)
    assert found.objective == costs[-1]
    assert costs == sorted(costs, reverse=True)


def test_who_wants_to_stop_at_once_gets_a_plan_that_breaks_nothing_but_mandatory_admission() -> None:
    crowd = [patient(f"p{i}", mandatory=True, due_day=3, surgery_minutes=120) for i in range(9)]
    found = plan_admissions(problem(crowd, beds=(2, 2)), time_limit_seconds=600, workers=1, stop=lambda: True)
    assert {violation.rule for violation in found.check.violations} == {MandatoryAdmitted.name}
    assert found.plan.admissions
    assert found.moves == 0


def test_nobody_to_plan_is_planned() -> None:
    found = plan_admissions(problem([]), time_limit_seconds=1)
    assert found.objective == 0


def test_without_rooms_everybody_is_left_for_later() -> None:
    nowhere = replace(problem([patient("p0"), patient("p1")]), rooms=())
    found = plan_admissions_by_moves(nowhere, moves=MOVES)
    assert (found.plan.admissions, found.moves) == ({}, 0)


def test_work_that_somebody_does_not_want_to_wait_for_is_left_to_end_by_itself() -> None:
    never = threading.Event()
    assert unless_stopped(never.wait, lambda: True) is None
    never.set()
    assert unless_stopped(lambda: 7, lambda: False) == 7
    with pytest.raises(ZeroDivisionError):
        unless_stopped(lambda: 1 // 0, lambda: False)


def test_nurses_of_a_fully_pinned_plan_are_still_improved() -> None:
    whole = problem([patient("p0"), patient("p1", age_group=2)])
    pins = {"p0": Admission(day=0, room="r0", theatre="t0"), "p1": Admission(day=0, room="r1", theatre="t0")}
    found = plan_admissions_by_moves(whole, moves=MOVES, pins=pins)
    assert found.plan.admissions == pins
    assert found.check.amounts["continuity of care"] == 2
