"""The hospital in numbers: totals, lending ledger, discharges."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from api.store.database import Database
from api.store.kinds import OccupationKind
from api.store.live import BedNow, LiveState
from api.store.tables import bed_occupation
from api.views import is_lent, moment
from scenarios.census import BedState

OCCUPIED = (BedState.OCCUPIED, BedState.DISCHARGE_ORDERED)

Document = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Beds by what they are now.

    Attributes
    ----------
    beds : int
        All beds.
    by_state : dict of str to int
        State to number.
    pending_in, pending_out : int
        Beds promised to somebody before they are free, or held; patients in bed who are expected in another bed or
        whose discharge is ordered.
    """

    beds: int
    by_state: dict[str, int]
    pending_in: int
    pending_out: int
    waiting: int
    lent: int

    @property
    def occupied(self) -> int:
        """Beds with a patient in them."""
        return sum(self.by_state[state.value] for state in OCCUPIED)


def totals(live: LiveState, beds: list[BedNow] | None = None) -> Totals:
    """Count the beds of the hospital, or some of them."""
    counted = list(live.beds.values()) if beds is None else beds
    moving = patients_going(live)
    states: Counter[BedState] = Counter()
    pending_in = pending_out = lent = 0
    for bed in counted:
        states[bed.state] += 1
        pending_in += bed.hold is not None or bed.promise is not None
        if bed.stay is not None:
            pending_out += is_going(bed, moving)
            lent += is_lent(bed)
    return Totals(
        beds=len(counted),
        by_state={state.value: states[state] for state in BedState},
        pending_in=pending_in,
        pending_out=pending_out,
        waiting=sum(one.hold is None for one in list(live.requests.values())),
        lent=lent,
    )


def patients_going(live: LiveState) -> frozenset[str]:
    """Return the patients in bed for whom another bed is held."""
    return frozenset(one.request.patient.id for one in list(live.requests.values()) if one.hold is not None)


def is_going(bed: BedNow, moving: frozenset[str]) -> bool:
    """Return whether the patient of a bed is on the way out of it."""
    return bed.stay is not None and (bed.state is BedState.DISCHARGE_ORDERED or bed.stay.stay.patient.id in moving)


def lending_ledger(live: LiveState, now: datetime, *, identified: bool) -> list[Document]:
    """Return every bed that is lent now: who lent to whom, since when, due back when, bed-days so far."""
    ledger = []
    for bed in list(live.beds.values()):
        if not is_lent(bed) or bed.stay is None:
            continue
        stay = bed.stay.stay
        ledger.append(
            {
                "bed": bed.id,
                "ward": bed.place.ward.id,
                "lender": bed.place.ward.department,
                "borrower": stay.department,
                "patient": stay.patient.id if identified else None,
                "since": moment(bed.stay.since),
                "due_back": moment(bed.stay.leaves_at),
                "bed_days": round((now - bed.stay.since) / timedelta(days=1), 2),
            }
        )
    return ledger


def returned_loans(database: Database, live: LiveState, since: datetime) -> list[Document]:
    """Return the lent beds that came back since a moment."""
    table = bed_occupation
    ended = select(table).where(table.c.kind == OccupationKind.STAY.value, ~table.c.live, table.c.ended_at >= since)
    with database.reading() as connection:
        rows = connection.execute(ended.order_by(table.c.ended_at.desc())).mappings().all()
    places = live.hospital.place_of_bed
    return [
        {
            "bed": row["bed"],
            "lender": places[row["bed"]].ward.department,
            "borrower": row["department"],
            "since": moment(row["since"]),
            "returned_at": moment(row["ended_at"]),
            "bed_days": round((row["ended_at"] - row["since"]) / timedelta(days=1), 2),
        }
        for row in rows
        if not places[row["bed"]].ward.shared and places[row["bed"]].ward.department != row["department"]
    ]


def discharges(live: LiveState, now: datetime, hours: float, *, identified: bool) -> list[Document]:
    """Return who is expected to leave within some hours, with the milestones reached and what is waited for."""
    until = now + timedelta(hours=hours)
    found = []
    for bed in list(live.beds.values()):
        if bed.stay is None:
            continue
        stay, leaves = bed.stay.stay, bed.stay.leaves_at
        if stay.discharge_ordered_at is None and (leaves is None or leaves > until):
            continue
        found.append(
            {
                "bed": bed.id,
                "ward": bed.place.ward.id,
                "department": stay.department,
                "patient": stay.patient.id if identified else None,
                "expected_at": moment(leaves),
                "ordered_at": moment(stay.discharge_ordered_at),
                "medicines_ready_at": moment(bed.stay.medicines_at),
                "transport_ready_at": moment(bed.stay.transport_at),
                "waits_for": waits_for(bed),
                "waits_minutes": waits_minutes(bed, now),
                "promised_to": bed.promise.request if bed.promise else None,
                "version": bed.version,
            }
        )
    return sorted(found, key=lambda one: (one["ordered_at"] is None, one["ordered_at"] or one["expected_at"] or ""))


def waits_for(bed: BedNow) -> str:
    """Return the next milestone of a discharge: order, medicines, transport, leaving."""
    assert bed.stay is not None
    if bed.stay.stay.discharge_ordered_at is None:
        return "order"
    if bed.stay.medicines_at is None:
        return "medicines"
    return "transport" if bed.stay.transport_at is None else "leaving"


def waits_minutes(bed: BedNow, now: datetime) -> int:
    """Return how long the last milestone of a discharge is ago."""
    assert bed.stay is not None
    reached = (bed.stay.stay.discharge_ordered_at, bed.stay.medicines_at, bed.stay.transport_at)
    times = [time for time in reached if time is not None]
    return int((now - max(times)).total_seconds() // 60) if times else 0
