"""The best plan so far, which only a plan that stands the check can replace."""

from collections.abc import Callable

from optimizer.admissions.search.annealer import Outcome
from optimizer.admissions.search.annealing import LEFT_OUT_RANK
from optimizer.admissions.search.book import Book

Rank = Callable[[Book], int | None]


class Incumbent:
    """The best decisions so far.

    Parameters
    ----------
    decisions : Book
        To begin with.
    rank : callable
        Returns the rank of decisions (see :func:`~.annealing.rank`), counted without the search's own books; None if
        they break a rule other than mandatory admission.
    taken : callable
        Told decisions that were taken.
    """

    def __init__(self, decisions: Book, rank: Rank, taken: Callable[[Book], None]) -> None:
        self.decisions = decisions
        self.rank_of = rank
        self.taken = taken
        self.moves = 0
        found = rank(decisions)
        assert found is not None, "a first plan breaks no rule but mandatory admission"
        self.rank = found

    def offer(self, rank: int, decisions: Book) -> None:
        """Take decisions if their rank is better and they stand the check."""
        if rank < self.rank:
            self.consider(decisions)

    def consider(self, decisions: Book) -> bool:
        """Take decisions if the check ranks them better; return whether they keep the rules, nobody more left out."""
        rank = self.rank_of(decisions)
        if rank is None or rank // LEFT_OUT_RANK > self.rank // LEFT_OUT_RANK:
            return False
        if rank < self.rank:
            self.rank = rank
            self.decisions = decisions
            self.taken(decisions)
        return True

    def take(self, outcome: Outcome) -> None:
        """Take a round's outcome if it is better, and count its moves."""
        self.moves += outcome.moves
        self.offer(outcome.rank, outcome.decisions)
