"""The rooms and beds of a ward, with isolation rooms and equipment."""

from collections.abc import Mapping

import numpy as np

from scenarios.generate.layout import WardOutline
from scenarios.generate.norms import Norms
from scenarios.generate.streams import Streams
from scenarios.hospital import Bed, DepartmentKind, LevelOfCare, Room, SexPolicy, Ward

_BAY = 6


def built_wards(outlines: list[WardOutline], norms: Norms, streams: Streams) -> tuple[Ward, ...]:
    """Return the wards with rooms, beds, equipment and staffing; ids W01, W01-R03, W01-07."""
    digits = max(2, len(str(len(outlines))))
    return tuple(
        _built(f"W{number:0{digits}d}", outline, norms, streams) for number, outline in enumerate(outlines, start=1)
    )


def _built(ward: str, outline: WardOutline, norms: Norms, streams: Streams) -> Ward:
    critical, level = outline.critical_unit, outline.level_of_care
    sizes = _room_sizes(outline, norms)
    isolation, negative = _isolation_rooms(outline, sizes, norms, streams.rooms)
    stock = critical.equipment if critical else outline.department.equipment if level is LevelOfCare.GENERAL else {}
    equipment = _equipment(outline.beds, stock, streams.equipment)
    rooms, first = [], 0
    for number, size in enumerate(sizes, start=1):
        rooms.append(
            Room(
                id=f"{ward}-R{number:02d}",
                beds=tuple(
                    Bed(id=f"{ward}-{bed + 1:02d}", equipment=equipment[bed]) for bed in range(first, first + size)
                ),
                isolation=isolation[number - 1],
                negative_pressure=negative[number - 1],
            )
        )
        first += size
    neonatal = outline.takes == {"neonatal"}
    return Ward(
        id=ward,
        department=outline.department.id,
        rooms=tuple(rooms),
        name=outline.name,
        name_zh=outline.name_zh,
        level_of_care=level,
        also_takes=_ALSO_TAKES[level],
        shared=critical is not None or level is LevelOfCare.DAY,
        age_bands=outline.takes,
        sex_policy=SexPolicy.OFF if critical or neonatal else SexPolicy.STRICT,
        staffed_beds=_staffed(outline, norms, streams.staffing),
        building=outline.building,
        floor=outline.floor,
    )


_ALSO_TAKES = {
    LevelOfCare.ICU: frozenset({LevelOfCare.HDU}),
    LevelOfCare.HDU: frozenset({LevelOfCare.GENERAL}),
    LevelOfCare.GENERAL: frozenset({LevelOfCare.DAY}),
    LevelOfCare.DAY: frozenset[LevelOfCare](),
}
"""A bed may serve the next lower level. Assumption; only one step, so that an ICU bed is not a way out for anyone."""


def _room_sizes(outline: WardOutline, norms: Norms) -> list[int]:
    beds = outline.beds
    if outline.critical_unit:
        singles = min(beds, max(1, round(beds * norms.critical_single_share)))
        return [1] * singles + _bays(beds - singles)
    if outline.level_of_care is LevelOfCare.DAY:
        return _bays(beds)
    if outline.department.kind is DepartmentKind.INFECTIOUS:
        singles = beds // 3
        return [1] * singles + [2] * ((beds - singles) // 2) + [1] * ((beds - singles) % 2)
    singles = max(1, round(beds * norms.single_room_share))
    sixes = round(beds * norms.six_bed_room_share / _BAY)
    doubles = round(beds * norms.double_room_share / 2)
    threes, left = divmod(beds - singles - doubles * 2 - sixes * _BAY, 3)
    rest = {0: [], 1: [1], 2: [2]}[left]
    return [1] * singles + rest + [2] * doubles + [3] * threes + [_BAY] * sixes


def _bays(beds: int) -> list[int]:
    full, rest = divmod(beds, _BAY)
    return [_BAY] * full + ([rest] if rest else [])


def _isolation_rooms(
    outline: WardOutline, sizes: list[int], norms: Norms, random: np.random.Generator
) -> tuple[list[bool], list[bool]]:
    """Return which rooms are built for isolation, and which of them have negative pressure."""
    draw = float(random.random())
    if outline.level_of_care is LevelOfCare.DAY:
        return [False] * len(sizes), [False] * len(sizes)
    if outline.department.kind is DepartmentKind.INFECTIOUS and not outline.critical_unit:
        return [True] * len(sizes), [number % 2 == 0 for number in range(len(sizes))]
    singles = sum(size == 1 for size in sizes)
    if outline.critical_unit:
        isolation = [number < singles for number in range(len(sizes))]
        return isolation, [number < -(-singles // 2) and isolation[number] for number in range(len(sizes))]
    wanted = 1 if draw < norms.wards_with_isolation_room else 0
    respiratory = outline.department.id in {"respiratory", "emergency", "paediatrics"}
    wanted = min(singles, 2) if respiratory else wanted
    isolation = [number < wanted for number in range(len(sizes))]
    return isolation, [respiratory and number == 0 for number in range(len(sizes))]


def _equipment(beds: int, stock: Mapping[str, float], random: np.random.Generator) -> list[frozenset[str]]:
    """Return the items at each bed; the beds that have one are the same few for all items, as at real bed heads."""
    order = random.permutation(beds)
    rank = np.empty(beds, dtype=int)
    rank[order] = np.arange(beds)
    counts = {item: round(share * beds) for item, share in stock.items()}
    return [frozenset(item for item, count in counts.items() if rank[bed] < count) for bed in range(beds)]


def _staffed(outline: WardOutline, norms: Norms, random: np.random.Generator) -> int | None:
    draw, missing = float(random.random()), int(random.integers(1, norms.most_unstaffed_beds + 1))
    if outline.level_of_care is not LevelOfCare.GENERAL or draw >= norms.understaffed_wards or outline.beds < 10:
        return None
    return outline.beds - missing
