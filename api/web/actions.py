"""What a dispatcher does on the board: each button is one command of the store."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import select

from api.routes.documents import YEARS
from api.security import content_of, expect_key
from api.store.commands.admissions import cancel_admission
from api.store.commands.discharges import cancel_discharge, leave, leave_lounge, order_discharge, reach_milestone
from api.store.commands.holds import confirm_hold, hold_bed, release_hold, release_still_unconfirmed
from api.store.commands.housekeeping import block, clean, start_cleaning, unblock
from api.store.commands.isolation import isolate_in_bed, isolate_request
from api.store.commands.moves import move, swap
from api.store.commands.requests import allow_lending, cancel_request
from api.store.commands.stays import admit, change_forecast
from api.store.commands.undo import SAFE_TO_UNDO, undo
from api.store.kinds import LOUNGE_BED, EventKind
from api.store.live import BedNow
from api.store.refusals import Busy, Invalid, Refusal, RulesBroken, Stale
from api.store.store import Envelope
from api.store.tables import event
from api.store.transaction import Answer, Transaction
from api.web.board_pages import bed_panel, request_panel
from api.web.page import Page
from api.web.request_fields import LONGER, SHORTER
from api.web.visitor import BrowserDispatcher
from scenarios.census import BlockReason
from scenarios.patients import DischargeForecast, Isolation

router = APIRouter(include_in_schema=False)
LONGEST_FIELD = 200_000


@dataclass(frozen=True, slots=True)
class Form:
    """Fields of a form; a missing one is refused by name."""

    fields: Mapping[str, str]
    hold_minutes: int
    beds: Collection[str]
    zone: ZoneInfo

    def text(self, name: str) -> str:
        """Return a field that must be there."""
        value = self.fields.get(name, "")
        if not value or len(value) > LONGEST_FIELD or "\x00" in value:
            raise Invalid("Field {field} is {value!r}, expected text", field=name, value=value[:40])
        return value

    def bed(self, name: str) -> str:
        """Return a bed that was typed, in whatever case."""
        typed = self.text(name).strip()
        if typed in self.beds:
            return typed
        return next((bed for bed in self.beds if bed.casefold() == typed.casefold()), typed)

    def moment(self, name: str) -> datetime | None:
        """Return a date and time on the hospital's clock, if one was chosen."""
        value = self.fields.get(name, "").strip()
        if not value:
            return None
        try:
            chosen = datetime.fromisoformat(value)
        except ValueError:
            chosen = datetime.min
        if not YEARS[0] <= chosen.year <= YEARS[1]:
            raise Invalid("Field {field} is {value!r}, expected a date and time", field=name, value=value[:40])
        return chosen.replace(tzinfo=chosen.tzinfo or self.zone)

    def version(self, name: str = "version") -> int | None:
        """Return a version that the page was drawn with."""
        value = self.fields.get(name, "")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None

    def number(self, name: str) -> int:
        """Return a number that must be there."""
        value = self.version(name)
        if value is None:
            raise Invalid("Field {field} is {value!r}, expected a number", field=name, value=self.text(name)[:40])
        return value

    @property
    def override(self) -> str:
        """Return why rules of the hospital are set aside, if it was said."""
        return self.fields.get("override", "").strip()[:500].replace("\x00", "")

    @property
    def reason(self) -> str:
        """Return why, if it was said."""
        return self.fields.get("reason", "")[:500].replace("\x00", "")


def _forecast(expected_at: datetime | None, now: datetime) -> DischargeForecast:
    """Return the forecast of which somebody knows the middle."""
    if expected_at is None or expected_at <= now:
        at = (expected_at or now).isoformat()
        raise Invalid("Expected discharge {at}, expected a moment to come", at=at)
    remaining = expected_at - now
    return DischargeForecast(p10=now + SHORTER * remaining, p50=expected_at, p90=now + LONGER * remaining)


Work = Callable[[Transaction, Form], Answer]

