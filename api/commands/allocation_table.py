"""An allocation of beds for people in front of a terminal."""

from typing import Any

from rich.console import Console
from rich.table import Table

from api.commands.terminal import table_box
from optimizer.beds import BedProblem
from optimizer.beds.evaluate import costs
from scenarios.patients import Urgency
from scenarios.plans import BedPlan

_WIDE = 120
"""Columns from which departments and all alternatives fit beside the rest."""


def print_allocation(problem: BedProblem, plan: BedPlan, document: dict[str, Any], screen: Console) -> None:
    """Print one line a request, the most urgent first, then moves, who waits and why, and the points by goal."""
    scenario = problem.scenario
    name = f"{scenario.hospital.name}: " if scenario.hospital.name else ""
    _say(screen, f"{name}census of {scenario.census.at:%Y-%m-%d %H:%M %z}, {len(scenario.requests)} requests")
    screen.print(_beds(problem, document, screen))
    for move in document["moves"]:
        _say(
            screen,
            f"move {move['patient']}: {move['from_bed']} to {move['to_bed']}, {_clock(problem, move['start'])}",
        )
    for waiting in document["waiting"]:
        _say(screen, f"waits {waiting['request']}: {'; '.join(waiting['why'])}")
    points = sorted(((points, goal) for goal, points in costs(problem, plan).items() if points), reverse=True)
    _say(screen, "points: " + (", ".join(f"{goal} {points:,}" for points, goal in points) or "none"))
    _say(
        screen,
        f"{len(document['assignments'])} of {len(scenario.requests)} placed, {len(document['waiting'])} wait; "
        f"{document['status']}, {document['objective']} points, bound {document['bound']}, "
        f"gap {document['gap']:.1%}, {document['seconds']:.2f} s",
    )


def _beds(problem: BedProblem, document: dict[str, Any], screen: Console) -> Table:
    wide = not screen.is_terminal or screen.width >= _WIDE
    box = table_box(screen) if wide else None
    table = Table(
        title="Beds 床位", title_justify="left", box=box, pad_edge=wide, padding=(0, 1) if wide else (0, 1, 0, 0)
    )
    table.add_column("request", no_wrap=True)
    table.add_column("urgency", no_wrap=True)
    if wide:
        table.add_column("department", overflow="fold")
    table.add_column("bed", no_wrap=True)
    table.add_column("from", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("mostly for", no_wrap=not wide)
    table.add_column("or", no_wrap=not wide)
    requests, urgencies = {request.id: request for request in problem.scenario.requests}, list(Urgency)
    for assignment in sorted(
        document["assignments"], key=lambda each: urgencies.index(requests[each["request"]].urgency)
    ):
        request = requests[assignment["request"]]
        others = assignment["alternatives"] if wide else assignment["alternatives"][:1]
        table.add_row(
            request.id,
            request.urgency.value,
            *([request.department] if wide else []),
            assignment["bed"],
            _clock(problem, assignment["start"]),
            str(assignment["cost"]),
            _largest(assignment["costs"], 2 if wide else 1),
            ", ".join(f"{other['bed']} +{other['extra_cost']}" for other in others),
        )
    return table


def _say(screen: Console, line: str) -> None:
    screen.print(line, markup=False, highlight=False)


def _clock(problem: BedProblem, moment: str) -> str:
    return "now" if moment == problem.scenario.census.at.isoformat() else moment[5:16].replace("T", " ")


def _largest(points_of_goal: dict[str, int], count: int) -> str:
    """Return the goals that cost most, in words."""
    dear = sorted(((points, name) for name, points in points_of_goal.items() if points > 0), reverse=True)
    return ", ".join(f"{name} {points}" for points, name in dear[:count]) or "nothing"
