"""All public IHTC-2024 instances, read at three days and compared with their own JSON."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from scenarios.check import check
from scenarios.files import load, load_ihtc
from scenarios.files.ihtc_scenario import DAY_ZERO
from scenarios.input_problems import InputError
from scenarios.patients import Urgency
from scenarios.scenario import Scenario

DATA = Path(__file__).parents[4] / "shared" / "data" / "ihtc2024"
INSTANCES = sorted(DATA.glob("*instances/*.json"))
EXPECTED = {*(f"i{number:02}" for number in range(1, 21)), *(f"test{number:02}" for number in range(1, 11))}

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the IHTC-2024 instances are not in ../shared/data")


def test_all_thirty_public_instances_are_there() -> None:
    assert {path.stem for path in INSTANCES} == EXPECTED


@pytest.fixture(params=[0, 3, 7])
def day(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(params=INSTANCES, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def _occupants(instance: Any, day: int) -> dict[str, str]:
    return {one["id"]: one["room_id"] for one in instance["occupants"] if one["length_of_stay"] > day}


def _rooms_of_stays(scenario: Scenario) -> dict[str, str]:
    return {stay.patient.id: scenario.hospital.place_of_bed[stay.bed].room.id for stay in scenario.census.stays}


def test_a_day_of_an_instance_is_the_morning_its_own_data_describe(path: Path, day: int) -> None:
    instance, scenario = json.loads(path.read_text()), load(path, day=day)
    groups = instance["age_groups"]
    people = {one["id"]: one for one in (*instance["occupants"], *instance["patients"])}

    assert check(scenario) == []
    assert _rooms_of_stays(scenario) == _occupants(instance, day)
    assert {room.id: len(room.beds) for ward in scenario.hospital.wards for room in ward.rooms} == {
        room["id"]: room["capacity"] for room in instance["rooms"]
    }
    released = [one for one in instance["patients"] if one["surgery_release_day"] <= day]
    assert {request.id: sorted(request.forbidden_rooms) for request in scenario.requests} == {
        one["id"]: sorted(one["incompatible_room_ids"]) for one in released
    }
    for holder in (*scenario.census.stays, *scenario.requests):
        person = people[holder.patient.id]
        assert groups[scenario.hospital.age_band_index(holder.patient.age_years)] == person["age_group"]
    sexes = {
        (people[one.patient.id]["gender"], one.patient.sex) for one in (*scenario.census.stays, *scenario.requests)
    }
    assert len(sexes) == len({gender for gender, _ in sexes}) == len({sex for _, sex in sexes})


def _instance(tmp_path: Path, **patient: object) -> Path:
    content = json.loads((DATA / "instances" / "i01.json").read_text())
    content["patients"][0].update(patient)
    path = tmp_path / "one.json"
    path.write_text(json.dumps(content))
    return path


def test_an_occupant_leaves_on_the_morning_after_the_last_day_of_the_stay() -> None:
    scenario = load_ihtc(DATA / "instances" / "i01.json", 1)
    leaves = {stay.patient.id: stay.expected_discharge for stay in scenario.census.stays}
    assert "a0" not in leaves
    assert leaves["a1"] is not None
    assert leaves["a1"].p50 == DAY_ZERO + timedelta(days=2)


@pytest.mark.parametrize(
    ("mandatory", "due", "urgency"),
    [(True, 4, Urgency.IMMEDIATE), (True, 5, Urgency.URGENT), (True, 7, Urgency.SOON), (False, None, Urgency.PLANNED)],
)
def test_urgency_follows_the_days_left_to_a_mandatory_patient(
    tmp_path: Path, mandatory: bool, due: int | None, urgency: Urgency
) -> None:
    dues = {} if due is None else {"surgery_due_day": due}
    request = load(_instance(tmp_path, mandatory=mandatory, surgery_release_day=4, **dues), day=4).requests[0]
    assert request.urgency is urgency
    assert request.needed_by == (None if due is None else DAY_ZERO + timedelta(days=due))


def test_a_day_past_the_horizon_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        load(DATA / "instances" / "i01.json", day=14)
    assert str(refused.value) == "day: Instance i01: day 14, expected 0 to 13"


def test_only_instances_have_days(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        load(tmp_path, day=2)
    assert str(refused.value) == f"day: day 2 of {tmp_path}, expected none: only IHTC-2024 instances have days"


def test_an_instance_with_an_unknown_room_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        load(_instance(tmp_path, incompatible_room_ids=["r9"]))
    assert str(refused.value) == "patients.0.incompatible_room_ids: 'r9', expected one of r0, r1, r2, r3"


def test_an_instance_that_lacks_a_key_is_still_taken_for_one(tmp_path: Path) -> None:
    content = json.loads((DATA / "instances" / "i01.json").read_text())
    del content["surgeons"]
    path = tmp_path / "lacking.json"
    path.write_text(json.dumps(content))
    with pytest.raises(InputError) as refused:
        load(path)
    assert [problem.path for problem in refused.value.problems] == ["surgeons"]
