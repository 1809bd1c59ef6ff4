"""What policies refuse, and that they change what they say and nothing else."""

import json
from dataclasses import fields, replace

import polars as pl
import pytest

from scenarios.generate import generate
from scenarios.hospital import LevelOfCare
from scenarios.input_problems import InputError
from simulation import what_if
from simulation.calendar import DAY
from simulation.demand_of_hospital import demand_of
from simulation.hospital_model import Run
from simulation.policies import POLICIES
from simulation.policies.from_input import policy
from simulation.policies.policy import general_wards
from simulation.settings import HospitalSettings, Influx
from simulation.words import words_of_fields

HOSPITAL = generate(beds=200, waiting=8, seed=12)
SETTINGS = HospitalSettings(hospital=HOSPITAL.hospital, demand=demand_of(HOSPITAL.hospital, load=0.8))


def run(changed: HospitalSettings = SETTINGS, days: int = 14) -> Run:
    return Run(settings=changed, start=HOSPITAL.census.at, days=days, seed=4, state=HOSPITAL)


def measured(changed: HospitalSettings) -> dict[str, float]:
    return dict(run(changed)(0)["measures"].iter_rows())


@pytest.mark.parametrize("name", POLICIES)
def test_no_number_of_a_policy_is_without_limits(name: str) -> None:
    kind = POLICIES[name]
    for field, words in words_of_fields(kind).items():
        value = getattr(kind(), field)
        if isinstance(value, str):
            continue
        assert words.least is not None, field
        assert words.most is not None, field


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1e300, 1e300, 10**30])
def test_absurd_numbers_are_refused_with_their_place(name: str, value: float) -> None:
    for field in fields(POLICIES[name]):
        if isinstance(getattr(POLICIES[name](), field.name), str):
            continue
        wrong = [value] * 7 if field.name == "by_weekday" else value
        with pytest.raises(InputError) as refused:
            policy(name, {field.name: wrong}, "here")
        assert all(problem.path.startswith("here") for problem in refused.value.problems)


@pytest.mark.parametrize(
    "text",
    [
        b"[" * 100_000,
        b'{"title": "t", "policies": [], "days": ' + b"9" * 5_000 + b"}",
        b'{"title": "t", "policies": [], "days": 4000}',
        b'{"title": "t", "policies": [], "days": 1e400}',
        b'{"title": "t", "policies": [{"policy": ["surge"]}, 3, null, {}]}',
        b'{"title": "t", "policies": {"policy": "surge"}}',
        b"\xff\xfe",
        b"",
        b"null",
    ],
    ids=lambda text: repr(text[:40]),
)
def test_a_wrong_document_is_refused_in_words(text: bytes) -> None:
    with pytest.raises(InputError):
        what_if.parsed(text, "q.json")


def test_an_outbreak_closes_wards_that_do_not_treat_it() -> None:
    closed = policy("outbreak", {"closed_wards": 3}, "").apply(SETTINGS)
    treating = set(closed.influxes[0].departments)
    department = {ward.id: ward.department for ward in HOSPITAL.hospital.wards}
    assert len(closed.closures) == 3
    assert treating.isdisjoint(department[closure.ward] for closure in closed.closures)
    levels = {ward.id: ward.level_of_care for ward in HOSPITAL.hospital.wards}
    assert {levels[closure.ward] for closure in closed.closures} == {LevelOfCare.GENERAL}


def test_an_outbreak_cannot_close_more_wards_than_there_are() -> None:
    with pytest.raises(InputError, match=r"policies\.0: closed_wards 400, expected at most \d+"):
        what_if.parsed(
            json.dumps({"title": "t", "policies": [{"policy": "outbreak", "closed_wards": 400}]}).encode(), "q"
        ).apply(SETTINGS)


def test_an_outbreak_needs_a_room_with_negative_pressure() -> None:
    wards = tuple(
        replace(ward, rooms=tuple(replace(room, negative_pressure=False) for room in ward.rooms))
        for ward in HOSPITAL.hospital.wards
    )
    plain = replace(SETTINGS, hospital=replace(HOSPITAL.hospital, wards=wards))
    with pytest.raises(ValueError, match="no room with negative pressure"):
        policy("outbreak", {}, "").apply(plain)


def test_clinics_need_clinics() -> None:
    without = replace(SETTINGS, hospital=replace(HOSPITAL.hospital, clinics=()))
    with pytest.raises(ValueError, match="has no clinics"):
        policy("clinics", {}, "").apply(without)


def test_nobody_comes_to_a_clinic_whose_patients_all_stay_away() -> None:
    clinics = {"visits_per_workday": 300, "walk_in_share": 0, "no_show_share": 0.5}
    half = measured(policy("clinics", clinics, "").apply(SETTINGS))
    full = measured(policy("clinics", {**clinics, "no_show_share": 0}, "").apply(SETTINGS))
    assert half["clinic_visits_per_day"] == pytest.approx(full["clinic_visits_per_day"], rel=0.05)
    assert half["outpatient_wait_mean"] != full["outpatient_wait_mean"]


def test_an_influx_is_treated_by_somebody_even_where_nobody_operates() -> None:
    demand = replace(
        SETTINGS.demand,
        departments=tuple(replace(one, operates=False, admissions_per_day=0.0) for one in SETTINGS.demand.departments),
    )
    crowd = Influx(day=1, patients=20, admitted=1.0)
    changed = replace(SETTINGS, demand=demand, influxes=(crowd,))
    world, _, _ = run(changed, days=4).simulate(0)
    asked = world.log.table().filter(pl.col("patient").str.starts_with("X0-"), pl.col("kind") == "bed_requested")
    assert asked["department"].n_unique() > 2


@pytest.mark.parametrize(
    "changes",
    [{"winter-peak": {"from_day": 7, "days": 5, "factor": 1.5}}, {"winter-peak": {"from_day": 7, "factor": 0.5}}],
)
def test_a_peak_leaves_the_patients_before_it_as_they_were(changes: dict[str, dict[str, float]]) -> None:
    ((name, values),) = changes.items()
    peak = policy(name, values, "").apply(SETTINGS)
    calm, busy = (run(one)(0)["hourly"].filter(pl.col("minute") < 7 * DAY) for one in (SETTINGS, peak))
    assert calm.equals(busy)


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_more_and_fewer_emergency_patients_come_as_the_factor_says(factor: float) -> None:
    came = [
        run(settings, days=28).simulate(0)[0].emergency_places.entered
        for settings in (SETTINGS, policy("demand", {"emergency": factor}, "").apply(SETTINGS))
    ]
    assert came[1] == pytest.approx(factor * came[0], rel=0.08)


def test_general_wards_are_those_of_single_departments() -> None:
    wards = general_wards(HOSPITAL.hospital)
    assert wards
    assert all(ward.level_of_care is LevelOfCare.GENERAL and not ward.shared for ward in wards)
