"""The compiled search books what the checker counts, takes moves back without a trace, and repeats itself."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.admissions.check import check_plan
from optimizer.admissions.rules.mandatory_admitted import MandatoryAdmitted
from optimizer.admissions.search.annealer import Annealer, Outcome, Round
from optimizer.admissions.search.annealing import load
from optimizer.admissions.search.assignment import decisions_of, occupants_only, plan_of
from optimizer.admissions.search.book import (
    COST,
    JOURNAL_LENGTH,
    LEFT_OUT,
    LEFT_OUT_POINTS,
    Book,
    decisions,
    open_book,
    table,
)
from optimizer.admissions.search.booking import take_back
from optimizer.admissions.search.configuration import PORTFOLIO, REFINING, Configuration
from optimizer.admissions.search.data import SearchData, search_data
from optimizer.admissions.search.moves import MOVES, try_move
from optimizer.admissions.search.moves.choose import NO_MOVE
from scenarios.admissions.problem import MOST_DAYS, SHIFTS_PER_DAY, AdmissionsProblem
from tests.optimizer.admissions.problems import random_problem


def opened(problem: AdmissionsProblem) -> tuple[SearchData, Book]:
    data = search_data(problem)
    book = open_book(data)
    load(book, occupants_only(problem, data))
    return data, book


def stirred(book: Book, rng: np.random.Generator, moves: int = 1_500) -> None:
    for _ in range(moves):
        change = try_move(int(rng.integers(len(MOVES))), book, rng)
        if change == NO_MOVE or (change > 0 and rng.random() < 0.3):
            take_back(book)
        book[JOURNAL_LENGTH] = 0


def cooled(problem: AdmissionsProblem, configuration: Configuration, seed: int = 0) -> Outcome:
    data = search_data(problem)
    start = occupants_only(problem, data)
    task = Round(configuration=configuration, start=start, heat=1.0, seed=(seed,), moves=30_000)
    return Annealer(data).cool(task, lambda: False, lambda rank, decisions: None)


KINDS = st.lists(st.integers(0, len(MOVES) - 1), min_size=1, max_size=60)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), patients=st.integers(1, 24), kinds=KINDS, kept=st.integers(0, 3))
def test_after_any_moves_only_mandatory_admission_is_broken_and_totals_are_what_the_checker_counts(
    seed: int, patients: int, kinds: list[int], kept: int
) -> None:
    problem = random_problem(seed, patients)
    data, book = opened(problem)
    rng = np.random.default_rng(seed)
    for number, kind in enumerate(kinds * 20):
        if try_move(kind, book, rng) == NO_MOVE or number % 4 > kept:
            take_back(book)
        book[JOURNAL_LENGTH] = 0
    check = check_plan(problem, plan_of(problem, data, decisions(book)))
    assert int(table(book, "total")[COST]) == check.total_cost
    assert {violation.rule for violation in check.violations} <= {MandatoryAdmitted.name}
    assert int(table(book, "total")[LEFT_OUT]) == len(check.violations)


@pytest.mark.parametrize("kind", range(len(MOVES)), ids=list(MOVES))
def test_a_move_taken_back_leaves_every_table_as_it_was(kind: int) -> None:
    _, book = opened(random_problem(kind))
    rng = np.random.default_rng(kind)
    stirred(book, rng)
    before = {name: _canonical(name, table(book, name), book) for name in _BOOKED}
    for _ in range(200):
        try_move(kind, book, rng)
        take_back(book)
    after = {name: _canonical(name, table(book, name), book) for name in _BOOKED}
    assert all(np.array_equal(before[name], after[name]) for name in _BOOKED)


_BOOKED = (
    *("day", "nurse", "count", "gender_count", "age_count", "member", "slack", "seen", "surgeon_free", "theatre_free"),
    *("theatre_cases", "cases", "surgeon_theatres", "total"),
)


def _canonical(name: str, values: Book, book: Book) -> Book:
    """Members of a room stand in no order, and places beyond their number mean nothing."""
    if name != "member":
        return values.copy()
    present = np.arange(values.shape[2]) < table(book, "count")[:, :, None]
    return np.sort(np.where(present, values, -1), axis=2)


@pytest.mark.parametrize("kind", range(len(MOVES)), ids=list(MOVES))
def test_a_move_returns_the_change_of_cost_and_penalties(kind: int) -> None:
    _, book = opened(random_problem(kind + 50))
    rng = np.random.default_rng(kind)
    stirred(book, rng)
    total = table(book, "total")
    made = 0
    for _ in range(400):
        before = total.astype(np.int64)
        change = try_move(kind, book, rng)
        if change == NO_MOVE:
            take_back(book)
            continue
        made += 1
        difference = total - before
        assert change == difference[COST] + total[LEFT_OUT_POINTS] * difference[LEFT_OUT]
        book[JOURNAL_LENGTH] = 0
    assert made > 0


@pytest.mark.parametrize("configuration", PORTFOLIO, ids=range(len(PORTFOLIO)))
def test_an_annealer_ends_with_a_plan_that_keeps_every_rule(configuration: Configuration) -> None:
    problem = random_problem(7)
    outcome = cooled(problem, configuration)
    check = check_plan(problem, plan_of(problem, search_data(problem), outcome.decisions))
    assert check.feasible
    assert check.total_cost == outcome.rank


def test_the_same_seed_and_moves_give_the_same_plan() -> None:
    first, second = (cooled(random_problem(3), PORTFOLIO[0], seed=5) for _ in range(2))
    assert np.array_equal(first.decisions, second.decisions)


def test_nobody_mandatory_is_left_out_where_leaving_for_later_is_free() -> None:
    problem = random_problem(7)
    free = replace(problem, weights=replace(problem.weights, unscheduled=0))
    outcome = cooled(free, REFINING)
    assert check_plan(free, plan_of(free, search_data(free), outcome.decisions)).feasible


def test_the_journal_holds_a_nurse_of_every_shift_of_the_longest_horizon() -> None:
    problem = random_problem(7)
    data = search_data(replace(problem, days=MOST_DAYS, surgeons=(), theatres=(), patients=()))
    assert len(table(open_book(data), "journal")) > SHIFTS_PER_DAY * MOST_DAYS


def test_decisions_survive_the_way_through_a_plan() -> None:
    problem = random_problem(2)
    data, book = opened(problem)
    stirred(book, np.random.default_rng(0))
    plan = plan_of(problem, data, decisions(book))
    assert plan_of(problem, data, decisions_of(problem, data, plan)) == plan
