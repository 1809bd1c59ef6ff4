"""What patients need beside a bed: isolation, equipment, intensive care; drawn before the run."""

import numpy as np
from numpy.typing import NDArray

from scenarios.hospital import LevelOfCare
from simulation.beds.layout import LEVELS, BoardLayout
from simulation.calendar import DAY
from simulation.demand import HospitalDemand

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

GENERAL, HDU, ICU, DAY_WARD = (
    LEVELS.index(level) for level in (LevelOfCare.GENERAL, LevelOfCare.HDU, LevelOfCare.ICU, LevelOfCare.DAY)
)
CONTACT_PATHOGENS, AIRBORNE_PATHOGENS = 5, 4
"""Pathogens among those in isolation: patients of one may share a room. Assumption."""

OUTBREAK_PATHOGEN = 1 + CONTACT_PATHOGENS + AIRBORNE_PATHOGENS
MOST_AIRBORNE = 0.15
"""Most patients of a department in airborne isolation. Assumption."""

LEAST_NEGATIVE_ROOMS = 2
"""A department treats patients in airborne isolation from so many rooms with negative pressure on. Assumption."""

CRITICAL_STAY_DAYS = {ICU: (3.5, 1.0), HDU: (2.5, 0.8)}
"""Mean and coefficient of variation of the days in intensive and high-dependency care. Assumption."""

CRITICAL_OCCUPANCY = 0.7
"""Share of the ICU and HDU beds that the demand asks for; patients who need them are drawn accordingly. The wait for a
ward bed comes on top. Assumption."""

MOST_CRITICAL = 0.25
"""Most patients of one age band who need intensive care. Assumption."""


def of_departments(table: tuple[object, ...], name: str) -> Floats:
    """Return an attribute of every department."""
    return np.array([getattr(demand, name) for demand in table], dtype=np.float64)


def lognormal(mean: Floats, cv: Floats, generator: np.random.Generator, size: int) -> Floats:
    """Draw from lognormals given by mean and coefficient of variation."""
    spread = np.sqrt(np.log1p(cv**2))
    return np.asarray(mean * np.exp(spread * generator.standard_normal(size) - spread**2 / 2))


def draw_isolation(
    departments: Ints, layout: BoardLayout, demand: HospitalDemand, generator: np.random.Generator
) -> tuple[Ints, Ints]:
    """Draw who needs isolation; only departments whose own wards can isolate treat such patients."""
    can_isolate, can_airborne = _isolating_departments(layout)
    rates = of_departments(demand.departments, "admissions_per_day")
    weight = rates[can_airborne].sum() / max(rates.sum(), 1e-9)
    airborne_share = np.where(can_airborne, min(MOST_AIRBORNE, demand.airborne_share / max(weight, 1e-9)), 0.0)
    contact_share = np.where(can_isolate, demand.contact_share, 0.0)
    where = generator.random(departments.size)
    which = generator.random(departments.size)
    airborne = where < airborne_share[departments]
    contact = ~airborne & (where < (airborne_share + contact_share)[departments])
    isolation = np.where(airborne, 2, np.where(contact, 1, 0))
    pathogen = np.where(
        airborne,
        1 + CONTACT_PATHOGENS + (which * AIRBORNE_PATHOGENS).astype(np.int64),
        np.where(contact, 1 + (which * CONTACT_PATHOGENS).astype(np.int64), 0),
    )
    return isolation, pathogen


def _isolating_departments(layout: BoardLayout) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    wards = [[layout.wards[ward] for ward in numbers] for numbers in layout.wards_of_department]
    rooms = [[room for ward in own for room in ward.rooms] for own in wards]
    isolate = [any(r.isolation or r.negative_pressure or len(r.beds) == 1 for r in own) for own in rooms]
    airborne = [sum(r.negative_pressure for r in own) >= LEAST_NEGATIVE_ROOMS for own in rooms]
    return np.array(isolate), np.array(airborne)


def draw_equipment(departments: Ints, layout: BoardLayout, generator: np.random.Generator) -> Ints:
    """Draw who needs a monitor and the like: half as many as stand at the beds of the own wards. Assumption."""
    masks = np.zeros(departments.size, dtype=np.int64)
    for bit in layout.equipment_bit.values():
        share = np.zeros(layout.department_count)
        for department, wards in enumerate(layout.wards_of_department):
            beds = [bed for ward in wards for bed in layout.beds_of_ward[ward]]
            if beds:
                share[department] = 0.5 * sum(bool(layout.equipment_of_bed[bed] & bit) for bed in beds) / len(beds)
        masks |= np.where(generator.random(departments.size) < share[departments], bit, 0)
    return masks


def draw_critical_care(
    band: Ints, layout: BoardLayout, demand: HospitalDemand, generator: np.random.Generator
) -> tuple[Ints, Floats]:
    """Draw who starts in intensive or high-dependency care, as many as the beds of the age band can hold."""
    where = generator.random(band.size)
    level = np.full(band.size, GENERAL)
    minutes = np.zeros(band.size)
    a_day = sum(department.admissions_per_day for department in demand.departments)
    lower = np.zeros(len(layout.hospital.age_bands))
    for kind in (ICU, HDU):
        mean, cv = CRITICAL_STAY_DAYS[kind]
        share = lower + _critical_shares(kind, mean, a_day, band, layout)
        chosen = (where >= lower[band]) & (where < share[band])
        drawn = lognormal(np.full(band.size, mean), np.full(band.size, cv), generator, band.size) * DAY
        level[chosen] = kind
        minutes[chosen] = drawn[chosen]
        lower = share
    return level, minutes


def _critical_shares(kind: int, mean_days: float, a_day: float, band: Ints, layout: BoardLayout) -> Floats:
    bands = layout.hospital.age_bands
    beds = np.zeros(len(bands))
    own = [number for number, ward in enumerate(layout.wards) if LEVELS[kind] is ward.level_of_care]
    present = np.bincount(band, minlength=len(bands)) / max(1, band.size)
    for ward in own:
        takes = np.array([layout.takes(ward, kind, i) for i in range(len(bands))])
        weight = present * takes
        if weight.sum() > 0:
            beds += layout.staffed(ward) * weight / weight.sum()
    arrivals = np.maximum(present * a_day, 1e-9)
    return np.minimum(MOST_CRITICAL, CRITICAL_OCCUPANCY * beds / (mean_days * arrivals)) * (present > 0)
