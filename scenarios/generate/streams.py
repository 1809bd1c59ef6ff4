"""One random stream a purpose, so that changing one thing leaves everything else as it was."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Streams:
    """Independent generators, named after what they decide; spawned in this order (add new ones at the end)."""

    layout: np.random.Generator
    rooms: np.random.Generator
    equipment: np.random.Generator
    staffing: np.random.Generator
    occupancy: np.random.Generator
    beds_in_use: np.random.Generator
    isolation: np.random.Generator
    lending: np.random.Generator
    people: np.random.Generator
    needs: np.random.Generator
    stays: np.random.Generator
    statuses: np.random.Generator
    requests: np.random.Generator
    current_patients: np.random.Generator
    demand: np.random.Generator
    weeks: np.random.Generator

    @classmethod
    def of(cls, seed: int) -> "Streams":
        """Return the streams of a seed."""
        children = np.random.SeedSequence(seed).spawn(len(cls.__slots__))
        return cls(*(np.random.default_rng(child) for child in children))
