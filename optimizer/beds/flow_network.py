"""A minimum-cost flow with named nodes, and the node potentials that prove it optimal."""

import numpy as np
from ortools.graph.python import min_cost_flow

from optimizer.beds.hospital_index import IntArray


class FlowNetwork:
    """Arcs as growing columns (tail, head, capacity, cost); nodes are made by name."""

    def __init__(self) -> None:
        self.node: dict[object, int] = {}
        self._columns: tuple[list[int], list[int], list[int], list[int]] = ([], [], [], [])

    def at(self, name: object) -> int:
        """Return the number of a node, a new one for a new name."""
        return self.node.setdefault(name, len(self.node))

    def arc(self, tail: object, head: object, capacity: int, cost: int = 0) -> None:
        """Add an arc between two nodes by their names."""
        for column, value in zip(self._columns, (self.at(tail), self.at(head), capacity, cost), strict=True):
            column.append(value)

    @property
    def arcs(self) -> IntArray:
        """Tail, head, capacity and cost of each arc (4 x arcs)."""
        return np.array(self._columns, dtype=np.int64)


def solve_flow(arcs: IntArray, source: int, sink: int, supply: int) -> tuple[IntArray, int]:
    """Return the flow on each arc and its cost.

    Parameters
    ----------
    arcs : int array (4 x arcs)
        Tail, head, capacity and cost.
    source, sink, supply : int
        Nodes, and how much flows from one to the other.

    Raises
    ------
    RuntimeError
        When that much cannot flow.
    """
    solver = min_cost_flow.SimpleMinCostFlow()
    numbers = solver.add_arcs_with_capacity_and_unit_cost(*arcs)
    solver.set_node_supply(source, supply)
    solver.set_node_supply(sink, -supply)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise RuntimeError(f"minimum-cost flow ended with status {status}, expected optimal")
    return np.asarray(solver.flows(numbers), dtype=np.int64), int(solver.optimal_cost())


def potentials(nodes: int, arcs: IntArray, flows: IntArray) -> IntArray:
    """Return node potentials under which no residual arc has a negative reduced cost (Bellman-Ford from zero)."""
    tails, heads, capacities, costs = arcs
    forward, backward = flows < capacities, flows > 0
    tail = np.concatenate([tails[forward], heads[backward]])
    head = np.concatenate([heads[forward], tails[backward]])
    cost = np.concatenate([costs[forward], -costs[backward]])
    potential = np.zeros(nodes, dtype=np.int64)
    for _ in range(nodes + 1):
        before = potential.copy()
        np.minimum.at(potential, head, before[tail] + cost)
        if np.array_equal(before, potential):
            return potential
    raise RuntimeError("residual network of an optimal flow has a negative cycle")
