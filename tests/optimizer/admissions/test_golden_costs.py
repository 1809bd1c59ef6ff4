"""The checker agrees with the organisers' own on every solution, feasible or corrupted."""

import csv
from functools import cache
from pathlib import Path

import pytest

from optimizer.admissions.check import PlanCheck, check_plan
from scenarios.admissions.problem import AdmissionsProblem
from scenarios.files.ihtc import read_instance, read_solution

DATA = Path("../shared/data/ihtc2024")
pytestmark = pytest.mark.skipif(not DATA.exists(), reason=f"public instances are not at {DATA}")

RULE_OF_COLUMN = {
    "RoomGenderMix": "same-gender room",
    "PatientRoomCompatibility": "compatible room",
    "SurgeonOvertime": "surgeon minutes",
    "OperatingTheaterOvertime": "theatre minutes",
    "MandatoryUnscheduledPatients": "mandatory admitted",
    "AdmissionDay": "admission window",
    "RoomCapacity": "room capacity",
    "NursePresence": "rostered nurse",
    "UncoveredRoom": "covered room",
}
GOAL_OF_COLUMN = {
    "RoomAgeMix": "mixed age",
    "RoomSkillLevel": "nurse skill",
    "ContinuityOfCare": "continuity of care",
    "ExcessiveNurseWorkload": "nurse workload",
    "OpenOperatingTheater": "open theatres",
    "SurgeonTransfer": "surgeon transfer",
    "PatientDelay": "delay",
    "ElectiveUnscheduledPatients": "left for later",
}


@cache
def instance(name: str) -> AdmissionsProblem:
    return read_instance(DATA / "test_instances" / f"{name}.json")


def golden_rows() -> list[dict[str, str]]:
    path = DATA / "golden_costs.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines())) if path.exists() else []


def checked(row: dict[str, str]) -> PlanCheck:
    problem = instance(row["instance"])
    return check_plan(problem, read_solution(DATA / "solutions" / row["solution"], problem))


@pytest.mark.parametrize("row", golden_rows(), ids=lambda row: row["solution"])
def test_every_component_equals_the_organisers_count(row: dict[str, str]) -> None:
    found = checked(row)
    assert {column: found.violation_amount(rule) for column, rule in RULE_OF_COLUMN.items()} == {
        column: int(row[column]) for column in RULE_OF_COLUMN
    }
    assert {column: found.costs[goal] for column, goal in GOAL_OF_COLUMN.items()} == {
        column: int(row[column]) for column in GOAL_OF_COLUMN
    }
    assert found.total_cost == int(row["total_cost"])


def test_all_forty_published_solutions_are_there() -> None:
    assert len(golden_rows()) == 40
