"""Why somebody is left for later: what is in the way by day, what coming would cost, who could never come."""

from dataclasses import replace
from datetime import date

from optimizer.admissions.explain import impossible_patients
from optimizer.admissions.left_for_later import Obstacle, left_for_later
from scenarios.admissions.plan import Admission, AdmissionsPlan
from tests.optimizer.admissions.problems import patient, problem

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


def test_who_is_pinned_out_is_said_to_be() -> None:
    whole = problem([patient("out")])
    (found,) = left_for_later(whole, plan(), pinned_out={"out"})
    assert str(found.sentences()[0]) == "pinned: to be left for later"


def test_who_could_never_come_is_told_why() -> None:
    whole = problem([patient("out", mandatory=True, incompatible_rooms=frozenset({"r0", "r1"}))])
    (found,) = left_for_later(whole, plan(), impossible=impossible_patients(whole))
    assert "all 2 rooms are incompatible" in str(found.sentences()[0])
