"""The state of the hospital in memory: follows the log, so that reading never waits for the database."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from threading import RLock
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from api.store.database import Database
from api.store.documents import (
    ALLOCATION,
    COMING_WEEKS,
    EXPECTED_DEMAND,
    HOSPITAL,
    REQUEST,
    WEEKS_PLAN,
    stay_from,
)
from api.store.images import Images, Row, Rows, columns_of
from api.store.kinds import NEXT, NOW, OccupationKind, RequestStatus
from api.store.tables import LIVE, OF_OPERATING_ROOMS, PROJECTIONS, bed_request, event
from scenarios.admissions.weeks_plan import WeeksPlan
from scenarios.allocation_settings import AllocationSettings
from scenarios.census import BedState, BlockReason
from scenarios.coming_weeks import ComingWeeks
from scenarios.hospital import BedPlace, Hospital
from scenarios.leaving import leaves_at
from scenarios.patients import BedRequest, Stay
from scenarios.scenario import ExpectedDemand, LendingOverride

_LEFT_OUT = frozenset(table.name for table in OF_OPERATING_ROOMS)
_LATER = select(event).where(event.c.sequence > bindparam("after")).order_by(event.c.sequence)


@dataclass(frozen=True, slots=True, kw_only=True)
class StayNow:
    """A patient in a bed, when that patient is counted on to leave, and the milestones of the discharge."""

    id: str
    stay: Stay
    leaves_at: datetime | None
    since: datetime
    request: str | None
    medicines_at: datetime | None
    transport_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldNow:
    """A bed promised to a request; ``pending`` while the bed is not free yet."""

    id: str
    bed: str
    request: str
    patient: str
    department: str
    pending: bool
    since: datetime
    confirmed_at: datetime | None
    expires_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoungePlace:
    """A patient in the discharge lounge."""

    id: str
    patient: str
    department: str
    since: datetime
    medicines_at: datetime | None
    transport_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BedNow:
    """A bed with all that is known of it now; ``hold`` is on the bed itself, ``promise`` for when it is free."""

    place: BedPlace
    state: BedState
    since: datetime
    until: datetime | None
    cleaning_started_at: datetime | None
    block_reason: BlockReason | None
    resumes: BedState | None
    stay: StayNow | None
    hold: HoldNow | None
    promise: HoldNow | None
    version: int

    @property
    def id(self) -> str:
        """Return the bed's id."""
        return self.place.bed.id

    @property
    def closes_after_stay(self) -> bool:
        """Return whether the bed is to be blocked once its patient has left, until :attr:`until`."""
        return self.stay is not None and self.block_reason is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestNow:
    """An open bed request."""

    request: BedRequest
    status: RequestStatus
    hold: HoldNow | None
    version: int


@dataclass(slots=True)
class _Site:
    hospital: Hospital
    allocation: AllocationSettings
    expected_demand: tuple[ExpectedDemand, ...]
    seed: int


