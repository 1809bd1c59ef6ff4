"""The cases of an operating-room list: checked, moved, put off, pinned, explained, added."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.operating_rooms import worker
from api.operating_rooms.changes import move_case, pin_case, put_off_case
from api.operating_rooms.documents import AddCase, CaseId, ListDate, Minute, MoveCase, Pin, PutOff
from api.operating_rooms.moves import case_to_do, try_move
from api.operating_rooms.rows import case_document
from api.operating_rooms.runs import add_checked_case
from api.operating_rooms.views import move_view
from api.routes.commands import ERRORS, Command
from api.routes.documents import Id
from api.security import Running, Viewer
from api.store.transaction import Answer

router = APIRouter(tags=["operating-room lists"], responses=ERRORS)


@router.get("/operating-lists/{on}/cases/{case}/check")
def check(
    on: ListDate,
    case: CaseId,
    runtime: Running,
    viewer: Viewer,
    room: Annotated[Id, Query(examples=["OR-07"])],
    start_minute: Annotated[Minute, Query(examples=[510])],
    surgeon: Annotated[Id | None, Query()] = None,
) -> dict[str, Any]:
    """Say which rules a place would break, what it would cost, and which risks it would change; nothing is moved."""
    return move_view(try_move(runtime.lists.now(on.isoformat()), case, room, start_minute, surgeon))


@router.post("/operating-lists/{on}/cases/{case}/move")
async def move(on: ListDate, case: CaseId, body: MoveCase, command: Command) -> Answer:
    """Put a case into a room at a minute; refused with the rules that it would break."""
    values = body.model_dump()
    lists = command.runtime.lists
    return await command.carry_out(body, lambda tx: move_case(tx, lists, on.isoformat(), case, **values))


@router.post("/operating-lists/{on}/cases/{case}/put-off")
async def put_off(on: ListDate, case: CaseId, body: PutOff, command: Command) -> Answer:
    """Take a case off the list."""
    values = body.model_dump()
    lists = command.runtime.lists
    return await command.carry_out(body, lambda tx: put_off_case(tx, lists, on.isoformat(), case, **values))


@router.post("/operating-lists/{on}/cases/{case}/pin")
async def pin(on: ListDate, case: CaseId, body: Pin, command: Command) -> Answer:
    """Pin a case to a room, a start, both, or neither; the next run keeps it."""
    values = body.model_dump()
    lists = command.runtime.lists
    return await command.carry_out(body, lambda tx: pin_case(tx, lists, on.isoformat(), case, **values))


@router.get("/operating-lists/{on}/cases/{case}/explanation")
async def explain(on: ListDate, case: CaseId, runtime: Running, viewer: Viewer) -> dict[str, Any]:
    """Say why a case stands where it does by its points, or why it is put off and what it would cost to place it."""
    now = await asyncio.to_thread(runtime.lists.now, on.isoformat())
    case_to_do(now, case)
    found = await runtime.solver.reasons.run(worker.explain_case, on.isoformat(), case)
    if not found["placed"]:
        found["by_making_room"] = await runtime.solver.reasons.run(worker.cost_of_placing, on.isoformat(), case)
    return found


@router.post("/operating-lists/{on}/cases")
async def add(on: ListDate, body: AddCase, command: Command) -> Answer:
    """Add a case to a day; it is put off until it is moved to a place or the list is planned again."""
    runtime, content = command.runtime, {"case": case_document(body.case), "reason": body.reason}
    return await command.carry_out(
        content, lambda tx: add_checked_case(runtime, tx, on.isoformat(), body.case, body.reason)
    )
