"""Best prices for what the flow cannot say: the duals of its linear program with those rows added."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array

from optimizer.beds.charges import Charge
from optimizer.beds.hospital_index import FloatArray, IntArray
from optimizer.beds.joint_costs import JointCost


@dataclass(frozen=True, slots=True)
class Prices:
    """What a pair pays besides its own cost.

    Attributes
    ----------
    charges : list of int
        Points for each count of a charge.
    shares : list of float arrays
        For each joint cost the shares of its classes; they add up to at most one.
    value : int
        Optimum of the linear program without those who remain, rounded down.
    """

    charges: list[int]
    shares: list[FloatArray]
    value: int = 0


def equal_shares(cost: JointCost) -> FloatArray:
    """Return the shares to start with."""
    return np.full(len(cost.classes), 1.0 / len(cost.classes))


def best_prices(
    arcs: IntArray, supply: IntArray, pair_arc: IntArray, charges: Sequence[Charge], joint: Sequence[JointCost]
) -> Prices | None:
    """Return the prices that give the best bound over the given arcs, rounded; None when no optimum was found.

    Parameters
    ----------
    arcs : int array (4 x arcs)
        Tail, head, capacity and cost.
    supply : int array (nodes)
        What flows out of each node.
    pair_arc : int array (people x classes)
        Column of ``arcs`` that stands for a pair; -1 where there is none.
    charges : sequence of Charge
        Rows added to the flow.
    joint : sequence of JointCost
        Costs added to the flow: a column each, not below any of its classes.
    """
    count, columns = arcs.shape[1], arcs.shape[1] + len(joint)
    # The stubs of scipy know neither sparse matrices nor bounds as an array.
    balance: Any = _balance(arcs, len(supply), columns)
    rows: Any = _rows(pair_arc, charges, joint, columns)
    limits = np.zeros(rows.shape[0])
    limits[: len(charges)] = [charge.at_most for charge in charges]
    bounds: Any = np.column_stack([np.zeros(columns), np.full(columns, np.inf)])
    bounds[:count, 1] = arcs[2]
    found = linprog(
        np.concatenate([arcs[3].astype(float), np.ones(len(joint))]),
        A_ub=rows,
        b_ub=limits,
        A_eq=balance,
        b_eq=supply.astype(float),
        bounds=bounds,
        method="highs-ds",
    )
    if not found.success or found.fun is None:
        # Numerical trouble, as with the points of pins beside those of goals: the prices before still give a bound.
        return None
    duals = np.maximum(0.0, -found.ineqlin.marginals)
    of_charges, *of_joint = np.split(duals, len(charges) + np.cumsum([0, *(len(cost.classes) for cost in joint)])[:-1])
    return Prices(
        charges=[round(dual) for dual in of_charges.tolist()],
        shares=[share / max(1.0, float(share.sum())) for share in of_joint],
        value=int(np.floor(found.fun + 1e-6)),
    )


def _balance(arcs: IntArray, nodes: int, columns: int) -> csr_array:
    """Return the rows that say what flows out of each node."""
    count = arcs.shape[1]
    numbers = np.tile(np.arange(count), 2)
    entries = (np.repeat([1.0, -1.0], count), (np.concatenate([arcs[0], arcs[1]]), numbers))
    return coo_array(entries, shape=(nodes, columns)).tocsr()


def _rows(pair_arc: IntArray, charges: Sequence[Charge], joint: Sequence[JointCost], columns: int) -> csr_array:
    """Return the inequality rows: one for each charge, one for each class of a joint cost."""
    rows, arcs, values = [], [], []

    def add(row: int, pairs: IntArray, points: FloatArray) -> None:
        inside = (pairs >= 0) & (points != 0)
        rows.append(np.full(int(inside.sum()), row))
        arcs.append(pairs[inside])
        values.append(points[inside])

    row = 0
    for charge in charges:
        for term in charge.terms:
            pairs = pair_arc[np.ix_(term.people, term.classes)].ravel()
            add(row, pairs, np.full(len(pairs), float(term.count)))
        row += 1
    for number, cost in enumerate(joint):
        for place, bed_class in enumerate(cost.classes.tolist()):
            add(row, pair_arc[:, bed_class], cost.points[:, place])
            add(row, np.array([columns - len(joint) + number]), np.array([-1.0]))
            row += 1
    entries = (np.concatenate([*values, []]), (np.concatenate([*rows, []]), np.concatenate([*arcs, []])))
    return coo_array(entries, shape=(row, columns)).tocsr()
