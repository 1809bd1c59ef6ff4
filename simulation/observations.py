"""Values noted during a run, by name, with the minute at which they became known."""

from array import array

import numpy as np
from numpy.typing import NDArray


class Observations:
    """Series of (minute, value)."""

    def __init__(self) -> None:
        self._series: dict[str, tuple[array[float], array[float]]] = {}

    def note(self, name: str, minute: float, value: float) -> None:
        """Add a value to a series."""
        series = self._series.get(name)
        if series is None:
            series = self._series[name] = (array("d"), array("d"))
        series[0].append(minute)
        series[1].append(value)

    def values(self, name: str, from_minute: float) -> NDArray[np.float64]:
        """Return a series' values from a minute on; empty for an unknown series."""
        if name not in self._series:
            return np.empty(0)
        minutes, values = (np.frombuffer(column, dtype=np.float64) for column in self._series[name])
        return values[minutes >= from_minute]

    def count(self, name: str, from_minute: float) -> int:
        """Return how many values a series has from a minute on."""
        return int(self.values(name, from_minute).size)
