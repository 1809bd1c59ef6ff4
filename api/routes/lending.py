"""The lending ledger."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.overview import lending_ledger, returned_loans
from api.routes.commands import ERRORS
from api.security import Running, Viewer

router = APIRouter(tags=["lending"], responses=ERRORS)


@router.get("/lending")
def ledger(
    runtime: Running, viewer: Viewer, returned_days: Annotated[float, Query(ge=0, le=366)] = 1
) -> dict[str, Any]:
    """List beds lent now (who to whom, since, due back, bed-days) and those that came back lately."""
    live, now = runtime.refresh(), runtime.now()
    return {
        "lent": lending_ledger(live, now, identified=viewer.identified),
        "returned": returned_loans(runtime.database, live, now - timedelta(days=returned_days)),
    }
