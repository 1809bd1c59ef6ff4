"""Which days of rooms to combine: the linear program over columns, its prices, and the bound that prices give."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from optimizer.operating_rooms.columns.room_days import Offer, RoomDay
from optimizer.operating_rooms.columns.room_types import RoomType, Tables, case_of_modes
from optimizer.operating_rooms.columns.shared import SharedRow
from optimizer.operating_rooms.columns.surgeon_times import SurgeonTimes, peaks
from optimizer.operating_rooms.columns.surgeon_waits import SurgeonWaits
from optimizer.operating_rooms.local_search.book import CLOSES, EMERGENCY, OPENS, PUT_OFF, RESERVE_ROOMS, RESERVE_STEPS

Values = NDArray[np.float64]

MISSING_POINTS = 1e6
"""Points of a unit that a branch asks for and no column gives: branches without any plan cost more than any list."""

OUT_OF_QUESTION = 1e9
"""Points off the worth of a mode that a branch forbids."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A part of all plans.

    Attributes
    ----------
    forbidden : frozenset of (case, type)
        Where a case is not done.
    done, put_off : frozenset of int
        Cases that are, or are not, on the list.
    counts : dict of int to (int, int)
        Least and most of a count: cases put off, or rooms in use of some types.
    """

    forbidden: frozenset[tuple[int, int]] = frozenset()
    done: frozenset[int] = frozenset()
    put_off: frozenset[int] = frozenset()
    counts: Mapping[int, tuple[int, int]] = field(default_factory=dict)


class Master:
    """The linear program.

    Its rows: one a case, one a count, one for each thing shared, regular time, and by surgeon and step where asked for.

    Parameters
    ----------
    tables : dict of str to array
        The problem in numbers.
    kinds : sequence of RoomType
        Types of rooms.
    groups : sequence of tuple of int
        Types whose rooms in use are counted together, besides each type by itself.
    shared : sequence of SharedRow
        What rooms share, in minutes.
    grid : int
        Minutes of a step.
    """

    def __init__(
        self,
        tables: Tables,
        kinds: Sequence[RoomType],
        groups: Sequence[tuple[int, ...]],
        shared: Sequence[SharedRow],
        grid: int,
    ) -> None:
        self._put_off = tables["cases"][:, PUT_OFF].astype(float)
        self._case_of_mode = case_of_modes(tables)
        self._modes_of_case = tables["cases"][:, :2]
        self.rooms = np.array([len(kind.rooms) for kind in kinds])
        settings, emergency = tables["settings"], tuple(n for n, kind in enumerate(kinds) if kind.emergency)
        self.counted = [*groups, *((n,) for n in range(len(kinds))), emergency]
        self._cases, self._counts, self._shared = len(self._put_off), 1 + len(self.counted), len(shared)
        self._regular = self._cases + self._counts + self._shared
        most = [self._cases, *(int(self.rooms[list(types)].sum()) for types in self.counted)]
        # Rooms without any mode stay free: they count for the reserve.
        rooms = tables["rooms"]
        most[-1] = min(most[-1], int(rooms[:, EMERGENCY].sum() - settings[RESERVE_ROOMS]))
        regular = int((rooms[:, CLOSES] - rooms[:, OPENS]).sum())
        self._least = np.array([*[1] * self._cases, *[0] * self._counts, *[-np.inf] * (self._shared + 1)])
        self._most = np.array(
            [*[1] * self._cases, *most, *(r.limit for r in shared), regular - settings[RESERVE_STEPS]], float
        )
        self._floor = -np.array([np.inf if row.price_above is None else row.price_above for row in shared], float)
        self._uses = np.zeros((self._shared, len(self._case_of_mode)))
        for number, row in enumerate(shared):
            self._uses[number, list(row.uses)] = list(row.uses.values())
        self._overtime = grid * np.array(
            [[float(kind.rooms[0] in row.overtime_rooms) for kind in kinds] for row in shared]
        ).reshape(self._shared, len(kinds))
        self._types_counted = np.array([[n in types for n in range(len(kinds))] for types in self.counted], float)
        self._surgeons, self._waits = SurgeonTimes(tables), SurgeonWaits(tables, self._case_of_mode)
        self.timed = False
        self.moments: list[tuple[int, int]] = []
        self._build()

    def _build(self) -> None:
        # GLOP is faster on large days, but gave up on some for want of precision, and the bound with it.
        self._solver = solver = pywraplp.Solver.CreateSolver("CLP")
        self._objective = solver.Objective()
        self._rows = [solver.Constraint(float(a), float(b)) for a, b in zip(self._least, self._most, strict=True)]
        self._skipped = [self._variable(points, {n: 1, self._cases: 1}) for n, points in enumerate(self._put_off)]
        for number, floor in enumerate(self._floor):
            if np.isfinite(floor):
                self._variable(-floor, {self._cases + self._counts + number: -1})
        for row in range(len(self._rows)):
            if np.isfinite(self._least[row]):
                self._variable(MISSING_POINTS, {row: 1})
            self._variable(MISSING_POINTS, {row: -1})
        self._objective.SetMinimization()
        self.days: list[RoomDay] = []
        self._taken: list[pywraplp.Variable] = []
        self._cases_of_day: list[dict[int, int]] = []
        self._rows_of_surgeon: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._known: dict[tuple[int, tuple[int, ...], tuple[int, ...]], int] = {}
        self.branch = Branch()

    def _variable(self, points: float, entries: Mapping[int, float], most: float = np.inf) -> pywraplp.Variable:
        variable = self._solver.NumVar(0.0, min(most, self._solver.infinity()), "")
        self._objective.SetCoefficient(variable, float(points))
        for row, units in entries.items():
            self._rows[row].SetCoefficient(variable, float(units))
        return variable

    def add(self, day: RoomDay) -> bool:
        """Add a column; return whether it is new or cheaper than known."""
        key = (day.type, day.modes, day.starts)
        if key in self._known:
            place = self._known[key]
            if self.days[place].points <= day.points:
                return False
            self.days[place] = day
            self._objective.SetCoefficient(self._taken[place], float(day.points))
            return True
        times: dict[int, int] = {}
        for mode in day.modes:
            case = int(self._case_of_mode[mode])
            times[case] = times.get(case, 0) + 1
        first = self._cases + self._counts
        shared = self._uses[:, list(day.modes)].sum(axis=1) - self._overtime[:, day.type] * day.overtime_steps
        entries = {
            **times,
            **{self._cases + 1 + int(n): 1 for n in np.flatnonzero(self._types_counted[:, day.type])},
            **{first + int(n): float(shared[n]) for n in np.flatnonzero(shared)},
            first + self._shared: day.regular_steps,
            **self._wanted_at(day),
        }
        self._known[key] = len(self.days)
        self.days.append(day)
        self._taken.append(self._variable(day.points, entries))
        self._cases_of_day.append(times)
        self._allow(len(self.days) - 1)
        return True

    def _wanted_at(self, day: RoomDay) -> dict[int, float]:
        """Return the entries of a column with times in the rows by surgeon and step."""
        found: dict[int, float] = defaultdict(float)
        if day.starts:
            for row, units in self._waits.entries(day.modes, day.starts):
                found[self._regular + 1 + row] += units
            for surgeon, start, until in self._surgeons.held(day.modes, day.starts):
                for step, row in self._rows_of_surgeon[surgeon]:
                    if start <= step < until:
                        found[row] += 1
        return found

    def keep_times(self) -> None:
        """Take days with times from now on, and none without; surgeons' waiting counts, too."""
        self.timed = True
        for place in range(len(self.days)):
            self._allow(place)
        first = len(self._rows)
        self._rows += [self._solver.Constraint(least, self._solver.infinity()) for least in self._waits.least.tolist()]
        for points, entries in self._waits.variables:
            placed = {first + row: units for row, units in entries.items()}
            self._variable(points, placed, most=self._waits.length)
        self._least = np.append(self._least, self._waits.least)
        self._most = np.append(self._most, [np.inf] * len(self._waits.least))

    def part_surgeons(self, taken: Values, above: float) -> int:
        """Add rows where the last solution wants a surgeon in two rooms at once; return how many.

        Parameters
        ----------
        taken : array
            Of each column.
        above : float
            Cases of one surgeon at one step that are too many.
        """
        places = [int(place) for place in np.flatnonzero(taken > 1e-6) if self.days[place].starts]
        days = [(self.days[place].modes, self.days[place].starts) for place in places]
        fresh = peaks(self._surgeons.wanted(days, taken[places]), set(self.moments), above)
        first_new = len(self._rows)
        for surgeon, step in fresh:
            self._rows_of_surgeon[surgeon].append((step, len(self._rows)))
            self._rows.append(self._solver.Constraint(-self._solver.infinity(), 1.0))
        self.moments += fresh
        self._least = np.append(self._least, [-np.inf] * len(fresh))
        self._most = np.append(self._most, [1.0] * len(fresh))
        for variable, day in zip(self._taken, self.days, strict=True):
            for row, units in self._wanted_at(day).items():
                if row >= first_new:
                    self._rows[row].SetCoefficient(variable, units)
        return len(fresh)

    def _allow(self, place: int) -> None:
        day, times = self.days[place], self._cases_of_day[place]
        allowed = not any((case, day.type) in self.branch.forbidden or case in self.branch.put_off for case in times)
        allowed &= bool(day.starts) or not self.timed
        self._taken[place].SetUb(self._solver.infinity() if allowed else 0.0)

    def enter(self, branch: Branch) -> None:
        """Look at one part of all plans."""
        self.branch = branch
        for case, variable in enumerate(self._skipped):
            variable.SetBounds(float(case in branch.put_off), float(case not in branch.done))
        for count in range(self._counts):
            row = self._cases + count
            least, most = branch.counts.get(count, (self._least[row], self._most[row]))
            self._rows[row].SetBounds(float(least), float(min(most, self._most[row])))
        for place in range(len(self.days)):
            self._allow(place)

    def solve(self) -> tuple[float, Values] | None:
        """Return points and prices of the best combination; None where the solver fails for want of precision."""
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        prices = np.array([row.dual_value() for row in self._rows])
        first = self._cases + self._counts
        prices[first:] = np.where(
            np.isfinite(self._least[first:]), np.maximum(0, prices[first:]), np.minimum(0, prices[first:])
        )
        prices[first : first + self._shared] = np.maximum(prices[first : first + self._shared], self._floor)
        return float(self._objective.Value()), prices

    def shares(self) -> tuple[Values, Values]:
        """Return how much of each column, and of putting each case off, the last solution takes."""
        return (
            np.array([variable.solution_value() for variable in self._taken]),
            np.array([variable.solution_value() for variable in self._skipped]),
        )

    def cases_of(self, place: int) -> Mapping[int, int]:
        """Return the cases of a column, with how often it does each: a relaxed day may do one twice."""
        return self._cases_of_day[place]

    @property
    def row_count(self) -> int:
        """Rows so far."""
        return len(self._rows)

    @property
    def case_count(self) -> int:
        """Cases of the problem."""
        return self._cases

    def offers(self, prices: Values) -> Iterator[Offer]:
        """Yield what the prices mean for each type of room, where the branch allows it."""
        first = self._cases + self._counts
        worth = prices[: self._cases][self._case_of_mode] + prices[first : first + self._shared] @ self._uses
        starts = None
        if self.timed:
            waits, moments = np.split(prices[self._regular + 1 :], [len(self._waits.least)])
            starts = self._waits.start_points(waits) + self._surgeons.start_points(self.moments, moments)
        for number in range(len(self.rooms)):
            yield self._offer(prices, worth.copy(), starts, number)

    def _offer(self, prices: Values, worth: Values, starts: Values | None, type_number: int) -> Offer:
        first = self._cases + self._counts
        for case in (*self.branch.put_off, *(c for c, n in self.branch.forbidden if n == type_number)):
            begin, end = self._modes_of_case[case]
            worth[begin:end] = -OUT_OF_QUESTION
        return Offer(
            worth=worth,
            opening=-float(prices[self._cases + 1 : first] @ self._types_counted[:, type_number]),
            overtime_step=float(prices[first : first + self._shared] @ self._overtime[:, type_number]),
            regular_step=-float(prices[self._regular]),
            starts=starts,
        )

    def bound(self, prices: Values, least: Values) -> float:
        """Return the Lagrangian bound of the branch, from the least reduced points of each type of room."""
        low, high = self._least.copy(), self._most.copy()
        for count, (fewest, most) in self.branch.counts.items():
            low[self._cases + count], high[self._cases + count] = fewest, min(most, high[self._cases + count])
        at = np.where(prices > 0, low, high)
        rows = np.where(prices != 0, prices * np.where(np.isfinite(at), at, 0), 0).sum()
        end = self._cases + len(self.counted)  # the last count is that of emergency rooms
        types = high[end - len(self.rooms) : end]
        left = self._put_off - prices[: self._cases] - prices[self._cases]
        cases = np.minimum(0, left)
        for case in self.branch.done:
            cases[case] = 0
        for case in self.branch.put_off:
            cases[case] = left[case]
        return float(rows + (types * np.minimum(0, least)).sum() + cases.sum() + self._waiting(prices))

    def _waiting(self, prices: Values) -> float:
        """Return the least reduced points of the variables for surgeons' waiting."""
        if not self.timed:
            return 0.0
        own = prices[self._regular + 1 :]
        reduced = (points - sum(own[row] * units for row, units in e.items()) for points, e in self._waits.variables)
        return self._waits.length * sum(min(0.0, float(points)) for points in reduced)
