"""Isolation found, changed or lifted: of patients in bed and of those who wait."""

from fastapi import APIRouter

from api.routes.commands import ERRORS, Command
from api.routes.documents import Id, Isolate, IsolationDone
from api.store.commands.isolation import isolate_in_bed, isolate_request
from api.store.transaction import Answer

router = APIRouter(tags=["stays"], responses=ERRORS)


@router.post("/beds/{bed_id}/isolation", response_model=IsolationDone)
async def isolate(bed_id: Id, body: Isolate, command: Command) -> Answer:
    """Record which isolation the patient of a bed needs now, for the patient's open requests too.

    It is never refused, because it is true; `rules` names those that the bed breaks from now on.
    """
    return await command.carry_out(
        body,
        lambda tx: isolate_in_bed(tx, bed_id, body.isolation, body.pathogen, version=body.version, reason=body.reason),
    )


@router.post("/requests/{request_id}/isolation", response_model=IsolationDone)
async def isolate_waiting(request_id: Id, body: Isolate, command: Command) -> Answer:
    """Record which isolation the patient of a request needs now, in bed too; `rules` as for a bed."""
    return await command.carry_out(
        body,
        lambda tx: isolate_request(
            tx, request_id, body.isolation, body.pathogen, version=body.version, reason=body.reason
        ),
    )
