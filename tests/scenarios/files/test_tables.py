from dataclasses import fields
from pathlib import Path

import pytest

from scenarios.admissions.problem import GoalWeights as AdmissionsWeights
from scenarios.allocation_settings import AllocationSettings, GoalWeights, RuleSetting, UrgencyWeight
from scenarios.census import BedStatus, Census
from scenarios.coming_weeks import (
    ComingWeeks,
    NurseShift,
    NursingLoad,
    PlannedWard,
    SurgeonDay,
    TheatreDay,
    WaitingListEntry,
    WardNurse,
)
from scenarios.facilities import Clinic, EmergencyDepartment, ExamDevice, OperatingRoom
from scenarios.files import load
from scenarios.files.tables import TABLES
from scenarios.files.tables.column import Table
from scenarios.files.tables.setting_tables import SETTING_ROWS
from scenarios.hospital import (
    AGE_BANDS,
    AgeBand,
    Bed,
    Building,
    ClinicalDistance,
    Department,
    Hospital,
    LendingRule,
    Room,
    WalkingDistance,
    Ward,
)
from scenarios.patients import BedRequest, DischargeForecast, Isolation, Patient, Sex, Stay, StayForecast, Urgency
from scenarios.scenario import ExpectedDemand, LendingOverride, Scenario
from tests import make

FIVE_TABLES = {
    "wards": "id,department,building\nW1,心内科,A\nW2,骨科,\n",
    "rooms": "id,ward\nR1,W1\nR2,W2\n",
    "beds": "id,room,equipment\nB1,R1,monitor;ventilator\nB2,R1,monitor、吊轨\n12,R2,\n",
    "stays": (
        "bed,patient,sex,age_years,department,admitted_at,discharge_p50\n"
        "B1,P1,女,71,心内科,2025/03/08 10:30,2025-03-10 18:00\n"
    ),
    "requests": (
        "id,patient,sex,age_years,isolation,source,department,requested_at,urgency,stay_p50_hours\n"
        "Q1,P2,male,0.5,接触隔离,急诊,骨科,2025-03-09T23:15:00Z,紧急,48\n"
    ),
}


def _load(folder: Path, **tables: str) -> Scenario:
    for name, text in {**FIVE_TABLES, **tables}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return load(folder)


def test_the_five_tables_alone_make_a_hospital(tmp_path: Path) -> None:
    scenario = _load(tmp_path)
    assert [department.id for department in scenario.hospital.departments] == ["心内科", "骨科"]
    assert [building.id for building in scenario.hospital.buildings] == ["A"]
    assert scenario.hospital.name == tmp_path.name
    assert scenario.hospital.age_bands == AGE_BANDS
    assert list(scenario.hospital.place_of_bed) == ["B1", "B2", "12"]


def test_chinese_terms_and_separators_are_read(tmp_path: Path) -> None:
    scenario = _load(tmp_path)
    assert scenario.census.stays[0].patient.sex is Sex.FEMALE
    assert scenario.requests[0].patient.isolation is Isolation.CONTACT
    assert scenario.requests[0].urgency is Urgency.URGENT
    assert scenario.hospital.place_of_bed["B2"].bed.equipment == {"monitor", "吊轨"}


@pytest.mark.parametrize("mark", [";", "\t"], ids=["semicolon", "tab"])
def test_cells_are_separated_as_the_header_says(mark: str, tmp_path: Path) -> None:
    text = FIVE_TABLES["rooms"].replace(",", mark)
    assert _load(tmp_path, rooms=text).hospital.wards == _load(tmp_path).hospital.wards


def test_times_without_a_zone_are_those_of_shanghai(tmp_path: Path) -> None:
    assert _load(tmp_path).census.stays[0].admitted_at.isoformat() == "2025-03-08T10:30:00+08:00"


def test_the_settings_say_which_zone_times_without_one_have(tmp_path: Path) -> None:
    scenario = _load(tmp_path, settings="name,value\ntime_zone,Europe/Rome\n")
    assert scenario.census.stays[0].admitted_at.isoformat() == "2025-03-08T10:30:00+01:00"


def test_without_a_moment_the_census_is_that_of_the_newest_past_time(tmp_path: Path) -> None:
    assert _load(tmp_path).census.at.isoformat() == "2025-03-09T23:15:00+00:00"


