"""The coming weeks: waiting list, plans as jobs with progress and cancel, the accepted plan and its days."""

import asyncio
import json
from collections import Counter
from datetime import date
from typing import Annotated, Any, Self

from fastapi import APIRouter, Body
from pydantic import ConfigDict, Field, model_validator

from api.admissions import MOST_SECONDS, accept_plan, run_plan, start_plan
from api.jobs import without_lease
from api.routes import documents
from api.routes.commands import ERRORS, Command
from api.routes.documents import Id, ReasonOnly
from api.security import Running, Viewer
from api.store.commands.weeks import load_weeks, withdraw_weeks_plan
from api.store.documents import WEEKS_PLAN, weeks_document
from api.store.images import Row
from api.store.job_rows import ADMISSIONS, cancel_job, job_row
from api.store.refusals import WrongState
from api.store.transaction import Answer, Transaction
from api.views import moment
from api.weeks_planning import Pins, Place, checked_weeks, surgical_day
from scenarios.coming_weeks import ComingWeeks
from scenarios.files.surgical_days import surgical_day_to_json

router = APIRouter(tags=["coming weeks"], responses=ERRORS)

WEEKS_EXAMPLE = {
    "first_day": "2026-03-12",
    "days": 14,
    "waiting_list": [
        {
            "id": "L0001",
            "patient": {"id": "P301", "sex": "female", "age_years": 70},
            "department": "orthopaedics",
            "surgeon": "S1",
            "surgery_minutes": 110,
            "stay_days": 6,
            "earliest": "2026-03-12",
            "due": "2026-03-20",
            "mandatory": True,
        }
    ],
    "surgeon_days": [{"surgeon": "S1", "on": "2026-03-12", "minutes": 300}],
    "theatre_days": [{"operating_room": "OR-01", "on": "2026-03-12", "minutes": 480}],
    "planned_wards": [{"ward": "W20", "kept_beds": 2}],
    "nurses": [{"id": "N1", "ward": "W20", "skill": 1}],
    "nurse_shifts": [{"nurse": "N1", "on": "2026-03-12", "shift": "early", "max_workload": 16}],
}


class Pin(documents.Body):
    """An entry has a place that it must have, a day, must come on any day, or is left for later."""

    entry: Id
    on: date | None = Field(None, description="Day of admission.")
    room: Id | None = Field(None, description="With a day and an operating room: all three stay.")
    operating_room: Id | None = None
    must_come: bool = Field(
        False, description="Without a day: the entry comes on any day; when false, it is left for later."
    )

    @model_validator(mode="after")
    def _room_and_operating_room_together(self) -> Self:
        if (self.room is None) != (self.operating_room is None) or (self.room is not None and self.on is None):
            raise ValueError("room and operating_room go together and with a day")
        return self

    def as_place(self) -> Place | None:
        """Return the place that the entry must have, None for later."""
        if self.on is None and not self.must_come:
            return None
        return Place(on=self.on, room=self.room, operating_room=self.operating_room)


