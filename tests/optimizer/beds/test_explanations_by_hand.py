"""Explanations of small allocations that anybody can follow."""

from dataclasses import replace

from optimizer.beds import BedProblem, Recommender, allocate_problem, explain, why_not, why_waiting
from optimizer.beds.conflict import sentences
from optimizer.beds.explain import Explanation
from optimizer.beds.why_not import WhyNot
from optimizer.solve import Budget
from scenarios.allocation_settings import AllocationSettings, GoalWeights, UrgencyWeight
from scenarios.patients import Urgency
from scenarios.scenario import Scenario
from tests import make
from tests.optimizer.beds.by_hand import weighing

BUDGET = Budget(workers=1, seconds=20)


def explained(scenario: Scenario) -> dict[str, Explanation]:
    problem = BedProblem(scenario)
    explanations = explain(problem, allocate_problem(problem, BUDGET).plan)
    return {explanation.assignment.request: explanation for explanation in explanations}


def told_why(scenario: Scenario, request: str) -> list[str]:
    problem = BedProblem(scenario)
    conflict = why_waiting(problem, allocate_problem(problem, BUDGET).plan, request)
    return [str(sentence) for sentence in sentences(problem, conflict)]


def asked_why_not(scenario: Scenario, request: str, bed: str) -> WhyNot:
    problem = BedProblem(scenario)
    return why_not(problem, allocate_problem(problem, BUDGET), request, bed, BUDGET)


def recommended(scenario: Scenario, request: int = 0) -> list[str]:
    return [option.bed for option in Recommender(scenario).recommend(scenario.requests[request], count=9)]


def test_the_best_bed_and_the_next_are_told_with_their_difference() -> None:
    rooms = [make.room(id="R1", beds=1), make.room(id="R2", beds=1, equipment=["hoist"]), make.room(id="R3", beds=1)]
    scenario = make.scenario(
        wards=[make.ward(rooms=rooms)],
        statuses=[make.status(bed="R3-1", state="cleaning", until=make.hours(3))],
        requests=[make.request(needed_in_hours=9)],
        allocation=weighing(occupancy_balance=0),
    )
    explanation = explained(scenario)["Q1"]
    assert (explanation.assignment.bed, explanation.cost) == ("R1-1", 0)
    told = [(each.bed, each.start_minutes, each.extra_cost) for each in explanation.alternatives]
    assert told == [("R2-1", 0, 15), ("R3-1", 180, 30)]


def test_a_bed_that_would_come_too_late_for_another_is_no_alternative() -> None:
    """Q1 leaves a bed for Q2 now; the bed being cleaned would free it only later."""
    patient = make.patient(id="P1")
    scenario = make.scenario(
        wards=[make.ward(id="W1", rooms=[1, 1]), make.ward(id="W2", rooms=[1], level_of_care="icu", also_takes=[])],
        stays=[make.stay(bed="W2-R1-1", patient=patient, level_of_care="icu")],
        statuses=[make.status(bed="W1-R2-1", state="cleaning")],
        requests=[
            make.request(id="Q1", patient=patient, current_bed="W2-R1-1", source="icu step-down"),
            make.request(id="Q2", level_of_care="icu"),
        ],
    )
    explanations = explained(scenario)
    assert {name: each.assignment.bed for name, each in explanations.items()} == {"Q1": "W1-R1-1", "Q2": "W2-R1-1"}
    assert explanations["Q1"].alternatives == ()


def test_who_waits_for_a_bed_that_another_gets_is_told_so() -> None:
    requests = [make.request(id="Q1"), make.request(id="Q2", urgency="urgent")]
    scenario = make.scenario(wards=[make.ward(rooms=[1])], requests=requests)
    assert told_why(scenario, "Q1") == ["one patient a bed excludes 1 of 1 beds"]


