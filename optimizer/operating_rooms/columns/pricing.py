"""The cheapest day of one room at given prices: dynamic programming over blocks, cases and time, compiled."""

import numpy as np
from numpy.typing import NDArray

from optimizer.operating_rooms.columns.room_types import Numbers
from optimizer.operating_rooms.compiled import compiled

Values = NDArray[np.float64]

FAR = 1e15
FIRST, LAST, EARLIEST, TURNOVER, DEPARTMENT, SINGLE, FAMILY, SHORTEST = range(8)


@compiled
def may_come_back(blocks: Numbers, earlier: int, later: int) -> bool:
    """Return whether a case of the earlier block may end the day that goes on with the later one.

    Cases of the later block then cannot start at once, or are of the same department, so that it costs no changeover.
    """
    same = blocks[earlier, DEPARTMENT] == blocks[later, DEPARTMENT] or blocks[later, EARLIEST] > 0
    return bool(same and blocks[earlier, FAMILY] == blocks[later, FAMILY])


@compiled
def forward(
    cost: Values,
    steps: Numbers,
    latest: Numbers,
    overrun: Numbers,
    blocks: Numbers,
    nodes: Numbers,
    before: Numbers,
    node_department: Numbers,
    changeover: Numbers,
    idle: float,
    layer_of_node: Numbers,
    values: Values,
    entry: Values,
) -> None:
    """Fill ``values[layer, used, t]``: least points of a day so far whose last turnover ends at step ``t``.

    A node has a layer before its first group and one after each of its groups; ``used`` tells whether one of the
    block's cases counts as the last one of the day. ``entry[node, t]`` is the least before anything of the node.
    """
    length = values.shape[2]
    values[:] = FAR
    entry[:] = FAR
    for node in range(len(nodes)):
        block = nodes[node, 0]
        layer = layer_of_node[node]
        for number in range(nodes[node, 1], nodes[node, 2]):
            prior = before[number]
            if prior < 0:
                entry[node, 0, 0] = 0.0
                continue
            change = changeover[node_department[prior], node_department[node]]
            source = layer_of_node[prior]
            if nodes[prior, 0] >= 0:
                source += blocks[nodes[prior, 0], LAST] - blocks[nodes[prior, 0], FIRST]
            same = block >= 0 and nodes[prior, 0] >= 0 and may_come_back(blocks, nodes[prior, 0], block)
            for t in range(length - change):
                value = values[source, 0, t] + idle * change
                if value < entry[node, 0, t + change]:
                    entry[node, 0, t + change] = value
                if same:
                    # The case that counts as the last one really comes after this block, which may then stand idle.
                    back = changeover[node_department[node], node_department[prior]]
                    to = max(t + change + back, blocks[block, EARLIEST] + blocks[block, SHORTEST] + back)
                    value = values[source, 1, t] + idle * (to - t)
                    if to < length and value < entry[node, 1, to]:
                        entry[node, 1, to] = value
        if block < 0:
            values[layer, 0] = entry[node, 0]
            continue
        earliest, turnover = blocks[block, EARLIEST], blocks[block, TURNOVER]
        for group in range(blocks[block, FIRST], blocks[block, LAST]):
            values[layer + 1] = values[layer]
            for alternative in range(steps.shape[1]):
                minutes = steps[group, alternative]
                if minutes == 0:
                    break
                for t in range(latest[group] - minutes + 1):
                    went, used = entry[node, 0, t], entry[node, 1, t]
                    if not blocks[block, SINGLE]:
                        went, used = min(went, values[layer, 0, t]), min(used, values[layer, 1, t])
                    if went >= FAR and used >= FAR:
                        continue
                    start = max(t, earliest)
                    end = start + minutes
                    if end > latest[group]:
                        continue
                    add = cost[group, alternative] + idle * (start - t)
                    to = end + turnover
                    value = went + add + overrun[group]
                    if value < values[layer + 1, 0, to]:
                        values[layer + 1, 0, to] = value
                    value = min(went + add, used + add + overrun[group])
                    if value < values[layer + 1, 1, to]:
                        values[layer + 1, 1, to] = value
            layer += 1


