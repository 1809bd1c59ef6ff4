"""What the exported tables have in them: titles, types and rows, in the reader's language."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from api.admissions import latest_with_plan
from api.overview import discharges, lending_ledger
from api.routes.requests import in_order
from api.store.live import BedNow
from api.web.board_pages import filter_of
from api.web.labels import mark
from api.web.log_rows import log_filter_of, log_rows, patients_of
from api.web.page import Page
from api.web.weeks_export import weeks_rows

TEXT, NUMBER, WHOLE, MOMENT = pl.String(), pl.Float64(), pl.Int64(), pl.Datetime("ms")
DATE = pl.Date()
MOST_LOG_ROWS = 10_000
SEXES = {"F": mark("women's room"), "M": mark("men's room"), "X": mark("mixed room")}
SPECIAL = (mark("isolation room"), mark("negative pressure"))


@dataclass(frozen=True, slots=True)
class Table:
    """Titles with the type of each column, and rows of values."""

    columns: tuple[tuple[str, pl.DataType], ...]
    rows: list[tuple[Any, ...]]


def beds(page: Page) -> Table:
    """Return the beds that the board's filters take."""
    _, live, wanted = page.labels.gettext, page.runtime.refresh(), filter_of(page.request)
    columns = (
        (_("Bed"), TEXT), (_("Ward room"), TEXT), (_("Ward"), TEXT), (_("Department"), TEXT),
        (_("Level of care"), TEXT), (_("Equipment"), TEXT), (_("Sex of the room"), TEXT), (_("Isolation room"), TEXT),
        (_("State"), TEXT), (_("Since"), MOMENT), (_("Until"), MOMENT), (_("Reason"), TEXT), (_("Patient"), TEXT),
        (_("Sex"), TEXT), (_("Isolation"), TEXT), (_("Treated by"), TEXT), (_("Admitted"), MOMENT),
        (_("Expected discharge"), MOMENT), (_("Held for"), TEXT),
    )  # fmt: skip
    shown = [bed for bed in list(live.beds.values()) if wanted.takes(bed, live.hospital, page.now)]
    return Table(columns, [_bed_row(bed, page) for bed in shown])


def _bed_row(bed: BedNow, page: Page) -> tuple[Any, ...]:
    labels, _ = page.labels, page.labels.gettext
    ward, room = bed.place.ward, bed.place.room
    stay, hold = bed.stay.stay if bed.stay else None, bed.hold or bed.promise
    sex = page.painter.room(ward, room, page.now, None, frozenset()).sex
    isolation = SPECIAL[1] if room.negative_pressure else SPECIAL[0] if room.isolation else ""
    identified = bool(page.principal and page.principal.identified)
    return (
        bed.id, room.id, labels.ward(ward.id), labels.department(ward.department), _(ward.level_of_care.value),
        labels.comma.join(_(one) for one in sorted(bed.place.bed.equipment)), _(SEXES[sex]) if sex else "",
        _(isolation) if isolation else "", _(bed.state.value), _local(page, bed.since), _local(page, bed.until),
        _(bed.block_reason.value) if bed.block_reason else "", stay.patient.id if stay and identified else "",
        _(stay.patient.sex.value) if stay else "", _(stay.patient.isolation.value) if stay else "",
        labels.department(stay.department) if stay else "", _local(page, stay.admitted_at if stay else None),
        _local(page, bed.stay.leaves_at if bed.stay else None), hold.request if hold else "",
    )  # fmt: skip


def requests(page: Page) -> Table:
    """Return the queue, most urgent first."""
    labels, _ = page.labels, page.labels.gettext
    identified = bool(page.principal and page.principal.identified)
    columns = (
        (_("Request"), TEXT), (_("Urgency"), TEXT), (_("Patient"), TEXT), (_("Sex"), TEXT), (_("Age in years"), NUMBER),
        (_("Isolation"), TEXT), (_("Department"), TEXT), (_("From"), TEXT), (_("Level of care"), TEXT),
        (_("Equipment"), TEXT), (_("Requested"), MOMENT), (_("Needed by"), MOMENT), (_("State"), TEXT),
        (_("Bed"), TEXT),
    )  # fmt: skip
    rows = []
    for one in in_order(list(page.runtime.refresh().requests.values())):
        asked, patient = one.request, one.request.patient
        rows.append((
            asked.id, _(asked.urgency.value), patient.id if identified else "", _(patient.sex.value), patient.age_years,
            _(patient.isolation.value), labels.department(asked.department), _(asked.source.value),
            _(asked.level_of_care.value), labels.comma.join(_(item) for item in sorted(asked.equipment)),
            _local(page, asked.requested_at), _local(page, asked.needed_by), _(one.status.value),
            one.hold.bed if one.hold else "",
        ))  # fmt: skip
    return Table(columns, rows)


def leaving(page: Page) -> Table:
    """Return who is expected to leave within a day."""
    labels, _ = page.labels, page.labels.gettext
    say = labels.gettext
    columns = (
        (_("Bed"), TEXT), (_("Ward"), TEXT), (_("Patient"), TEXT), (_("Department"), TEXT), (_("Expected"), MOMENT),
        (_("Ordered"), MOMENT), (_("Medicines"), MOMENT), (_("Transport"), MOMENT), (_("What delays it"), TEXT),
        (_("Minutes"), WHOLE), (_("Promised to"), TEXT),
    )  # fmt: skip
    identified = bool(page.principal and page.principal.identified)
    found = discharges(page.runtime.refresh(), page.now, 24, identified=identified)
    moments = ("expected_at", "ordered_at", "medicines_ready_at", "transport_ready_at")
    rows = [
        (
            one["bed"], labels.ward(one["ward"]), one["patient"] or "", labels.department(one["department"]),
            *(_read(page, one[name]) for name in moments), say(one["waits_for"]), one["waits_minutes"],
            one["promised_to"] or "",
        )
        for one in found
    ]  # fmt: skip
    return Table(columns, rows)