def test_several_rules_are_told_with_the_beds_that_each_leaves() -> None:
    rooms = [make.room(id=f"R{n}", beds=1) for n in range(1, 4)] + [make.room(id="R4", beds=2)]
    scenario = make.scenario(
        wards=[make.ward(id="W1", rooms=rooms)],
        stays=[make.stay(bed="R4-1", sex="male")],
        statuses=[make.status(bed=bed) for bed in ("R1-1", "R2-1")],
        requests=[make.request(forbidden_rooms=["R3"])],
    )
    first, *others = told_why(scenario, "Q1")
    assert first == "bed state excludes 3 of 5 beds"
    assert [other.split(" excludes ")[1] for other in others] == ["1 of the other 2", "1 of the other 1"]
    assert {other.split(" excludes ")[0] for other in others} == {"same-sex room", "forbidden room"}


def test_a_bed_that_costs_more_than_waiting_is_named() -> None:
    hospital = make.hospital(
        wards=[make.ward(id="W2", department="D2", rooms=[1])],
        departments=[make.department(id="D1"), make.department(id="D2")],
        lending=[make.lending(lender="D2", borrower="D1")],
    )
    dear = weighing(clinical_distance=100_000, walking=0)  # two steps; waiting costs 10,480
    scenario = make.scenario(hospital=hospital, requests=[make.request(department="D1")], allocation=dear)
    assert told_why(scenario, "Q1") == ["bed W2-R1-1 is possible, but the plan would cost 189520 points more"]


def test_why_not_a_bed_that_another_needs_more() -> None:
    """One bed, and the cap lets one patient in: the more urgent. With the other in it, that one waits instead."""
    hospital = make.hospital(wards=[make.ward(rooms=[1, 1])], departments=[make.department(id="D1", bed_cap=1)])
    requests = [make.request(id="Q1", urgency="soon"), make.request(id="Q2", urgency="urgent")]
    answer = asked_why_not(make.scenario(hospital=hospital, requests=requests), "Q1", "W1-R2-1")
    assert [violation.rule for violation in answer.beside_plan] == ["department cap"]
    assert answer.extra_cost == (20_000 + 2 * 24 * 24) - (10_000 + 2 * 24 * 10)
    assert answer.plan is not None
    assert answer.plan.waiting == ("Q2",)


def test_why_not_a_bed_held_for_somebody_else_names_the_hold() -> None:
    scenario = make.scenario(
        wards=[make.ward(rooms=[1, 1])],
        statuses=[make.status(bed="W1-R2-1", state="held", held_for="Q2")],
        requests=[make.request(id="Q1"), make.request(id="Q2")],
    )
    answer = asked_why_not(scenario, "Q1", "W1-R2-1")
    assert [violation.message for violation in answer.broken] == ["Bed W1-R2-1 is held for Q2, not for Q1"]
    assert answer.extra_cost is None


def test_why_not_the_other_of_two_beds_held_for_the_same_request() -> None:
    scenario = make.scenario(
        statuses=[make.status(bed=f"W1-R1-{n}", state="held", held_for="Q1") for n in (1, 2)],
        requests=[make.request(id="Q1")],
    )
    for bed in ("W1-R1-1", "W1-R1-2"):
        assert asked_why_not(scenario, "Q1", bed).extra_cost == 0


def test_why_not_a_bed_that_somebody_would_have_to_leave_first() -> None:
    scenario = make.scenario(
        wards=[make.ward(id="W1", department="D1", rooms=[1]), make.ward(id="W2", department="D2", rooms=[1, 1])],
        stays=[make.stay(bed="W2-R1-1", department="D1", patient_id="A")],
        requests=[make.request(id="Q1", department="D2", urgency="soon")],
        allocation=weighing(max_moves=1, moves=60, lent_patient_away=0, occupancy_balance=0),
    )
    answer = asked_why_not(scenario, "Q1", "W2-R1-1")
    assert answer.extra_cost == 60 + 15, "a move, and 45 minutes of cleaning past the need"
    assert answer.plan is not None
    assert [(move.patient, move.to_bed) for move in answer.plan.moves] == [("A", "W1-R1-1")]


