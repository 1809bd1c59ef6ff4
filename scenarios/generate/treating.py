"""Which department treats the patient in each bed: the ward's own, a borrower, or any that a shared ward serves."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from scenarios.generate.bed_table import BedTable
from scenarios.generate.critical_units import CriticalUnitProfile
from scenarios.generate.departments import DepartmentProfile
from scenarios.generate.layout import WardOutline
from scenarios.generate.norms import Norms
from scenarios.generate.sharing import Bools, picked
from scenarios.hospital import Hospital


def served_by(
    unit: CriticalUnitProfile, units: Sequence[CriticalUnitProfile], profiles: Sequence[DepartmentProfile]
) -> list[DepartmentProfile]:
    """Return the departments whose patients an ICU or HDU takes.

    Kinds that no unit of this hospital serves (a small one without a surgical ICU) go to its first unit.
    """
    served = {kind for item in units for kind in item.serves}
    kinds = unit.serves | ({profile.kind for profile in profiles} - served if unit is units[0] else frozenset())
    return [
        profile
        for profile in profiles
        if profile.weight > 0
        and (profile.kind in kinds or profile.id in unit.departments)
        and profile.takes & unit.takes
    ]


def treating_departments(
    outlines: Sequence[WardOutline],
    profiles: Sequence[DepartmentProfile],
    table: BedTable,
    occupied: Bools,
    female: Bools,
    random: np.random.Generator,
) -> list[DepartmentProfile]:
    """Return the department of each bed's patient before lending; in a room of men never one for women alone."""
    units = list({id(item.critical_unit): item.critical_unit for item in outlines if item.critical_unit}.values())
    operating = [profile for profile in profiles if profile.operates and "adult" in profile.takes]
    draws = random.random(len(table.beds))
    treating = [outlines[ward].department for ward in table.ward]
    for bed in np.flatnonzero(occupied & (table.critical | table.day)):
        unit = outlines[table.ward[bed]].critical_unit
        choices = served_by(unit, units, profiles) if unit else operating
        if not female[bed]:
            choices = [profile for profile in choices if profile.female < 1]
        treating[bed] = choices[picked(draws[bed], [item.admissions_per_day_weight for item in choices])]
    return treating


def lend(
    hospital: Hospital,
    profiles: Sequence[DepartmentProfile],
    treating: list[DepartmentProfile],
    occupied: Bools,
    candidates: Bools,
    female: Bools,
    norms: Norms,
    random: np.random.Generator,
) -> None:
    """Put patients of other departments into some of the candidate beds, within the lending rules and caps."""
    by_id = {profile.id: profile for profile in profiles}
    rules: dict[str, list[tuple[DepartmentProfile, int]]] = {}
    for rule in hospital.lending:
        most = len(treating) if rule.max_beds is None else rule.max_beds
        rules.setdefault(rule.lender, []).append((by_id[rule.borrower], most))
    appetite = {profile.id: float(random.gamma(0.7)) for profile in profiles}
    beds = random.permutation(np.flatnonzero(candidates))
    draws = random.random(len(beds))
    wanted = round(len(beds) * norms.lent_patients)
    caps = {department.id: department.bed_cap for department in hospital.departments}
    in_use = Counter(treating[bed].id for bed in np.flatnonzero(occupied))
    lent: Counter[tuple[str, str]] = Counter()
    for bed, draw in zip(beds, draws, strict=True):
        if lent.total() >= wanted:
            break
        lender = treating[bed]
        choices = [
            borrower
            for borrower, most in rules.get(lender.id, [])
            if lent[lender.id, borrower.id] < most
            and (female[bed] or borrower.female < 1)
            and in_use[borrower.id] < _most_patients(caps[borrower.id])
        ]
        if not choices:
            continue
        borrower = choices[picked(draw, [appetite[item.id] * item.weight + 1e-9 for item in choices])]
        treating[bed] = borrower
        lent[lender.id, borrower.id] += 1
        in_use[borrower.id] += 1
        in_use[lender.id] -= 1


def _most_patients(cap: int | None) -> float:
    """Return how many patients lending may bring a department to, with room left below its cap for its requests."""
    return float("inf") if cap is None else 0.93 * cap
