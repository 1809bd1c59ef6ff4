"""Moving a patient from the board: which other beds there are, and what a certain one would mean."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from api import worker
from api.reasons import reasons_for
from api.routes.documents import Id
from api.store.commands.moves import transfer_of
from api.store.refusals import WrongState
from api.web.page import Page
from api.web.visitor import BrowserDispatcher

router = APIRouter(include_in_schema=False)
OPTIONS = 3


@router.get("/board/beds/{bed_id}/moves")
async def other_beds(bed_id: Id, request: Request, dispatcher: BrowserDispatcher) -> Response:
    """Show the best other beds for the patient of a bed."""
    page = Page(request, dispatcher)
    decision = await page.runtime.solver.quick.run(worker.recommend_move, page.now, bed_id, OPTIONS)
    live = page.runtime.live
    bed = live.beds[bed_id]
    if bed.stay is None:
        raise WrongState("Bed {bed} is {state}, expected a patient in it", bed=bed_id, state=bed.state.value)
    asked = transfer_of(bed.stay.stay, page.now)
    options = [
        {
            **option,
            "now": live.beds[option["bed"]],
            "late": False,
            "reasons": reasons_for(asked, option, live, page.now),
        }
        for option in decision["options"]
    ]
    return HTMLResponse(page.text("move_options.html", bed=bed, options=options))


@router.get("/board/moves")
async def this_move(
    request: Request,
    dispatcher: BrowserDispatcher,
    from_bed: Annotated[Id, Query()],
    to_bed: Annotated[Id, Query()],
) -> Response:
    """Show what moving the patient of a bed to another would mean, before anything happens."""
    page = Page(request, dispatcher)
    decision = await page.runtime.solver.quick.run(worker.explain_move, page.now, from_bed, to_bed)
    beds = page.runtime.live.beds
    values = {"bed": beds[from_bed], "to": beds[to_bed], "decision": decision}
    return HTMLResponse(page.text("this_move.html", **values))
