"""Simulated annealing: the compiled loop, one stretch of a cooling schedule at a time."""

import math

import numpy as np
from numpy.typing import NDArray

from optimizer.admissions.search.book import (
    COST,
    DAY,
    DAYS,
    JOURNAL_LENGTH,
    LEFT_OUT,
    NURSE,
    OUT,
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
from optimizer.admissions.search.moves.choose import NO_MOVE, below

COOL_EVERY = 1_000
"""Moves between two coolings."""
LEFT_OUT_RANK = 1 << 40
"""Rank of one mandatory patient left out: more than any cost."""


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
    cooling = (cold / hot) ** (COOL_EVERY / moves)
    cost_at = at1(book, TOTAL, COST)
    best_cost = best_rank % LEFT_OUT_RANK
    for step in range(moves):
        if step % COOL_EVERY == COOL_EVERY - 1:
            temperature *= cooling
        kind = shares[below(rng, shares.shape[0])]
        change = try_move(kind, book, rng)
        counts[0, kind] += 1
        if change == NO_MOVE:
            take_back(book)
        elif change <= 0 or rng.random() < math.exp(-change / temperature):
            book[JOURNAL_LENGTH] = 0
            counts[1, kind] += 1
            if (book[cost_at] < best_cost or best_rank >= LEFT_OUT_RANK) and rank(book) < best_rank:
                best_rank = rank(book)
                best_cost = book[cost_at]
                start = book[DAY]
                for place in range(best.size):
                    best[place] = book[start + place]
        else:
            take_back(book)
    return best_rank


@compiled
def rank(book: Book) -> int:
    """Return what plans are compared by: mandatory patients left out, then cost."""
    return int(LEFT_OUT_RANK * book[at1(book, TOTAL, LEFT_OUT)] + book[at1(book, TOTAL, COST)])
