"""Every number a generated hospital follows, with its unit and where it comes from."""

from dataclasses import dataclass, field, fields
from typing import Any

ASSUMPTION = "assumption"


def _norm(value: Any, unit: str, source: str = ASSUMPTION) -> Any:  # noqa: ANN401
    return field(default=value, metadata={"unit": unit, "source": source})


@dataclass(frozen=True, slots=True, kw_only=True)
class Norms:
    """Parameters of the generator; :func:`described` lists them with unit and source.

    The per-department numbers (beds, length of stay, sex, age, emergency share) stand in ``departments.py``.
    ``dataclasses.replace(Norms(), occupancy=0.95)`` makes a fuller hospital.
    """

    occupancy: float = _norm(
        0.911, "occupied per staffed bed", "national statistics, tertiary hospitals 2023: 91.1% (hospital_norms.md)"
    )
    occupancy_sd: float = _norm(0.075, "standard deviation between departments")
    ward_occupancy_sd: float = _norm(0.02, "standard deviation between the wards of a department")
    least_occupancy: float = _norm(0.70, "occupied per staffed bed, emptiest department")
    alos_scale: float = _norm(
        1.0, "factor on every department's ALOS", "1.0 gives about 7 days; large tertiary hospitals 5-7 (assumption)"
    )

    beds_per_ward: float = _norm(2000 / 48, "beds", "48 wards at 2,000 beds")
    critical_share: float = _norm(0.06, "ICU and HDU beds per bed", "demo hospital's brief: about 6%")
    day_share: float = _norm(0.02, "day-ward beds per bed", "demo hospital's brief: 40 beds at 2,000")
    beds_per_critical_ward: int = _norm(30, "beds, most in one ICU or HDU")
    beds_per_day_ward: int = _norm(40, "beds, most in one day ward")
    beds_per_campus: int = _norm(3500, "beds of one campus (院区)")
    metres_between_campuses: float = _norm(3200.0, "metres")
    wards_per_floor: int = _norm(2, "wards")
    first_ward_floor: int = _norm(4, "floor; clinics and operating rooms below")

    single_room_share: float = _norm(0.08, "beds in 1-bed rooms per bed of a general ward")
    double_room_share: float = _norm(0.27, "beds in 2-bed rooms per bed of a general ward")
    six_bed_room_share: float = _norm(0.15, "beds in 6-bed rooms per bed of a general ward; the rest 3-bed rooms")
    wards_with_isolation_room: float = _norm(0.7, "share of general wards with an isolation room")
    critical_single_share: float = _norm(0.15, "single isolation rooms per ICU or HDU bed")
    understaffed_wards: float = _norm(0.35, "share of general wards with fewer nurses than beds")
    most_unstaffed_beds: int = _norm(4, "beds of such a ward")

    kept_share: float = _norm(0.03, "beds a department never lends, per bed")
    kept_share_restricted: float = _norm(0.08, "the same for obstetric, paediatric and infectious departments")
    cap_share: float = _norm(1.2, "most beds in use by a department, per own bed")
    lending_share: float = _norm(0.06, "most beds one department lends to one other, per own bed")
    lent_patients: float = _norm(0.035, "share of general-ward patients in another department's bed")

    contact_in_isolation_room: float = _norm(0.45, "share of occupied isolation rooms used for contact isolation")
    contact_in_single_room: float = _norm(0.06, "the same, other 1-bed rooms")
    contact_in_double_room: float = _norm(0.25, "the same, 2-bed rooms with one patient; the other bed is blocked")
    airborne_in_negative_pressure: float = _norm(0.45, "share of occupied negative-pressure rooms")
    step_down_ready: float = _norm(0.15, "share of ICU and HDU patients who no longer need that level")
    immovable: float = _norm(0.12, "share of patients who must not be moved")
    without_forecast: float = _norm(0.04, "share of patients whose discharge nobody can forecast")
    forecast_log_sd: float = _norm(0.35, "standard deviation of the log of forecast over actual remaining stay")
    ordered_today: float = _norm(0.6, "share of today's discharges ordered at the census")
    children_in_mixed_wards: float = _norm(0.12, "share of rooms with children in wards that take all ages")

    cleaning_share: float = _norm(0.28, "unoccupied beds being cleaned (mid-morning peak)")
    held_share: float = _norm(0.08, "unoccupied beds held")
    contaminated_share: float = _norm(0.03, "unoccupied beds blocked until terminal cleaning")
    closed_share: float = _norm(0.05, "unoccupied beds closed for repair")

    emergency_requests: float = _norm(0.44, "share of waiting requests from emergency")
    elective_requests: float = _norm(0.24, "share of waiting requests that are elective")
    step_down_requests: float = _norm(0.11, "share of waiting requests: ICU step-down")
    recovery_requests: float = _norm(0.09, "share of waiting requests from recovery")
    transfer_requests: float = _norm(0.06, "share of waiting requests: transfers; the rest lent patients coming home")
    contact_requests: float = _norm(0.05, "share of new patients in contact isolation")
    airborne_requests: float = _norm(0.08, "share of new respiratory patients in airborne isolation")
    forbidden_room_requests: float = _norm(0.05, "share of requests with rooms the patient must not lie in")
    boarding_median_hours: float = _norm(2.5, "hours since the request, emergency")
    boarding_log_sd: float = _norm(0.9, "standard deviation of the log of those hours")

    operating_rooms_share: float = _norm(0.02, "operating rooms per bed", "demo hospital's brief: 40 at 2,000 beds")
    consulting_rooms_share: float = _norm(0.075, "consulting rooms per bed")
    emergency_places_share: float = _norm(0.03, "treatment places in emergency per bed")
    boarding_places_share: float = _norm(0.02, "boarding places in emergency per bed")
    demand_hours: float = _norm(12.0, "hours ahead for which expected demand is given")


def described() -> list[tuple[str, float, str, str]]:
    """Return name, value, unit and source of every parameter, in reading order."""
    return [
        (norm.name, norm.default, norm.metadata["unit"], norm.metadata["source"])
        for norm in fields(Norms)
        if isinstance(norm.default, (int, float))
    ]


DISCHARGES_BY_HOUR = {8: 1, 9: 7, 10: 14, 11: 13, 12: 8, 13: 8, 14: 15, 15: 14, 16: 11, 17: 5, 18: 3, 19: 1}
"""Share (%) of discharges in each hour of the day. Assumption: after the morning round, and again after two."""

ADMISSIONS_BY_HOUR = {
    **dict.fromkeys(range(8), 1.5),
    **dict.fromkeys(range(8, 12), 9.0),
    **dict.fromkeys(range(12, 18), 6.0),
    **dict.fromkeys(range(18, 24), 2.6),
}
"""Weight of admissions in each hour of the day. Assumption: elective by day, emergency round the clock."""

CONTACT_PATHOGENS = {"MRSA": 0.28, "CRE": 0.24, "CRAB": 0.24, "VRE": 0.08, "Clostridioides difficile": 0.16}
AIRBORNE_PATHOGENS = {"tuberculosis": 0.62, "SARS-CoV-2": 0.2, "varicella": 0.12, "measles": 0.06}
"""Shares of pathogens among isolated patients. Assumption; the kinds are those Chinese hospitals report."""
