"""``onebed generate``."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.options import OutputFile, Seed
from scenarios.files.documents import to_json
from scenarios.files.surgical_days import surgical_day_to_json
from scenarios.generate import LEAST_BEDS
from scenarios.generate import generate as generate_scenario
from scenarios.generate.surgery import generate_surgical_day
from scenarios.input_problems import InputError

MOST_ROOMS, MOST_CASES = 300, 2_000

Beds = Annotated[int, typer.Option("--beds", min=LEAST_BEDS, help="Beds in the whole hospital.")]
OperatingRooms = Annotated[
    int | None,
    typer.Option("--operating-rooms", min=1, max=MOST_ROOMS, help="Write a surgical day of so many rooms instead."),
]
Cases = Annotated[
    int | None, typer.Option("--cases", min=1, max=MOST_CASES, help="Of a surgical day; four a room without it.")
]
Waiting = Annotated[int, typer.Option("--waiting", min=0, help="Requests waiting for a bed.")]


def generate(
    output: OutputFile,
    beds: Beds = 2000,
    waiting: Waiting = 60,
    seed: Seed = 0,
    operating_rooms: OperatingRooms = None,
    cases: Cases = None,
) -> None:
    """Write a synthetic tertiary hospital (三甲综合医院) with patients and requests, or a surgical day of one."""
    if operating_rooms is not None:
        day = generate_surgical_day(rooms=operating_rooms, cases=cases or 4 * operating_rooms, seed=seed)
        _write(surgical_day_to_json(day), output)
        typer.echo(f"{output}: {len(day.cases)} cases of {day.on} in {len(day.rooms)} operating rooms")
        return
    if cases is not None:
        raise InputError.single("--cases", "is of a surgical day, expected --operating-rooms with it")
    scenario = generate_scenario(beds=beds, waiting=waiting, seed=seed)
    _write(to_json(scenario), output)
    typer.echo(
        f"{output}: {len(scenario.hospital.place_of_bed)} beds in {len(scenario.hospital.wards)} wards of "
        f"{len(scenario.hospital.departments)} departments, {len(scenario.census.stays)} patients, "
        f"{len(scenario.requests)} waiting"
    )


def _write(content: bytes, output: Path) -> None:
    try:
        output.write_bytes(content)
    except OSError as error:
        raise InputError.single(
            str(output), f"cannot be written ({error.strerror}), expected a writable file"
        ) from error
