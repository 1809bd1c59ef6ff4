"""``python -m benchmarks.admissions.growth RESULTS PLOT``: seconds to 10 % and 5 % of the best known, by patients."""

import json
from pathlib import Path
from typing import Annotated

import matplotlib as mpl
import typer

from benchmarks.admissions.measure import Measurement

GAPS = (0.10, 0.05)


def read(path: Path) -> list[Measurement]:
    """Return the measurements of a file of JSON lines, one a line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Measurement(**{**(row := json.loads(line)), "curve": tuple(map(tuple, row["curve"]))}) for line in lines]


def plot(found: list[Measurement], path: Path) -> None:
    """Draw one point an instance and gap; an instance that did not get there stands open at its time limit."""
    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4.5), layout="constrained")
    for gap, marker in zip(GAPS, "os", strict=True):
        reached = [(m.patients, at) for m in found if (at := m.seconds_to(gap)) is not None]
        missed = [(m.patients, m.seconds) for m in found if m.seconds_to(gap) is None]
        (points,) = axes.plot(*zip(*reached, strict=True), marker, label=f"to {gap:.0%} of the best known")
        if missed:
            label = f"not to {gap:.0%} in time"
            axes.plot(*zip(*missed, strict=True), marker, mfc="none", color=points.get_color(), label=label)
    axes.set(xlabel="patients on the waiting list", ylabel="seconds", yscale="log")
    axes.legend()
    figure.savefig(path)
    plt.close(figure)


def main(
    results: Annotated[Path, typer.Argument(help="JSON lines of python -m benchmarks.admissions.")],
    output: Annotated[Path, typer.Argument(help="Picture to write (.svg, .png).")],
) -> None:
    """Print the growth table and draw it."""
    found = sorted(read(results), key=lambda m: m.patients)
    typer.echo("| instance | patients | days | s to first plan | s to 10 % | s to 5 % |\n|---|---|---|---|---|---|")
    for m in found:
        times = " | ".join(
            "-" if at is None else f"{at:.1f}" for at in (m.first_plan_seconds, m.seconds_to(0.10), m.seconds_to(0.05))
        )
        typer.echo(f"| {m.instance} | {m.patients} | {m.days} | {times} |")
    plot(found, output)


if __name__ == "__main__":
    typer.run(main)
