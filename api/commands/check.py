"""``onebed check``."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import typer
from rich.table import Table

from api.commands.options import AsJson, Day, ScenarioFile
from api.commands.terminal import console, table_box
from optimizer.beds.rules import RULE_NAMES
from scenarios.files import load
from scenarios.files.operating_room_log import is_log
from scenarios.files.surgical_days import is_surgical_day
from scenarios.scenario import Scenario


def check(file: ScenarioFile, day: Day = None, as_json: AsJson = False) -> None:
    """Read a hospital, a surgical day or an operating-room log; say all that is wrong, or how large it is."""
    if day is None and is_log(Path(file)):
        from api.commands.check_day import checked_log_summary

        name, summary = checked_log_summary(file)
    elif day is None and is_surgical_day(file):
        from api.commands.check_day import checked_summary  # loads the solver's rules, which a hospital does not need

        name, summary = checked_summary(file)
    else:
        scenario = load(file, day=day, rule_names=RULE_NAMES)
        name, summary = f"{scenario.hospital.name} {scenario.hospital.name_zh}".strip(), summarise(scenario)
    if as_json:
        typer.echo(json.dumps({"ok": True, **summary}, ensure_ascii=False))
        return
    screen = console()
    table = Table(title=name, title_justify="left", show_header=False, box=table_box(screen))
    table.add_column(justify="left")
    table.add_column(justify="right")
    for name, value in summary.items():
        if isinstance(value, dict):
            table.add_row(name.replace("_", " "), "")
            for part, count in value.items():
                table.add_row(f"  {part}", str(count))
        elif name != "hospital":
            table.add_row(name.replace("_", " "), str(value))
    screen.print(table)
    screen.print(f"{Path(file).name}: nothing wrong", markup=False, highlight=False)


def summarise(scenario: Scenario) -> dict[str, Any]:
    """Return the size of a scenario: what it has, by count."""
    hospital, census = scenario.hospital, scenario.census
    staffed = (ward.staffed_beds if ward.staffed_beds is not None else len(ward.beds) for ward in hospital.wards)
    sources = Counter(request.source.value for request in scenario.requests)
    statuses = Counter(status.state.value for status in census.statuses)
    return {
        "hospital": hospital.name,
        "census_at": census.at.isoformat(),
        "departments": len(hospital.departments),
        "wards": len(hospital.wards),
        "rooms": sum(len(ward.rooms) for ward in hospital.wards),
        "beds": len(hospital.place_of_bed),
        "staffed_beds": sum(staffed),
        "stays": len(census.stays),
        "bed_statuses": len(census.statuses),
        "bed_statuses_by_state": dict(sorted(statuses.items())),
        "requests": len(scenario.requests),
        "requests_by_source": dict(sorted(sources.items())),
    }
