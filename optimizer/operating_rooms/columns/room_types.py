"""Rooms with equal possibilities, and the shape of a day in one of them: blocks of like cases, in allowed orders."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from optimizer.operating_rooms.local_search.book import (
    CLOSES,
    DEPARTMENT,
    EARLIEST,
    EMERGENCY,
    FORBIDDEN,
    INFECTED,
    INFECTED_TURNOVER,
    LATEST_END,
    MODES_FROM,
    MODES_TO,
    OPENS,
    OVERRUN,
    PUBLISHED_ROOM,
    PUBLISHED_START,
    ROOM,
    STEPS,
    TURNOVER,
    W_MOVED_ROOM,
    W_WAITING,
    W_WISHED_ROOM,
    WISHED_ROOM,
)

Numbers = NDArray[np.int32]
Tables = dict[str, Numbers]

MASKED_BLOCKS = 6
"""A phase with more blocks is relaxed: a block may come back later, which no list gains from but a bound may."""


@dataclass(frozen=True, slots=True)
class RoomType:
    """Rooms that can do the same, as tables for the pricing.

    Attributes
    ----------
    rooms : tuple of int
        Positions of the rooms; a pattern found for one is possible in all of them.
    closes, length : int
        Steps from opening to closing, and until the last turnover can be over.
    emergency : bool
        Whether it counts for the emergency reserve.
    modes : array of shape (groups, alternatives)
        Modes of one case in one block, -1 where there are fewer.
    mode_cost : array of shape (groups, alternatives)
        Points of a mode for itself, such as a wish not granted.
    steps : array of shape (groups, alternatives)
        Steps of each mode.
    latest, overrun : array of shape (groups,)
        Latest end from opening, and points when another case follows.
    blocks : array of shape (blocks, 8)
        First and last group (exclusive), earliest start, turnover, department, whether one case at most is possible,
        family (blocks of one phase and turnover), and the fewest steps of a case of the family with its turnover.
    nodes : array of shape (nodes, 3)
        Block (-1: only gathers), and first and last predecessor (exclusive) in ``before``.
    before : array
        Predecessors; -1 for the start of the day.
    node_department : array
        Department at the end of a node.
    """

    rooms: tuple[int, ...]
    closes: int
    length: int
    emergency: bool
    modes: Numbers
    mode_cost: Numbers
    steps: Numbers
    latest: Numbers
    overrun: Numbers
    blocks: Numbers
    nodes: Numbers
    before: Numbers
    node_department: Numbers


def room_types(tables: Tables) -> list[RoomType]:
    """Return the types of rooms; a room without any mode belongs to none."""
    modes_of_room: dict[int, list[int]] = defaultdict(list)
    for position, room in enumerate(tables["modes"][:, ROOM].tolist()):
        modes_of_room[room].append(position)
    case_of_mode = case_of_modes(tables)
    alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for room, positions in modes_of_room.items():
        cost = [_mode_cost(tables, position, int(case_of_mode[position])) for position in positions]
        what = [
            (int(case_of_mode[p]), *tables["modes"][p, 1:].tolist(), points)
            for p, points in zip(positions, cost, strict=True)
        ]
        cases = sorted({one[0] for one in what})
        order = (tables["order_points"][room][np.ix_(cases, cases)] >= FORBIDDEN).tobytes()
        alike[tuple(tables["rooms"][room].tolist()), tuple(sorted(what)), order].append(room)
    return [_room_type(tables, rooms, modes_of_room, case_of_mode) for rooms in alike.values()]


def case_of_modes(tables: Tables) -> Numbers:
    """Return the case of each mode."""
    found = np.zeros(len(tables["modes"]), dtype=np.int32)
    for case, row in enumerate(tables["cases"]):
        found[row[MODES_FROM] : row[MODES_TO]] = case
    return found


def _mode_cost(tables: Tables, position: int, case: int) -> int:
    room, row, points = int(tables["modes"][position, ROOM]), tables["cases"][case], 0
    if row[WISHED_ROOM] >= 0 and row[WISHED_ROOM] != room:
        points += int(tables["settings"][W_WISHED_ROOM])
    if row[PUBLISHED_START] >= 0 and row[PUBLISHED_ROOM] != room:
        points += int(tables["settings"][W_MOVED_ROOM])
    return points


def _room_type(
    tables: Tables, rooms: list[int], modes_of_room: dict[int, list[int]], case_of_mode: Numbers
) -> RoomType:
    row, positions = tables["rooms"][rooms[0]], modes_of_room[rooms[0]]
    opens = int(row[OPENS])
    phases, exclusive, conflicts = _phases(tables, rooms[0], sorted({int(case_of_mode[p]) for p in positions}))
    members: dict[tuple[int, int, int, int], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for position in positions:
        case = int(case_of_mode[position])
        earliest = max(0, int(tables["modes"][position, EARLIEST]) - opens)
        what = tables["cases"][case]
        members[phases[case], int(what[DEPARTMENT]), earliest, int(what[INFECTED])][case].append(position)
    last = min(int(tables["modes"][positions, LATEST_END].max()), tables["capacity"].shape[1]) - opens
    groups, blocks = _blocks(tables, members, exclusive, opens, last)
    nodes, before, departments = _nodes(
        [key[0] for key in sorted(members)], blocks[:, 4].tolist(), exclusive, conflicts
    )
    modes = np.full((len(groups), max(len(own) for _, own, _ in groups)), -1, dtype=np.int32)
    for number, (_, own, _) in enumerate(groups):
        modes[number, : len(own)] = own
    cost = np.array(
        [
            [_mode_cost(tables, p, case) if p >= 0 else 0 for p in row_]
            for (case, _, _), row_ in zip(groups, modes.tolist(), strict=True)
        ],
        dtype=np.int32,
    )
    weight = int(tables["settings"][W_WAITING])
    return RoomType(
        rooms=tuple(rooms),
        closes=int(row[CLOSES]) - opens,
        length=last + int(row[INFECTED_TURNOVER]) + 1,
        emergency=bool(row[EMERGENCY]),
        modes=modes,
        mode_cost=cost,
        steps=np.where(modes >= 0, tables["modes"][np.maximum(modes, 0), STEPS], 0).astype(np.int32),
        latest=np.array([latest for _, _, latest in groups], dtype=np.int32),
        overrun=np.array([weight * tables["cases"][case, OVERRUN] for case, _, _ in groups], dtype=np.int32),
        blocks=blocks,
        nodes=nodes,
        before=before,
        node_department=departments,
    )


def _blocks(
    tables: Tables,
    members: dict[tuple[int, int, int, int], dict[int, list[int]]],
    exclusive: set[int],
    opens: int,
    last: int,
) -> tuple[list[tuple[int, list[int], int]], Numbers]:
    """Return groups (case, its modes, latest end) and blocks; within a block the groups stand by latest end.

    By latest end is the best order of cases that may start at the same time. A late block that must also end early
    could be worth interrupting another one for: its latest end is not held against it.
    """
    turnovers = tables["rooms"][int(tables["modes"][next(iter(next(iter(members.values())).values()))[0], ROOM])]
    groups: list[tuple[int, list[int], int]] = []
    rows: list[list[int]] = []
    families: dict[tuple[int, int], int] = {}
    shortest: dict[int, int] = {}
    for (phase, department, earliest, infected), cases in sorted(members.items()):
        turnover = int(turnovers[INFECTED_TURNOVER if infected else TURNOVER])
        own = []
        for case, modes in cases.items():
            end = int(tables["modes"][modes, LATEST_END].max()) - opens
            own.append((case, modes, last if earliest > 0 else min(end, last)))
        family = families.setdefault((phase, infected), len(families))
        least = min(int(tables["modes"][modes, STEPS].min()) for _, modes, _ in own) + turnover
        shortest[family] = min(least, shortest.get(family, least))
        first = len(groups)
        groups += sorted(own, key=lambda group: (group[2], group[0]))
        rows.append([first, len(groups), earliest, turnover, department, int(phase in exclusive), family])
    return groups, np.array([[*row, shortest[row[6]]] for row in rows], dtype=np.int32)


def _phases(tables: Tables, room: int, cases: list[int]) -> tuple[dict[int, int], set[int], set[tuple[int, int]]]:
    """Return in which phase of the day each case comes, by the hard rules of order.

    All cases of a phase come before all of the next one. Where the rules do not say so for every pair of two phases,
    these share one: a bound may allow more than the rules.

    Returns
    -------
    phase_of_case : dict of int to int
        Phases count from 0.
    exclusive : set of int
        Phases of which one case at most is possible in a room, as two that must both be the first of the day.
    conflicts : set of (int, int)
        Pairs of phases, the earlier one first, of which only one is possible in a room.
    """
    must = tables["order_points"][room][np.ix_(cases, cases)].T >= FORBIDDEN
    groups = _alike(must)
    relation = np.array([[must[one[0], other[-1]] for other in groups] for one in groups])
    np.fill_diagonal(relation, False)
    first = relation & ~relation.T
    level = np.zeros(len(groups), dtype=np.int64)
    for _ in groups:
        level = np.maximum(level, np.where(first, level[:, None] + 1, 0).max(axis=0, initial=0))
    for upper in range(int(level.max(initial=0)), 0, -1):
        if not relation[np.ix_(level == upper - 1, level >= upper)].all():
            level[level >= upper] -= 1
    both = relation & relation.T
    ranks: list[list[int]] = []
    for at in range(int(level.max(initial=0)) + 1):
        own = [number for number in range(len(groups)) if level[number] == at]
        apart = all(both[one, other] for one, other in combinations(own, 2))
        ranks += [[number] for number in own] if apart else [own]
    phase_of_case = {
        cases[member]: phase for phase, rank in enumerate(ranks) for number in rank for member in groups[number]
    }
    exclusive = {
        phase
        for phase, rank in enumerate(ranks)
        if len(rank) == 1 and len(groups[rank[0]]) > 1 and must[np.ix_(groups[rank[0]], groups[rank[0]])].sum() > 0
    }
    conflicts = {
        (one, other)
        for one, other in combinations(range(len(ranks)), 2)
        if both[np.ix_(ranks[one], ranks[other])].all()
    }
    return phase_of_case, exclusive, conflicts


def _alike(must: NDArray[np.bool_]) -> list[list[int]]:
    """Return groups of cases that the rules order alike; in a group either all pairs exclude each other or none."""
    groups: list[list[int]] = []
    left = list(range(len(must)))
    for itself in (True, False):
        table = must.copy()
        np.fill_diagonal(table, itself)
        found: dict[bytes, list[int]] = defaultdict(list)
        for case in left:
            found[table[case].tobytes() + table[:, case].tobytes()].append(case)
        groups += [members for members in found.values() if len(members) > 1 or not itself]
        left = [members[0] for members in found.values() if len(members) == 1]
    return groups


def _nodes(
    phase_of_block: list[int], departments: list[int], exclusive: set[int], conflicts: set[tuple[int, int]]
) -> tuple[Numbers, Numbers, Numbers]:
    """Return the orders in which blocks may follow each other, as a graph without cycles."""
    nodes: list[tuple[int, list[int]]] = []
    department: list[int] = []
    exits: list[tuple[int, int]] = []

    def add(block: int, before: list[int], at: int) -> int:
        nodes.append((block, before))
        department.append(at)
        return len(nodes) - 1

    for phase in sorted(set(phase_of_block)):
        own = [block for block, at in enumerate(phase_of_block) if at == phase]
        entries = [-1, *(node for earlier, node in exits if (earlier, phase) not in conflicts)]
        ends: dict[int, list[int]] = defaultdict(list)
        if len(own) <= MASKED_BLOCKS or phase in exclusive:
            reached: dict[tuple[frozenset[int], int], int] = {}
            for size in range(1, 2 if phase in exclusive else len(own) + 1):
                for chosen in combinations(own, size):
                    for last in chosen:
                        rest = frozenset(chosen) - {last}
                        before = entries if size == 1 else [reached[rest, one] for one in sorted(rest)]
                        node = add(last, before, departments[last])
                        reached[frozenset(chosen), last] = node
                        ends[last].append(node)
        else:
            layer: dict[int, int] = {}
            for rank in range(MASKED_BLOCKS):
                now = {}
                for block in own:
                    before = entries if rank == 0 else [node for other, node in layer.items() if other != block]
                    now[block] = add(block, before, departments[block])
                    ends[block].append(now[block])
                layer = now
        exits += [(phase, add(-1, found, departments[block])) for block, found in ends.items()]
    starts = np.cumsum([0, *(len(before) for _, before in nodes)])
    table = [(block, start, start + len(before)) for (block, before), start in zip(nodes, starts[:-1], strict=True)]
    flat = [one for _, before in nodes for one in before]
    return (
        np.array(table, dtype=np.int32),
        np.array(flat, dtype=np.int32),
        np.array(department, dtype=np.int32),
    )
