"""Which wards a hospital of a given size has, how large they are, and where they stand."""

from dataclasses import dataclass, replace

import numpy as np

from scenarios.generate.critical_units import CRITICAL_UNITS, CriticalUnitProfile
from scenarios.generate.departments import ADULTS, ALL_BUT_NEWBORNS, DEPARTMENTS, DepartmentProfile
from scenarios.generate.norms import Norms
from scenarios.generate.sharing import shared_out
from scenarios.hospital import Building, DepartmentKind, LevelOfCare


@dataclass(frozen=True, slots=True, kw_only=True)
class WardOutline:
    """A ward before it has rooms: whose it is, how many beds, where."""

    name: str
    name_zh: str
    department: DepartmentProfile
    level_of_care: LevelOfCare
    beds: int
    takes: frozenset[str]
    critical_unit: CriticalUnitProfile | None = None
    building: str = ""
    floor: int = 1


TOWERS = {
    "medical": ("Medical tower", "内科楼", 0.0, 0.0),
    "surgical": ("Surgical tower", "外科楼", 130.0, 20.0),
    "women-children": ("Women and children's building", "妇儿楼", 60.0, 170.0),
    "acute": ("Emergency and critical care building", "急诊重症楼", 70.0, -80.0),
    "infectious": ("Infectious diseases building", "感染楼", 280.0, 210.0),
}
"""Buildings of each campus: name, Chinese name, entrance in metres east and north. Assumption."""

_TOWER_OF_KIND = {
    DepartmentKind.MEDICAL: "medical",
    DepartmentKind.ONCOLOGY: "medical",
    DepartmentKind.REHABILITATION: "medical",
    DepartmentKind.SURGICAL: "surgical",
    DepartmentKind.PAEDIATRIC: "women-children",
    DepartmentKind.OBSTETRIC: "women-children",
    DepartmentKind.INFECTIOUS: "infectious",
    DepartmentKind.EMERGENCY: "acute",
    DepartmentKind.CRITICAL_CARE: "acute",
}


def departments_at(beds: int) -> list[DepartmentProfile]:
    """Return the departments that stand alone in a hospital of this size."""
    return [profile for profile in DEPARTMENTS if beds >= profile.opens_at_beds]


def critical_units_at(beds: int) -> list[CriticalUnitProfile]:
    """Return the ICU and HDU that a hospital of this size has."""
    return [unit for unit in CRITICAL_UNITS if beds >= unit.opens_at_beds]


def campuses_at(beds: int, norms: Norms) -> int:
    """Return the number of campuses (院区)."""
    return max(1, round(beds / norms.beds_per_campus))


def buildings(campuses: int, norms: Norms) -> tuple[Building, ...]:
    """Return the buildings of all campuses."""
    return tuple(
        Building(
            id=building_id(campus, campuses, tower),
            name=name if campuses == 1 else f"{name}, campus {campus + 1}",
            name_zh=name_zh if campuses == 1 else f"{campus + 1}院区{name_zh}",
            x_metres=x + campus * norms.metres_between_campuses,
            y_metres=y,
        )
        for campus in range(campuses)
        for tower, (name, name_zh, x, y) in TOWERS.items()
    )


def building_id(campus: int, campuses: int, tower: str) -> str:
    """Return the id of a tower of a campus; with one campus the tower's own name."""
    return tower if campuses == 1 else f"{tower}-{campus + 1}"


def ward_outlines(beds: int, norms: Norms, random: np.random.Generator) -> list[WardOutline]:
    """Return all wards, placed in buildings; their beds sum to ``beds``."""
    critical_beds = max(4, round(beds * norms.critical_share))
    day_beds = max(4, round(beds * norms.day_share))
    special = [*_critical_wards(beds, critical_beds, norms), *_day_wards(day_beds, norms)]
    general_beds = beds - critical_beds - day_beds
    general_wards = round(beds / norms.beds_per_ward) - len(special)
    general = _general_wards(departments_at(beds), general_beds, general_wards, random)
    return _placed([*general, *special], campuses_at(beds, norms), norms)


