"""Leave an admitted patient for later."""

import numpy as np

from optimizer.admissions.search.book import DAY, OUT, Book, at1
from optimizer.admissions.search.booking import take_out
from optimizer.admissions.search.compiled import compiled
from optimizer.admissions.search.moves.choose import NO_MOVE, choose_patient


@compiled
def leave_out(book: Book, rng: np.random.Generator) -> int:
    """Take a random patient out of the plan, also a mandatory one, at the price of that rule."""
    patient = choose_patient(book, rng)
    if book[at1(book, DAY, patient)] == OUT:
        return NO_MOVE
    return take_out(book, patient)
