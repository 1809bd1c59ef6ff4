"""The measures of one replication: the hospital's KPIs on the event table, and what only a simulation sees."""

from math import nan

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scenarios.hospital import LevelOfCare
from scenarios.kpis import KPIS, Observation
from simulation.calendar import DAY
from simulation.cohorts import STAY_SURPLUS_DAYS
from simulation.pathways.outpatient import OutpatientPathway
from simulation.world import World

RESPONSE_MINUTES = 15.0
SEEN_MINUTES = 30.0


def measure_run(world: World, clinics: OutpatientPathway, from_minute: float) -> pl.DataFrame:
    """Return the measures of a finished run from a minute on.

    Returns
    -------
    polars.DataFrame
        Columns ``measure`` and ``value`` (NaN when nothing happened that could be measured).
    """
    values = bed_measures(world, from_minute)
    values |= emergency_measures(world, from_minute)
    values |= surgery_measures(world, from_minute)
    values |= discharge_measures(world, from_minute)
    if clinics.world.settings.demand.clinic_visits_per_day > 0:
        values |= clinic_measures(world, from_minute)
    return pl.DataFrame(
        {"measure": list(values), "value": list(values.values())},
        schema={"measure": pl.String, "value": pl.Float64},
    )


def control_values(world: World) -> pl.DataFrame:
    """Return the control variates of a run: functions of what was drawn alone, each with an expectation of 0.

    Returns
    -------
    polars.DataFrame
        Columns ``control`` and ``value``.
    """
    surplus = float(world.notes.values(STAY_SURPLUS_DAYS, 0.0).sum())
    return pl.DataFrame({"control": [STAY_SURPLUS_DAYS], "value": [surplus]})


def bed_measures(world: World, from_minute: float) -> dict[str, float]:
    """Return every KPI of :mod:`scenarios.kpis`."""
    observation = Observation(
        events=world.log.table(),
        hospital=world.settings.hospital,
        from_minute=from_minute,
        to_minute=world.end,
    )
    return {kpi.name: kpi.measure(observation) for kpi in KPIS}


def emergency_measures(world: World, from_minute: float) -> dict[str, float]:
    """Return waits in emergency (minutes), boarding (hours) and waits for critical care (hours)."""
    urgent = world.notes.values("emergency_wait_urgent", from_minute)
    other = world.notes.values("emergency_wait_other", from_minute)
    boarding = world.notes.values("boarding_hours", from_minute)
    critical = world.notes.values("critical_care_wait", from_minute)
    return {
        "emergency_visits_per_day": (urgent.size + other.size) / _days(world, from_minute),
        "emergency_response": _mean(urgent),
        "emergency_response_in_time": 100 * _mean(urgent <= RESPONSE_MINUTES),
        "emergency_wait": _mean(np.concatenate((urgent, other))),
        "boarding_hours_mean": _mean(boarding),
        "boarding_hours_p95": _quantile(boarding, 95),
        "boarding_over_4_hours": 100 * _mean(boarding > 4),
        "critical_care_wait_hours": _mean(critical) / 60,
    }


def surgery_measures(world: World, from_minute: float) -> dict[str, float]:
    """Return operations, waits for them (days), cancellations (%), day surgery (%) and use of sessions (%)."""
    notes = world.notes
    operated = notes.values("operation_minutes", from_minute)
    inpatient = notes.values("surgery_wait_days", from_minute)
    day = notes.values("day_surgery_wait_days", from_minute)
    cancelled = notes.count("operation_cancelled", from_minute)
    elective = notes.count("day_surgery", from_minute) + inpatient.size
    return {
        "operations_per_day": operated.size / _days(world, from_minute),
        "day_surgery_share": 100 * notes.count("day_surgery", from_minute) / elective if elective else nan,
        "day_surgery_converted": 100
        * _share(notes.count("day_surgery_converted", from_minute), notes.count("day_surgery", from_minute)),
        "surgery_wait_days": _mean(inpatient),
        "day_surgery_wait_days": _mean(day),
        "waiting_list": float(sum(len(waiting) for waiting in world.theatres.lists)),
        "operations_cancelled": 100 * _share(cancelled, elective + cancelled),
        "operating_room_utilisation": 100
        * _share(float(notes.values("session_minutes", from_minute).sum()), _session_minutes(world, from_minute)),
        "recovery_blocked_minutes": _mean(notes.values("recovery_blocked_minutes", from_minute)),
        "medical_wait_days": _mean(notes.values("medical_wait_days", from_minute)),
    }


def discharge_measures(world: World, from_minute: float) -> dict[str, float]:
    """Return the hours from being fit to leaving the bed, admissions, and the beds in use."""
    general = sum(
        world.layout.staffed(i) for i, w in enumerate(world.layout.wards) if w.level_of_care is LevelOfCare.GENERAL
    )
    stays = world.notes.values("blocked_hours", from_minute)
    return {
        "blocked_hours": _mean(stays),
        "blocked_beds": float(stays.sum()) / 24 / _days(world, from_minute),
        "inpatient_discharges_per_day": stays.size / _days(world, from_minute),
        "staffed_general_beds": float(general),
    }


def clinic_measures(world: World, from_minute: float) -> dict[str, float]:
    """Return the waits of outpatients (minutes) and the shares seen in time (%)."""
    booked = world.notes.values("outpatient_wait_booked", from_minute)
    walk_in = world.notes.values("outpatient_wait_walk_in", from_minute)
    everyone = np.concatenate((booked, walk_in))
    return {
        "clinic_visits_per_day": everyone.size / _days(world, from_minute),
        "outpatient_wait_mean": _mean(everyone),
        "appointment_delay": _mean(booked),
        "seen_within_30_minutes": 100 * _mean(everyone <= SEEN_MINUTES),
        "exam_wait": _mean(world.notes.values("exam_wait", from_minute)),
    }


def _days(world: World, from_minute: float) -> float:
    return (world.end - from_minute) / DAY


def _session_minutes(world: World, from_minute: float) -> float:
    """Return the staffed minutes of all sessions, the denominator of the hospital's target.

    The numerator are the minutes of them in which a patient is in the room, emergencies included; what runs over the
    end of a session, and the rooms on call, count in neither.
    """
    settings, days = world.settings.theatres, np.arange(world.calendar.days)
    worked = days[world.calendar.is_workday[: days.size]]
    opens = np.maximum(worked * DAY + settings.open_minute, from_minute)
    minutes = np.maximum(worked * DAY + settings.close_minute - opens, 0.0)
    return float(minutes.sum()) * sum(suite.rooms for suite in world.theatres.suites)


def _mean(values: NDArray[np.float64] | NDArray[np.bool_]) -> float:
    return float(np.mean(values)) if values.size else nan


def _quantile(values: NDArray[np.float64], percent: float) -> float:
    return float(np.percentile(values, percent)) if values.size else nan


def _share(part: float, whole: float) -> float:
    return part / whole if whole else nan