def lending(page: Page) -> Table:
    """Return the beds that are lent now."""
    labels, _ = page.labels, page.labels.gettext
    columns = (
        (_("Bed"), TEXT), (_("Ward"), TEXT), (_("Lender"), TEXT), (_("Borrower"), TEXT), (_("Patient"), TEXT),
        (_("Since"), MOMENT), (_("Due back"), MOMENT), (_("Bed-days"), NUMBER),
    )  # fmt: skip
    identified = bool(page.principal and page.principal.identified)
    rows = [
        (
            one["bed"], labels.ward(one["ward"]), labels.department(one["lender"]), labels.department(one["borrower"]),
            one["patient"] or "", _read(page, one["since"]), _read(page, one["due_back"]), one["bed_days"],
        )
        for one in lending_ledger(page.runtime.refresh(), page.now, identified=identified)
    ]  # fmt: skip
    return Table(columns, rows)


def key_figures(page: Page) -> Table:
    """Return the key figures of the last day with their targets, one target a row."""
    labels, _ = page.labels, page.labels.gettext
    columns = (
        (_("Figure"), TEXT), (_("Value"), NUMBER), (_("Unit"), TEXT), (_("Target of the hospital"), TEXT),
        (_("Reached"), TEXT), (_("Since"), MOMENT), (_("Until"), MOMENT),
    )  # fmt: skip
    page.runtime.refresh()
    start, measured = page.runtime.figures.of_the_last_day(page.now)
    met_as = {None: "", True: _("yes"), False: _("no")}
    span = (_local(page, start), _local(page, page.now))
    rows = [
        (labels.kpi(one.kpi), one.value, _(one.kpi.unit), _(target.statement) if target else "", met_as[met], *span)
        for one in measured
        for target, met in (one.targets or ((None, None),))
    ]
    return Table(columns, rows)


def log(page: Page) -> Table:
    """Return the wanted events, newest first; patient, who and why for who may see them."""
    labels, _ = page.labels, page.labels.gettext
    columns = (
        ("#", WHOLE), (_("When"), MOMENT), (_("Recorded"), MOMENT), (_("What"), TEXT), (_("Flag"), TEXT),
        (_("Bed"), TEXT), (_("From bed"), TEXT), (_("Patient"), TEXT), (_("Request"), TEXT), (_("Who"), TEXT),
        (_("Why"), TEXT), (_("Rules set aside"), TEXT), (_("Why set aside"), TEXT),
    )  # fmt: skip
    identified = bool(page.principal and page.principal.identified)
    wanted = log_filter_of(page.request.query_params, identified=identified)
    actors = labels.actors_called(wanted.actor)
    found = log_rows(page.runtime.database, MOST_LOG_ROWS, wanted, labels.zone, actors=actors)
    return Table(columns, [_log_row(one, page, identified=identified) for one in found])


def _log_row(one: dict[str, Any], page: Page, *, identified: bool) -> tuple[Any, ...]:
    labels, say = page.labels, page.labels.gettext
    patients = labels.comma.join(patients_of(one))
    personal = (
        patients, one["request"] or "", say(one["actor"]), page.reason(one["reason"]),
        labels.comma.join(say(rule) for rule in one["overridden"] or ()), one["override"] or "",
    )  # fmt: skip
    return (
        one["sequence"], _local(page, one["at"]), _local(page, one["recorded_at"]), say(one["kind"]),
        say(one["flag"]) if one["flag"] else "", one["bed"] or "", one["other_bed"] or "",
        *(personal if identified else ("", one["request"] or "", "", "", "", "")),
    )  # fmt: skip


def admissions(page: Page) -> Table:
    """Return the latest plan of the coming weeks, entry by entry."""
    _, planned = page.labels.gettext, latest_with_plan(page.runtime.database)
    columns = (
        (_("Entry"), TEXT), (_("Patient"), TEXT), (_("Department"), TEXT), (_("Surgeon"), TEXT), (_("Must come"), TEXT),
        (_("Surgery, minutes"), WHOLE), (_("Earliest"), DATE), (_("Due"), DATE), (_("Day of admission"), DATE),
        (_("Leaves"), DATE), (_("Ward"), TEXT), (_("Ward room"), TEXT), (_("Operating room"), TEXT),
        (_("Nurse, early shift of the first day"), TEXT), (_("Nurse, late shift of the first day"), TEXT),
        (_("Nurse, night shift of the first day"), TEXT), (_("Why left for later"), TEXT),
    )  # fmt: skip
    return Table(columns, list(weeks_rows(page, planned)) if planned else [])


TITLES = {
    "beds": mark("Beds"),
    "requests": mark("Requests"),
    "discharges": mark("Discharges"),
    "lending": mark("Lending"),
    "kpis": mark("KPIs"),
    "log": mark("Log"),
    "admissions": mark("Coming weeks"),
}
"""What the sheet of a table is called."""
TABLES: dict[str, Callable[[Page], Table]] = {
    "beds": beds,
    "requests": requests,
    "discharges": leaving,
    "lending": lending,
    "kpis": key_figures,
    "log": log,
    "admissions": admissions,
}


def _local(page: Page, at: datetime | None) -> datetime | None:
    """Return a moment on the hospital's clock, as spreadsheets know no zones."""
    return at.astimezone(page.labels.zone).replace(tzinfo=None) if at else None


def _read(page: Page, text: str | None) -> datetime | None:
    return _local(page, datetime.fromisoformat(text)) if text else None
