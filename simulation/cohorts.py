"""The patients of one replication: everything random about them, drawn before the run and attached on arrival.

A patient's numbers depend on the stream and the position in it alone, not on what happens in the hospital, so two
policies meet the same patients (common random numbers).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from simulation.beds.layout import BoardLayout
from simulation.calendar import DAY
from simulation.demand import FITNESS_CORRELATION, HospitalDemand
from simulation.engine.streams import Streams
from simulation.needs import (
    GENERAL,
    Floats,
    Ints,
    draw_critical_care,
    draw_equipment,
    draw_isolation,
    lognormal,
    of_departments,
)

GUESS_SPREAD = 0.3
"""Deviation of the logarithm of expected over true operation minutes. Assumption."""

STAY_SURPLUS_DAYS = "stay_surplus_days"
"""The series that notes :attr:`Cohort.stay_surplus_days`."""


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
    isolation, pathogen = draw_isolation(departments, layout, demand, needs)
    spread = np.sqrt(np.log1p(of_departments(table, "stay_cv")[departments] ** 2))
    score = needs.standard_normal(size)
    expected = of_departments(table, "stay_days")[departments] * DAY
    stay = expected * np.exp(spread * score - spread**2 / 2)
    level, critical = draw_critical_care(band, layout, demand, needs)
    surplus = (stay - expected)[level == GENERAL].sum() / DAY
    stay = np.maximum(stay, critical / 0.8)
    minutes, guess, fitness = _operations(departments, demand, operated, score, streams.generator(f"{name}/surgery"))
    return Cohort(
        department=departments.tolist(),
        sex=sex.tolist(),
        band=band.tolist(),
        isolation=isolation.tolist(),
        pathogen=pathogen.tolist(),
        equipment=draw_equipment(departments, layout, needs).tolist(),
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
    sex = (generator.random(size) >= of_departments(table, "female")[departments]).astype(np.int64)
    age = of_departments(table, "age")[departments] + of_departments(table, "age_sd")[
        departments
    ] * generator.standard_normal(size)
    age = np.clip(
        age, of_departments(table, "least_age")[departments], of_departments(table, "most_age")[departments] - 1e-3
    )
    bounds = np.array([band.from_years for band in layout.hospital.age_bands])
    return sex, np.searchsorted(bounds, age, side="right") - 1


def _operations(
    departments: Ints, demand: HospitalDemand, operated: float, score: Floats, generator: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """Draw minutes in the operating room (0 without an operation), what the plan reckons with, and the fitness.

    ``score`` is the normal score of the length of stay.
    """
    table, size = demand.departments, departments.size
    mean, cv = (
        of_departments(table, "operation_minutes")[departments],
        of_departments(table, "operation_cv")[departments],
    )
    minutes = lognormal(mean, cv, generator, size)
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
