"""What can happen, by the name the log gives it."""

from enum import StrEnum


class EventKind(StrEnum):
    """Kind of an event in the log."""

    HOSPITAL_OPENED = "hospital opened"
    CENSUS_LOADED = "census loaded"
    REQUEST_MADE = "request made"
    REQUEST_CHANGED = "request changed"
    REQUEST_CANCELLED = "request cancelled"
    LENDING_ALLOWED = "lending allowed"
    BED_HELD = "bed held"
    HOLD_CONFIRMED = "hold confirmed"
    HOLD_RELEASED = "hold released"
    HOLD_EXPIRED = "hold expired"
    PATIENT_ADMITTED = "patient admitted"
    ADMISSION_CANCELLED = "admission cancelled"
    PATIENT_MOVED = "patient moved"
    PATIENTS_SWAPPED = "patients swapped"
    FORECAST_CHANGED = "forecast changed"
    DISCHARGE_ORDERED = "discharge ordered"
    DISCHARGE_CANCELLED = "discharge cancelled"
    MEDICINES_READY = "medicines ready"
    TRANSPORT_READY = "transport ready"
    PATIENT_LEFT = "patient left"
    LEFT_LOUNGE = "left lounge"
    CLEANING_STARTED = "cleaning started"
    BED_CLEANED = "bed cleaned"
    BED_BLOCKED = "bed blocked"
    BED_UNBLOCKED = "bed unblocked"
    CLOSING_PLANNED = "closing planned"
    CLOSING_CANCELLED = "closing cancelled"
    ISOLATION_CHANGED = "isolation changed"
    WEEKS_LOADED = "coming weeks loaded"
    WEEKS_PLANNED = "coming weeks planned"
    WEEKS_PLAN_WITHDRAWN = "coming weeks plan withdrawn"
    UNDONE = "undone"
    LIST_LOADED = "operating list loaded"
    LIST_PLANNED = "operating list planned"
    LIST_PUBLISHED = "operating list published"
    CASE_ADDED = "case added"
    CASE_MOVED = "case moved"
    CASE_PINNED = "case pinned"
    CASE_PUT_OFF = "case put off"
    DAY_REPORTED = "operating day reported"
    DEMO_STOPPED = "demo stopped"
    DEMO_STARTED = "demo started"


class Flag(StrEnum):
    """What was unusual about a report.

    ``late``: it came long after what it tells. ``out of order``: it does not fit yet and waits for another report;
    ``reordered``: it waited, and was applied. ``out of date``: it is older than who or what is in the bed now.
    ``in the future``: it tells of a moment that has not come.
    """

    NONE = ""
    LATE = "late"
    OUT_OF_ORDER = "out of order"
    REORDERED = "reordered"
    OUT_OF_DATE = "out of date"
    FUTURE = "in the future"

    @property
    def is_kept_only(self) -> bool:
        """Return whether the report is in the log without having changed anything."""
        return self in (Flag.OUT_OF_ORDER, Flag.OUT_OF_DATE, Flag.FUTURE)


class RequestStatus(StrEnum):
    """Where a bed request stands."""

    WAITING = "waiting"
    HELD = "held"
    ADMITTED = "admitted"
    CANCELLED = "cancelled"


class OccupationKind(StrEnum):
    """Why a row of ``bed_occupation`` is there."""

    STAY = "stay"
    HOLD = "hold"
    LOUNGE = "lounge"


NOW = "now"
"""Slot of whoever has the bed: the patient in it, or the hold on a bed that is free."""
NEXT = "next"
"""Slot of the promise for a bed that is not free yet (pending in)."""
LOUNGE_BED = "discharge lounge"

HOLD_USED = "used"
"""How a hold ended whose patient came."""
