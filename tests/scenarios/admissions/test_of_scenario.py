"""The hospital's own list becomes the problem that the public instances are."""

from dataclasses import replace

import pytest

from scenarios.admissions.check import problems_of_problem
from scenarios.admissions.of_scenario import admissions_problem
from scenarios.admissions.problem import AdmissionsProblem, WaitingPatient
from scenarios.check import check
from scenarios.coming_weeks import NursingGrade, PlannedWard
from scenarios.facilities import OperatingRoom
from scenarios.generate import generate
from scenarios.input_problems import InputError
from scenarios.patients import Isolation
from tests import make, weeks


def mapped(*entries: object, **changes: object) -> AdmissionsProblem:
    coming = changes.pop("coming", None) or weeks.weeks(*entries)  # type: ignore[arg-type]
    whole = weeks.scenario(coming, **changes)  # type: ignore[arg-type]
    assert check(whole) == []
    return admissions_problem(whole)


def only(problem: AdmissionsProblem) -> WaitingPatient:
    (patient,) = problem.patients
    return patient


@pytest.mark.parametrize(("beds", "seed"), [(100, 1), (200, 2), (2000, 2026)])
def test_a_generated_hospital_is_a_sound_problem_with_somebody_who_waits(beds: int, seed: int) -> None:
    problem = admissions_problem(generate(beds=beds, waiting=0, seed=seed))
    assert problems_of_problem(problem) == []
    assert problem.patients
    assert problem.occupants


def test_a_hospital_without_coming_weeks_is_refused() -> None:
    with pytest.raises(InputError, match="coming_weeks: is missing"):
        admissions_problem(make.scenario())


def test_dates_are_days_of_the_horizon_and_days_gone_by_count_as_the_first() -> None:
    problem = mapped(
        weeks.entry("a", earliest=weeks.on(2), due=weeks.on(3), mandatory=True),
        weeks.entry("b", earliest=weeks.on(-9)),
    )
    assert [(p.release_day, p.due_day, p.mandatory) for p in problem.patients] == [(2, 3, True), (0, None, False)]


def test_who_is_overdue_may_come_on_any_day() -> None:
    patient = only(mapped(weeks.entry(earliest=weeks.on(-9), due=weeks.on(-2), mandatory=True)))
    assert (patient.release_day, patient.due_day, patient.mandatory) == (0, None, True)


def test_a_turnover_is_counted_with_each_case_and_not_after_the_last() -> None:
    problem = mapped(weeks.entry(surgery_minutes=60))
    assert only(problem).surgery_minutes == 60 + 30
    assert problem.theatres[0].minutes_by_day == (480 + 30,) * 4
    assert problem.surgeons[0].minutes_by_day == (240 + 30,) * 4


def test_a_theatre_without_an_entry_is_closed_that_day() -> None:
    coming = weeks.weeks(weeks.entry())
    problem = mapped(coming=replace(coming, theatre_days=coming.theatre_days[1:]))
    assert problem.theatres[0].minutes_by_day == (0, 510, 510, 510)


def test_nursing_follows_the_grades_of_the_first_and_the_later_days() -> None:
    problem = mapped(weeks.entry(stay_days=3, first_nursing=NursingGrade.SPECIAL, first_nursing_days=1))
    assert only(problem).workload == (6, 5, 4, 2, 2, 1, 2, 2, 1)
    assert only(problem).required_skill == (2, 2, 2, 0, 0, 0, 0, 0, 0)


def test_patients_in_bed_are_occupants_until_the_day_they_leave() -> None:
    stays = [
        make.stay(bed="W1-R1-1", leaves_in_hours=5),
        make.stay(bed="W1-R1-2", leaves_in_hours=50),
        make.stay(bed="W1-R2-1"),
    ]
    problem = mapped(weeks.entry(), wards=[make.ward(rooms=[2, 2])], stays=stays)
    assert [(one.room, one.stay_days) for one in problem.occupants] == [("W1-R1", 1), ("W1-R2", 4)]


def test_only_rooms_of_the_own_department_and_shared_wards_suit() -> None:
    wards = [
        make.ward(id="W1", rooms=[2]),
        make.ward(id="W2", department="D2", rooms=[2]),
        make.ward(id="W3", department="D2", rooms=[2], shared=True),
    ]
    problem = mapped(coming=weeks.weeks(weeks.entry(), wards=("W1", "W2", "W3")), wards=wards)
    assert only(problem).incompatible_rooms == {"W2-R1"}


@pytest.mark.parametrize(
    ("ward", "entry"),
    [
        ({"level_of_care": "icu"}, {}),
        ({"age_bands": ["paediatric"]}, {}),
        ({}, {"forbidden_rooms": frozenset({"W1-R1"})}),
        ({}, {"equipment": frozenset({"ventilator"})}),
        ({}, {"patient": make.patient(isolation="contact", pathogen="MRSA")}),
        ({"rooms": [make.room(id="W1-R1", isolation=True)]}, {}),
    ],
)
def test_a_room_that_lacks_what_a_patient_needs_is_incompatible(
    ward: dict[str, object], entry: dict[str, object]
) -> None:
    problem = mapped(weeks.entry(**entry), wards=[make.ward(**{"rooms": [2], **ward})])
    assert only(problem).incompatible_rooms == {"W1-R1"}


def test_operating_rooms_of_other_departments_do_not_suit() -> None:
    whole = weeks.scenario(weeks.weeks(weeks.entry()))
    hospital = replace(whole.hospital, operating_rooms=(OperatingRoom(id="OR1", departments=frozenset({"D2"})),))
    assert only(admissions_problem(replace(whole, hospital=hospital))).incompatible_theatres == {"OR1"}


def test_a_room_with_women_and_men_is_not_planned() -> None:
    stays = [make.stay(bed="W1-R1-1", sex="male"), make.stay(bed="W1-R1-2", sex="female")]
    problem = mapped(weeks.entry(), wards=[make.ward(rooms=[3, 2])], stays=stays)
    assert [room.id for room in problem.rooms] == ["W1-R2"]
    assert problem.occupants == ()


def test_a_room_with_a_patient_in_isolation_takes_nobody_new() -> None:
    stays = [make.stay(bed="W1-R1-1", isolation=Isolation.CONTACT, pathogen="MRSA")]
    problem = mapped(weeks.entry(), wards=[make.ward(rooms=[3, 2])], stays=stays)
    assert only(problem).incompatible_rooms == {"W1-R1"}


def test_beds_without_nurses_blocked_or_kept_are_taken_from_the_emptiest_rooms() -> None:
    coming = replace(weeks.weeks(weeks.entry()), planned_wards=(PlannedWard(ward="W1", kept_beds=2),))
    problem = mapped(
        coming=coming,
        wards=[make.ward(rooms=[3, 3, 3], staffed_beds=8)],
        stays=[make.stay(bed=f"W1-R1-{bed}") for bed in (1, 2, 3)],
        statuses=[make.status(bed="W1-R2-1", reason="closed")],
    )
    assert {room.id: room.beds for room in problem.rooms} == {"W1-R1": 3, "W1-R2": 1, "W1-R3": 2}
