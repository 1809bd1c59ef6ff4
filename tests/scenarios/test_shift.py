"""A scenario at another time is the same scenario."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from scenarios.check import check
from scenarios.scenario import Scenario
from scenarios.shift import shifted
from tests import make, weeks


def one_of_everything() -> Scenario:
    return make.scenario(
        wards=[make.ward(rooms=[4])],
        stays=[make.stay(bed="W1-R1-1", leaves_in_hours=(1, 2, 3), discharge_ordered_at=make.hours(-1))],
        statuses=[make.status(bed="W1-R1-2", state="cleaning", until=make.hours(1))],
        requests=[make.request(needed_in_hours=2)],
        expected_demand=[make.expected_demand()],
    )


@given(st.timedeltas(min_value=timedelta(days=-3650), max_value=timedelta(days=3650)))
def test_shifting_there_and_back_changes_nothing(by: timedelta) -> None:
    scenario = one_of_everything()
    assert shifted(shifted(scenario, by), -by) == scenario


def test_every_moment_moves_along() -> None:
    scenario, by = one_of_everything(), timedelta(days=200, minutes=7)
    later = shifted(scenario, by)
    assert later.census.at - scenario.census.at == by
    assert str(scenario.census.at.year) in str(scenario)
    assert "datetime.datetime(2025, 3, 10" not in repr(later)


def test_no_forecast_and_no_time_stay_none() -> None:
    scenario = make.scenario(stays=[make.stay()], statuses=[make.status(bed="W1-R1-2")], requests=[make.request()])
    later = shifted(scenario, timedelta(hours=1))
    assert later.census.stays[0].expected_discharge is None
    assert later.census.statuses[0].until is None
    assert later.requests[0].needed_by is None


@given(st.timedeltas(min_value=timedelta(days=-400), max_value=timedelta(days=400)))
def test_coming_weeks_keep_their_weekdays_and_lie_within_a_week_after_where_the_census_went(by: timedelta) -> None:
    coming = weeks.weeks(weeks.entry("a", due=weeks.on(2)), weeks.entry("b"))
    scenario = weeks.scenario(coming)
    later = shifted(scenario, by)
    found = later.coming_weeks
    assert found is not None
    assert found.first_day.weekday() == coming.first_day.weekday()
    assert 1 <= (found.first_day - found.local(later.census.at).date()).days <= 7
    assert [entry.due for entry in found.waiting_list] == [found.first_day + timedelta(days=2), None]
    assert found.theatre_days[-1].on - found.first_day == coming.theatre_days[-1].on - coming.first_day
    assert check(later) == []
