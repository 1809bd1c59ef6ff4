"""The cost of growth as a picture."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from benchmarks.beds.size import Size


def draw_growth(path: Path, seconds: Mapping[Size, Sequence[float]]) -> None:
    """Draw the median seconds over beds, a line for each number of waiting requests, with the range of the seeds."""
    figure = Figure(figsize=(6.4, 4.0), layout="constrained")
    axes = figure.add_subplot()
    for waiting in sorted({size.waiting for size in seconds}):
        sizes = sorted((size for size in seconds if size.waiting == waiting), key=lambda size: size.beds)
        middle = np.array([np.median(seconds[size]) for size in sizes])
        below = middle - [min(seconds[size]) for size in sizes]
        above = np.array([max(seconds[size]) for size in sizes]) - middle
        beds = [size.beds for size in sizes]
        axes.errorbar(beds, middle, yerr=np.array([below, above]), marker="o", capsize=3, label=f"{waiting} waiting")
    axes.set(xscale="log", yscale="log", xlabel="beds", ylabel="seconds, problem building included")
    axes.set_xticks(sorted({size.beds for size in seconds}))
    axes.minorticks_off()
    for axis, pattern in ((axes.xaxis, "{:,.0f}"), (axes.yaxis, "{:g}")):
        axis.set_major_formatter(FuncFormatter(lambda value, _, pattern=pattern: pattern.format(value)))
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(path, dpi=150)
