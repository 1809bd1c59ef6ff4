"""The patients of one replication: everything random about them, drawn before the run and attached on arrival.

A patient's numbers depend on the stream and the position in it alone, not on what happens in the hospital, so two
policies meet the same patients (common random numbers).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from scenarios.hospital import LevelOfCare
from simulation.beds.layout import LEVELS, BoardLayout
from simulation.calendar import DAY
from simulation.demand import FITNESS_CORRELATION, HospitalDemand
from simulation.engine.streams import Streams

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

GUESS_SPREAD = 0.3
"""Deviation of the logarithm of expected over true operation minutes. Assumption."""

STAY_SURPLUS_DAYS = "stay_surplus_days"
"""The series that notes :attr:`Cohort.stay_surplus_days`."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cohort:
    """Patients in order of arrival; lists, one element a patient.

    Attributes
    ----------
    department, sex, band, isolation, pathogen, equipment, level : list of int
        As in :class:`simulation.beds.case.Case`; ``level`` is the first level of care that an inpatient needs.
    stay_minutes, critical_minutes : list of float
        Length of stay as an inpatient until fit for discharge; the part of it in intensive or high-dependency care.
    operation_minutes : list of float
        Time in the operating room; 0 for patients who are not operated.
    expected_operation_minutes : list of float
        What the plan reckons with.
    fitness : list of float
        0 to 1; the smaller, the sooner the operation becomes day surgery.
    chance : list of list of float
        Independent uniform numbers for what is decided later: weekend discharge, conversion, porter and so on.
    papers, recovery : list of float
        Standard normal scores of the time for discharge papers and for recovery.
    stay_surplus_days : float
        By how much all stays together are longer than expected, intensive care aside: 0 on average, so that it can
        serve as a control variate.
    """

    department: list[int]
    sex: list[int]
    band: list[int]
    isolation: list[int]
    pathogen: list[int]
    equipment: list[int]
    level: list[int]
    stay_minutes: list[float]
    critical_minutes: list[float]
    operation_minutes: list[float]
    expected_operation_minutes: list[float]
    fitness: list[float]
    chance: list[list[float]]
    papers: list[float]
    recovery: list[float]
    stay_surplus_days: float


def draw_cohort(
    name: str, departments: Ints, layout: BoardLayout, demand: HospitalDemand, operated: float, streams: Streams
) -> Cohort:
    """Draw patients of given departments.

    Parameters
    ----------
    name : str
        Of the stream.
    departments : ndarray of int
        Department of each patient in order of arrival.
    layout : BoardLayout
        The hospital.
    demand : HospitalDemand
        What the departments' patients are like.
    operated : float
        Share of the patients of surgical departments who are operated.
    streams : Streams
        Of the replication.
    """
    size = departments.size
    needs, later = streams.generator(f"{name}/needs"), streams.generator(f"{name}/later")
    table = demand.departments
    sex, band = _people(departments, layout, demand, streams.generator(f"{name}/people"))
    isolation, pathogen = _isolation(departments, layout, demand, needs)
    spread = np.sqrt(np.log1p(_of(table, "stay_cv")[departments] ** 2))
    score = needs.standard_normal(size)
    expected = _of(table, "stay_days")[departments] * DAY
    stay = expected * np.exp(spread * score - spread**2 / 2)
    level, critical = _critical(band, layout, demand, needs)
    surplus = (stay - expected)[level == GENERAL].sum() / DAY
    stay = np.maximum(stay, critical / 0.8)
    minutes, guess, fitness = _operations(departments, demand, operated, score, streams.generator(f"{name}/surgery"))
    return Cohort(
        department=departments.tolist(),
        sex=sex.tolist(),
        band=band.tolist(),
        isolation=isolation.tolist(),
        pathogen=pathogen.tolist(),
        equipment=_equipment(departments, layout, needs).tolist(),
        level=level.tolist(),
        stay_minutes=stay.tolist(),
        critical_minutes=critical.tolist(),
        operation_minutes=minutes.tolist(),
        expected_operation_minutes=guess.tolist(),
        fitness=fitness.tolist(),
        chance=later.random((size, 4)).tolist(),
        papers=later.standard_normal(size).tolist(),
        recovery=later.standard_normal(size).tolist(),
        stay_surplus_days=float(surplus),
    )


def _people(
    departments: Ints, layout: BoardLayout, demand: HospitalDemand, generator: np.random.Generator
) -> tuple[Ints, Ints]:
    """Draw sex and age band."""
    table, size = demand.departments, departments.size
    sex = (generator.random(size) >= _of(table, "female")[departments]).astype(np.int64)
    age = _of(table, "age")[departments] + _of(table, "age_sd")[departments] * generator.standard_normal(size)
    age = np.clip(age, _of(table, "least_age")[departments], _of(table, "most_age")[departments] - 1e-3)
    bounds = np.array([band.from_years for band in layout.hospital.age_bands])
    return sex, np.searchsorted(bounds, age, side="right") - 1


def _operations(
    departments: Ints, demand: HospitalDemand, operated: float, score: Floats, generator: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """Draw minutes in the operating room (0 without an operation), what the plan reckons with, and the fitness.

    ``score`` is the normal score of the length of stay.
    """
    table, size = demand.departments, departments.size
    mean, cv = _of(table, "operation_minutes")[departments], _of(table, "operation_cv")[departments]
    minutes = _lognormal(mean, cv, generator, size)
    guess = minutes * np.exp(GUESS_SPREAD * generator.standard_normal(size))
    goes = (generator.random(size) < operated) & np.array([d.operates for d in table])[departments]
    other = np.sqrt(1 - FITNESS_CORRELATION**2) * generator.standard_normal(size)
    fitness = ndtr(FITNESS_CORRELATION * score + other)
    return np.where(goes, np.clip(minutes, 15, 720), 0.0), np.clip(guess, 20, 600), fitness


def draw_departments(weights: Floats, size: int, generator: np.random.Generator) -> Ints:
    """Draw departments in proportion to weights; the first when none has any, which is when nobody is admitted."""
    if size == 0 or not np.sum(weights):
        return np.zeros(size, dtype=np.int64)
    ends = np.cumsum(weights) / np.sum(weights)
    return np.minimum(np.searchsorted(ends, generator.random(size), side="right"), weights.size - 1)


def _of(table: tuple[object, ...], name: str) -> Floats:
    return np.array([getattr(demand, name) for demand in table], dtype=np.float64)


def _lognormal(mean: Floats, cv: Floats, generator: np.random.Generator, size: int) -> Floats:
    spread = np.sqrt(np.log1p(cv**2))
    return np.asarray(mean * np.exp(spread * generator.standard_normal(size) - spread**2 / 2))


def _isolation(
    departments: Ints, layout: BoardLayout, demand: HospitalDemand, generator: np.random.Generator
) -> tuple[Ints, Ints]:
    """Draw who needs isolation; only departments whose own wards can isolate treat such patients."""
    can_isolate, can_airborne = _isolating_departments(layout)
    rates = _of(demand.departments, "admissions_per_day")
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


def _equipment(departments: Ints, layout: BoardLayout, generator: np.random.Generator) -> Ints:
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


def _critical(
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
        drawn = _lognormal(np.full(band.size, mean), np.full(band.size, cv), generator, band.size) * DAY
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
