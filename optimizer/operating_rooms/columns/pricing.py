"""The cheapest day of one room at given prices: dynamic programming over blocks, cases and time, compiled."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.operating_rooms.columns.room_types import Numbers
from optimizer.operating_rooms.compiled import compiled

Values = NDArray[np.float64]

FAR = 1e15
SAME = 1e-6
"""Points that differ by less are the same."""

FIRST, LAST, EARLIEST, TURNOVER, DEPARTMENT, SINGLE, FAMILY, SHORTEST = range(8)

BEGINS, LOST = -1, -2
"""Instead of a node: the day begins here; no day has the value, which would be an error of :func:`forward`."""


class Day(NamedTuple):
    """One type of room at given prices, and what its days cost so far.

    Attributes
    ----------
    cost : array of shape (groups, alternatives)
        Points of a case in a mode, less what it is worth.
    steps, latest, overrun, blocks, nodes, before, node_department : array
        Of the type of room.
    changeover : array of shape (departments, departments)
        Steps between cases of two departments.
    idle : float
        Points of a step without a case.
    layer_of_node : array
        Where a node's layers begin: one before its first group and one after each of its groups.
    values : array of shape (layers, 2, steps)
        ``values[layer, used, t]``: least points of a day so far whose last turnover ends at step ``t``; ``used`` tells
        whether one of the block's cases counts as the last one of the day.
    entry : array of shape (nodes, 2, steps)
        The same before anything of the node.
    """

    cost: Values
    steps: Numbers
    latest: Numbers
    overrun: Numbers
    blocks: Numbers
    nodes: Numbers
    before: Numbers
    node_department: Numbers
    changeover: Numbers
    idle: float
    layer_of_node: Numbers
    values: Values
    entry: Values


@compiled
def forward(day: Day) -> None:
    """Fill the values of all layers, node by node."""
    day.values[:] = FAR
    day.entry[:] = FAR
    for node in range(len(day.nodes)):
        for number in range(day.nodes[node, 1], day.nodes[node, 2]):
            enter_from(day, node, day.before[number])
        block = day.nodes[node, 0]
        if block < 0:
            day.values[day.layer_of_node[node], 0] = day.entry[node, 0]
            continue
        for group in range(day.blocks[block, FIRST], day.blocks[block, LAST]):
            offer_group(day, node, group)


@compiled
def enter_from(day: Day, node: int, prior: int) -> None:
    """Let a node begin where one before it ends."""
    if prior < 0:
        day.entry[node, 0, 0] = 0.0
        return
    values, entry, length = day.values, day.entry, day.values.shape[2]
    change = day.changeover[day.node_department[prior], day.node_department[node]]
    source, comes_back = last_layer(day, prior), may_come_back(day, prior, node)
    for t in range(length - change):
        value = values[source, 0, t] + day.idle * change
        if value < entry[node, 0, t + change]:
            entry[node, 0, t + change] = value
        if comes_back:
            # The case that counts as the last one really comes after this block, which may then stand idle.
            to = max(t + change + change_back(day, prior, node), least_return(day, prior, node))
            value = values[source, 1, t] + day.idle * (to - t)
            if to < length and value < entry[node, 1, to]:
                entry[node, 1, to] = value


@compiled
def offer_group(day: Day, node: int, group: int) -> None:
    """Fill the layer in which one more case of a block may have been done."""
    block = day.nodes[node, 0]
    layer = day.layer_of_node[node] + group - day.blocks[block, FIRST]
    values, entry, single = day.values, day.entry, day.blocks[block, SINGLE]
    earliest, turnover = day.blocks[block, EARLIEST], day.blocks[block, TURNOVER]
    values[layer + 1] = values[layer]
    for alternative in range(day.steps.shape[1]):
        steps = day.steps[group, alternative]
        if steps == 0:
            break
        for t in range(day.latest[group] - steps + 1):
            went, used = entry[node, 0, t], entry[node, 1, t]
            if not single:
                went, used = min(went, values[layer, 0, t]), min(used, values[layer, 1, t])
            start = max(t, earliest)
            end = start + steps
            if (went >= FAR and used >= FAR) or end > day.latest[group]:
                continue
            add = day.cost[group, alternative] + day.idle * (start - t)
            to = end + turnover
            values[layer + 1, 0, to] = min(values[layer + 1, 0, to], went + add + day.overrun[group])
            last_or_not = min(went + add, used + add + day.overrun[group])
            values[layer + 1, 1, to] = min(values[layer + 1, 1, to], last_or_not)


@compiled
def last_layer(day: Day, node: int) -> int:
    """Return the layer behind all groups of a node."""
    block = day.nodes[node, 0]
    layer = day.layer_of_node[node]
    return int(layer if block < 0 else layer + day.blocks[block, LAST] - day.blocks[block, FIRST])


@compiled
def may_come_back(day: Day, prior: int, node: int) -> bool:
    """Return whether a case of the earlier block may end the day that goes on with the later one.

    Cases of the later block then cannot start at once, or are of the same department, so that it costs no changeover.
    """
    earlier, later = day.nodes[prior, 0], day.nodes[node, 0]
    if earlier < 0 or later < 0 or day.blocks[earlier, FAMILY] != day.blocks[later, FAMILY]:
        return False
    return bool(day.blocks[earlier, DEPARTMENT] == day.blocks[later, DEPARTMENT] or day.blocks[later, EARLIEST] > 0)


@compiled
def change_back(day: Day, prior: int, node: int) -> int:
    """Return the steps of changeover from a node back to the department of the one before."""
    return int(day.changeover[day.node_department[node], day.node_department[prior]])


@compiled
def least_return(day: Day, prior: int, node: int) -> int:
    """Return the earliest step at which a case of the node before can follow on a case of this one."""
    block = day.nodes[node, 0]
    return int(day.blocks[block, EARLIEST] + day.blocks[block, SHORTEST] + change_back(day, prior, node))


@compiled
def trace(day: Day, node: int, t: int, found: Numbers) -> int:
    """Write the (group, alternative) pairs of the day that ends at a node at step ``t``, last first.

    Returns
    -------
    int
        How many; a negative number where no day has the value, which would be an error of :func:`forward`.
    """
    count, used = 0, 1
    while node != BEGINS:
        group, first_of_node = day.blocks[day.nodes[node, 0], LAST], False
        while not first_of_node:
            group, alternative, t, used, first_of_node = case_before(day, node, group, t, used)
            if group < 0:
                return LOST
            found[count, 0], found[count, 1] = group, alternative
            count += 1
        node, t = node_before(day, node, t, used)
        if node == LOST:
            return LOST
    return count


@compiled
def case_before(day: Day, node: int, group: int, t: int, used: int) -> tuple[int, int, int, int, bool]:
    """Return the last case among a node's groups before one, and where the day stood before it.

    Returns
    -------
    tuple of (group, alternative, t, used, first)
        ``first`` where nothing of the node comes before; the group is negative where no day has the value.
    """
    block = day.nodes[node, 0]
    layer = day.layer_of_node[node] + group - day.blocks[block, FIRST]
    value = day.values[layer, used, t]
    while group > day.blocks[block, FIRST] and day.values[layer - 1, used, t] <= value:
        layer, group = layer - 1, group - 1
    group -= 1
    if group < day.blocks[block, FIRST]:
        return LOST, 0, t, used, False
    earliest, single = day.blocks[block, EARLIEST], day.blocks[block, SINGLE]
    for alternative in range(day.steps.shape[1]):
        steps = day.steps[group, alternative]
        if steps == 0:
            break
        start = t - day.blocks[block, TURNOVER] - steps
        if start < earliest or start + steps > day.latest[group]:
            continue
        for prior in range(0 if start == earliest else start, start + 1):
            add = day.cost[group, alternative] + day.idle * (start - prior)
            for earlier in range(used + 1):
                extra = 0.0 if used == 1 and earlier == 0 else float(day.overrun[group])
                wanted = value - add - extra
                if not single and abs(day.values[layer - 1, earlier, prior] - wanted) < SAME:
                    return group, alternative, prior, earlier, False
                if abs(day.entry[node, earlier, prior] - wanted) < SAME:
                    return group, alternative, prior, earlier, True
    return LOST, 0, t, used, False


@compiled
def node_before(day: Day, node: int, t: int, used: int) -> tuple[int, int]:
    """Return the node from which a day came into this one, and the step at which it ended there."""
    target = day.entry[node, used, t]
    for number in range(day.nodes[node, 1], day.nodes[node, 2]):
        prior = day.before[number]
        if prior < 0:
            if t == 0 and used == 0 and abs(target) < SAME:
                return BEGINS, 0
            continue
        change = day.changeover[day.node_department[prior], day.node_department[node]]
        if used == 0:
            source = last_layer(day, prior)
            if t >= change and abs(day.values[source, 0, t - change] + day.idle * change - target) < SAME:
                return (prior, t - change) if day.nodes[prior, 0] >= 0 else gathered(day, prior, t - change)
        elif may_come_back(day, prior, node):
            latest = t - change - change_back(day, prior, node)
            waited = t == least_return(day, prior, node)
            for came in range(0 if waited else max(0, latest), latest + 1):
                value = day.values[last_layer(day, prior), 1, came] + day.idle * (t - came)
                if abs(value - target) < SAME:
                    return prior, came
    return LOST, t


@compiled
def gathered(day: Day, node: int, t: int) -> tuple[int, int]:
    """Return which of the nodes that a gathering one collects has its value."""
    for number in range(day.nodes[node, 1], day.nodes[node, 2]):
        prior = day.before[number]
        if abs(day.values[last_layer(day, prior), 0, t] - day.entry[node, 0, t]) < SAME:
            return prior, t
    return LOST, t
