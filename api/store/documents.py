"""Domain objects as the JSON documents that tables and clients see."""

from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from scenarios.admissions.weeks_plan import WeeksPlan
from scenarios.allocation_settings import AllocationSettings
from scenarios.coming_weeks import ComingWeeks
from scenarios.hospital import Hospital
from scenarios.patients import BedRequest, Patient, Stay
from scenarios.scenario import ExpectedDemand

HOSPITAL = TypeAdapter(Hospital)
ALLOCATION = TypeAdapter(AllocationSettings)
EXPECTED_DEMAND = TypeAdapter(tuple[ExpectedDemand, ...])
PATIENT = TypeAdapter(Patient)
STAY = TypeAdapter(Stay)
REQUEST = TypeAdapter(BedRequest)
COMING_WEEKS = TypeAdapter(ComingWeeks)
WEEKS_PLAN = TypeAdapter(WeeksPlan)

Document = dict[str, Any]


def request_document(request: BedRequest) -> Document:
    """Return a request as a document, sets in order."""
    document: Document = REQUEST.dump_python(request, mode="json")
    return {**document, "equipment": sorted(request.equipment), "forbidden_rooms": sorted(request.forbidden_rooms)}


def weeks_document(weeks: ComingWeeks) -> Document:
    """Return coming weeks as a document, sets in order."""
    document: Document = COMING_WEEKS.dump_python(weeks, mode="json")
    for entry in document["waiting_list"]:
        entry |= {name: sorted(entry[name]) for name in ("equipment", "forbidden_rooms")}
    return document


def stay_document(stay: Stay) -> Document:
    """Return a stay as a document, without the bed and the discharge order, which rows keep themselves."""
    document: Document = STAY.dump_python(stay, mode="json")
    document["equipment"] = sorted(stay.equipment)
    del document["bed"], document["discharge_ordered_at"]
    return document


def stay_from(document: Document, bed: str, ordered_at: datetime | None) -> Stay:
    """Return the stay that a document, its bed and its discharge order describe."""
    return STAY.validate_python({**document, "bed": bed, "discharge_ordered_at": ordered_at})
