"""Sessions, rooms on call, referrals and day patients."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from scenarios.generate import generate
from scenarios.hospital import LevelOfCare
from simulation.beds.case import Case
from simulation.beds.layout import LEVELS
from simulation.calendar import DAY, Calendar
from simulation.cohorts import draw_cohort
from simulation.demand_of_hospital import demand_of
from simulation.engine.journeys import Journey, Steps
from simulation.engine.streams import Streams
from simulation.hospital_model import Run
from simulation.needs import GENERAL
from simulation.pathways.medical import MedicalPathway
from simulation.pathways.operation import operate_emergency
from simulation.pathways.waiting_already import referral_times
from simulation.policies.bed_choice import bed_giving
from simulation.policies.from_input import policy
from simulation.settings import HospitalSettings
from simulation.world import World

HOSPITAL = generate(beds=200, waiting=8, seed=12)
SETTINGS = HospitalSettings(hospital=HOSPITAL.hospital, demand=demand_of(HOSPITAL.hospital, load=0.8))
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def run(changed: HospitalSettings = SETTINGS, days: int = 21) -> Run:
    return Run(settings=changed, start=HOSPITAL.census.at, days=days, seed=4, state=HOSPITAL)


def operated(world: World, department: int) -> Case:
    cohort = draw_cohort("test", np.full(50, department), world.layout, world.settings.demand, 1.0, world.streams)
    return Case("E0", cohort, 0, GENERAL, world.clock._now)


def world_at(minute: float) -> World:
    calendar = Calendar.from_moment(MONDAY, 5)
    return World(SETTINGS, calendar, Streams(1), bed_giving(SETTINGS).order, start_minute=minute)


def test_an_emergency_that_waits_when_the_sessions_end_goes_to_a_room_on_call() -> None:
    closes = SETTINGS.theatres.close_minute
    world = world_at(closes - 20.0)
    world.theatres.open()
    suite = world.theatres.suites[0]
    case = operated(world, min(suite.departments))
    world.traced = case.name

    def longer_than_the_session() -> Steps:
        yield suite.pool, 0
        yield DAY

    def session() -> Steps:
        yield 20.0
        world.theatres.close()

    for _ in range(suite.rooms):
        Journey(world.clock, longer_than_the_session())
    Journey(world.clock, session())
    Journey(world.clock, operate_emergency(world, case))
    world.clock.run_to(2 * DAY)
    entered = [minute for minute, words in world.told if words.startswith("enters the operating room")]
    assert entered == [closes]


def test_a_room_is_never_used_for_more_than_its_sessions() -> None:
    short = policy("operating-room-hours", {"opens_hour": 11, "closes_hour": 12}, "").apply(SETTINGS)
    measured = dict(run(short)(0)["measures"].iter_rows())
    assert 0 < measured["operating_room_utilisation"] <= 100


def test_the_minutes_of_a_session_that_began_before_the_run_do_not_count() -> None:
    noon = HOSPITAL.census.at.replace(hour=12)
    late = replace(HOSPITAL, census=replace(HOSPITAL.census, at=noon, statuses=()))
    two_days = replace(run(days=2), warm_up_days=0, start=noon, state=late)
    world, _, _ = two_days.simulate(0)
    theatres = world.theatres
    minutes = (SETTINGS.theatres.close_minute - 12 * 60) + (
        SETTINGS.theatres.close_minute - SETTINGS.theatres.open_minute
    )
    used = world.notes.values("session_minutes", 0.0).sum() / (minutes * sum(suite.rooms for suite in theatres.suites))
    measured = dict(two_days(0)["measures"].iter_rows())
    assert used > 0
    assert measured["operating_room_utilisation"] == pytest.approx(100 * used)


def test_each_day_patient_waits_once() -> None:
    busy = policy("day-surgery-share", {"share": 0.7}, "").apply(SETTINGS)
    notes = run(busy, days=42).simulate(0)[0].notes
    assert notes.count("operation_cancelled", 0.0) > 0
    assert notes.count("day_surgery_wait_days", 0.0) == notes.count("day_surgery", 0.0) > 20


def test_referrals_on_a_workday_are_as_many_around_a_holiday() -> None:
    before_golden_week, ordinary = (Calendar(datetime(2026, month, 1, tzinfo=UTC), 14) for month in (10, 7))
    a_workday = []
    for calendar in (before_golden_week, ordinary):
        times = referral_times(calendar, 14, 200.0, Streams(3).generator("test"))
        a_workday.append(times.size / calendar.is_workday[:14].sum())
    assert a_workday[0] == pytest.approx(a_workday[1], rel=0.1)


def test_nobody_is_referred_in_a_run_of_holidays_alone() -> None:
    golden_week = Calendar(datetime(2026, 10, 1, tzinfo=UTC), 5)
    assert referral_times(golden_week, 5, 200.0, Streams(3).generator("test")).size == 0


def test_a_bed_on_a_ward_suits_a_day_patient_who_stays_and_one_on_the_day_ward_does_not() -> None:
    world = world_at(0.0)
    case = operated(world, 0)
    case.needs(GENERAL)
    case.equipment = 0
    suits = {}
    for level in (LevelOfCare.GENERAL, LevelOfCare.DAY):
        ward = next(
            number
            for number, ward in enumerate(world.layout.wards)
            if ward.level_of_care is level and world.layout.takes(number, LEVELS.index(level), case.band)
        )
        case.bed = world.layout.beds_of_ward[ward][0]
        suits[level] = world.board.suits(case)
    assert suits == {LevelOfCare.GENERAL: True, LevelOfCare.DAY: False}


def test_planned_medical_patients_are_not_called_on_holidays_under_a_quota_for_workdays() -> None:
    smooth = policy("admission-smoothing", {"by_weekday": [1, 1, 1, 1, 1, 0, 0]}, "").apply(SETTINGS)
    calendar = Calendar(datetime(2026, 9, 28, tzinfo=UTC), 14)
    world = World(smooth, calendar, Streams(1), bed_giving(smooth).order)
    pathway = MedicalPathway(world)
    cohort = draw_cohort("test", np.zeros(300, dtype=np.int64), world.layout, world.settings.demand, 0.0, world.streams)
    days = {int(pathway.call_minute(Case(f"P{i}", cohort, i, GENERAL, DAY)) // DAY) for i in range(300)}
    assert days == {day for day in range(2, 9) if calendar.is_workday[day]}
