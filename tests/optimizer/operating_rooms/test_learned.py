"""Durations of a day learned from the past cases that it brings."""

from dataclasses import replace

import pytest

from optimizer.operating_rooms.learned import with_learned_durations
from scenarios.surgery import FinishedCase, SurgeryDuration
from tests.optimizer.operating_rooms.days import case, day

HIP = [FinishedCase(department="surgery", procedure="hip", surgeon="A", minutes=minutes) for minutes in (90, 100, 111)]
KNEE = [FinishedCase(department="surgery", procedure="knee", surgeon="B", minutes=minutes) for minutes in (50, 60)]


def test_a_case_lasts_as_its_procedure_did_with_each_surgeon_as_with_that_one() -> None:
    slow = [replace(one, surgeon="B", minutes=2 * one.minutes) for one in HIP for _ in range(4)]
    given = day(case("a", 75, procedure="hip", surgeons=("A", "B")), past_cases=(*HIP, *slow, *KNEE))
    learned = with_learned_durations(given)
    (found,) = learned.cases
    assert learned.past_cases == ()
    assert (found.duration.basis, found.duration.sample_size) == ("procedure", 15)
    assert found.duration_with("A").median_minutes < found.duration_with("B").median_minutes
    assert found.duration_with("B").basis == "procedure x surgeon"


def test_a_procedure_that_was_never_done_lasts_as_booked_with_the_spread_of_its_department() -> None:
    (found,) = with_learned_durations(day(case("a", 75, procedure="spine"), past_cases=(*HIP, *KNEE))).cases
    assert (found.duration.basis, found.duration.median_minutes) == ("booked", 75)
    assert found.duration.log_sd > 0


@pytest.mark.parametrize("known", [SurgeryDuration(median_minutes=80, log_sd=0.2, sample_size=9, basis="elsewhere")])
def test_what_was_learned_elsewhere_stays(known: SurgeryDuration) -> None:
    (found,) = with_learned_durations(day(case("a", procedure="hip", duration=known), past_cases=tuple(HIP))).cases
    assert found.duration == known


def test_without_past_cases_a_day_stays_as_it_is() -> None:
    given = day(case("a"))
    assert with_learned_durations(given) is given
