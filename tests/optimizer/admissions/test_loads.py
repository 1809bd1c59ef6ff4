"""Loads by day on an example worked out by hand."""

from dataclasses import replace

from optimizer.admissions.loads import theatre_loads, ward_loads
from scenarios.admissions.plan import Admission, AdmissionsPlan
from tests.optimizer.admissions.problems import occupant, patient, problem

WHOLE = problem([patient("p0"), patient("p1")], occupants=[occupant("a0", "r0", stay_days=1)], days=3, nurses=2)
PLAN = AdmissionsPlan(
    admissions={name: Admission(day=day, room="r0", theatre="t1") for name, day in (("p0", 1), ("p1", 2))},
    nurse_of={},
)


def test_a_ward_counts_patients_in_bed_and_coming_and_the_work_of_its_nurses() -> None:
    (load,) = ward_loads(WHOLE, PLAN).values()
    assert (load.beds, load.used, load.admitted) == (4, (1, 1, 2), (0, 1, 1))
    assert load.workload == (2, 2, 2, 2, 2, 2, 4, 4, 4)
    assert load.most_workload == (12,) * 9


def test_wards_are_counted_apart() -> None:
    rooms = (WHOLE.rooms[0], replace(WHOLE.rooms[1], ward="west"))
    loads = ward_loads(replace(WHOLE, rooms=rooms), PLAN)
    assert [(ward, load.beds, sum(load.used)) for ward, load in loads.items()] == [("", 2, 4), ("west", 2, 0)]


def test_a_theatre_counts_cases_and_minutes() -> None:
    loads = theatre_loads(WHOLE, PLAN)
    assert loads["t0"].cases == (0, 0, 0)
    assert (loads["t1"].cases, loads["t1"].minutes) == ((0, 1, 1), (0, 60, 60))
    assert loads["t1"].open_minutes == (300,) * 3
