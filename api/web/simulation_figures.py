"""The numbers of the charts, as the page's script takes them."""

from typing import Any

import polars as pl

from api.simulations.results import Findings
from api.web.labels import Labels
from api.web.simulation_words import either
from simulation.calendar import Calendar
from simulation.measure_words import WAIT_WORDS
from simulation.report.figures import COLOURS, census_fan, hours_of_day, wait_curves, waits_shown

DECIMALS = 3


def figures_document(found: Findings, labels: Labels) -> dict[str, Any]:
    """Return every chart's series by option, with the texts of its axes in the reader's language."""
    experiment, say = found.experiment, labels.gettext
    run = next(iter(found.runs.values()))
    waits = {
        name: {
            "title": either(labels, english, chinese),
            "unit": say(unit),
            "series": _series(wait_curves(experiment, name)),
        }
        for name, (english, chinese, unit) in WAIT_WORDS.items()
        if name in waits_shown(experiment)
    }
    return {
        "options": [
            {"key": key, "title": either(labels, *titles), "colour": COLOURS[number % len(COLOURS)]}
            for number, (key, titles) in enumerate(found.titles.items())
        ],
        "start": Calendar.from_moment(run.start, run.days).start.isoformat(),
        "zone": str(labels.zone),
        "beds": sum(
            ward.staffed_beds if ward.staffed_beds is not None else len(ward.beds)
            for ward in run.settings.hospital.wards
        ),
        "hours": _series(hours_of_day(experiment)),
        "census": _series(census_fan(experiment)),
        "waits": waits,
        "warm_up": None
        if found.warm_up is None
        else {
            "daily": [round(value, 1) for value in found.warm_up.daily],
            "smoothed": [round(value, 1) for value in found.warm_up.smoothed],
            "days": found.warm_up.days,
            "statistic": [round(float(value), 6) for value in found.warm_up.mser.statistic],
        },
    }


def _series(table: pl.DataFrame) -> dict[str, dict[str, list[float]]]:
    if not table.height:
        return {}
    columns = [name for name in table.columns if name != "option"]
    return {
        str(option): {name: rows[name].cast(pl.Float64).round(DECIMALS).to_list() for name in columns}
        for (option,), rows in table.group_by("option", maintain_order=True)
    }