def test_every_bed_held_for_a_request_is_recommended_to_it() -> None:
    scenario = make.scenario(
        wards=[make.ward(rooms=[2])],
        statuses=[make.status(bed=f"W1-R1-{n}", state="held", held_for=f"Q{n}") for n in (1, 2)],
        requests=[make.request(id="Q1"), make.request(id="Q2")],
    )
    assert recommended(scenario, 0) == ["W1-R1-1"]
    assert recommended(scenario, 1) == ["W1-R1-2"]


def test_no_bed_is_recommended_in_which_somebody_lies_who_might_be_moved() -> None:
    scenario = make.scenario(
        wards=[make.ward(id="W1", department="D1", rooms=[1]), make.ward(id="W2", department="D2", rooms=[1])],
        stays=[make.stay(bed="W2-R1-1", department="D1")],
        requests=[make.request(department="D2")],
        allocation=weighing(max_moves=2),
    )
    assert recommended(scenario) == []


def test_in_the_room_that_somebody_leaves_they_are_no_company() -> None:
    patient = make.patient(id="P1", isolation="contact")
    room = make.room(id="R1", beds=2, isolation=True)
    scenario = make.scenario(
        wards=[make.ward(rooms=[room])],
        stays=[make.stay(bed="R1-1", patient=patient)],
        requests=[make.request(patient=patient, current_bed="R1-1")],
    )
    assert recommended(scenario) == ["R1-2"]
    plain = replace(scenario, hospital=make.hospital(wards=[make.ward(rooms=[replace(room, isolation=False)])]))
    assert recommended(plain) == []


def test_a_newcomer_who_is_not_on_the_list_gets_recommendations_too() -> None:
    scenario = make.scenario(requests=[make.request(id="Q1")])
    (option,) = Recommender(scenario).recommend(make.request(id="Q9", equipment=[]))
    assert option.bed == "W1-R1-1"
    assert Recommender(scenario).recommend(make.request(id="Q9", equipment=["monitor"])) == []


def test_a_bed_that_would_need_another_nurse_beside_the_plans_moves_is_no_alternative() -> None:
    """M makes room for Q1 within the ward and takes its last nurse, so that Q2 cannot come as well."""
    isolation = make.room(id="I", beds=1, isolation=True, negative_pressure=True)
    rooms = [isolation, make.room(id="A", beds=1), make.room(id="B", beds=1)]
    scenario = make.scenario(
        wards=[make.ward(id="W1", rooms=rooms, staffed_beds=2), make.ward(id="W2", rooms=[make.room(id="C", beds=1)])],
        stays=[make.stay(bed="I-1", patient_id="M")],
        requests=[make.request(id="Q1", isolation="airborne", pathogen="TB"), make.request(id="Q2")],
        allocation=weighing(max_moves=1),
    )
    explanations = explained(scenario)
    assert explanations["Q1"].assignment.bed == "I-1"
    assert explanations["Q2"].alternatives == ()


def test_a_hold_that_has_run_out_recommends_nothing() -> None:
    hospital = make.hospital(
        wards=[make.ward(id="W1", department="D1", rooms=[1]), make.ward(id="W2", department="D2", rooms=[1])],
        departments=[make.department(id="D1"), make.department(id="D2", kept_beds=1)],
        lending=[make.lending(lender="D2", borrower="D1")],
    )
    run_out = make.status(bed="W2-R1-1", state="held", held_for="Q1", until=make.hours(-2))
    scenario = make.scenario(
        hospital=hospital, stays=[make.stay(bed="W1-R1-1")], statuses=[run_out], requests=[make.request()]
    )
    assert recommended(scenario) == []


def test_where_waiting_costs_nothing_an_empty_bed_is_said_to_be_possible() -> None:
    free = {urgency: UrgencyWeight(points_per_hour=0, unplaced_points=0) for urgency in Urgency}
    settings = AllocationSettings(weights=GoalWeights(waiting=free, occupancy_balance=0))
    scenario = make.scenario(wards=[make.ward(rooms=[1])], requests=[make.request()], allocation=settings)
    assert told_why(scenario, "Q1") == ["bed W1-R1-1 is possible; at the hospital's weights waiting costs no more"]
