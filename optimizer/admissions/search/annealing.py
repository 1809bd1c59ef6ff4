"""Simulated annealing: the compiled loop, one stretch of a cooling schedule at a time."""

import math

import numpy as np
from numpy.typing import NDArray

from optimizer.admissions.search.book import (
    COST,
    DAY,
    DAYS,
    FLOOR,
    JOURNAL_LENGTH,
    LEFT_OUT,
    NURSE,
    OUT,
    PENALTY,
    PERSONS,
    ROOM,
    ROOMS,
    THEATRE,
    TOTAL,
    Book,
    at1,
)
from optimizer.admissions.search.booking import admit, change_nurse, take_back, take_out
from optimizer.admissions.search.compiled import compiled
from optimizer.admissions.search.moves import try_move
from optimizer.admissions.search.moves.choose import FORBIDDEN, NO_MOVE, below

ADJUST_EVERY = 20_000
"""Moves between two adjustments of the penalties."""
LEFT_OUT_RANK = 1 << 40
"""Rank of one mandatory patient left out: more than any cost."""
UNUSABLE = 1 << 60
"""Rank of a plan that breaks a rule other than mandatory admission."""
SAMPLE_EVERY = 64
"""Moves between two looks at which rules are broken."""


@compiled
def load(book: Book, wanted: Book) -> None:
    """Rebook everything so that the book's decisions are the wanted ones (see :func:`~.book.decisions`)."""
    for person in range(book[PERSONS]):
        if book[at1(book, DAY, person)] != OUT:
            take_out(book, person)
            book[JOURNAL_LENGTH] = 0
    start = book[DAY]
    shifts = 3 * book[DAYS]
    for room in range(book[ROOMS]):
        for shift in range(shifts):
            change_nurse(book, room, shift, wanted[book[NURSE] - start + room * shifts + shift])
            book[JOURNAL_LENGTH] = 0
    for person in range(book[PERSONS]):
        day = wanted[person]
        if day != OUT:
            admit(book, person, day, wanted[book[ROOM] - start + person], wanted[book[THEATRE] - start + person])
            book[JOURNAL_LENGTH] = 0


@compiled
def anneal(
    book: Book,
    best: Book,
    best_rank: int,
    rng: np.random.Generator,
    shares: NDArray[np.int32],
    hot: float,
    cold: float,
    moves: int,
    counts: NDArray[np.int64],
) -> int:
    """Try a number of moves while cooling geometrically from ``hot`` to ``cold`` points.

    ``shares`` is a table of move numbers, drawn uniformly. The decisions of the best plan by :func:`rank` are copied
    to ``best``; its rank is returned. ``counts`` adds up tried and accepted moves by kind, shape (2, kinds).
    """
    temperature = hot
    cooling = (cold / hot) ** (ADJUST_EVERY / moves)
    broken = np.zeros(5, np.int64)
    cost_at = at1(book, TOTAL, COST)
    for step in range(moves):
        if step % ADJUST_EVERY == ADJUST_EVERY - 1:
            temperature *= cooling
            adjust_penalties(book, broken)
        kind = shares[below(rng, shares.shape[0])]
        change = try_move(kind, book, rng)
        counts[0, kind] += 1
        if change == NO_MOVE:
            take_back(book)
            continue
        if change <= 0 or rng.random() < math.exp(-change / temperature):
            book[JOURNAL_LENGTH] = 0
            counts[1, kind] += 1
            if book[cost_at] < best_rank and rank(book) < best_rank:
                best_rank = rank(book)
                start = book[DAY]
                for place in range(best.size):
                    best[place] = book[start + place]
        else:
            take_back(book)
        if step % SAMPLE_EVERY == 0:
            for rule in range(5):
                if book[at1(book, TOTAL, rule)] > 0:
                    broken[rule] += 1
    return best_rank


@compiled
def rank(book: Book) -> int:
    """Return what plans are compared by: cost, after mandatory patients left out; unusable with any other rule broken."""
    for rule in range(LEFT_OUT):
        if book[at1(book, TOTAL, rule)] > 0:
            return UNUSABLE
    return LEFT_OUT_RANK * book[at1(book, TOTAL, LEFT_OUT)] + book[at1(book, TOTAL, COST)]


@compiled
def adjust_penalties(book: Book, broken: NDArray[np.int64]) -> None:
    """Raise the penalty of a rule that was mostly broken of late, lower that of one mostly kept."""
    samples = ADJUST_EVERY // SAMPLE_EVERY
    for rule in range(5):
        at = at1(book, PENALTY, rule)
        if book[at] < FORBIDDEN:
            if broken[rule] * 2 > samples:
                book[at] = min(book[at] * 21 // 20 + 1, max(1, book[at1(book, FLOOR, LEFT_OUT)]))
            elif broken[rule] * 10 < samples * 3:
                book[at] = max(book[at] * 20 // 21, book[at1(book, FLOOR, rule)])
        broken[rule] = 0
