"""Finding a bed, a request or a patient by a part of its name."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.store.live import BedNow, RequestNow
from api.web.page import Page
from api.web.visitor import BrowserViewer

router = APIRouter(include_in_schema=False)
MOST = 8


@router.get("/board/search")
def search(request: Request, viewer: BrowserViewer, q: Annotated[str, Query(max_length=100)] = "") -> Response:
    """Show the beds and requests whose id, or whose patient's, has a text in it; patients for who may see them."""
    page = Page(request, viewer)
    live, text = page.runtime.refresh(), q.strip().casefold()
    beds: list[BedNow] = []
    requests: list[RequestNow] = []
    if text:
        beds = [one for one in list(live.beds.values()) if text in _of_bed(one, identified=viewer.identified)]
        requests = [one for one in list(live.requests.values()) if text in _of(one, identified=viewer.identified)]
    more = len(beds) > MOST or len(requests) > MOST
    values = {"beds": beds[:MOST], "requests": requests[:MOST], "more": more, "asked": bool(text)}
    return HTMLResponse(page.text("found.html", **values))


def _of_bed(bed: BedNow, *, identified: bool) -> str:
    patient = bed.stay.stay.patient.id if bed.stay is not None and identified else ""
    return f"{bed.id}\n{patient}".casefold()


def _of(now: RequestNow, *, identified: bool) -> str:
    return f"{now.request.id}\n{now.request.patient.id if identified else ''}".casefold()
