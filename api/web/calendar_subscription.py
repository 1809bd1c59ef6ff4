"""A surgeon's list in a calendar application, which sends no token and no cookie: a signed address stands for both."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response
from itsdangerous import BadData, URLSafeSerializer

from api.operating_rooms.calendars import MEDIA_TYPE, surgeon_calendar
from api.routes.documents import Id
from api.routes.operating_lists import lately_published
from api.runtime import Runtime
from api.security import Running, token_of_session
from api.web.labels import Labels
from api.web.page import Page
from api.web.visitor import BrowserViewer

router = APIRouter(include_in_schema=False)
REFRESHED = timedelta(hours=1)


@router.get("/operating-rooms/calendar-address")
def address(surgeon: Annotated[Id, Query()], request: Request, viewer: BrowserViewer) -> HTMLResponse:
    """Show the address of a surgeon's calendar; it holds for as long as the login that asked for it has its token."""
    page = Page(request, viewer)
    token = token_of_session(request)
    content = {"s": surgeon, "t": token.id if token else "", "l": page.language}
    signed = _serializer(page.runtime).dumps(content)
    base = page.runtime.settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")
    shown = f"{base}/calendars/{signed}/operating-lists.ics"
    return HTMLResponse(page.text("calendar_address.html", address=shown))


@router.get("/calendars/{signed}/operating-lists.ics")
def subscribed(signed: str, runtime: Running) -> Response:
    """Return a surgeon's published cases to whoever has the address; none in weeks without any."""
    try:
        content = _serializer(runtime).loads(signed)
    except BadData:
        raise HTTPException(404, "No calendar has this address, expected one that the board has given out") from None
    in_use = any(token.id == content["t"] for token in runtime.tokens.values())
    if not in_use and not runtime.open_access:
        raise HTTPException(410, "The token behind this address is no longer in use, expected a new address")
    labels = Labels(runtime.live.hospital, content["l"], runtime.settings.timezone)
    lists = lately_published(runtime)
    calendar = surgeon_calendar(content["s"], lists, labels.gettext, labels.department, refreshed=REFRESHED)
    return Response(calendar, media_type=MEDIA_TYPE)


def _serializer(runtime: Runtime) -> URLSafeSerializer:
    return URLSafeSerializer(runtime.secret, salt="calendar")
