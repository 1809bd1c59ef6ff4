"""Stays: admitted, moved, swapped, and an admission taken back."""

from fastapi import APIRouter

from api.routes.commands import ERRORS, Command
from api.routes.documents import Admit, Done, Id, Move, Swap, Why
from api.store.commands.admissions import cancel_admission
from api.store.commands.moves import move, swap
from api.store.commands.stays import admit
from api.store.transaction import Answer

router = APIRouter(tags=["stays"], responses=ERRORS)


@router.post("/admissions", status_code=201, response_model=Done)
async def admit_patient(body: Admit, command: Command) -> Answer:
    """Record that the patient of a request lies in a bed; a bed the patient had before waits for cleaning.

    A bed that was not held for the request must keep the rules of the hospital, unless an `override` says why not.
    """
    return await command.carry_out(
        body,
        lambda tx: admit(
            tx,
            body.request,
            body.bed,
            bed_version=body.bed_version,
            reason=body.reason,
            override=body.override or "",
        ),
    )


@router.post("/beds/{bed_id}/cancel-admission", response_model=Done)
async def take_back(bed_id: Id, body: Why, command: Command) -> Answer:
    """Take an admission back that did not happen; a bed that was held for the request is held for it again."""
    return await command.carry_out(
        body, lambda tx: cancel_admission(tx, bed_id, version=body.version, reason=body.reason)
    )


@router.post("/moves", response_model=Done)
async def move_patient(body: Move, command: Command) -> Answer:
    """Move a patient to another bed that keeps the rules of the hospital, unless an `override` says why not."""
    return await command.carry_out(
        body,
        lambda tx: move(
            tx,
            body.from_bed,
            body.to_bed,
            from_version=body.from_version,
            to_version=body.to_version,
            reason=body.reason,
            override=body.override or "",
        ),
    )


@router.post("/swaps", response_model=Done)
async def swap_patients(body: Swap, command: Command) -> Answer:
    """Let two patients change places, where that keeps the rules of the hospital or an `override` says why not."""
    return await command.carry_out(
        body,
        lambda tx: swap(
            tx,
            body.bed,
            body.other_bed,
            version=body.bed_version,
            other_version=body.other_version,
            reason=body.reason,
            override=body.override or "",
        ),
    )
