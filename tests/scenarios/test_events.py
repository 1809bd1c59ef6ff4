"""The event table: from a plan, and what is wrong with one."""

import polars as pl
import pytest

from scenarios.catalogue import bundled
from scenarios.census import BedState
from scenarios.events import EVENT_SCHEMA, checked_events, event_problems, event_table, events_of_plan
from scenarios.generate import generate
from scenarios.hospital import Hospital
from scenarios.input_problems import InputError
from scenarios.kpis import Observation
from scenarios.kpis.occupancy import occupancy
from scenarios.kpis.worked_example import worked_example
from scenarios.plans import BedAssignment, BedMove, BedPlan
from scenarios.scenario import Scenario


def messages(*rows: dict[str, object], hospital: Hospital | None = None) -> list[str]:
    return [str(problem) for problem in event_problems(event_table(rows), hospital)]


def happened(
    minute: float, kind: str, patient: str | None = "Ann", bed: str | None = None, **more: object
) -> dict[str, object]:
    return {
        "minute": minute,
        "kind": kind,
        "patient": patient,
        "bed": bed,
        "ward": bed[0] if bed else None,
        "department": "medicine",
        **more,
    }


def first_free_bed(scenario: Scenario) -> str:
    return next(
        place.bed.id for place in scenario.hospital.places() if scenario.census.state(place.bed.id) is BedState.VACANT
    )


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return generate(beds=200, waiting=12, seed=4)


@pytest.mark.parametrize("name", ["demo"])
def test_the_events_of_a_bundled_scenario_are_sound(name: str) -> None:
    scenario = bundled(name)

    assert event_problems(events_of_plan(scenario), scenario.hospital) == []


def test_everyone_in_bed_at_the_census_was_admitted_before_it(scenario: Scenario) -> None:
    admitted = events_of_plan(scenario).filter(pl.col("kind") == "admitted", pl.col("minute") < 0)

    assert set(admitted["bed"]) == {stay.bed for stay in scenario.census.stays}


def test_occupancy_just_after_the_census_is_the_census_occupancy(scenario: Scenario) -> None:
    staffed = sum(
        len(ward.beds) if ward.staffed_beds is None else ward.staffed_beds for ward in scenario.hospital.wards
    )
    now = Observation(events=events_of_plan(scenario), hospital=scenario.hospital, from_minute=0, to_minute=1)

    assert occupancy(now) == pytest.approx(100 * len(scenario.census.stays) / staffed)


def test_a_plan_admits_newcomers_and_moves_patients_in_bed(scenario: Scenario) -> None:
    newcomer = next(request for request in scenario.requests if request.current_bed is None)
    stay = scenario.census.stays[0]
    free = [
        place.bed.id for place in scenario.hospital.places() if scenario.census.state(place.bed.id) is BedState.VACANT
    ]
    plan = BedPlan(
        assignments=(BedAssignment(request=newcomer.id, bed=free[0], start_minutes=5),),
        moves=(BedMove(patient=stay.patient.id, from_bed=stay.bed, to_bed=free[1], start_minutes=7),),
    )
    events = events_of_plan(scenario, plan)

    assert event_problems(events, scenario.hospital) == []
    assert events.filter(pl.col("patient") == newcomer.patient.id)["kind"].to_list()[:2] == [
        "bed_requested",
        "admitted",
    ]
    assert events.filter(pl.col("kind") == "moved").select("minute", "bed").row(0) == (7.0, free[1])


def test_a_bed_counted_on_is_empty_when_its_next_patient_comes(scenario: Scenario) -> None:
    newcomer = next(request for request in scenario.requests if request.current_bed is None)
    wanted = {request.current_bed for request in scenario.requests}
    stay = next(stay for stay in scenario.census.stays if stay.bed not in wanted)
    plan = BedPlan(assignments=(BedAssignment(request=newcomer.id, bed=stay.bed, start_minutes=90),))

    assert event_problems(events_of_plan(scenario, plan), scenario.hospital) == []


def test_an_empty_table_is_sound() -> None:
    assert event_problems(event_table()) == []


def test_wrong_columns_are_all_named() -> None:
    table = event_table().drop("bed").with_columns(pl.col("minute").cast(pl.Int32), extra=pl.lit(1))

    assert [problem.message for problem in event_problems(table)] == [
        "column minute is Int32, expected Float64",
        "column bed is missing, expected String",
        f"column extra is unknown, expected only {', '.join(EVENT_SCHEMA)}",
    ]


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([happened(float("nan"), "arrived")], "events row 0: minute nan, expected a finite number"),
        ([happened(0, "arrived", patient=None)], "events row 0: arrived without patient, expected one"),
        ([happened(0, "bed_requested")], "events row 0: bed_requested without source, expected one"),
        ([happened(0, "admitted")], "events row 0: admitted without ward, expected one"),
        ([happened(0, "cleaned", patient=None)], "events row 0: cleaned without bed, expected one"),
        (
            [happened(0, "admitted", bed="M-1"), happened(9, "admitted", bed="M-2")],
            "events row 1: patient Ann is admitted while in bed, expected moved, or left before",
        ),
        ([happened(0, "left")], "events row 0: patient Ann: left while in no bed, expected admitted before"),
        (
            [happened(0, "admitted", bed="M-1"), happened(1, "left"), happened(2, "moved", bed="M-2")],
            "events row 2: patient Ann: moved while in no bed, expected admitted before",
        ),
        (
            [happened(0, "cancelled")],
            "events row 0: patient Ann: cancelled without an open request, expected bed_requested before",
        ),
        (
            [happened(0, "admitted", bed="M-1"), happened(5, "admitted", patient="Bo", bed="M-1")],
            "events row 1: bed M-1 gets patient Bo while Ann lies in it, expected one at a time",
        ),
        (
            [happened(0, "admitted", bed="X-1")],
            "events row 0: ward X is unknown, expected one of the hospital's",
        ),
        (
            [happened(0, "admitted", bed="M-9")],
            "events row 0: bed M-9 is unknown, expected one of the hospital's",
        ),
        ([happened(0, "admitted", bed="M-1", ward="S")], "events row 0: bed M-1 in ward S, expected ward M"),
        (
            [happened(0, "admitted", bed="M-1", department="magic")],
            "events row 0: department magic is unknown, expected one of the hospital's",
        ),
    ],
)
def test_what_cannot_have_happened_is_named_by_row(rows: list[dict[str, object]], problem: str) -> None:
    assert problem in messages(*rows, hospital=worked_example().hospital)


def test_all_problems_of_a_table_are_raised_at_once() -> None:
    table = event_table([happened(0, "left"), happened(1, "cleaned", patient=None)])

    with pytest.raises(InputError) as refused:
        checked_events(table)

    assert len(refused.value.problems) == 2


def test_a_patient_who_leaves_may_come_back_to_the_same_bed_at_once() -> None:
    rows = [happened(0, "admitted", bed="M-1"), happened(5, "left"), happened(5, "admitted", bed="M-1")]

    assert messages(*rows, hospital=worked_example().hospital) == []