def test_a_single_expected_discharge_stands_for_all_quantiles(tmp_path: Path) -> None:
    forecast = _load(tmp_path).census.stays[0].expected_discharge
    assert forecast is not None
    assert forecast.p10 == forecast.p50 == forecast.p90 == make.hours(10)


def test_settings_reach_every_part_of_the_scenario(tmp_path: Path) -> None:
    scenario = _load(
        tmp_path,
        settings="name,value\nhospital,Example\nweight_walking,7\nemergency_floor,2\nmax_moves,3.0\ndischarge_quantile,0.8\n",
        rules="rule,mode,points\nsame-sex room,weighted,40\n",
    )
    assert scenario.hospital.name == "Example"
    assert scenario.allocation.weights.walking == 7
    assert scenario.hospital.emergency is not None
    assert scenario.hospital.emergency.floor == 2
    assert scenario.allocation.max_moves == 3
    assert scenario.allocation.discharge_quantile == 0.8
    assert scenario.allocation.rules["same-sex room"].points == 40


def test_blank_rows_and_notes_beside_the_tables_are_left_alone(tmp_path: Path) -> None:
    scenario = _load(tmp_path, rooms="id,ward\n\nR1,W1\n,\nR2,W2\n", contacts="name,telephone\nx,1\n")
    assert [room.id for ward in scenario.hospital.wards for room in ward.rooms] == ["R1", "R2"]


CLASS_OF_TABLE: dict[str, type] = {
    "departments": Department,
    "wards": Ward,
    "rooms": Room,
    "beds": Bed,
    "lending": LendingRule,
    "buildings": Building,
    "walking_distances": WalkingDistance,
    "clinical_distances": ClinicalDistance,
    "age_bands": AgeBand,
    "operating_rooms": OperatingRoom,
    "clinics": Clinic,
    "exam_devices": ExamDevice,
    "stays": Stay,
    "bed_statuses": BedStatus,
    "requests": BedRequest,
    "expected_demand": ExpectedDemand,
    "overrides": LendingOverride,
    "rules": RuleSetting,
    "urgency_weights": UrgencyWeight,
    "waiting_list": WaitingListEntry,
    "surgeon_days": SurgeonDay,
    "theatre_days": TheatreDay,
    "planned_wards": PlannedWard,
    "nurses": WardNurse,
    "nurse_shifts": NurseShift,
    "nursing_loads": NursingLoad,
}
PARTS = {"patient": Patient, "expected_discharge": DischargeForecast, "expected_stay": StayForecast}
PARENTS = {"rooms": "ward", "beds": "room", "rules": "rule", "urgency_weights": "urgency"}
CHILDREN = {"wards": {"rooms"}, "rooms": {"beds"}}


def _paths(kind: type) -> set[str]:
    """Name every field of a class, and those of the parts it is made of."""
    inner = {f"{name}.{part.name}" for name, owner in PARTS.items() for part in fields(owner)}
    names = {field.name for field in fields(kind)}
    return {name for name in names if name not in PARTS} | {path for path in inner if path.split(".")[0] in names}


@pytest.mark.parametrize("table", [table for table in TABLES if table.name in CLASS_OF_TABLE], ids=lambda one: one.name)
def test_a_table_has_a_column_for_every_field_of_its_objects(table: Table) -> None:
    expected = _paths(CLASS_OF_TABLE[table.name]) - CHILDREN.get(table.name, set())
    assert {column.field for column in table.columns} - {PARENTS.get(table.name)} == expected


def test_every_table_but_the_settings_stands_for_a_class() -> None:
    assert {table.name for table in TABLES} - set(CLASS_OF_TABLE) == {"settings"}


def test_a_setting_or_a_table_exists_for_every_field_of_a_scenario() -> None:
    parts = {
        "hospital": Hospital,
        "census": Census,
        "allocation": AllocationSettings,
        "hospital.emergency": EmergencyDepartment,
        "allocation.weights": GoalWeights,
        "coming_weeks": ComingWeeks,
        "coming_weeks.weights": AdmissionsWeights,
    }
    expected = {field.name for field in fields(Scenario)} - {"schema_version"}
    expected |= {f"{path}.{field.name}" for path, kind in parts.items() for field in fields(kind)}
    covered = {column.field for column in SETTING_ROWS if column.field} | {table.at for table in TABLES if table.at}
    assert expected - set(parts) == covered - {"hospital.wards.rooms", "hospital.wards.rooms.beds"}
