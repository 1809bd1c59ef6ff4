"""The best beds for one request, and why."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api import worker
from api.routes.commands import ERRORS
from api.routes.documents import Id
from api.security import Running, Viewer
from api.store.refusals import NotFound

router = APIRouter(tags=["recommendations"], responses=ERRORS)


@router.get("/requests/{request_id}/recommendations")
async def recommendations(
    request_id: Id, runtime: Running, viewer: Viewer, count: Annotated[int, Query(ge=1, le=20)] = 3
) -> dict[str, Any]:
    """Return the best beds for a request with their cost by goal, or why there is none."""
    if request_id not in runtime.live.requests:
        raise NotFound("Request {request} is not open, expected one that waits", request=request_id)
    decision = await runtime.solver.quick.run(worker.recommend, runtime.now(), request_id, count)
    for option in decision["options"]:
        option["bed_version"] = runtime.live.beds[option["bed"]].version
    return decision


@router.get("/requests/{request_id}/recommendations/{bed_id}")
async def explanation(request_id: Id, bed_id: Id, runtime: Running, viewer: Viewer) -> dict[str, Any]:
    """Return why a request should or should not have a certain bed: broken rules, or what it would cost."""
    return await runtime.solver.quick.run(worker.explain_bed, runtime.now(), request_id, bed_id)
