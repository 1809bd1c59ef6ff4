"""For whoever watches the server: alive, ready, metrics."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import SQLAlchemyError

from api.overview import totals
from api.security import Running, Viewer
from scenarios.patients import Urgency

router = APIRouter(include_in_schema=False)


@router.get("/health")
async def health() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "alive"}


@router.get("/ready")
def ready(runtime: Running) -> JSONResponse:
    """Say whether the database answers and the board is not behind the log."""
    try:
        lag, behind = runtime.projection_lag(), runtime.is_behind()
    except SQLAlchemyError:
        return JSONResponse({"status": "database unreachable"}, status_code=503)
    if behind:
        return JSONResponse({"status": "behind the log", "projection_lag_events": lag}, status_code=503)
    return JSONResponse({"status": "ready", "projection_lag_events": lag})


@router.get("/metrics")
def metrics(runtime: Running, viewer: Viewer) -> Response:
    """Return the metrics in Prometheus' text format."""
    live = runtime.refresh()
    requests = list(live.requests.values())
    waiting = [one.request.urgency for one in requests if one.hold is None]
    for urgency in Urgency:
        runtime.metrics.waiting.labels(urgency.value).set(waiting.count(urgency))
    runtime.metrics.held.set(len(requests) - len(waiting))
    for state, count in totals(live).by_state.items():
        runtime.metrics.beds.labels(state).set(count)
    runtime.metrics.projection_lag.set(runtime.projection_lag())
    return Response(runtime.metrics.text(), media_type=runtime.metrics.content_type)
