"""Who cools when, and who goes on."""

import numpy as np
import pytest

from optimizer.admissions.search.configuration import EXPLORING, PORTFOLIO, REFINING
from optimizer.admissions.search.rounds import REPAIR_ROUNDS, ROUNDS, later, opening, opening_share

FIRST = np.zeros(1, np.int32)
SECOND = np.ones(1, np.int32)


def test_all_shares_together_are_the_time_after_the_opening() -> None:
    assert abs(sum(share for share, _ in ROUNDS) + sum(REPAIR_ROUNDS) - 1) < 1e-9


def test_one_annealer_alone_runs_every_configuration_in_turn() -> None:
    assert [[course.configuration for course in batch] for batch in opening(FIRST, None, 1)] == [[c] for c in PORTFOLIO]


def test_many_annealers_share_the_configurations_at_once() -> None:
    (courses,) = opening(FIRST, None, 3)
    assert [course.configuration for course in courses] == [EXPLORING, REFINING, EXPLORING]


def test_only_the_refining_configuration_begins_with_the_second_start_and_less_hot() -> None:
    (courses,) = opening(FIRST, SECOND, 2)
    assert [(course.start is SECOND, course.heat < 1) for course in courses] == [(False, False), (True, True)]


@pytest.mark.parametrize(
    ("persons", "moves", "share"), [(100, 2e8, 0.5), (400, 2e8, 0.7), (10, 2e8, 0.3), (10, 0, 0.7)]
)
def test_the_opening_is_as_long_as_the_persons_need_within_limits(persons: int, moves: float, share: float) -> None:
    assert opening_share(persons, moves) == share


def test_later_rounds_warm_the_best_plan_to_different_heats() -> None:
    courses = later(SECOND, (0.4, 0.2), 3)
    assert [(course.configuration, course.heat) for course in courses] == [(REFINING, heat) for heat in (0.4, 0.2, 0.4)]
    assert all(course.start is SECOND for course in courses)


def test_the_first_temperature_follows_the_price_of_leaving_somebody_for_later() -> None:
    assert EXPLORING.first_temperature(1000) == 250
    assert EXPLORING.first_temperature(0) == REFINING.first_temperature(1000) == 30
