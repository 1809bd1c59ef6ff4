"""Simulated annealing: plans that cost more are accepted by a threshold that falls with the temperature."""

import numpy as np

from optimizer.operating_rooms.compiled import compiled
from optimizer.operating_rooms.local_search.book import (
    BEST_MODE,
    BEST_ORDER,
    CASE_COUNT,
    FREE_COUNT,
    MODE,
    NOW_MODE,
    NOW_ORDER,
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
def anneal(book: Book, seed: int, steps: int, hot: float, cold: float, ruin_share: float, largest: int) -> int:
    """Search from the plan being tried; leave the best one in the book and return its points.

    Parameters
    ----------
    book :
        Tables of the problem and of the plans.
    seed : int
        Of this search.
    steps : int
        Plans to decode.
    hot, cold : float
        Temperatures in points at the start and at the end; between them it falls by the same factor in each step.
    ruin_share : float
        Share of the steps that ruin and recreate; the others are small moves.
    largest : int
        Most cases in a ruin, beyond a whole room.
    """
    np.random.seed(seed)
    count = book[CASE_COUNT]
    current = best = decode(book, UNLIMITED)
    accept(book)
    copy(book, ORDER, BEST_ORDER, count)
    copy(book, MODE, BEST_MODE, count)
    temperature, cooling = hot, (cold / hot) ** (1.0 / max(1, steps))
    for _ in range(steps if book[FREE_COUNT] else 0):
        temperature *= cooling
        copy(book, NOW_ORDER, ORDER, count)
        copy(book, NOW_MODE, MODE, count)
        changed = ruin_and_recreate(book, largest) if np.random.random() < ruin_share else move(book)
        if not changed:
            continue
        threshold = current - temperature * np.log(1.0 - np.random.random())
        points = decode(book, int(threshold))
        if points <= threshold:
            current = points
            accept(book)
            if points < best:
                best = points
                copy(book, ORDER, BEST_ORDER, count)
                copy(book, MODE, BEST_MODE, count)
    return best