class PlanWeeks(documents.Body):
    """Ask for a plan of the coming weeks."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "seconds": 60,
                    "pins": [{"entry": "L0001", "on": "2026-03-12", "room": "W20-03", "operating_room": "OR-01"}],
                }
            ]
        },
    )

    seconds: float | None = Field(None, ge=1, le=MOST_SECONDS, description="Time limit; 60 without.")
    pins: list[Pin] = Field(default_factory=list, max_length=10_000)

    @model_validator(mode="after")
    def _one_pin_an_entry(self) -> Self:
        twice = [entry for entry, count in Counter(pin.entry for pin in self.pins).items() if count > 1]
        if twice:
            raise ValueError(f"pins of {', '.join(twice[:8])} are given twice, expected one an entry")
        return self

    def as_pins(self) -> Pins:
        """Return the pins by entry."""
        return {pin.entry: pin.as_place() for pin in self.pins}


@router.get("/coming-weeks")
def weeks(runtime: Running, viewer: Viewer) -> dict[str, Any]:
    """Return the waiting list with what there is for it, and the accepted plan."""
    live = runtime.refresh()
    if live.weeks is None:
        raise WrongState("There are no coming weeks, expected a waiting list")
    document = weeks_document(live.weeks)
    plan = WEEKS_PLAN.dump_python(live.weeks_plan, mode="json") if live.weeks_plan else None
    if not viewer.identified:
        document, plan = without_patients(document), without_patients(plan)
    return {"weeks": document, "plan": plan}


@router.put("/coming-weeks")
async def load(body: Annotated[ComingWeeks, Body(examples=[WEEKS_EXAMPLE])], command: Command) -> Answer:
    """Take in a waiting list with theatres, surgeons, wards and nurses; a plan accepted before is over."""
    runtime = command.runtime
    await asyncio.to_thread(checked_weeks, runtime.live, runtime.now(), body)
    return await command.carry_out(weeks_document(body), lambda tx: load_weeks(tx, body))


@router.post("/admissions-plans", status_code=202)
async def ask(body: PlanWeeks, command: Command) -> dict[str, Any]:
    """Ask for a plan of what is left of the coming weeks; pinned entries stay where they are."""
    runtime, envelope = command.runtime, command.envelope(body)
    job_id = await runtime.in_turn(lambda: start_plan(runtime, envelope, body.seconds, body.as_pins()))
    runtime.go_on(lambda: run_plan(runtime, job_id))
    return job_view(await asyncio.to_thread(job_row, runtime.database, job_id, ADMISSIONS))


@router.get("/admissions-plans/{job_id}")
def follow(job_id: Id, runtime: Running, viewer: Viewer) -> dict[str, Any]:
    """Return how far a job is, and its plan once it has one."""
    return job_view(job_row(runtime.database, job_id, ADMISSIONS), identified=viewer.identified)


@router.post("/admissions-plans/{job_id}/cancel", status_code=202)
async def cancel(job_id: Id, command: Command) -> dict[str, Any]:
    """Ask a job to stop with the best plan it has."""

    def work(tx: Transaction) -> Answer:
        cancel_job(tx.connection, job_id, ADMISSIONS)
        return {"job": job_id}

    await command.carry_out(None, work)
    return job_view(await asyncio.to_thread(job_row, command.runtime.database, job_id, ADMISSIONS))


@router.post("/admissions-plans/{job_id}/accept")
async def accept(job_id: Id, command: Command) -> Answer:
    """Make a plan the hospital's: today's admissions get beds reserved, each day gives the nightly schedule's input."""
    found = await asyncio.to_thread(job_row, command.runtime.database, job_id, ADMISSIONS)
    return await command.carry_out(None, lambda tx: accept_plan(tx, found))


@router.post("/coming-weeks/withdraw")
async def withdraw(body: ReasonOnly, command: Command) -> Answer:
    """End the accepted plan without another one: it reserves no beds and gives no days any more."""
    return await command.carry_out(body, lambda tx: withdraw_weeks_plan(tx, reason=body.reason))


@router.get("/surgical-days/{on}")
def day(on: date, runtime: Running, viewer: Viewer) -> dict[str, Any]:
    """Return a day of the accepted plan as the input of ``onebed schedule``; it names no patient."""
    document: dict[str, Any] = json.loads(surgical_day_to_json(surgical_day(runtime.refresh(), on, runtime.now())))
    return document


def job_view(row: Row, *, identified: bool = True) -> dict[str, Any]:
    """Return a job."""
    return {
        "job": row["id"],
        "status": row["status"],
        "created_by": row["created_by"] if identified else None,
        "created_at": moment(row["created_at"]),
        "finished_at": moment(row["finished_at"]),
        "cancel_requested": row["cancel_requested"],
        "progress": without_lease(row["progress"]),
        "plan": row["result"] if identified or not row["result"] else without_patients(row["result"]),
        "error": row["error"],
    }


def without_patients(part: Any) -> Any:  # noqa: ANN401  any JSON
    """Return a document with every patient's pseudonym left out."""
    if isinstance(part, dict):
        return {key: None if key == "patient" else without_patients(inner) for key, inner in part.items()}
    return [without_patients(inner) for inner in part] if isinstance(part, list) else part
