"""What growth costs: seconds to the first list, to gaps of 5% and 3%, and memory, from 5 to 60 rooms."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from benchmarks.operating_rooms.days import GAPS, day_row, gap_column
from benchmarks.report import Row
from benchmarks.suites import Settings

TABLE = "growth"
SIZES = ((5, 20), (10, 40), (20, 90), (40, 200), (60, 300))
SEED, SECONDS = 100, 60.0
PLOT = "growth.png"


def rows(settings: Settings) -> Iterator[Row]:
    """Solve each size in a process of its own, for its memory; a plots folder gets ``growth.png``."""
    found: list[tuple[int, Row]] = []
    for rooms, cases in SIZES[:1] if settings.quick else SIZES:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
            seconds = 5.0 if settings.quick else SECONDS
            row = executor.submit(day_row, rooms, cases, seed=SEED, seconds=seconds, table=TABLE).result()
        found.append((rooms, row))
        yield row
    if settings.plots:
        draw_growth(settings.plots / PLOT, found)


def draw_growth(path: Path, found: Sequence[tuple[int, Row]]) -> None:
    """Draw seconds by rooms, one line for the first list and one for each gap; a size that never got there is left out.

    Parameters
    ----------
    path : Path
        Picture to write.
    found : sequence of (int, Row)
        Rooms, and what was measured.
    """
    # Only here: the measured children import this package, and a plotting library is not part of their memory.
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 4.0), layout="constrained")
    axes = figure.add_subplot()
    columns = {"first list": "first_list_seconds", **{f"gap of {gap:.0%}": gap_column(gap) for gap in GAPS}}
    for (label, column), marker in zip(columns.items(), "osv", strict=True):
        points = [(rooms, row.extra[column]) for rooms, row in found if row.extra[column] is not None]
        axes.plot([rooms for rooms, _ in points], [seconds for _, seconds in points], f"{marker}-", label=label)
    axes.set(xlabel="rooms", ylabel="seconds", yscale="log")
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(path)
