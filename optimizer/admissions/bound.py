"""A proven lower bound: days, surgeons, theatre minutes and beds as one pool each, nurses at their very best."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from optimizer.admissions.search.data import SearchData, search_data
from scenarios.admissions.plan import Admission
from scenarios.admissions.problem import SHIFTS_PER_DAY, AdmissionsProblem

LEAST_SECONDS = 1.0
"""What even the linear relaxation may take on the largest instances."""
LEAST_SECONDS_FOR_WHOLE_PATIENTS = 3.0
"""Below it the linear relaxation alone is solved: it ends within a second, a tree cut short may prove nothing."""
ROUNDING = 1e-6
"""Share of a bound that floating-point arithmetic may have added: no whole point is claimed for it."""
SMALL = 300
"""Variables up to which the tree ends at once anyway."""


@dataclass(slots=True)
class _Relaxation:
    """A minimisation over variables in [0, 1] as it is being written down."""

    cost: list[float] = field(default_factory=list)
    entries: list[tuple[int, int, float]] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)

    def variable(self, cost: float) -> int:
        self.cost.append(cost)
        return len(self.cost) - 1

    def row(self, terms: list[tuple[int, float]], least: float, most: float) -> None:
        self.entries += [(len(self.least), variable, factor) for variable, factor in terms]
        self.least.append(least)
        self.most.append(most)


@dataclass(frozen=True, slots=True)
class Relaxed:
    """What the relaxation says.

    Attributes
    ----------
    bound : int
        Points below which no plan that keeps every rule, and the pins, can cost.
    day_of : dict
        Patient index to admission day in the best solution found; empty if only the linear relaxation was solved.
    """

    bound: int
    day_of: dict[int, int]


def lower_bound(
    problem: AdmissionsProblem, *, seconds: float = 5.0, pins: Mapping[str, Admission | None] | None = None
) -> int:
    """Return points below which no plan that keeps every rule, and the pins, can cost; see :func:`relax`."""
    return relax(problem, seconds=seconds, pins=pins).bound


def relax(problem: AdmissionsProblem, *, seconds: float, pins: Mapping[str, Admission | None] | None = None) -> Relaxed:
    """Return the bound of a mixed-integer relaxation, solved by HiGHS for a limited time, and its admission days.

    Kept are admission windows, surgeon minutes, theatre minutes of a day as one pool with the cost of opening enough of
    the largest theatres, and beds of a day as one pool. Each admission is charged its delay, the fewest nurses whose
    rosters could cover the stay, and the skill that even the best nurse on duty lacks. Genders, room lists, age mix,
    workloads and surgeon transfers are dropped.

    Mandatory patients who fit nowhere are left out at no cost, as no plan can admit them.

    Parameters
    ----------
    seconds : float
        Wall clock.
    pins : mapping, optional
        Patient id to an admission that must stay, or None for a patient who must be left out.
    """
    data, pins = search_data(problem), pins or {}
    model = _Relaxation()
    fixed = sum(_nursing_points(data, person, 0) for person in range(data.patients, data.persons))
    admitted: dict[tuple[int, int], int] = {}
    for patient in range(data.patients):
        out = model.variable(0.0 if data.mandatory[patient] else float(data.weight[7]))
        days = _possible_days(problem, data, patient, pins)
        for day in days:
            if data.surgeon_minutes[data.surgeon[patient], day] >= data.minutes[patient]:
                delay = int(data.weight[6]) * (day - int(data.release[patient]))
                admitted[patient, day] = model.variable(float(delay + _nursing_points(data, patient, day)))
        own = [(admitted[patient, day], 1.0) for day in days if (patient, day) in admitted]
        must_come = bool(data.mandatory[patient]) or problem.patients[patient].id in pins
        optional = [] if must_come and own else [(out, 1.0)]
        model.row([*own, *optional], 1.0, 1.0)
    _post_days(model, data, admitted)
    bound, values = _solve(model, seconds)
    day_of = {patient: day for (patient, day), variable in admitted.items() if len(values) and values[variable] > 0.5}
    return Relaxed(fixed + bound, day_of)


def _nursing_points(data: SearchData, person: int, day: int) -> int:
    """Return the least skill and continuity points of a stay from a day on."""
    first = SHIFTS_PER_DAY * day
    end = min(SHIFTS_PER_DAY * data.days, first + SHIFTS_PER_DAY * int(data.stay[person]))
    rostered = data.nurse_limit[:, first:end] >= 0
    best_skill = np.where(rostered, data.nurse_skill[:, None], 0).max(axis=0)
    lacking = int(np.maximum(0, data.skill[person, : end - first] - best_skill).sum())
    return int(data.weight[1]) * lacking + int(data.weight[2]) * _fewest_nurses(rostered)


def _fewest_nurses(rostered: NDArray[np.bool_]) -> int:
    """Return a lower bound on the nurses needed to cover all columns.

    A nurse who covers k shifts carries at most 1/k of each: every shift charges the most any rostered nurse can
    carry (a feasible dual of set covering), and no nurse is charged more than once.
    """
    covered = rostered.sum(axis=1)
    charge = np.where(rostered, 1.0 / np.maximum(1, covered)[:, None], np.inf).min(axis=0)
    return int(np.ceil(charge.sum() - 1e-9))


def _possible_days(
    problem: AdmissionsProblem, data: SearchData, patient: int, pins: Mapping[str, Admission | None]
) -> Sequence[int]:
    name = problem.patients[patient].id
    if name in pins:
        pin = pins[name]
        return () if pin is None else (pin.day,)
    return range(int(data.release[patient]), int(data.latest[patient]) + 1)


def _post_days(model: _Relaxation, data: SearchData, admitted: dict[tuple[int, int], int]) -> None:
    beds = int(data.beds.sum())
    occupied = [int((data.stay[data.patients :] > day).sum()) for day in range(data.days)]
    by_day: list[list[tuple[int, int]]] = [[] for _ in range(data.days)]
    lying: list[list[tuple[int, float]]] = [[] for _ in range(data.days)]
    for (patient, day), variable in admitted.items():
        by_day[day].append((patient, variable))
        for stay_day in range(day, min(data.days, day + int(data.stay[patient]))):
            lying[stay_day].append((variable, 1.0))
    for day, today in enumerate(by_day):
        model.row(lying[day], 0.0, float(beds - occupied[day]))
        for surgeon, minutes in enumerate(data.surgeon_minutes[:, day].tolist()):
            own = [(v, float(data.minutes[p])) for p, v in today if data.surgeon[p] == surgeon]
            model.row(own, 0.0, float(minutes))
        sizes = sorted((m for m in data.theatre_minutes[:, day].tolist() if m), reverse=True)
        opened = [(model.variable(float(data.weight[4])), -float(minutes)) for minutes in sizes]
        model.row([(v, float(data.minutes[p])) for p, v in today] + opened, -np.inf, 0.0)


def _solve(model: _Relaxation, seconds: float) -> tuple[int, NDArray[np.float64]]:
    """Return the dual bound, and the values of the best whole solution (none of a linear relaxation)."""
    nothing = np.zeros(0)
    if not model.cost:
        return 0, nothing
    rows, columns, values = (np.array(part) for part in zip(*model.entries, strict=True))
    matrix = csr_array((values, (rows, columns)), shape=(len(model.least), len(model.cost)))
    whole = seconds >= LEAST_SECONDS_FOR_WHOLE_PATIENTS or len(model.cost) <= SMALL
    result = milp(
        np.array(model.cost),
        integrality=np.full(len(model.cost), int(whole)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, np.array(model.least), np.array(model.most)),
        options={"time_limit": max(seconds, LEAST_SECONDS), "mip_rel_gap": 1e-4},
    )
    bound = result.mip_dual_bound if whole else result.fun if result.success else None
    proven = 0
    if bound is not None and np.isfinite(bound):
        proven = max(0, int(np.ceil(bound - ROUNDING * max(1.0, bound))))
    return proven, result.x if whole and result.x is not None else nothing