ACTIONS: dict[str, Work] = {
    "hold": lambda tx, form: hold_bed(
        tx,
        form.text("request"),
        form.text("bed"),
        minutes=form.hold_minutes,
        bed_version=form.version("bed_version"),
        request_version=form.version("request_version"),
        reason=form.reason,
        override=form.override,
    ),
    "confirm": lambda tx, form: confirm_hold(tx, form.text("hold"), version=form.version()),
    "release": lambda tx, form: release_hold(tx, form.text("hold"), version=form.version()),
    "release all": lambda tx, form: release_still_unconfirmed(tx, form.text("holds").split()),
    "admit": lambda tx, form: admit(tx, form.text("request"), override=form.override),
    "cancel request": lambda tx, form: cancel_request(tx, form.text("request"), version=form.version()),
    "allow lending": lambda tx, form: allow_lending(
        tx, form.text("request"), form.text("lender"), reason=form.text("reason")
    ),
    "order discharge": lambda tx, form: order_discharge(tx, form.text("bed"), version=form.version()),
    "expect discharge": lambda tx, form: change_forecast(
        tx, form.text("bed"), _forecast(form.moment("expected_at"), tx.now), version=form.version()
    ),
    "isolate": lambda tx, form: isolate_in_bed(
        tx,
        form.text("bed"),
        Isolation(form.text("isolation")),
        form.fields.get("pathogen", "")[:100],
        version=form.version(),
        reason=form.reason,
    ),
    "isolate request": lambda tx, form: isolate_request(
        tx,
        form.text("request"),
        Isolation(form.text("isolation")),
        form.fields.get("pathogen", "")[:100],
        version=form.version(),
        reason=form.reason,
    ),
    "cancel discharge": lambda tx, form: cancel_discharge(tx, form.text("bed"), version=form.version()),
    "medicines ready": lambda tx, form: reach_milestone(
        tx, form.text("bed"), EventKind.MEDICINES_READY, version=form.version()
    ),
    "transport ready": lambda tx, form: reach_milestone(
        tx, form.text("bed"), EventKind.TRANSPORT_READY, version=form.version()
    ),
    "left": lambda tx, form: leave(tx, form.text("bed"), version=form.version()),
    "to lounge": lambda tx, form: leave(tx, form.text("bed"), to_lounge=True, version=form.version()),
    "left lounge": lambda tx, form: leave_lounge(tx, form.text("place")),
    "start cleaning": lambda tx, form: start_cleaning(tx, form.text("bed"), version=form.version()),
    "clean": lambda tx, form: clean(tx, form.text("bed"), version=form.version()),
    "block": lambda tx, form: block(
        tx,
        form.text("bed"),
        BlockReason(form.text("why")),
        until=form.moment("until"),
        version=form.version(),
        reason=form.reason,
    ),
    "unblock": lambda tx, form: unblock(tx, form.text("bed"), version=form.version()),
    "cancel admission": lambda tx, form: cancel_admission(tx, form.text("bed"), version=form.version()),
    "move": lambda tx, form: move(
        tx,
        form.bed("from_bed"),
        form.bed("to_bed"),
        from_version=form.version("from_version"),
        to_version=form.version("to_version"),
        reason=form.reason,
        override=form.override,
    ),
    "swap": lambda tx, form: swap(
        tx,
        form.bed("from_bed"),
        form.bed("to_bed"),
        version=form.version("from_version"),
        other_version=form.version("to_version"),
        reason=form.reason,
        override=form.override,
    ),
    "undo": lambda tx, form: undo(tx, form.number("sequence"), override=form.override),
}


