"""One command's transaction: reads rows, stages changes, and records them as events."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import BindParameter, ColumnElement, Connection, Select, bindparam, func, insert, or_, select

from api.store.images import Images, Row, columns_of, project, to_image
from api.store.kinds import NOW, EventKind, Flag, OccupationKind
from api.store.refusals import NotFound, Refusal, RulesBroken, Stale
from api.store.tables import (
    LIVE,
    LIVE_HOLD,
    LIVE_STAY,
    PROJECTIONS,
    bed,
    bed_occupation,
    bed_request,
    event,
    site,
)
from scenarios.patients import BedRequest

CHANGES_SHOWN = 20
CHANGES_SEARCHED = 200
TABLE_OF = {
    "bed": "bed",
    "request": "bed_request",
    "hold": "bed_occupation",
    "operating list": "operating_list",
    "surgical case": "surgical_case",
}

# Built once: making and caching a statement costs more than running it.
_ID: BindParameter[str] = bindparam("id")
_BED = select(bed).where(bed.c.id == _ID)
_REQUEST = select(bed_request).where(bed_request.c.id == _ID)
_LIVE_IN_BED = select(bed_occupation).where(bed_occupation.c.bed == _ID, LIVE)
_LIVE_HOLD = select(bed_occupation).where(bed_occupation.c.request == _ID, LIVE_HOLD)
_LIVE_HOLD_OF_PATIENT = select(bed_occupation).where(bed_occupation.c.patient == _ID, LIVE_HOLD)
_LIVE_STAY = select(bed_occupation).where(bed_occupation.c.patient == _ID, LIVE_STAY)
_HOLD = select(bed_occupation).where(bed_occupation.c.id == _ID, bed_occupation.c.kind == OccupationKind.HOLD.value)
_APPEND = insert(event)


class BedRules(Protocol):
    """The hospital's rules about who may be given which bed, held against the state of the moment."""

    def broken_by(
        self, given: Sequence[tuple[BedRequest, str]], now: datetime, aside: Collection[str] = ()
    ) -> list[dict[str, Any]]:
        """Return the hard rules that giving some beds would break: ``rule``, ``message`` and its parts.

        Holds of the requests in ``aside`` count as if they were not there.
        """


class NoRules:
    """Of a store that serves nobody: opening, replay, tests of the store alone."""

    def broken_by(
        self, given: Sequence[tuple[BedRequest, str]], now: datetime, aside: Collection[str] = ()
    ) -> list[dict[str, Any]]:
        """Return nothing."""
        return []


