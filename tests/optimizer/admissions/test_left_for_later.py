"""Why somebody is left for later: what is in the way by day, what coming would cost, who could never come."""

from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.admissions.check import check_plan
from optimizer.admissions.explain import impossible_patients
from optimizer.admissions.first.draft import Draft
from optimizer.admissions.first.plan import first_decisions
from optimizer.admissions.left_for_later import Obstacle, left_for_later
from optimizer.admissions.price import Pricer
from optimizer.admissions.search.assignment import plan_of
from optimizer.admissions.search.data import search_data
from scenarios.admissions.plan import Admission, AdmissionsPlan
from tests.optimizer.admissions.problems import patient, problem, random_problem

NURSES = {("r0", shift): "n1" for shift in range(12)}


def plan(**days: int) -> AdmissionsPlan:
    admissions = {name: Admission(day=day, room="r0", theatre="t0") for name, day in days.items()}
    return AdmissionsPlan(admissions=admissions, nurse_of=NURSES)


def test_each_day_names_the_first_thing_in_the_way() -> None:
    whole = problem(
        [
            patient("busy", surgery_minutes=200, stay_days=4),
            patient("out", surgery_minutes=100, release_day=0, due_day=2, gender="B"),
        ],
        beds=(1,),
        surgeon_minutes=240,
    )
    (found,) = left_for_later(whole, plan(busy=0))
    assert found.patient == "out"
    assert found.obstacles == {Obstacle.SURGEON: 1, Obstacle.BED: 2}
    assert [str(sentence) for sentence in found.sentences()] == [
        "surgeon has too few minutes left on 1 of 3 possible days",
        "no bed that suits is free for the whole stay on 2 of 3 possible days",
    ]


def test_a_surgeon_who_does_not_operate_is_told_from_one_who_is_booked_up() -> None:
    whole = problem([patient("busy", surgery_minutes=200), patient("out", surgery_minutes=100, due_day=2)], days=4)
    surgeon = replace(whole.surgeons[0], minutes_by_day=(240, 0, 0, 0))
    (found,) = left_for_later(replace(whole, surgeons=(surgeon,)), plan(busy=0))
    assert found.obstacles == {Obstacle.SURGEON: 1, Obstacle.ABSENT: 2}
    assert str(found.sentences()[1]) == "surgeon does not operate on 2 of 3 possible days"


def test_days_of_a_hospital_are_told_by_date() -> None:
    whole = replace(problem([patient("in"), patient("out")], days=4), first_day=date(2025, 3, 11))
    (found,) = left_for_later(whole, plan(**{"in": 0}))
    assert str(found.sentences()[0]).startswith("possible on 2025-03-11, ")


def test_too_little_time_in_every_theatre_is_named() -> None:
    whole = problem([patient("out", surgery_minutes=100, due_day=0)], theatre_minutes=90)
    (found,) = left_for_later(whole, plan())
    assert found.obstacles == {Obstacle.THEATRE: 1}


def test_where_nothing_is_in_the_way_the_price_of_the_cheapest_day_is_told() -> None:
    whole = problem([patient("in"), patient("out", required_skill=(0,) * 6)], days=4)
    (found,) = left_for_later(whole, plan(**{"in": 0}))
    assert (found.day, found.extra_points) == (0, 4 - 300)
    assert str(found.sentences()[0]) == "possible on day 0, and the plan would cost 296 points less"


@settings(max_examples=60)
@given(seed=st.integers(0, 10_000), share=st.sampled_from([0.3, 0.8]))
def test_an_admission_costs_what_the_check_counts_more_with_it(seed: int, share: float) -> None:
    whole = random_problem(seed, patients=16)
    data = search_data(whole)
    rng = np.random.default_rng(seed)
    draft = Draft.of_decisions(data, first_decisions(whole, data, seconds=None, seed=0))
    for index in range(data.patients):
        if not draft.is_out(index) and rng.random() > share:
            draft.take_out(index)
    cost = check_plan(whole, plan_of(whole, data, draft.flat)).total_cost
    pricer = Pricer.of(draft)
    for index in filter(draft.is_out, range(data.patients)):
        for day in range(int(data.release[index]), int(data.latest[index]) + 1):
            theatre, room = draft.free_theatre(index, day), draft.free_room(index, day)
            if theatre >= 0 and room >= 0:
                extra = pricer.extra_points(index, day, room, theatre)
                draft.admit(index, day, room, theatre)
                assert check_plan(whole, plan_of(whole, data, draft.flat)).total_cost == cost + extra
                draft.take_out(index)


def test_who_can_come_only_after_these_weeks_is_told_so() -> None:
    whole = replace(problem([patient("out", release_day=9)], days=4), first_day=date(2025, 3, 11))
    (found,) = left_for_later(whole, plan())
    assert [str(sentence) for sentence in found.sentences()] == [
        "possible from 2025-03-20 on, which is after the last possible day, 2025-03-14"
    ]


def test_who_is_pinned_out_is_said_to_be() -> None:
    whole = problem([patient("out")])
    (found,) = left_for_later(whole, plan(), pinned_out={"out"})
    assert str(found.sentences()[0]) == "pinned: to be left for later"


def test_who_could_never_come_is_told_why() -> None:
    whole = problem([patient("out", mandatory=True, incompatible_rooms=frozenset({"r0", "r1"}))])
    (found,) = left_for_later(whole, plan(), impossible=impossible_patients(whole))
    assert "all 2 rooms are incompatible" in str(found.sentences()[0])
