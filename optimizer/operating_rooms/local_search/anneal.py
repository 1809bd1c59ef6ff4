"""Simulated annealing: plans that cost more are accepted by a threshold that falls with the temperature."""

import numpy as np

from optimizer.operating_rooms.compiled import compiled
from optimizer.operating_rooms.local_search.book import (
    BEST_MODE,
    BEST_ORDER,
    BEST_POINTS,
    CASE_COUNT,
    FREE_COUNT,
    MODE,
    NOW_MODE,
    NOW_ORDER,
    NOW_POINTS,
    ORDER,
    UNLIMITED,
    Book,
    copy,
)
from optimizer.operating_rooms.local_search.decode import decode
from optimizer.operating_rooms.local_search.moves import move
from optimizer.operating_rooms.local_search.ruin import ruin_and_recreate
from optimizer.operating_rooms.local_search.state import accept


@compiled
def begin(book: Book) -> None:
    """Take the plan being tried as the current and the best one."""
    book[NOW_POINTS] = book[BEST_POINTS] = decode(book, UNLIMITED)
    accept(book)
    keep_best(book)


@compiled
def keep_best(book: Book) -> None:
    """Take the current plan as the best one."""
    book[BEST_POINTS] = book[NOW_POINTS]
    copy(book, NOW_ORDER, BEST_ORDER, book[CASE_COUNT])
    copy(book, NOW_MODE, BEST_MODE, book[CASE_COUNT])


@compiled
def anneal(book: Book, seed: int, steps: int, hot: float, cold: float, ruin_share: float, largest: int) -> None:
    """Search on from the current plan.

    Parameters
    ----------
    book : array
        Changed.
    seed : int
        Of this stretch.
    steps : int
        Plans to try.
    hot, cold : float
        Temperatures in points at the start and at the end; between them it falls by the same factor in each step.
    ruin_share : float
        Share of the steps that ruin and recreate; the others are small moves.
    largest : int
        Most cases in a ruin, beyond a whole room.
    """
    np.random.seed(seed)
    temperature, cooling = hot, (cold / hot) ** (1.0 / max(1, steps))
    for _ in range(steps if book[FREE_COUNT] else 0):
        temperature *= cooling
        copy(book, NOW_ORDER, ORDER, book[CASE_COUNT])
        copy(book, NOW_MODE, MODE, book[CASE_COUNT])
        changed = ruin_and_recreate(book, largest) if np.random.random() < ruin_share else move(book)
        if not changed:
            continue
        threshold = book[NOW_POINTS] - temperature * np.log(1.0 - np.random.random())
        points = decode(book, int(threshold))
        if points <= threshold:
            accept(book)
            book[NOW_POINTS] = points
            if points < book[BEST_POINTS]:
                keep_best(book)
