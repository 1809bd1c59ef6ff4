"""The best beds for one request, and why."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api import worker
from api.decisions import Decision
from api.reasons import reasons_for
from api.routes.commands import ERRORS
from api.routes.documents import Id
from api.security import Principal, Running, Viewer
from api.store.commands.moves import transfer_of
from api.store.refusals import NotFound
from api.views import sentence_view

router = APIRouter(tags=["recommendations"], responses=ERRORS)


@router.get("/requests/{request_id}/recommendations")
async def recommendations(
    request_id: Id, runtime: Running, viewer: Viewer, count: Annotated[int, Query(ge=1, le=20)] = 3
) -> dict[str, Any]:
    """Return the best beds for a request, what speaks for each and what it costs by goal, or why there is none."""
    if request_id not in runtime.live.requests:
        raise NotFound("Request {request} is not open, expected one that waits", request=request_id)
    decision = await runtime.solver.quick.run(worker.recommend, runtime.now(), request_id, count)
    asked = runtime.live.requests.get(request_id)
    for option in decision["options"]:
        option["bed_version"] = runtime.live.beds[option["bed"]].version
        option["reasons"] = reasons_for(asked.request, option, runtime.live, runtime.now()) if asked else []
    return {**decision, "why_none": _told(decision["why_none"], viewer)}


@router.get("/beds/{bed_id}/move-recommendations")
async def move_recommendations(
    bed_id: Id, runtime: Running, viewer: Viewer, count: Annotated[int, Query(ge=1, le=20)] = 3
) -> dict[str, Any]:
    """Return the best other beds for the patient of a bed, with reasons and costs as for a request."""
    decision = await runtime.solver.quick.run(worker.recommend_move, runtime.now(), bed_id, count)
    stay = runtime.live.beds[bed_id].stay
    asked = transfer_of(stay.stay, runtime.now()) if stay else None
    for option in decision["options"]:
        option["bed_version"] = runtime.live.beds[option["bed"]].version
        option["reasons"] = reasons_for(asked, option, runtime.live, runtime.now()) if asked else []
    return decision


@router.get("/requests/{request_id}/recommendations/{bed_id}")
async def explanation(request_id: Id, bed_id: Id, runtime: Running, viewer: Viewer) -> dict[str, Any]:
    """Return why a request should or should not have a certain bed: broken rules, or what it would cost."""
    decision = await runtime.solver.quick.run(worker.explain_bed, runtime.now(), request_id, bed_id)
    return {**decision, "broken": _told(decision["broken"], viewer)}


def _told(sentences: list[Decision], viewer: Principal) -> list[Decision]:
    return [sentence_view(one, identified=viewer.identified) for one in sentences]