class Transaction:
    """What a command works with; the events it records and their projection are committed together.

    Attributes
    ----------
    connection : Connection
        In a writing transaction.
    actor : str
        Who commands.
    now : datetime
        The hospital's time.
    key : str or None
        Idempotency key, when a client commands.
    rules : BedRules
        That beds given by hand must keep.
    last_sequence : int
        Of the latest event recorded here; 0 before the first.
    """

    def __init__(
        self,
        connection: Connection,
        actor: str,
        now: datetime,
        key: str | None = None,
        rules: BedRules | None = None,
    ) -> None:
        self.connection = connection
        self.actor = actor
        self.now = now
        self.key = key
        self.rules = rules or NoRules()
        self.last_sequence = 0
        self._given: list[tuple[BedRequest, str]] = []
        self._before: Images = {}
        self._after: Images = {}

    def one(self, statement: Select[Any], **values: Any) -> Row | None:  # noqa: ANN401  parameters of any type
        """Return the first row of a query as a dict."""
        found = self.connection.execute(statement, values).mappings().first()
        return dict(found) if found is not None else None

    def bed(self, bed_id: str) -> Row:
        """Return a bed's row."""
        row = self.one(_BED, id=bed_id)
        if row is None:
            raise NotFound("Bed {bed} does not exist, expected a bed of this hospital", bed=bed_id)
        return row

    def request(self, request_id: str) -> Row:
        """Return a request's row."""
        row = self.one(_REQUEST, id=request_id)
        if row is None:
            raise NotFound("Request {request} does not exist, expected one of the list", request=request_id)
        return row

    def in_slots(self, bed_id: str) -> dict[str, Row]:
        """Return the live stay and holds of a bed by slot."""
        rows = self.connection.execute(_LIVE_IN_BED, {"id": bed_id}).mappings()
        return {row["slot"]: dict(row) for row in rows}

    def in_slot(self, bed_id: str, slot: str = NOW) -> Row | None:
        """Return the live stay or hold in a bed's slot."""
        return self.in_slots(bed_id).get(slot)

    def hold_of(self, request_id: str) -> Row | None:
        """Return the live hold of a request."""
        return self.one(_LIVE_HOLD, id=request_id)

    def hold_for(self, patient_id: str) -> Row | None:
        """Return the live hold of a patient, whichever request it is for."""
        return self.one(_LIVE_HOLD_OF_PATIENT, id=patient_id)

    def stay_of(self, patient_id: str) -> Row | None:
        """Return the live stay of a patient."""
        return self.one(_LIVE_STAY, id=patient_id)

    def turnover_minutes(self, *, isolated: bool) -> int:
        """Return the minutes from a patient leaving to the bed being clean."""
        column = site.c.terminal_cleaning_minutes if isolated else site.c.cleaning_minutes
        return int(self.connection.execute(select(column)).scalar_one())

    def hold(self, hold_id: str) -> Row:
        """Return a hold's row, live or ended."""
        row = self.one(_HOLD, id=hold_id)
        if row is None:
            raise NotFound("Hold {hold} does not exist, expected one that was placed", hold=hold_id)
        return row

    def expect_version(self, name: str, row: Row, expected: int | None) -> None:
        """Raise :class:`Stale` when a row has changed since the version that the caller saw.

        A version beyond the log is of another history, such as one before a backup was restored: as stale as it gets.
        """
        if expected is None or row["version"] == expected:
            return
        if row["version"] < expected <= self._end_of_log():
            return
        raise Stale(
            "{thing} {id} is at version {version}, expected version {expected}",
            thing=name,
            id=row["id"],
            version=row["version"],
            expected=expected,
            changes=self.changes_of(TABLE_OF[name], row, min(expected, row["version"] - 1)),
        )

    def changes_of(self, table: str, row: Row, after: int) -> list[Row]:
        """Return what happened to a row after a sequence number, latest first.

        An event may change more than the bed and the request that it names, so its images decide, and the row's own
        version names the latest.
        """
        named: dict[str, Callable[[], ColumnElement[bool]]] = {
            "bed": lambda: or_(event.c.bed == row["id"], event.c.other_bed == row["id"]),
            "bed_request": lambda: event.c.request == row["id"],
            "bed_occupation": lambda: event.c.request == row["request"],
            "operating_list": lambda: event.c.operating_list == row["id"],
            "surgical_case": lambda: event.c.operating_list == row["operating_list"],
        }
        touches = [event.c.sequence == row["version"], *([named[table]()] if table in named else [])]
        named_by = (event.c.sequence, event.c.at, event.c.actor, event.c.kind, event.c.bed, event.c.request)
        columns = (*named_by, event.c.reason, event.c.after)
        rows = self.connection.execute(
            select(*columns)
            .where(or_(*touches), event.c.sequence > after)
            .order_by(event.c.sequence.desc())
            .limit(CHANGES_SEARCHED)
        ).mappings()
        found = [dict(one) for one in rows if row["id"] in one["after"].get(table, {})]
        return [to_image({k: v for k, v in one.items() if k != "after"}) for one in found[:CHANGES_SHOWN]]

    def _end_of_log(self) -> int:
        return self.connection.execute(select(func.max(event.c.sequence))).scalar_one() or 0

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Try something that may be refused: what it recorded and staged is then gone, and the refusal goes on."""
        last, given, staged = self.last_sequence, len(self._given), (self._before, self._after)
        self._before, self._after = {}, {}
        savepoint = self.connection.begin_nested()
        try:
            yield
        except Refusal:
            savepoint.rollback()
            self.last_sequence, (self._before, self._after) = last, staged
            del self._given[given:]
            raise
        savepoint.commit()

    def expect_rules_kept(
        self,
        *given: tuple[BedRequest, str],
        override: str = "",
        aside: Collection[str] = (),
        beside: Collection[str] = (),
    ) -> list[str]:
        """Return the rules that giving beds overrides: none, unless there is a reason to.

        Beds given earlier in this transaction count as taken; holds of the requests in ``aside`` do not count, and
        the rules in ``beside`` are not asked.

        Raises
        ------
        RulesBroken
            Rules would be broken and no reason is given.
        """
        told = self.rules.broken_by([*self._given, *given], self.now, aside)
        broken = [one for one in told if one["rule"] not in beside]
        names = list(dict.fromkeys(one["rule"] for one in broken))
        if names and not override.strip():
            raise RulesBroken(
                "Bed {beds} for {requests} would break: {rule_names}; "
                "expected a bed that keeps the rules, or an override with its reason",
                beds=[bed for _, bed in given],
                requests=[request.id for request, _ in given],
                rule_names=names,
                rules=broken,
            )
        self._given.extend(given)
        return names

    def change(self, table: str, row: Row, **values: Any) -> Row:  # noqa: ANN401  columns of any type
        """Stage new values for some columns of a row; return the row as it will be."""
        changed = {name: value for name, value in values.items() if row[name] != value}
        before = self._before.setdefault(table, {}).setdefault(row["id"], {})
        after = self._after.setdefault(table, {}).setdefault(row["id"], {})
        assert before is not None
        assert after is not None
        for name, value in to_image({name: row[name] for name in changed}).items():
            before.setdefault(name, value)
        after.update(to_image(changed))
        return {**row, **values}

    def add(self, table: str, row_id: str, **values: Any) -> Row:  # noqa: ANN401  columns of any type
        """Stage a new row; columns not given are null."""
        row = {name: values.get(name) for name in columns_of(PROJECTIONS[table])}
        self._before.setdefault(table, {})[row_id] = None
        self._after.setdefault(table, {})[row_id] = to_image(row)
        return {"id": row_id, **row}

    def remove(self, table: str, row: Row) -> None:
        """Stage that a row goes away."""
        image = to_image({name: row[name] for name in columns_of(PROJECTIONS[table])})
        self._before.setdefault(table, {})[row["id"]] = image
        self._after.setdefault(table, {})[row["id"]] = None

    def stage(self, before: Images, after: Images) -> None:
        """Stage images as they are."""
        self._before, self._after = before, after

    def record(
        self,
        kind: EventKind,
        *,
        bed: str | None = None,
        other_bed: str | None = None,
        request: str | None = None,
        patient: str | None = None,
        operating_list: str | None = None,
        surgical_case: str | None = None,
        reason: str = "",
        at: datetime | None = None,
        flag: Flag = Flag.NONE,
        overridden: Sequence[str] = (),
        override: str = "",
    ) -> int:
        """Append the staged changes as one event and project them; return its sequence number."""
        before, after = self._before, self._after
        self._before, self._after = {}, {}
        written = self.connection.execute(
            _APPEND,
            {
                "at": at or self.now,
                "recorded_at": self.now,
                "actor": self.actor,
                "kind": kind.value,
                "bed": bed,
                "other_bed": other_bed,
                "request": request,
                "patient": patient,
                "operating_list": operating_list,
                "surgical_case": surgical_case,
                "reason": reason,
                "flag": flag.value,
                "command": self.key,
                "before": before,
                "after": after,
                "overridden": list(overridden) or None,
                "override": override if overridden else None,
            },
        )
        assert written.inserted_primary_key is not None
        self.last_sequence = int(written.inserted_primary_key[0])
        project(self.connection, self.last_sequence, before, after)
        return self.last_sequence


Answer = Mapping[str, Any]
