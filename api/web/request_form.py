"""A request put on the list, or changed, from the board."""

import asyncio
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from api.routes.requests import expect_possible
from api.security import content_of
from api.store.commands.requests import change_request, make_request
from api.store.documents import REQUEST, request_document
from api.store.live import RequestNow
from api.store.refusals import Refusal
from api.store.store import Envelope
from api.web.board_pages import request_panel
from api.web.page import Page
from api.web.request_fields import LONGER, SHORTER, Given, problems_of_fields
from api.web.visitor import BrowserDispatcher
from scenarios.hospital import LevelOfCare
from scenarios.input_problems import InputError
from scenarios.patients import BedRequest, Isolation, RequestSource, Sex, Urgency

router = APIRouter(include_in_schema=False)
ENUMERATIONS: dict[str, type[StrEnum]] = {
    "sex": Sex,
    "source": RequestSource,
    "isolation": Isolation,
    "urgency": Urgency,
    "level": LevelOfCare,
}


@router.get("/board/request-form")
def form(
    request: Request, dispatcher: BrowserDispatcher, request_id: Annotated[str, Query(alias="request")] = ""
) -> Response:
    """Show the fields of a new request, or those of an open one that may change."""
    page = Page(request, dispatcher)
    known = page.runtime.refresh().requests.get(request_id)
    return HTMLResponse(_drawn(page, known, _given_by(known, page), []))


@router.post("/board/request-form")
async def send(request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Put the request on the list, or change it; what is wrong is said beside the fields."""
    sent = await request.form()
    fields = {name: value for name, value in sent.items() if isinstance(value, str)}
    given = Given(fields, frozenset(str(one) for one in sent.getlist("equipment")))
    return await asyncio.to_thread(_sent, Page(request, dispatcher), given)


def _sent(page: Page, given: Given) -> Response:
    assert page.principal is not None
    runtime = page.runtime
    known = runtime.refresh().requests.get(given.id)
    content = content_of(page.request, {**given.fields, "equipment": sorted(given.equipment)})
    problems = problems_of_fields(given, page.labels.zone, page.labels.gettext, new=known is None)
    if problems:
        return HTMLResponse(_drawn(page, known, given, problems), status_code=422)
    try:
        asked = _asked(page, given, known)
        expect_possible(asked, runtime.live.hospital, runtime.now())
        envelope = Envelope(actor=page.principal.name, key=given.key or None, content=content)
        if known is None:
            runtime.command(envelope, lambda tx: make_request(tx, asked))
        else:
            changes = _changes(asked, known.request)
            version = int(given.version) if given.version.isascii() and given.version.isdigit() else None
            runtime.command(envelope, lambda tx: change_request(tx, asked.id, changes, version=version))
    except (ValidationError, InputError):
        # Whatever a person can type was looked at above; this came from no form of ours.
        problems = [page.labels.gettext("The form is not readable.")]
    except Refusal as refusal:
        problems = [page.said({"template": refusal.template, "values": refusal.values})]
    else:
        return HTMLResponse(request_panel(page, asked.id))
    return HTMLResponse(_drawn(page, known, given, problems), status_code=422)


def _asked(page: Page, given: Given, known: RequestNow | None) -> BedRequest:
    document: dict[str, Any] = (
        request_document(known.request)
        if known is not None
        else {
            "id": f"B{page.runtime.live.sequence + 1:07d}",
            "patient": {
                "id": given.patient.strip(),
                "sex": given.sex,
                "age_years": given.age.replace(",", "."),
                "isolation": given.isolation,
                "pathogen": given.pathogen.strip(),
            },
            "source": given.source,
            "department": given.department,
            "requested_at": page.now,
        }
    )
    middle = round(24 * (given.stay_days or 0), 1)
    stay = {"p10_hours": round(middle * SHORTER, 1), "p50_hours": middle, "p90_hours": round(middle * LONGER, 1)}
    if known is None or given.needed_by != _given_by(known, page).needed_by:
        document["needed_by"] = given.needed(page.labels.zone)
    document |= {"urgency": given.urgency, "level_of_care": given.level, "equipment": sorted(given.equipment)}
    if middle and (known is None or given.stay != _given_by(known, page).stay):
        document["expected_stay"] = stay
    return REQUEST.validate_python(document)


def _changes(asked: BedRequest, before: BedRequest) -> dict[str, Any]:
    old, new = request_document(before), request_document(asked)
    return {name: value for name, value in new.items() if old[name] != value}


def _given_by(known: RequestNow | None, page: Page) -> Given:
    if known is None:
        usual = {"urgency": Urgency.URGENT, "source": RequestSource.EMERGENCY, "level": LevelOfCare.GENERAL}
        return Given({name: one.value for name, one in usual.items()}, frozenset())
    asked = known.request
    stay = f"{asked.expected_stay.p50_hours / 24:.3g}" if asked.expected_stay else ""
    fields = {"urgency": asked.urgency.value, "level": asked.level_of_care.value, "stay": stay}
    fields["needed_by"] = page.labels.field(asked.needed_by)
    return Given(fields, asked.equipment)


def _drawn(page: Page, known: RequestNow | None, given: Given, problems: list[str]) -> str:
    _ = page.labels.gettext
    words = {name: [(one.value, _(one.value)) for one in kind] for name, kind in ENUMERATIONS.items()}
    hospital = page.runtime.live.hospital
    equipment = sorted({item for place in hospital.places() for item in place.bed.equipment})
    return page.text("request_form.html", known=known, given=given, problems=problems, words=words, equipment=equipment)
