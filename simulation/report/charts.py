"""Pictures of an experiment, with bands."""

from collections.abc import Callable
from io import BytesIO
from textwrap import wrap

import polars as pl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from simulation.experiment import ExperimentResult
from simulation.measure_words import WAIT_WORDS
from simulation.pilot import FoundWarmUp
from simulation.report.figures import COLOURS, MINUTES_A_DAY, census_fan, hours_of_day, wait_curves
from simulation.report.language import Language

SIZE_INCHES = (7.2, 3.0)
LINES_WITHIN, LINE_INCHES = 4, 0.14
"""Lines of a legend for which there is room, and what each more of them adds."""
LINE_WIDTH = 120
"""Of the legend, in Latin letters; a Chinese character takes two."""


class Charts:
    """Draws an experiment in one language.

    Parameters
    ----------
    result : ExperimentResult
        With replications of each option.
    language : Language
        Of titles and axes.
    names : callable
        From an option to what it is called.
    """

    def __init__(self, result: ExperimentResult, language: Language, names: Callable[[str], str]) -> None:
        self._result = result
        self._language = language
        self._names = names

    def occupancy_by_hour(self) -> bytes:
        """Return a PNG of patients in bed by hour of the day: mean, and the band of 10% to 90% of all days."""
        say = self._language.say
        title = say("Patients in bed by hour of the day; band: 80% of days")
        return self._banded(hours_of_day(self._result), title, say("hour of the day"), say("patients in bed"))

    def census(self) -> bytes:
        """Return a PNG of patients in bed over the run: mean over replications, and the band of 10% to 90%."""
        say = self._language.say
        days = census_fan(self._result).with_columns(pl.col("x") / MINUTES_A_DAY)
        title = say("Patients in bed over the run; band: 80%")
        return self._banded(days, title, say("day of the run"), say("patients in bed"))

    def wait_distribution(self, wait: str) -> bytes:
        """Return a PNG of the share of patients who wait at most so long."""
        say = self._language.say
        english, chinese, unit = WAIT_WORDS[wait]
        name = self._language.either(english, chinese)
        return self._banded(
            wait_curves(self._result, wait),
            say("{wait}: who waits at most so long").format(wait=name),
            f"{name} ({say(unit)})",
            say("% of patients"),
        )

    def warm_up(self, found: FoundWarmUp) -> bytes:
        """Return a PNG of the pilot's daily patients, Welch's moving average and the truncation that MSER-5 chose."""
        say = self._language.say
        figure, axes = self._figure(
            say("Warm-up: patients in bed and waiting, mean of the pilot"),
            say("day of the pilot"),
            say("patients in bed and waiting"),
        )
        axes.plot(range(len(found.daily)), found.daily, color=COLOURS[1], linewidth=0.8, alpha=0.6)
        axes.plot(range(len(found.smoothed)), found.smoothed, color=COLOURS[2], label=say("Welch's moving average"))
        label = say("measured from day {day}").format(day=found.days)
        axes.axvline(found.days, color="black", linestyle="--", label=label)
        return self._png(figure, axes)

    def _banded(self, table: pl.DataFrame, title: str, x: str, y: str) -> bytes:
        figure, axes = self._figure(title, x, y)
        for number, option in enumerate(self._result.replications):
            own = table.filter(pl.col("option") == option) if table.height else table
            if own.height:
                colour = COLOURS[number % len(COLOURS)]
                axes.plot(own["x"], own["mean"], label=self._wrapped(option), linewidth=1.1, color=colour)
                axes.fill_between(own["x"], own["low"], own["high"], alpha=0.15, color=colour, linewidth=0)
        return self._png(figure, axes)

    def _wrapped(self, option: str) -> str:
        width = LINE_WIDTH // 2 if self._language.chinese else LINE_WIDTH
        return "\n".join(wrap(self._names(option), width))

    def _figure(self, title: str, x: str, y: str) -> tuple[Figure, Axes]:
        figure = Figure(figsize=SIZE_INCHES, layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        font = self._language.font_properties
        axes.set_title(title, fontproperties=font(9))
        axes.set_xlabel(x, fontproperties=font(8))
        axes.set_ylabel(y, fontproperties=font(8))
        axes.tick_params(labelsize=7)
        return figure, axes

    def _png(self, figure: Figure, axes: Axes) -> bytes:
        # Below the picture: names of options may be long, and nothing may cover the curves.
        lines = sum(label.count("\n") + 1 for label in axes.get_legend_handles_labels()[1])
        figure.set_size_inches(SIZE_INCHES[0], SIZE_INCHES[1] + LINE_INCHES * max(0, lines - LINES_WITHIN))
        figure.legend(loc="outside lower center", prop=self._language.font_properties(7), frameon=False)
        stream = BytesIO()
        figure.savefig(stream, format="png", dpi=150)
        return stream.getvalue()
