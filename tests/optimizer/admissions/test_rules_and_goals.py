"""Each rule and goal on an example worked out by hand; the base plan keeps every rule."""

from dataclasses import replace

import pytest

from optimizer.admissions.check import PlanCheck, check_plan
from scenarios.admissions.plan import Admission, AdmissionsPlan
from scenarios.admissions.problem import AdmissionsProblem
from tests.optimizer.admissions.problems import occupant, patient, problem

SMALL = problem(
    [
        patient("p0", mandatory=True, due_day=1),
        patient("p1", age_group=2, required_skill=(2,) * 6),
        patient("p2", gender="B", incompatible_rooms=frozenset({"r0"}), surgery_minutes=200),
        patient("p3", release_day=1),
    ],
    occupants=[occupant("a0", "r0", stay_days=1)],
)
BASE = AdmissionsPlan(
    admissions={
        "p0": Admission(day=0, room="r0", theatre="t0"),
        "p1": Admission(day=1, room="r0", theatre="t0"),
        "p2": Admission(day=2, room="r1", theatre="t1"),
    },
    nurse_of={(room, shift): "n1" for room in ("r0", "r1") for shift in range(12)},
)


def checked(whole: AdmissionsProblem = SMALL, **admissions: Admission | None) -> PlanCheck:
    changed = {**BASE.admissions, **{name: place for name, place in admissions.items() if place is not None}}
    kept = {name: place for name, place in changed.items() if admissions.get(name, place) is not None}
    return check_plan(whole, replace(BASE, admissions=kept))


def at(day: int, room: str = "r0", theatre: str = "t0") -> Admission:
    return Admission(day=day, room=room, theatre=theatre)


def broken(check: PlanCheck) -> dict[str, int]:
    return {violation.rule: check.violation_amount(violation.rule) for violation in check.violations}


def test_the_base_plan_keeps_every_rule() -> None:
    assert checked().feasible


@pytest.mark.parametrize(
    ("admissions", "expected"),
    [
        ({"p2": at(3, "r1"), "p3": at(3, "r1")}, {"same-gender room": 1, "surgeon minutes": 20}),
        ({"p2": at(3, "r0")}, {"compatible room": 1}),
        ({"p2": at(1, "r1", "t1")}, {"surgeon minutes": 20}),
        ({"p0": None}, {"mandatory admitted": 1}),
        ({"p0": at(3)}, {"admission window": 1}),
        ({"p3": at(1)}, {"room capacity": 1}),
        ({"p3": at(0, "r1")}, {"admission window": 1}),
    ],
)
def test_a_broken_rule_is_named_and_sized(admissions: dict[str, Admission | None], expected: dict[str, int]) -> None:
    assert broken(checked(**admissions)) == expected


def test_theatre_overtime_is_counted_in_minutes() -> None:
    short = replace(SMALL, theatres=tuple(replace(theatre, minutes_by_day=(150,) * 4) for theatre in SMALL.theatres))
    assert broken(checked(short)) == {"theatre minutes": 50}


def test_an_occupied_room_without_a_nurse_is_uncovered() -> None:
    nurse_of = {key: nurse for key, nurse in BASE.nurse_of.items() if key != ("r0", 4)}
    assert broken(check_plan(SMALL, replace(BASE, nurse_of=nurse_of))) == {"covered room": 1}


def test_a_nurse_off_duty_is_not_rostered() -> None:
    off = replace(SMALL.nurses[1], max_workload={s: w for s, w in SMALL.nurses[1].max_workload.items() if s != 4})
    nurses = (SMALL.nurses[0], off, *SMALL.nurses[2:])
    assert broken(check_plan(replace(SMALL, nurses=nurses), BASE)) == {"rostered nurse": 2}


def test_a_nurse_of_another_ward_is_no_ward_nurse() -> None:
    rooms = (replace(SMALL.rooms[0], ward="east"), replace(SMALL.rooms[1], ward="west"))
    nurses = tuple(replace(nurse, ward="east") for nurse in SMALL.nurses)
    assert broken(check_plan(replace(SMALL, rooms=rooms, nurses=nurses), BASE)) == {"ward nurse": 12}


def test_a_theatre_that_does_not_suit_is_named() -> None:
    patients = (replace(SMALL.patients[0], incompatible_theatres=frozenset({"t0"})), *SMALL.patients[1:])
    assert broken(checked(replace(SMALL, patients=patients))) == {"compatible theatre": 1}


def test_goals_count_what_the_base_plan_has() -> None:
    assert checked().amounts == {
        "mixed age": 1,
        "nurse skill": 6,
        "continuity of care": 4,
        "nurse workload": 0,
        "open theatres": 3,
        "surgeon transfer": 0,
        "delay": 3,
        "left for later": 1,
    }


def test_workload_above_the_maximum_is_added_up_over_rooms() -> None:
    crowded = checked(p2=at(1, "r1", "t1"), p3=at(1, "r1", "t1"))
    assert crowded.amounts["nurse workload"] == 3 * 2


def test_a_surgeon_in_two_theatres_transfers_once() -> None:
    assert checked(p3=at(1, "r1", "t1")).amounts["surgeon transfer"] == 1


def test_costs_are_amounts_times_weights() -> None:
    check = checked()
    assert check.total_cost == 1 * 5 + 6 * 3 + 4 * 4 + 3 * 30 + 3 * 10 + 1 * 300
