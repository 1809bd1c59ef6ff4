"""When a patient in bed is counted on to leave: one answer for recommendations, forecasts and screens."""

from datetime import datetime, timedelta

from scenarios.allocation_settings import AllocationSettings
from scenarios.patients import Stay


def leaves_at(stay: Stay, settings: AllocationSettings) -> datetime | None:
    """Return when a patient is counted on to have left; None when nobody can say.

    That is the forecast at the hospital's quantile. An ordered discharge is news that a forecast of days before does
    not know: the patient then leaves ``order_to_leaving_minutes`` after the order at the latest.
    """
    moments = []
    if stay.expected_discharge is not None:
        moments.append(stay.expected_discharge.at(settings.discharge_quantile))
    if stay.discharge_ordered_at is not None:
        moments.append(stay.discharge_ordered_at + timedelta(minutes=settings.order_to_leaving_minutes))
    return min(moments, default=None)