@compiled
def trace(
    node: int,
    t: int,
    cost: Values,
    steps: Numbers,
    latest: Numbers,
    overrun: Numbers,
    blocks: Numbers,
    nodes: Numbers,
    before: Numbers,
    node_department: Numbers,
    changeover: Numbers,
    idle: float,
    layer_of_node: Numbers,
    values: Values,
    entry: Values,
    found: Numbers,
) -> int:
    """Write the (group, alternative) pairs of the day that ends at a node at step ``t``, last first; return how many.

    A negative number tells that no day has the value, which would be an error of :func:`forward`.
    """
    count = 0
    used = 1
    while True:
        block = nodes[node, 0]
        group = blocks[block, LAST] - 1
        layer = layer_of_node[node] + blocks[block, LAST] - blocks[block, FIRST]
        earliest, turnover, single = blocks[block, EARLIEST], blocks[block, TURNOVER], blocks[block, SINGLE]
        began = False
        while not began:
            if group < blocks[block, FIRST]:
                return -1
            value = values[layer, used, t]
            if values[layer - 1, used, t] <= value:
                layer -= 1
                group -= 1
                continue
            taken = False
            for alternative in range(steps.shape[1]):
                start = t - turnover - steps[group, alternative]
                if taken or steps[group, alternative] == 0:
                    break
                if start < earliest or start + steps[group, alternative] > latest[group]:
                    continue
                for prior in range(0 if start == earliest else start, start + 1):
                    add = cost[group, alternative] + idle * (start - prior)
                    for way in range(4):
                        # The case before it: in this block or not, and whether the last one of the day lies before.
                        inside, earlier = way < 2, way % 2
                        if (inside and single) or earlier > used:
                            continue
                        base = values[layer - 1, earlier, prior] if inside else entry[node, earlier, prior]
                        extra = 0.0 if used == 1 and earlier == 0 else float(overrun[group])
                        if base < FAR and abs(base + add + extra - value) < 1e-6:
                            found[count, 0], found[count, 1] = group, alternative
                            count += 1
                            t, used, taken, began = prior, earlier, True, not inside
                            break
                    if taken:
                        break
            if not taken:
                return -2
            layer -= 1
            group -= 1
        target = entry[node, used, t]
        moved = False
        for number in range(nodes[node, 1], nodes[node, 2]):
            prior = before[number]
            if prior < 0:
                if t == 0 and used == 0 and abs(target) < 1e-6:
                    return count
                continue
            if used == 1:
                # Waited for at this entry: look for the step from which the day came.
                if nodes[prior, 0] >= 0 and may_come_back(blocks, nodes[prior, 0], nodes[node, 0]):
                    source = layer_of_node[prior] + blocks[nodes[prior, 0], LAST] - blocks[nodes[prior, 0], FIRST]
                    back = changeover[node_department[node], node_department[prior]]
                    least = blocks[nodes[node, 0], EARLIEST] + blocks[nodes[node, 0], SHORTEST] + back
                    latest_came = t - back - changeover[node_department[prior], node_department[node]]
                    for came in range(0 if t == least else latest_came, latest_came + 1):
                        if came >= 0 and abs(values[source, 1, came] + idle * (t - came) - target) < 1e-6:
                            t, node, moved = came, prior, True
                            break
                if moved:
                    break
                continue
            change = changeover[node_department[prior], node_department[node]]
            if t < change:
                continue
            source = layer_of_node[prior]
            if nodes[prior, 0] < 0:
                if abs(values[source, 0, t - change] + idle * change - target) >= 1e-6:
                    continue
                for inner in range(nodes[prior, 1], nodes[prior, 2]):
                    real = before[inner]
                    source = layer_of_node[real] + blocks[nodes[real, 0], LAST] - blocks[nodes[real, 0], FIRST]
                    if abs(values[source, 0, t - change] + idle * change - target) < 1e-6:
                        node, moved = real, True
                        break
            else:
                source += blocks[nodes[prior, 0], LAST] - blocks[nodes[prior, 0], FIRST]
                if abs(values[source, 0, t - change] + idle * change - target) < 1e-6:
                    node, moved = prior, True
            if moved:
                t -= change
                break
        if not moved:
            return -3
