"""Spare minutes before closing: the spread of a room's day, not of its single cases."""

import math
from statistics import NormalDist

import pytest

from optimizer.operating_rooms.spare_time import spare_minutes, variance_of
from scenarios.surgery import SurgeryDuration
from tests.optimizer.operating_rooms.days import case, day, room

UNCERTAIN = SurgeryDuration(median_minutes=100, log_sd=0.2)


def test_the_variance_is_that_of_the_lognormal() -> None:
    shape = 0.2**2
    assert variance_of(UNCERTAIN) == pytest.approx(100**2 * math.exp(shape) * (math.exp(shape) - 1))


def test_four_cases_in_one_room_need_twice_the_spare_minutes_of_one() -> None:
    one, four = (day(*(case(str(n), duration=UNCERTAIN) for n in range(count))) for count in (1, 4))
    expected = NormalDist().inv_cdf(0.9) * math.sqrt(variance_of(UNCERTAIN))
    assert spare_minutes(one, 0.1) == math.ceil(expected)
    assert spare_minutes(four, 0.1) == math.ceil(2 * expected)


def test_rooms_share_the_spread() -> None:
    given = day(*(case(str(n), duration=UNCERTAIN) for n in range(4)), rooms=tuple(room(str(n)) for n in range(4)))
    assert spare_minutes(given, 0.1) == spare_minutes(day(case("a", duration=UNCERTAIN)), 0.1)


def test_cases_that_are_over_vary_no_more() -> None:
    given = day(case("a", duration=UNCERTAIN), case("b", duration=UNCERTAIN))
    assert spare_minutes(given, 0.1, open_cases={"b"}) == spare_minutes(day(case("b", duration=UNCERTAIN)), 0.1)
    assert spare_minutes(given, 0.1, open_cases=set()) == 0


def test_an_even_chance_needs_no_spare_minutes() -> None:
    assert spare_minutes(day(case("a", duration=UNCERTAIN)), 0.5) == 0
