"""Random streams: one for every purpose of every replication."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Streams:
    """The random streams of one replication.

    A stream depends on the seed, the replication and the purpose's name alone, not on the order of creation. So two
    policies see the same patients, and a new purpose leaves the old ones as they were (common random numbers).

    Attributes
    ----------
    seed : int
        Of the experiment.
    replication : int
        Counted from 0.
    """

    seed: int
    replication: int = 0

    def generator(self, purpose: str) -> np.random.Generator:
        """Return the generator of one purpose, ``stays/surgery`` for example; the same name gives the same numbers."""
        spawn_key = (self.replication, *purpose.encode())
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence(self.seed, spawn_key=spawn_key)))