def _split(beds: int, most: int) -> list[int]:
    wards = -(-beds // most)
    return shared_out(beds, [1.0] * wards)


def _numbered(name: str, number: int, of: int) -> str:
    return name if of == 1 else f"{name} {number}"


def _critical_wards(beds: int, critical_beds: int, norms: Norms) -> list[WardOutline]:
    units = critical_units_at(beds)
    profiles = {profile.id: profile for profile in DEPARTMENTS}
    outlines = []
    for unit, unit_beds in zip(units, shared_out(critical_beds, [unit.weight for unit in units], least=1), strict=True):
        sizes = _split(unit_beds, norms.beds_per_critical_ward)
        outlines += [
            WardOutline(
                name=_numbered(unit.name, number, len(sizes)),
                name_zh=_numbered(unit.name_zh, number, len(sizes)),
                department=profiles[unit.department],
                level_of_care=unit.level_of_care,
                beds=size,
                takes=unit.takes,
                critical_unit=unit,
            )
            for number, size in enumerate(sizes, start=1)
        ]
    return outlines


def _day_wards(day_beds: int, norms: Norms) -> list[WardOutline]:
    owner = next(profile for profile in DEPARTMENTS if profile.id == "general-surgery")
    sizes = _split(day_beds, norms.beds_per_day_ward)
    return [
        WardOutline(
            name=_numbered("Day surgery ward", number, len(sizes)),
            name_zh=_numbered("日间手术病房", number, len(sizes)),
            department=owner,
            level_of_care=LevelOfCare.DAY,
            beds=size,
            takes=ALL_BUT_NEWBORNS,
        )
        for number, size in enumerate(sizes, start=1)
    ]


def _general_wards(
    profiles: list[DepartmentProfile], beds: int, wards: int, random: np.random.Generator
) -> list[WardOutline]:
    profiles = [profile for profile in profiles if profile.weight > 0]
    jitter = random.uniform(0.92, 1.08, size=len(profiles))
    department_beds = shared_out(
        beds, [profile.weight * factor for profile, factor in zip(profiles, jitter, strict=True)]
    )
    department_wards = [1] * len(profiles)
    for _ in range(wards - len(profiles)):
        fullest = max(range(len(profiles)), key=lambda index: department_beds[index] / department_wards[index])
        department_wards[fullest] += 1
    outlines = []
    for profile, total, count in zip(profiles, department_beds, department_wards, strict=True):
        sizes = shared_out(total, list(random.uniform(0.9, 1.1, size=count)))
        outlines += [
            WardOutline(
                name=f"{profile.name} ward {number}",
                name_zh=f"{profile.name_zh}{number}病区",
                department=profile,
                level_of_care=LevelOfCare.GENERAL,
                beds=size,
                takes=profile.takes,
            )
            for number, size in enumerate(sizes, start=1)
        ]
    return outlines


def _placed(outlines: list[WardOutline], campuses: int, norms: Norms) -> list[WardOutline]:
    """Give every ward its building and floor; a department's wards stay together, on every campus it has wards on."""
    wards_of: dict[str, list[WardOutline]] = {}
    for outline in outlines:
        unit = outline.critical_unit.id if outline.critical_unit else outline.level_of_care
        wards_of.setdefault(f"{outline.department.id} {unit}", []).append(outline)
    filled: dict[str, int] = {}
    placed = []
    for turn, group in enumerate(wards_of.values()):
        for number, outline in enumerate(group):
            campus = number * campuses // len(group) if len(group) >= campuses else (turn + number) % campuses
            building = building_id(campus, campuses, _tower(outline))
            floor = norms.first_ward_floor + filled.get(building, 0) // norms.wards_per_floor
            filled[building] = filled.get(building, 0) + 1
            placed.append(replace(outline, building=building, floor=floor))
    return placed


def _tower(outline: WardOutline) -> str:
    if outline.level_of_care is LevelOfCare.DAY:
        return "surgical"
    if outline.critical_unit and outline.takes == ADULTS:
        return "acute"
    return _TOWER_OF_KIND[outline.department.kind]