@dataclass(slots=True)
class LiveState:
    """Beds, stays, holds and requests as the log has them at :attr:`sequence`.

    Attributes
    ----------
    database : Database
        Whose log is followed.
    sequence : int
        Latest event taken in.
    beds : dict of str to BedNow
        By bed id, in the order of the wards.
    requests : dict of str to RequestNow
        Open ones only.
    lounge : dict of str to LoungePlace
        Who waits in the discharge lounge.
    weeks, weeks_plan : ComingWeeks, WeeksPlan or None
        The coming weeks and their accepted plan.
    on_event : callable
        Told of every event that was taken in, in order.
    followed_at : float
        Monotonic seconds at which the end of the log was last reached.
    """

    database: Database
    sequence: int = 0
    beds: dict[str, BedNow] = field(default_factory=dict)
    requests: dict[str, RequestNow] = field(default_factory=dict)
    lounge: dict[str, LoungePlace] = field(default_factory=dict)
    overrides: dict[str, LendingOverride] = field(default_factory=dict)
    weeks: ComingWeeks | None = None
    weeks_plan: WeeksPlan | None = None
    on_event: Callable[[dict[str, Any]], None] = lambda event: None
    followed_at: float = field(default_factory=time.monotonic)
    _site: _Site | None = None
    _rows: Rows = field(default_factory=Rows)
    _in_bed: dict[tuple[str, str], str] = field(default_factory=dict)
    _hold_of_request: dict[str, str] = field(default_factory=dict)
    _holds: set[str] = field(default_factory=set)
    _blocks_with_end: set[str] = field(default_factory=set)
    _lock: RLock = field(default_factory=RLock)

    @property
    def hospital(self) -> Hospital:
        """Return the hospital."""
        return self._known_site().hospital

    @property
    def allocation(self) -> AllocationSettings:
        """Return how beds are given."""
        return self._known_site().allocation

    @property
    def expected_demand(self) -> tuple[ExpectedDemand, ...]:
        """Return who will ask soon."""
        return self._known_site().expected_demand

    @property
    def seed(self) -> int:
        """Return the hospital's seed."""
        return self._known_site().seed

    def follow(self) -> None:
        """Take in what was logged since the last call, and tell :attr:`on_event` of each, in order."""
        with self._lock, self.database.reading() as connection:
            if self._site is None:
                self._load(connection)
                self.followed_at = time.monotonic()
                return
            for row in connection.execute(_LATER, {"after": self.sequence}).mappings():
                one = dict(row)
                after = {name: rows for name, rows in one["after"].items() if name not in _LEFT_OUT}
                self._recall(connection, after)
                self._take_in(self._rows.apply(one["sequence"], after))
                self.sequence = one["sequence"]
                self.on_event(one)
            self.followed_at = time.monotonic()

    def next_expiry(self) -> datetime | None:
        """Return when the next hold runs out or the next block ends."""
        with self._lock:
            tables = self._rows.tables
            ends = [tables["bed_occupation"][hold]["expires_at"] for hold in self._holds]
            ends += [tables["bed"][bed]["until"] for bed in self._blocks_with_end]
            return min((end for end in ends if end is not None), default=None)

    def _recall(self, connection: Connection, after: Images) -> None:
        """Fetch rows that had ended, and so left the memory, when an event brings them back."""
        for name in ("bed_occupation", "bed_request"):
            known, table = self._rows.tables[name], PROJECTIONS[name]
            whole = set(columns_of(table))
            for row_id, image in after.get(name, {}).items():
                if image is not None and row_id not in known and not whole <= image.keys():
                    row = connection.execute(select(table).where(table.c.id == row_id)).mappings().one()
                    known[row_id] = dict(row)

    def _known_site(self) -> _Site:
        if self._site is None:
            raise RuntimeError("no hospital is open, expected one event at least")
        return self._site

    def _load(self, connection: Connection) -> None:
        sequence = connection.execute(select(func.max(event.c.sequence))).scalar_one()
        if sequence is None:
            return
        live: dict[str, Any] = {"bed_occupation": LIVE, "bed_request": bed_request.c.closed_at.is_(None)}
        touched: list[tuple[str, str]] = []
        for name, table in PROJECTIONS.items():
            if name in _LEFT_OUT:
                continue
            statement = select(table).where(live[name]) if name in live else select(table)
            rows = {row["id"]: dict(row) for row in connection.execute(statement).mappings()}
            self._rows.tables[name] = rows
            touched.extend((name, row_id) for row_id in rows)
        self._take_in(touched)
        order = {place.bed.id: index for index, place in enumerate(self.hospital.places())}
        self.beds = dict(sorted(self.beds.items(), key=lambda item: order[item[0]]))
        self.sequence = sequence

    def _take_in(self, touched: Iterable[tuple[str, str]]) -> None:
        beds: dict[str, None] = {}
        requests: dict[str, None] = {}
        for name, row_id in touched:
            row = self._rows.tables[name].get(row_id)
            if name == "site" and row is not None:
                self._open_site(row)
            elif name == "bed":
                beds[row_id] = None
            elif name == "bed_request":
                requests[row_id] = None
            elif name == "lending_override":
                self._take_in_override(row_id, row)
            elif name == "bed_occupation":
                self._take_in_occupation(row_id, row, beds, requests)
            elif name == "coming_weeks" and row is not None:
                self.weeks = COMING_WEEKS.validate_python(row["weeks"])
                self.weeks_plan = WEEKS_PLAN.validate_python(row["plan"]) if row["plan"] else None
        for bed_id in beds:
            bed = self.beds[bed_id] = self._bed_now(bed_id)
            ends = bed.state is BedState.BLOCKED and bed.until is not None
            (self._blocks_with_end.add if ends else self._blocks_with_end.discard)(bed_id)
        for request_id in requests:
            self._take_in_request(request_id)

    def _open_site(self, row: Row) -> None:
        self._site = _Site(
            hospital=HOSPITAL.validate_python(row["hospital"]),
            allocation=ALLOCATION.validate_python(row["allocation"]),
            expected_demand=EXPECTED_DEMAND.validate_python(row["expected_demand"]),
            seed=row["seed"],
        )

    def _take_in_override(self, row_id: str, row: Row | None) -> None:
        if row is None:
            self.overrides.pop(row_id, None)
            return
        names = {name: row[name] for name in ("request", "lender", "reason", "by")}
        self.overrides[row_id] = LendingOverride(**names)

    def _take_in_occupation(
        self, row_id: str, row: Row | None, beds: dict[str, None], requests: dict[str, None]
    ) -> None:
        for key in [key for key, occupation in self._in_bed.items() if occupation == row_id] if row is None else []:
            del self._in_bed[key]
            beds[key[0]] = None
        if row is None:
            self._holds.discard(row_id)
            for request in [key for key, hold in self._hold_of_request.items() if hold == row_id]:
                del self._hold_of_request[request]
                requests[request] = None
            self.lounge.pop(row_id, None)
            return
        self._seat(row_id, row)
        if row["kind"] == OccupationKind.LOUNGE:
            return
        beds[row["bed"]] = None
        if row["request"]:
            requests[row["request"]] = None
        if not row["live"]:
            del self._rows.tables["bed_occupation"][row_id]

    def _seat(self, row_id: str, row: Row) -> None:
        if row["kind"] == OccupationKind.LOUNGE:
            if row["live"]:
                names = ("id", "patient", "department", "since", "medicines_at", "transport_at")
                self.lounge[row_id] = LoungePlace(**{name: row[name] for name in names})
            else:
                self.lounge.pop(row_id, None)
            return
        for slot in (NOW, NEXT):
            if self._in_bed.get((row["bed"], slot)) == row_id:
                del self._in_bed[row["bed"], slot]
        if row["live"]:
            self._in_bed[row["bed"], row["slot"]] = row_id
        if row["kind"] == OccupationKind.HOLD:
            (self._holds.add if row["live"] else self._holds.discard)(row_id)
            if row["live"]:
                self._hold_of_request[row["request"]] = row_id
            elif self._hold_of_request.get(row["request"]) == row_id:
                del self._hold_of_request[row["request"]]

    def _bed_now(self, bed_id: str) -> BedNow:
        row = self._rows.tables["bed"][bed_id]
        inside = self._occupation(bed_id, NOW)
        is_stay = inside is not None and inside["kind"] == OccupationKind.STAY
        reason = row["block_reason"]
        return BedNow(
            place=self.hospital.place_of_bed[bed_id],
            state=BedState(row["state"]),
            since=row["since"],
            until=row["until"],
            cleaning_started_at=row["cleaning_started_at"],
            block_reason=BlockReason(reason) if reason else None,
            resumes=BedState(row["resumes"]) if row["resumes"] else None,
            stay=_stay_now(inside, self.allocation) if inside is not None and is_stay else None,
            hold=_hold_now(inside) if inside is not None and not is_stay else None,
            promise=_hold_now(self._occupation(bed_id, NEXT)),
            version=row["version"],
        )

    def _occupation(self, bed_id: str, slot: str) -> Row | None:
        row_id = self._in_bed.get((bed_id, slot))
        return None if row_id is None else self._rows.tables["bed_occupation"][row_id]

    def _take_in_request(self, request_id: str) -> None:
        row = self._rows.tables["bed_request"].get(request_id)
        if row is None or row["status"] not in (RequestStatus.WAITING, RequestStatus.HELD):
            self.requests.pop(request_id, None)
            self._rows.tables["bed_request"].pop(request_id, None)
            return
        hold = self._hold_of_request.get(request_id)
        self.requests[request_id] = RequestNow(
            request=REQUEST.validate_python(row["document"]),
            status=RequestStatus(row["status"]),
            hold=_hold_now(self._rows.tables["bed_occupation"][hold]) if hold else None,
            version=row["version"],
        )


def _stay_now(row: Row, settings: AllocationSettings) -> StayNow:
    names: dict[str, Any] = {
        name: row[name] for name in ("id", "since", "request", "medicines_at", "transport_at", "version")
    }
    stay = stay_from(row["stay"], row["bed"], row["ordered_at"])
    return StayNow(stay=stay, leaves_at=leaves_at(stay, settings), **names)


def _hold_now(row: Row | None) -> HoldNow | None:
    if row is None:
        return None
    names = ("id", "bed", "since", "confirmed_at", "expires_at", "version")
    values: dict[str, Any] = {name: row[name] for name in names}
    # A scenario may hold a bed for somebody who is on no list.
    values |= {name: row[name] or "" for name in ("request", "patient", "department")}
    return HoldNow(pending=row["slot"] == NEXT, **values)
