"""What has happened so far on the day of a list: begun, over, expected to last, cancelled."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from api.operating_rooms.rows import case_rows, list_row
from api.store.images import Row
from api.store.kinds import EventKind
from api.store.refusals import NotFound, WrongState
from api.store.transaction import Answer, Transaction
from scenarios.input_problems import InputError, InputProblem


@dataclass(frozen=True, kw_only=True)
class DayReport:
    """What somebody in the theatre reports; minutes from midnight.

    Attributes
    ----------
    now_minute : int
        Until when this is true.
    started, ended, expected_end : dict of str to int
        By case: wheels in, wheels out, and when a running case is now expected to be over.
    cancelled : frozenset of str
        Cases that will not be done.
    as_planned : bool
        Whether cases that should have begun or be over, and of which nothing is known, ran as planned.
    """

    now_minute: int
    started: Mapping[str, int] = field(default_factory=dict)
    ended: Mapping[str, int] = field(default_factory=dict)
    expected_end: Mapping[str, int] = field(default_factory=dict)
    cancelled: frozenset[str] = frozenset()
    as_planned: bool = False

    @property
    def cases(self) -> list[str]:
        """Every case that something is reported of."""
        return sorted({*self.started, *self.ended, *self.expected_end, *self.cancelled})


def report_day(tx: Transaction, on: str, report: DayReport, *, reason: str = "") -> Answer:
    """Keep what has happened; a later report of the same case goes before an earlier one.

    Raises
    ------
    WrongState
        Nothing is published for the day.
    NotFound
        A case is not among those of the day.
    InputError
        What is reported contradicts itself or what is known: all of it.
    """
    row, rows = list_row(tx.connection, on), case_rows(tx.connection, on)
    if row["published"] is None:
        raise WrongState("No list of {on} is published, expected the one that the day runs by", on=on)
    for case in report.cases:
        if case not in rows:
            raise NotFound("Case {case} is not among those of {on}, expected one that was loaded", case=case, on=on)
    if report.as_planned:
        report = _with_planned(report, rows)
    changed = {case: _with_report(rows[case], report) for case in report.cases}
    problems = [
        InputProblem(f"cases.{case}", message)
        for case, values in changed.items()
        for message in _contradictions({**rows[case], **values}, report.now_minute)
    ]
    if problems:
        raise InputError(problems)
    for case, values in changed.items():
        tx.change("surgical_case", rows[case], **values)
    latest = max(report.now_minute, row["reported_minute"] or 0)
    tx.change("operating_list", row, reported_minute=latest)
    sequence = tx.record(EventKind.DAY_REPORTED, operating_list=on, reason=reason)
    return {"date": on, "cases": report.cases, "version": sequence}


def _with_planned(report: DayReport, rows: dict[str, Row]) -> DayReport:
    """Return a report with the planned times of cases that nobody has told anything about."""
    started, ended = dict(report.started), dict(report.ended)
    for case, row in rows.items():
        if case in report.cancelled or row["cancelled"] or row["room"] is None:
            continue
        if row["started_minute"] is None and row["start_minute"] <= report.now_minute:
            started.setdefault(case, row["start_minute"])
        told = case in report.expected_end or row["expected_end_minute"] is not None or row["ended_minute"] is not None
        begun = started.get(case, row["started_minute"])
        if not told and begun is not None and case not in ended:
            over = begun + row["leaves_minute"] - row["start_minute"]
            if over <= report.now_minute:
                ended[case] = over
    return replace(report, started=started, ended=ended)


def _with_report(row: Row, report: DayReport) -> Row:
    case = row["document"]["id"]
    told = {
        "started_minute": report.started.get(case),
        "ended_minute": report.ended.get(case),
        "expected_end_minute": report.expected_end.get(case),
    }
    values: Row = {name: minute for name, minute in told.items() if minute is not None}
    if case in report.cancelled:
        gone = ("room", "surgeon", "start_minute", "end_minute", "leaves_minute", "pinned_room", "pinned_start_minute")
        values |= {"cancelled": True, **dict.fromkeys(gone)}
    return values


def _contradictions(row: Row, now: int) -> list[str]:
    """Return what is wrong with a case's times as they would be kept."""
    started, ended, expected = (row[f"{name}_minute"] for name in ("started", "ended", "expected_end"))
    found = []
    if row["cancelled"] and started is not None:
        found.append("cancelled after it has begun, expected an end instead")
    if ended is not None and started is None:
        found.append("over without having begun, expected both")
    if expected is not None and started is None:
        found.append("expected to be over without having begun, expected a start")
    if started is not None and started > now:
        found.append(f"begun at minute {started}, expected at most now, minute {now}")
    if ended is not None and started is not None and not started < ended <= now:
        found.append(f"over at minute {ended}, expected after its start at {started} and at most now, minute {now}")
    if started is not None and row["room"] is None and not row["cancelled"]:
        found.append("begun without a room, expected a case that has a place on the list")
    return found
