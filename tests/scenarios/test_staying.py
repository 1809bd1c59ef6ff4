"""Stays that a census finds, against renewal theory."""

import numpy as np
import pytest

from scenarios.generate import CENSUS_AT, Norms
from scenarios.generate.norms import DISCHARGES_BY_HOUR
from scenarios.generate.staying import StayTimes, stay_times

PATIENTS = 100_000
DAY = 24 * 60


def drawn(alos_days: float, cv: float) -> StayTimes:
    random = np.random.default_rng(1)
    return stay_times(np.full(PATIENTS, alos_days), np.full(PATIENTS, cv), CENSUS_AT, Norms(), random)


@pytest.mark.parametrize(("alos_days", "cv"), [(5.0, 0.5), (7.0, 0.7), (12.0, 0.9)])
def test_stays_in_progress_are_longer_than_stays_by_one_plus_cv_squared(alos_days: float, cv: float) -> None:
    times = drawn(alos_days, cv)
    length_days = (times.since_admission + times.p50).mean() / DAY

    assert length_days == pytest.approx(alos_days * (1 + cv**2), rel=0.05)


@pytest.mark.parametrize(("alos_days", "cv"), [(5.0, 0.5), (7.0, 0.7), (12.0, 0.6)])
def test_the_share_that_leaves_within_a_day_is_one_over_the_mean_stay(alos_days: float, cv: float) -> None:
    assert (drawn(alos_days, cv).p50 < DAY).mean() == pytest.approx(1 / alos_days, rel=0.06)


def test_forecasts_ascend_and_lie_ahead() -> None:
    times = drawn(7.0, 0.7)

    assert np.all(times.p10 > 0)
    assert np.all(times.p10 <= times.p50)
    assert np.all(times.p50 <= times.p90)


def test_patients_leave_at_the_hours_at_which_hospitals_discharge() -> None:
    clock = (CENSUS_AT.hour * 60 + CENSUS_AT.minute + drawn(7.0, 0.7).p50) % DAY // 60
    share = np.bincount(clock, minlength=24) / PATIENTS

    for hour in range(24):
        assert share[hour] == pytest.approx(DISCHARGES_BY_HOUR.get(hour, 0) / 100, abs=0.02)