@router.post("/board/actions/{action}")
async def act(action: str, request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Carry out what a button says, and draw the panel again."""
    form = await request.form()
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    page = Page(request, dispatcher)
    try:
        return await page.runtime.in_turn(lambda: _carried_out(action, fields, page))
    except Busy as refusal:
        return _not_done(page, refusal)


def _carried_out(action: str, fields: dict[str, str], page: Page) -> Response:
    assert page.principal is not None
    work = ACTIONS.get(action)
    runtime = page.runtime
    try:
        if work is None:
            raise Invalid("Action {action!r} is not known, expected a form of this board", action=action[:40])
        form = Form(fields, runtime.settings.hold_minutes, runtime.live.beds, page.labels.zone)
        envelope = Envelope(
            actor=page.principal.name,
            key=expect_key(fields.get("key", "")),
            content=content_of(page.request, dict(fields)),
        )
        answer = runtime.command(envelope, lambda tx: work(tx, form))
    except RulesBroken as refusal:
        return _ask_why(action, fields, page, refusal)
    except (Refusal, ValueError) as refusal:
        return _not_done(page, refusal)
    return HTMLResponse(_panel_after(page, fields, answer) + _toast(page, answer))


def _ask_why(action: str, fields: dict[str, str], page: Page, refusal: RulesBroken) -> Response:
    """Return a panel that names the broken rules and sends the same command again with a reason."""
    again = {name: value for name, value in fields.items() if name not in ("key", "override")}
    asked = _asked(action, fields, page)
    panel = page.text("rules_broken.html", action=action, fields=again, rules=refusal.values["rules"], asked=asked)
    return HTMLResponse(panel, status_code=refusal.status, headers={"HX-Retarget": "#detail", "HX-Reswap": "innerHTML"})


def _asked(action: str, fields: dict[str, str], page: Page) -> list[tuple[str, BedNow]]:
    """Return the beds of a move or a swap with the sign that leads on to each."""
    sign = {"move": "→", "swap": "⇄"}.get(action)
    if sign is None:
        return []
    live = page.runtime.live
    form = Form(fields, page.runtime.settings.hold_minutes, live.beds, page.labels.zone)
    return [(between, live.beds[form.bed(name)]) for between, name in (("", "from_bed"), (sign, "to_bed"))]


def _not_done(page: Page, refusal: Refusal | ValueError) -> Response:
    if isinstance(refusal, Refusal):
        changes, status = list(refusal.values.get("changes", [])), refusal.status
        said = page.said({"template": refusal.template, "values": refusal.values})
        if changes and isinstance(refusal, Stale):
            first = _who_was_first(page, changes)
            said = first if "expected" in refusal.values else f"{said} {first}"
    else:
        said, changes, status = page.labels.gettext("The form is not readable."), [], 422
    toast = page.text("toast.html", error=said, changes=changes, undo=None, done="", subject="", subjects=[])
    return HTMLResponse(toast, status_code=status, headers={"HX-Reswap": "none"})


def _who_was_first(page: Page, changes: list[dict[str, Any]]) -> str:
    """Return in words who came first: whoever gave the bed, else who changed it last. Takes that out of the changes."""
    labels, _ = page.labels, page.labels.gettext
    say = _
    given = [one for one in changes if one["kind"] == EventKind.BED_HELD]
    first = given[-1] if given else changes[0]
    changes.remove(first)
    time = labels.clock(datetime.fromisoformat(first["at"]))
    actor, what = say(first["actor"]), say(first["kind"])
    if given:
        template = _("{actor} gave bed {bed} to {request} first, at {time}.")
        return template.format(actor=actor, bed=first["bed"], request=first["request"], time=time)
    return _("{actor} was first, at {time}: {what}.").format(actor=actor, time=time, what=what)


def _panel_after(page: Page, fields: dict[str, str], answer: Answer) -> str:
    panel = fields.get("panel", "")
    if panel.startswith("bed:"):
        return bed_panel(page, panel.removeprefix("bed:"))
    if panel.startswith("request:"):
        return request_panel(page, panel.removeprefix("request:"))
    return ""


def _toast(page: Page, answer: Answer) -> str:
    row = _event(page, int(answer["version"]))
    kind = EventKind(row["kind"])
    undo_of = row["sequence"] if kind in SAFE_TO_UNDO else None
    beds = f"{row['bed']} ⇄ {row['other_bed']}" if kind is EventKind.PATIENTS_SWAPPED else row["bed"]
    subject = " → ".join(str(one) for one in (row["request"], beds) if one)
    subjects = [f"bed:{row[name]}" for name in ("bed", "other_bed") if row[name]]
    if row["request"]:
        subjects.append(f"request:{row['request']}")
    _ = page.labels.gettext
    to_lounge = kind is EventKind.PATIENT_LEFT and LOUNGE_BED in {
        (image or {}).get("bed") for image in row["after"].get("bed_occupation", {}).values()
    }
    done = _("patient waits in the discharge lounge") if to_lounge else page.labels.gettext(kind.value)
    values = {"done": done, "subject": subject, "subjects": subjects}
    return page.text("toast.html", error="", changes=[], undo=undo_of, **values)


def _event(page: Page, sequence: int) -> dict[str, Any]:
    with page.runtime.database.reading() as connection:
        return dict(connection.execute(select(event).where(event.c.sequence == sequence)).mappings().one())
