"""``onebed generate``."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.options import OutputFile, Seed
from scenarios.files import dump
from scenarios.generate import LEAST_BEDS
from scenarios.generate import generate as generate_scenario
from scenarios.input_problems import InputError
from scenarios.scenario import Scenario

Beds = Annotated[int, typer.Option("--beds", min=LEAST_BEDS, help="Beds in the whole hospital.")]
Waiting = Annotated[int, typer.Option("--waiting", min=0, help="Requests waiting for a bed.")]


def generate(output: OutputFile, beds: Beds = 2000, waiting: Waiting = 60, seed: Seed = 0) -> None:
    """Write a synthetic tertiary hospital (三甲综合医院) with patients and waiting requests to a scenario file."""
    scenario = generate_scenario(beds=beds, waiting=waiting, seed=seed)
    _write(scenario, output)
    typer.echo(
        f"{output}: {len(scenario.hospital.place_of_bed)} beds in {len(scenario.hospital.wards)} wards of "
        f"{len(scenario.hospital.departments)} departments, {len(scenario.census.stays)} patients, "
        f"{len(scenario.requests)} waiting"
    )


def _write(scenario: Scenario, output: Path) -> None:
    try:
        dump(scenario, output)
    except OSError as error:
        raise InputError.single(
            str(output), f"cannot be written ({error.strerror}), expected a writable file"
        ) from error
