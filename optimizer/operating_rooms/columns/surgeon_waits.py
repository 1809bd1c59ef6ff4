"""What surgeons wait between their cases, as rows of the linear program over days with times.

For each surgeon, with steps from midnight: ``first`` is at most the start, and ``last`` at least the end, of every case
that the surgeon leads; ``waits >= last - first + rest - sum(steps + rest)``. A case that is not done, or led by another
one, leaves both free.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from optimizer.operating_rooms.columns.room_types import Numbers, Tables
from optimizer.operating_rooms.local_search.book import REST, STEPS, SURGEON, W_SURGEON

Values = NDArray[np.float64]


class SurgeonWaits:
    """Rows and variables of all surgeons who may lead several cases.

    Parameters
    ----------
    tables : dict of str to array
        The problem in numbers.
    case_of_mode : array
        The case of each mode.

    Attributes
    ----------
    least : array
        Least value of each row.
    variables : list of (float, dict of int to float)
        Points and entries of each variable; each is at most ``length``.
    length : int
        Steps of the day.
    """

    def __init__(self, tables: Tables, case_of_mode: Numbers) -> None:
        self.length = int(tables["capacity"].shape[1])
        self._weight, self._rest = int(tables["settings"][W_SURGEON]), int(tables["settings"][REST])
        self._steps = tables["modes"][: len(case_of_mode), STEPS]
        cases: dict[int, list[int]] = defaultdict(list)
        leads = tables["modes"][: len(case_of_mode), SURGEON].tolist()
        for lead, case in zip(leads, case_of_mode.tolist(), strict=True):
            if case not in cases[lead]:
                cases[lead].append(case)
        self.variables: list[tuple[float, dict[int, float]]] = []
        self._rows = np.full((len(case_of_mode), 3), -1)
        least: list[float] = []
        row_of: dict[tuple[int, int], int] = {}
        for surgeon, own in cases.items() if self._weight else ():
            if surgeon >= 0 and len(own) > 1:
                row_of |= {(case, surgeon): len(least) + 1 + 2 * place for place, case in enumerate(own)}
                least += self._add(len(least), len(own))
        for mode, pair in enumerate(zip(case_of_mode.tolist(), leads, strict=True)):
            if pair in row_of:
                first = min(row_of[case, pair[1]] for case in cases[pair[1]]) - 1
                self._rows[mode] = first, row_of[pair], row_of[pair] + 1
        self.least = np.array(least)

    def _add(self, row: int, count: int) -> list[float]:
        """Add the variables of a surgeon whose rows begin at ``row``; return the rows' least values."""
        last_rows = {row + 1 + 2 * place: 1.0 for place in range(count)}
        first_rows = {row + 2 + 2 * place: -1.0 for place in range(count)}
        self.variables += [(float(self._weight), {row: 1.0}), (0.0, {row: -1.0, **last_rows})]
        self.variables.append((0.0, {row: 1.0, **first_rows}))
        return [float(self._rest), *([0.0, -float(self.length)] * count)]

    def entries(self, modes: Sequence[int], starts: Sequence[int]) -> Iterator[tuple[int, float]]:
        """Yield (row, units) of a day's cases; a row may come twice."""
        for mode, start in zip(modes, starts, strict=True):
            total, last, first = self._rows[mode].tolist()
            if total >= 0:
                steps = int(self._steps[mode])
                yield total, float(steps + self._rest)
                yield last, float(-start - steps)
                yield first, float(start - self.length)

    def start_points(self, prices: Values) -> Values:
        """Return the points that each mode pays at each start, at the prices of the rows."""
        total, last, first = np.where(self._rows >= 0, np.append(prices, 0.0)[self._rows], 0.0).T[:, :, None]
        steps, starts = self._steps[:, None], np.arange(self.length)[None, :]
        points: Values = last * (starts + steps) + first * (self.length - starts) - total * (steps + self._rest)
        return points
