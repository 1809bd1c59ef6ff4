"""The choice of rooms and surgeons as a mixed-integer linear program for HiGHS.

HiGHS proves bounds of this packing problem in a fraction of CP-SAT's time: see the README for the measurement.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model
from ortools.sat.python.cp_model_helper import ConstraintProto
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

_UNLIMITED = float("inf")
_HUGE = 10**15  # CP-SAT writes an open end as the largest 64-bit number


@dataclass(frozen=True, slots=True)
class LinearOutcome:
    """What HiGHS came back with.

    Attributes
    ----------
    values : array of int or None
        By index of variable; None when nothing was found in time.
    bound : float
        No solution costs less; minus infinity when nothing is known.
    proven : bool
        Values are optimal.
    """

    values: NDArray[np.int64] | None
    bound: float
    proven: bool


def solve_linear(model: cp_model.CpModel, *, seconds: float, node_limit: int | None = None) -> LinearOutcome:
    """Solve a CP-SAT model that holds only linear constraints and clauses.

    Parameters
    ----------
    model : CpModel
        Linear constraints (also enforced ones on bounded variables), implications, clauses, at-most-one.
    seconds : float
        Wall clock limit.
    node_limit : int, optional
        Limit of branch-and-bound nodes, which does not depend on the machine.
    """
    proto = model.proto
    domains = [tuple(variable.domain) for variable in proto.variables]
    lower = np.array([domain[0] for domain in domains], dtype=float)
    upper = np.array([domain[-1] for domain in domains], dtype=float)
    rows = _Rows(lower, upper)
    for constraint in proto.constraints:
        rows.add(constraint)
    cost = np.zeros(len(domains))
    np.add.at(cost, list(proto.objective.vars), list(proto.objective.coeffs))
    options: Any = {"time_limit": max(0.05, seconds), "mip_rel_gap": 1e-6}
    if node_limit is not None:
        options["node_limit"] = node_limit
    result: Any = milp(  # the stubs know neither node_limit nor a float integrality
        cost,
        integrality=np.ones(len(domains), dtype=np.uint8),
        bounds=Bounds(lower, upper),
        constraints=LinearConstraint(rows.matrix(), rows.low, rows.high),
        options=options,
    )
    found = result.x is not None
    bound = -np.inf if result.mip_dual_bound is None else float(result.mip_dual_bound)
    return LinearOutcome(
        values=np.round(result.x).astype(np.int64) if found else None,
        # All costs are whole numbers, and so is the objective: a bound of 12.3 is one of 13.
        bound=float(np.ceil(bound + proto.objective.offset - 1e-4)) if np.isfinite(bound) else bound,
        proven=bool(result.status == 0),
    )


class _Rows:
    """Collects the rows of the constraint matrix."""

    def __init__(self, lower: NDArray[np.float64], upper: NDArray[np.float64]) -> None:
        self._lower, self._upper = lower, upper
        self._row: list[int] = []
        self._column: list[int] = []
        self._value: list[float] = []
        self.low: list[float] = []
        self.high: list[float] = []

    def add(self, constraint: ConstraintProto) -> None:
        """Add one constraint, whatever its kind."""
        negated = [_not(literal) for literal in constraint.enforcement_literal]
        if constraint.has_linear():
            self._linear(constraint, negated)
        elif constraint.has_bool_or():
            self._clause([*constraint.bool_or.literals, *negated], 1, _UNLIMITED)
        elif constraint.has_bool_and():
            for literal in constraint.bool_and.literals:
                self._clause([literal, *negated], 1, _UNLIMITED)
        elif constraint.has_at_most_one():
            self._clause(constraint.at_most_one.literals, -_UNLIMITED, 1)
        else:
            raise ValueError(f"constraint {constraint}, expected a linear one or a clause")

    def matrix(self) -> csr_array:
        """Return the matrix of all rows."""
        shape = (len(self.low), len(self._lower))
        return csr_array((self._value, (self._row, self._column)), shape=shape)

    def _linear(self, constraint: ConstraintProto, negated: Sequence[int]) -> None:
        columns, values = list(constraint.linear.vars), [float(value) for value in constraint.linear.coeffs]
        domain = list(constraint.linear.domain)
        low = float(domain[0]) if domain[0] > -_HUGE else -_UNLIMITED
        high = float(domain[-1]) if domain[-1] < _HUGE else _UNLIMITED
        most = sum(v * (self._upper[c] if v > 0 else self._lower[c]) for c, v in zip(columns, values, strict=True))
        least = sum(v * (self._lower[c] if v > 0 else self._upper[c]) for c, v in zip(columns, values, strict=True))
        if not negated:
            self._append(columns, values, low, high)
            return
        # Big-M from the bounds: the row holds when all enforcement literals do.
        if high < most:
            self._clause(negated, -_UNLIMITED, high, columns, values, high - most)
        if low > least:
            self._clause(negated, low, _UNLIMITED, columns, values, low - least)

    def _clause(
        self,
        literals: Iterable[int],
        low: float,
        high: float,
        columns: Sequence[int] = (),
        values: Sequence[float] = (),
        weight: float = 1.0,
    ) -> None:
        all_columns, all_values, constant = list(columns), list(values), 0.0
        for literal in literals:
            if literal >= 0:
                all_columns.append(literal)
                all_values.append(weight)
            else:
                all_columns.append(_not(literal))
                all_values.append(-weight)
                constant += weight
        self._append(all_columns, all_values, low - constant, high - constant)

    def _append(self, columns: Sequence[int], values: Sequence[float], low: float, high: float) -> None:
        self._row += [len(self.low)] * len(columns)
        self._column += columns
        self._value += values
        self.low.append(low)
        self.high.append(high)


def _not(literal: int) -> int:
    """Return the negation of a literal in CP-SAT's numbering."""
    return -literal - 1
