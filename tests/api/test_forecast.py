"""The forecast of free beds: its band is that of the sum of independent discharges."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from api.forecast import free_beds
from api.operating_rooms.tonight import beds_tonight, with_beds_tonight
from api.store.database import Database
from api.store.live import LiveState
from api.store.opening import open_hospital
from api.store.store import Store
from scenarios.hospital import LevelOfCare
from scenarios.operating_rooms import BedsAvailable
from scenarios.patients import RequestSource
from scenarios.scenario import ExpectedDemand, Scenario
from scenarios.surgical_day import SurgicalDay
from tests import make
from tests.api.conftest import HandClock
from tests.api.operating_room_days import small_day

BEDS, DRAWS = 120, 4_000
QUANTILES = (2.0, 6.0, 14.0)
EVENING = make.NOW.astimezone(ZoneInfo("Asia/Shanghai")).date()


def live_of(path: Path, scenario: Scenario) -> LiveState:
    database = Database(f"sqlite:///{path / 'onebed.db'}")
    database.migrate()
    open_hospital(Store(database, HandClock()), scenario)
    live = LiveState(database)
    live.follow()
    return live


def full_ward(**stay: object) -> Scenario:
    beds = [f"W1-R1-{number}" for number in range(1, BEDS + 1)]
    ward = make.ward(id="W1", rooms=[BEDS])
    return make.scenario(
        hospital=make.hospital(wards=[ward], cleaning_minutes=60), stays=[make.stay(bed=bed, **stay) for bed in beds]
    )


def drawn_leaving_hours(quantiles: tuple[float, float, float]) -> np.ndarray:
    """Hours until each patient leaves, drawn from the line through the quantiles, only patients who are still there."""
    p10, p50, p90 = quantiles
    levels = np.random.default_rng(7).uniform(size=(DRAWS * 2, BEDS))
    lower, upper = p50 - (0.5 - levels) * (p50 - p10) / 0.4, p50 + (levels - 0.5) * (p90 - p50) / 0.4
    hours = np.where(levels < 0.5, lower, upper)
    kept = [column[column > 0][:DRAWS] for column in hours.T]
    return np.stack(kept, axis=1)


@pytest.mark.parametrize("quantiles", [QUANTILES, (-3.0, 1.0, 9.0)])
def test_the_band_holds_four_of_five_possible_days(tmp_path: Path, quantiles: tuple[float, float, float]) -> None:
    found = free_beds(live_of(tmp_path, full_ward(leaves_in_hours=quantiles)), make.NOW)
    leaving = drawn_leaving_hours(quantiles)
    for hour in (2, 4, 8, 12):
        free = (leaving + 1 <= hour).sum(axis=1)
        assert found.mean[hour] == pytest.approx(free.mean(), abs=0.5)
        assert found.low[hour] == pytest.approx(np.quantile(free, 0.1), abs=1.5)
        assert found.high[hour] == pytest.approx(np.quantile(free, 0.9), abs=1.5)


def test_nothing_is_uncertain_now_and_once_everybody_has_left(tmp_path: Path) -> None:
    found = free_beds(live_of(tmp_path, full_ward(leaves_in_hours=QUANTILES)), make.NOW)
    assert (found.low[0], found.mean[0], found.high[0]) == (0, 0, 0)
    assert (found.low[-1], found.mean[-1], found.high[-1]) == (BEDS, BEDS, BEDS)


@pytest.mark.parametrize("forecast", [None, (100, 190, 300)])
def test_half_of_those_who_may_go_have_gone_when_the_screens_say_so_and_after_cleaning(
    tmp_path: Path, forecast: tuple[float, float, float] | None
) -> None:
    scenario = full_ward(leaves_in_hours=forecast, discharge_ordered_at=make.hours(-1))
    live = live_of(tmp_path, scenario)
    stay = live.beds["W1-R1-1"].stay
    assert stay is not None
    assert stay.leaves_at == make.hours(-1) + timedelta(minutes=live.allocation.order_to_leaving_minutes)
    assert free_beds(live, make.NOW).mean[2 + 1] == BEDS / 2


def test_the_long_overdue_are_expected_to_go_some_time(tmp_path: Path) -> None:
    live = live_of(tmp_path, full_ward(leaves_in_hours=(-20, -12, -10)))
    found = free_beds(live, make.NOW)
    assert 0 < found.mean[2] < found.mean[6] < BEDS


def test_beds_that_are_spoken_for_or_without_a_forecast_are_not_free(tmp_path: Path) -> None:
    ward = make.ward(id="W1", rooms=[4])
    scenario = make.scenario(
        hospital=make.hospital(wards=[ward], cleaning_minutes=60),
        stays=[make.stay(bed="W1-R1-1")],
        statuses=[
            make.status(bed="W1-R1-2", state="held"),
            make.status(bed="W1-R1-3", state="cleaning", until=make.NOW + timedelta(minutes=90)),
            make.status(bed="W1-R1-4", state="blocked", reason="closed"),
        ],
    )
    found = free_beds(live_of(tmp_path, scenario), make.NOW)
    assert found.mean[:4] == (0, 0, 1, 1)


def test_the_beds_of_an_evening_are_those_expected_free_less_who_waits_and_who_comes(tmp_path: Path) -> None:
    wards = [
        make.ward(id="W1", rooms=[4]),
        make.ward(id="ICU", department="D2", rooms=[2], level_of_care=LevelOfCare.ICU, shared=True),
    ]
    leaving = [make.stay(bed=f"W1-R1-{number}", leaves_in_hours=2) for number in (1, 2, 3)]
    staying = make.stay(bed="ICU-R1-1", department="D2", leaves_in_hours=200)
    comes = ExpectedDemand(department="D1", beds=1, by=make.NOW + timedelta(hours=4))
    elective = replace(comes, source=RequestSource.ELECTIVE, beds=9)
    scenario = replace(
        make.scenario(hospital=make.hospital(wards=wards), stays=[*leaving, staying], requests=[make.request()]),
        expected_demand=(comes, elective),
    )
    on = make.NOW.astimezone(ZoneInfo("Asia/Shanghai")).date()
    found = beds_tonight(live_of(tmp_path, scenario), on, "Asia/Shanghai", make.NOW)
    assert {(one.department, one.level_of_care): one.beds for one in found} == {
        (None, LevelOfCare.ICU): 1,
        ("D1", LevelOfCare.GENERAL): 4 - 1 - 1,
    }


def day_of_d1(on: date, beds: tuple[BedsAvailable, ...] = ()) -> SurgicalDay:
    day = small_day()
    cases = tuple(replace(case, department="D1", bed_after=LevelOfCare.GENERAL) for case in day.cases)
    return replace(day, on=on, cases=cases, beds=beds)


def test_a_day_without_beds_gets_those_expected_for_its_departments(tmp_path: Path) -> None:
    live = live_of(tmp_path, two_departments())
    found = with_beds_tonight(day_of_d1(EVENING), live, make.NOW).beds
    assert {(one.department, one.level_of_care): one.beds for one in found} == {("D1", LevelOfCare.GENERAL): 4}


def test_a_day_that_names_its_beds_keeps_them(tmp_path: Path) -> None:
    day = day_of_d1(EVENING, (BedsAvailable(level_of_care=LevelOfCare.ICU, beds=2),))
    assert with_beds_tonight(day, live_of(tmp_path, two_departments()), make.NOW) is day


def test_nothing_is_expected_of_a_day_that_is_over(tmp_path: Path) -> None:
    day = day_of_d1(EVENING - timedelta(days=1))
    assert with_beds_tonight(day, live_of(tmp_path, two_departments()), make.NOW) is day


def two_departments() -> Scenario:
    wards = [make.ward(id="W1", rooms=[4]), make.ward(id="W2", department="D2", rooms=[2])]
    return make.scenario(hospital=make.hospital(wards=wards))
