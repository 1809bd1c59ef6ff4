"""The demo's operating rooms: the cases of each coming day, in the bundled hospital's own rooms, made and planned."""

import asyncio
import logging
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from api.operating_rooms.loading import checked_for_store, load_day
from api.operating_rooms.runs import RunAsked, ask_for_run, carry_out_run
from api.runtime import Runtime
from api.store.refusals import NotFound
from api.store.store import Envelope
from scenarios.generate.surgery import generate_surgical_day
from scenarios.hospital import Hospital
from scenarios.surgery import SurgicalCase
from scenarios.surgical_day import SurgicalDay

log = logging.getLogger("onebed.demo")
OFFICE = "demo operating-room office"
LOOK_SECONDS = 5.0
RUN_SECONDS = 20.0
CASES_A_ROOM = 4.5
"""Large tertiary hospitals: 4 to 5 cases a room and day, a working assumption."""
DEPARTMENTS = {
    "orthopaedics": "orthopaedics",
    "general surgery": "general-surgery",
    "gynaecology": "gynaecology",
    "urology": "urology",
    "ENT": "ear-nose-throat",
    "eye": "ophthalmology",
    "plastic": "burns-plastic-surgery",
    "thoracic": "thoracic-surgery",
    "neurosurgery": "neurosurgery",
    "paediatric surgery": "paediatric-surgery",
}
"""Specialties of the generator by the hospital's departments."""
PROCEDURES = {
    "orthopaedics": ("81.51", "81.54", "79.35", "80.26"),
    "general surgery": ("51.23", "53.04", "47.01", "06.2"),
    "gynaecology": ("68.41", "65.31", "68.29"),
    "urology": ("60.29", "57.49", "55.03"),
    "ENT": ("21.88", "28.2", "20.42"),
    "eye": ("13.41", "14.74", "12.64"),
    "plastic": ("86.69", "86.83", "85.54"),
    "thoracic": ("32.41", "34.21", "32.20"),
    "neurosurgery": ("01.59", "80.51", "02.34"),
    "paediatric surgery": ("53.02", "62.5", "64.0"),
}
"""ICD-9-CM-3 codes that such a specialty does often."""


def demo_day(hospital: Hospital, on: date, seed: int) -> SurgicalDay:
    """Return the cases of a day in the hospital's own operating rooms, with its own departments.

    Parameters
    ----------
    hospital : Hospital
        With operating rooms.
    on : date
        The day.
    seed : int
        Same hospital, day and seed: same cases.
    """
    rooms = len(hospital.operating_rooms)
    made = generate_surgical_day(
        rooms=rooms, cases=round(CASES_A_ROOM * rooms), seed=seed + on.toordinal(), load=0.72, on=on
    )
    surgeons = {one.id: f"S{number:03d}" for number, one in enumerate(made.surgeons, start=1)}
    names = _rooms_by_department(hospital, made)
    day = replace(
        made,
        name="",
        cases=tuple(_with_names(case, number, surgeons) for number, case in enumerate(made.cases)),
        surgeons=tuple(
            replace(one, id=surgeons[one.id], department=DEPARTMENTS[one.department]) for one in made.surgeons
        ),
        rooms=tuple(
            replace(room, id=names[room.id], departments=frozenset(DEPARTMENTS[one] for one in room.departments))
            for room in made.rooms
        ),
        blocks=tuple(
            replace(one, room=names[one.room], department=DEPARTMENTS[one.department] if one.department else None)
            for one in made.blocks
        ),
        beds=tuple(
            replace(one, department=DEPARTMENTS[one.department] if one.department else None) for one in made.beds
        ),
        changeovers=tuple(
            replace(one, from_department=DEPARTMENTS[one.from_department], to_department=DEPARTMENTS[one.to_department])
            for one in made.changeovers
        ),
    )
    ordered = replace(day, rooms=tuple(sorted(day.rooms, key=lambda room: room.id)))
    return checked_for_store(ordered)


async def keep_tomorrow_planned(runtime: Runtime) -> None:
    """Load and plan the list of each coming day as soon as there is none; goes on until the server stops."""
    if not runtime.live.hospital.operating_rooms:
        return
    while True:
        try:
            await _plan_tomorrow(runtime)
        except Exception:
            # A demo that trips over a surprise should go on with the next day.
            log.exception("tomorrow's list failed")
        await asyncio.sleep(LOOK_SECONDS)


async def _plan_tomorrow(runtime: Runtime) -> None:
    zone = ZoneInfo(runtime.settings.timezone)
    tomorrow = runtime.now().astimezone(zone).date() + timedelta(days=1)
    try:
        await asyncio.to_thread(runtime.lists.now, tomorrow.isoformat())
    except NotFound:
        day = await asyncio.to_thread(demo_day, runtime.live.hospital, tomorrow, runtime.live.seed)
        office = Envelope(actor=OFFICE)
        await asyncio.to_thread(runtime.command, office, lambda tx: load_day(tx, day, reason="tomorrow's cases"))
        asked = RunAsked(on=tomorrow.isoformat(), seconds=RUN_SECONDS, publish=True, reason="night run")
        stored = await asyncio.to_thread(runtime.command, office, lambda tx: ask_for_run(tx, runtime, asked))
        await carry_out_run(runtime, stored["job"])


def _rooms_by_department(hospital: Hospital, day: SurgicalDay) -> dict[str, str]:
    """Return generated room to the hospital's: one that the department uses while there are any, else any other."""
    left = list(hospital.operating_rooms)
    owners = {block.room: block.department for block in day.blocks if block.department}
    names: dict[str, str] = {}
    for room in sorted(day.rooms, key=lambda one: one.id not in owners):
        wanted = {DEPARTMENTS[one] for one in (owners.get(room.id), *room.departments) if one}
        found = next((one for one in left if wanted & one.departments), left[0])
        left.remove(found)
        names[room.id] = found.id
    return names


def _with_names(case: SurgicalCase, number: int, surgeons: dict[str, str]) -> SurgicalCase:
    codes = PROCEDURES[case.department]
    return replace(
        case,
        department=DEPARTMENTS[case.department],
        surgeons=tuple(surgeons[one] for one in case.surgeons),
        procedure=codes[number % len(codes)],
    )
