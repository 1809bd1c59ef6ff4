"""When surgeons are wanted in two rooms at once: rows of the linear program by surgeon and step, and their prices."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from optimizer.operating_rooms.columns.room_types import Tables, case_of_modes
from optimizer.operating_rooms.local_search.book import ASSISTANTS_FROM, ASSISTANTS_TO, GAP, STEPS, SURGEON

Values = NDArray[np.float64]

PEAKS = 3
"""Rows added for one surgeon in a round, each at a step where the surgeon is wanted most."""


class SurgeonTimes:
    """Whom each mode holds, from which step until when.

    Parameters
    ----------
    tables : dict of str to array
        The problem in numbers.
    """

    def __init__(self, tables: Tables) -> None:
        case_of_mode, lists = case_of_modes(tables), tables["lists"]
        assistants = tables["cases"][:, [ASSISTANTS_FROM, ASSISTANTS_TO]].tolist()
        leads = tables["modes"][: len(case_of_mode), SURGEON].tolist()
        self._people = [
            [int(one) for one in (lead, *lists[slice(*assistants[case])].tolist()) if one >= 0]
            for lead, case in zip(leads, case_of_mode.tolist(), strict=True)
        ]
        self._steps, self._gap = tables["modes"][:, STEPS], tables["surgeons"][:, GAP]
        self.length = int(tables["capacity"].shape[1])
        self._shape = (len(tables["surgeons"]), self.length)

    def held(self, modes: Sequence[int], starts: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        """Yield (surgeon, from, until) for everyone whom the cases of a day hold."""
        for mode, start in zip(modes, starts, strict=True):
            for surgeon in self._people[mode]:
                until = min(self.length, start + int(self._steps[mode]) + int(self._gap[surgeon]))
                if until > start:
                    yield surgeon, start, until

    def wanted(self, days: Sequence[tuple[Sequence[int], Sequence[int]]], shares: Values) -> Values:
        """Return how often each surgeon is wanted at each step, by the shares of some days."""
        found = np.zeros(self._shape)
        for (modes, starts), share in zip(days, shares.tolist(), strict=True):
            for surgeon, start, until in self.held(modes, starts):
                found[surgeon, start:until] += share
        return found

    def start_points(self, rows: Sequence[tuple[int, int]], prices: Values) -> Values:
        """Return the points that each mode pays at each start, at the prices of some rows (surgeon, step)."""
        price = np.zeros(self._shape)
        for (surgeon, step), points in zip(rows, prices.tolist(), strict=True):
            price[surgeon, step] -= points
        total = np.concatenate((np.zeros((self._shape[0], 1)), np.cumsum(price, axis=1)), axis=1)
        starts, points = np.arange(self.length), np.zeros((len(self._people), self.length))
        for mode, surgeons in enumerate(self._people):
            for surgeon in surgeons:
                until = np.clip(starts + self._steps[mode] + self._gap[surgeon], starts, self.length)
                points[mode] += total[surgeon, until] - total[surgeon, starts]
        return points


def peaks(wanted: Values, known: set[tuple[int, int]], above: float) -> list[tuple[int, int]]:
    """Return for each surgeon the steps where two rooms want the surgeon most, without those known; at most ``PEAKS``.

    Of neighbouring steps with the same demand one is enough.
    """
    found = []
    for surgeon, demand in enumerate(wanted):
        begins = np.flatnonzero((demand > above) & (np.diff(demand, prepend=0.0) > 1e-9))
        fresh = [
            int(step) for step in begins[np.argsort(-demand[begins], kind="stable")] if (surgeon, step) not in known
        ]
        found += [(surgeon, step) for step in fresh[:PEAKS]]
    return found
