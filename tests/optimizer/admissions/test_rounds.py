"""Who cools when, and who goes on."""

import numpy as np

from optimizer.admissions.search.annealer import Outcome
from optimizer.admissions.search.configuration import EXPLORING, PORTFOLIO, REFINING
from optimizer.admissions.search.rounds import OPENING_SHARE, REPAIR_ROUNDS, ROUNDS, Course, Race, opening

FIRST = np.zeros(1, np.int32)
SECOND = np.ones(1, np.int32)


def outcome(rank: int) -> Outcome:
    return Outcome(decisions=FIRST, rank=rank, moves=1)


def test_all_shares_together_are_the_whole_time() -> None:
    assert abs(OPENING_SHARE + sum(share for share, _ in ROUNDS) + sum(REPAIR_ROUNDS) - 1) < 1e-9


def test_one_annealer_alone_runs_every_configuration_in_turn() -> None:
    assert [[course.configuration for course in batch] for batch in opening(FIRST, None, 1)] == [[c] for c in PORTFOLIO]


def test_many_annealers_share_the_configurations_at_once() -> None:
    (courses,) = opening(FIRST, None, 3)
    assert [course.configuration for course in courses] == [EXPLORING, REFINING, EXPLORING]


def test_only_the_refining_configuration_begins_with_the_second_start_and_less_hot() -> None:
    (courses,) = opening(FIRST, SECOND, 2)
    assert [(course.start is SECOND, course.heat < 1) for course in courses] == [(False, False), (True, True)]


def test_the_configuration_with_the_best_plan_wins_the_race() -> None:
    race = Race()
    race.enter(Course(REFINING, FIRST, 1.0), outcome(12))
    race.enter(Course(EXPLORING, FIRST, 1.0), outcome(10))
    race.enter(Course(REFINING, FIRST, 1.0), outcome(11))
    assert race.winner is EXPLORING


def test_the_first_temperature_follows_the_price_of_leaving_somebody_for_later() -> None:
    assert EXPLORING.first_temperature(1000) == 250
    assert EXPLORING.first_temperature(0) == REFINING.first_temperature(1000) == 30
