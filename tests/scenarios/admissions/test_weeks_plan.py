"""A plan of the own weeks with dates, on file, and one day of it for the nightly schedule and the bed reserve."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from scenarios.admissions.of_scenario import admissions_problem
from scenarios.admissions.plan import Admission, AdmissionsPlan
from scenarios.admissions.planned_day import planned_demand, planned_surgical_day
from scenarios.admissions.remaining import continued
from scenarios.admissions.weeks_plan import admissions_plan, weeks_plan
from scenarios.files.admissions import AdmissionsInput
from scenarios.files.weeks_plans import read_weeks_plan, weeks_plan_to_json
from scenarios.hospital import LevelOfCare
from scenarios.input_problems import InputError
from scenarios.patients import RequestSource
from scenarios.surgery_check import check_day
from tests import make, weeks

COMING = weeks.weeks(
    weeks.entry("a", mandatory=True, due=weeks.on(1), surgery_grade=3),
    weeks.entry("b", level_of_care=LevelOfCare.GENERAL),
    weeks.entry("c"),
)
SCENARIO = weeks.scenario(COMING)
PROBLEM = admissions_problem(SCENARIO)
PLAN = AdmissionsPlan(
    admissions={
        "a": Admission(day=1, room="W1-R1", theatre="OR1"),
        "b": Admission(day=1, room="W1-R1", theatre="OR1"),
    },
    nurse_of={("W1-R1", shift): f"W1 {('early', 'late', 'night')[shift % 3]}" for shift in range(3, 9)},
)
OWN = weeks_plan(COMING, PROBLEM, PLAN, {"c": ("no bed",)})


def test_a_plan_names_dates_wards_and_who_is_left_for_later() -> None:
    assert [(one.entry, one.on, one.leaves_on, one.ward) for one in OWN.admissions] == [
        ("a", weeks.on(1), weeks.on(3), "W1"),
        ("b", weeks.on(1), weeks.on(3), "W1"),
    ]
    assert [(one.entry, one.why) for one in OWN.left_for_later] == [("c", ("no bed",))]
    assert len(OWN.nursing) == 6


def test_a_plan_comes_back_from_its_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(weeks_plan_to_json(OWN))
    assert read_weeks_plan(path) == OWN
    assert AdmissionsInput(PROBLEM, SCENARIO).read_plan(path) == PLAN


def test_a_plan_made_after_the_weeks_have_begun_keeps_what_the_one_before_decided_for_the_days_gone() -> None:
    later = replace(OWN, first_day=weeks.on(2), days=2, admissions=(), nursing=())
    kept = continued(OWN, later)
    assert (kept.admissions, kept.first_day) == (OWN.admissions, weeks.on(2))
    assert kept.nursing == tuple(one for one in OWN.nursing if one.on < weeks.on(2))
    assert continued(kept, later) == kept
    assert continued(OWN, OWN) == OWN == continued(None, OWN)


def test_a_plan_that_names_strangers_and_other_days_is_refused_with_all_of_them(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    stranger = replace(OWN.admissions[0], entry="x")
    late = replace(OWN.nursing[0], nurse="W1 night", on=weeks.on(33))
    path.write_bytes(weeks_plan_to_json(replace(OWN, admissions=(stranger,), nursing=(late,))))
    with pytest.raises(InputError) as refused:
        AdmissionsInput(PROBLEM, SCENARIO).read_plan(path)
    said = str(refused.value)
    assert "patients.x: is not on the waiting list" in said
    assert "nurse W1 night: 2025-04-13, expected 2025-03-11 to 2025-03-14" in said


def test_one_room_has_one_nurse_a_shift() -> None:
    twice = replace(OWN, nursing=(*OWN.nursing, replace(OWN.nursing[0], nurse="other")))
    _, problems = admissions_plan(COMING, twice)
    assert [problem.path for problem in problems] == ["nursing.6"]


def test_the_day_feeds_the_nightly_schedule() -> None:
    day = planned_surgical_day(SCENARIO.hospital, COMING, OWN, weeks.on(1))
    assert day is not None
    assert check_day(day) == []
    assert [(room.id, room.closes_minute - room.opens_minute) for room in day.rooms] == [("OR1", 480)]
    assert [(case.id, case.must_do, case.grade, case.preferred_room) for case in day.cases] == [
        ("a", True, 3, "OR1"),
        ("b", False, 1, "OR1"),
    ]


def test_a_day_without_open_operating_rooms_has_no_schedule() -> None:
    assert planned_surgical_day(SCENARIO.hospital, COMING, OWN, weeks.on(9)) is None


def test_the_day_asks_for_the_beds_of_its_patients_until_they_are_in_bed() -> None:
    at = make.NOW + timedelta(days=2)
    (demand,) = planned_demand(COMING, OWN, weeks.on(1), at)
    assert (demand.department, demand.beds, demand.source) == ("D1", 2, RequestSource.ELECTIVE)
    assert demand.by == at.replace(hour=18)
    assert planned_demand(COMING, OWN, weeks.on(0), at) == ()
