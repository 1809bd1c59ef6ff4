"""The targets the hospital set itself, as data; the board and simulations show each KPI against its target."""

from dataclasses import dataclass
from enum import StrEnum


class TargetBasis(StrEnum):
    """What a target's limits are compared with."""

    VALUE = "value"
    CHANGE = "change"
    RELATIVE_CHANGE = "relative change"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A target: the KPI, or its change from a baseline, should lie between two limits.

    Attributes
    ----------
    area, statement : str
        As the hospital puts it.
    kpi : str
        Name of the KPI it is measured by.
    basis : TargetBasis
        The value itself, its change from the baseline in its unit, or the change relative to the baseline.
    least, most : float or None
        Limits, in the KPI's unit (or as a share, for a relative change).
    """

    area: str
    statement: str
    kpi: str
    basis: TargetBasis = TargetBasis.VALUE
    least: float | None = None
    most: float | None = None

    def met(self, value: float, baseline: float | None = None) -> bool | None:
        """Return whether a value meets the target; None when it needs a baseline and there is none.

        >>> TARGETS[0].met(92.0), TARGETS[1].met(0.07, baseline=0.1), TARGETS[1].met(0.07)
        (True, True, None)
        """
        if self.basis is not TargetBasis.VALUE:
            if baseline is None or (self.basis is TargetBasis.RELATIVE_CHANGE and baseline == 0):
                return None
            value -= baseline
            if self.basis is TargetBasis.RELATIVE_CHANGE:
                value /= abs(baseline)
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


def _target(
    area: str, statement: str, kpi: str, basis: str = "value", *, least: float | None = None, most: float | None = None
) -> Target:
    return Target(area=area, statement=statement, kpi=kpi, basis=TargetBasis(basis), least=least, most=most)


TARGETS = (
    _target("beds", "occupancy 90-95%", "occupancy", least=90, most=95),
    _target(
        "beds",
        "coefficient of variation of occupancy between departments down 20%",
        "occupancy_variation",
        "relative change",
        most=-0.2,
    ),
    _target("day surgery", "at least 20% of elective surgery", "day_surgery_share", least=20),
    _target("day surgery", "ALOS down 0.5 day", "alos", "change", most=-0.5),
    _target(
        "discharge", "time a bed is blocked without need down 50%", "discharge_delay", "relative change", most=-0.5
    ),
    _target("outpatients", "mean wait down 15%", "outpatient_wait_mean", "relative change", most=-0.15),
    _target("outpatients", "appointment kept within 15 minutes", "appointment_delay", most=15),
    _target("outpatients", "share seen within 30 minutes up", "seen_within_30_minutes", "change", least=0),
    _target("operating rooms", "utilisation up 10%", "operating_room_utilisation", "relative change", least=0.1),
    _target("operating rooms", "less idle time between cases", "operating_room_idle", "change", most=0),
    _target("exams", "queue at most 30 minutes", "exam_wait", most=30),
    _target("exams", "report time down 30%", "exam_report_time", "relative change", most=-0.3),
    _target("MDT", "meeting arranged within 2 working days", "mdt_arranged_working_days", most=2),
    _target("emergency", "response under 15 minutes", "emergency_response", most=15),
)
"""Targets of the hospital (its own figures). KPIs of operating rooms, outpatients and exams are measured where those
are decided. "Up" and "less" without a number is read as no worse than the baseline."""
