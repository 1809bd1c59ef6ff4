"""Findings as the rows that a page shows: differences with intervals, targets, and what may be best."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import floor, inf, isfinite, log10

import polars as pl

from api.simulations.results import Findings
from api.web.labels import Labels
from api.web.simulation_words import area_said, either
from scenarios.kpis import Better
from simulation.comparisons import best_options, paired_interval
from simulation.hospital_model import same_patients
from simulation.intervals import Interval, mean_interval
from simulation.measure_words import HEADLINES, MEASURE_WORDS, VOLUMES, MeasureWords, measure_words
from simulation.replications import measure_values
from simulation.report.targets import ASSUMPTION, MET, MISSED, repeats_assumption, target_table

BETTER, WORSE, MORE, LESS, UNCERTAIN = "better", "worse", "more", "less", "not certain"
MARKS = {BETTER: "✓", WORSE: "✗", MORE: "▲", LESS: "▼", UNCERTAIN: "≈", MET: "✓", MISSED: "✗", ASSUMPTION: "○"}
LONG_MINUTES = 300
"""Longer waits are read in hours."""
MIDDLE, REACH = 60.0, 54.0
"""Of the small picture of an interval: where zero is, and how far the widest interval goes, in its own units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A value with its interval.

    Attributes
    ----------
    text, interval : str
        In figures.
    verdict, mark : str
        What the interval allows to say, in a word and a sign; empty for a value that is not compared.
    low, middle, high : float or None
        Where the interval lies in its small picture; None without one.
    """

    text: str
    interval: str = ""
    verdict: str = ""
    mark: str = ""
    low: float | None = None
    middle: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A measure, the first option's value, and the others' differences to it."""

    name: str
    label: str
    unit: str
    area: str
    base: Cell
    others: tuple[Cell, ...]
    is_headline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetLine:
    """A target and what each option makes of it."""

    area: str
    statement: str
    cells: tuple[Cell | None, ...]


def measure_lines(found: Findings, labels: Labels) -> list[Line]:
    """Return every measure that has a value, in the order in which they are shown."""
    (first, base), *others = found.experiment.replications.items()
    alike = [same_patients(found.runs[first], found.runs[option]) for option, _ in others]
    known = set(found.experiment.summary().filter(pl.col("mean").is_not_nan())["measure"])
    lines = []
    for words in (*MEASURE_WORDS.values(), *(measure_words(name) for name in sorted(known - set(MEASURE_WORDS)))):
        if words.name not in known:
            continue
        own = mean_interval(base.results, words.name)
        gaps = [paired_interval(base.results, run.results, words.name) for _, run in others]
        if words.unit == "minutes" and abs(own.mean) >= LONG_MINUTES:
            words = replace(words, unit="hours")
            own, *gaps = (_in_hours(one) for one in (own, *gaps))
        line = _line(words, own, gaps, alike, labels)
        if own.count == 0:
            line = replace(line, others=tuple(_alone(mean_interval(run.results, words.name)) for _, run in others))
        if repeats_assumption(words.name, measure_values(base.results, words.name)):
            line = replace(line, base=replace(line.base, verdict=ASSUMPTION, mark=MARKS[ASSUMPTION]))
        lines.append(line)
    return lines


def target_lines(found: Findings, labels: Labels) -> list[TargetLine]:
    """Return every target that a simulated measure answers."""
    table = target_table(found.experiment)
    if not table.height:
        return []
    options = list(found.experiment.replications)
    lines = []
    for (area, statement), rows in table.group_by("area", "target", maintain_order=True):
        by_option = {row["option"]: row for row in rows.iter_rows(named=True)}
        cells = tuple(_target_cell(by_option[option], labels) if option in by_option else None for option in options)
        lines.append(
            TargetLine(area=area_said(labels, str(area)), statement=labels.gettext(str(statement)), cells=cells)
        )
    return lines


def ranking(found: Findings, measure: str, labels: Labels) -> list[tuple[str, Cell, bool]]:
    """Return the options by a measure, best first: by how much worse than the best, and whether it may be best."""
    words = measure_words(measure)
    results = {option: run.results for option, run in found.experiment.replications.items()}
    table = best_options(results, measure, smaller_is_better=words.better is not Better.HIGHER)
    rows = []
    for row in table.iter_rows(named=True):
        gap = Interval(row["worse_by"], row["worse_by"] - row["low"], 0)
        digits = _digits(gap)
        cell = Cell(text=_signed(gap.mean, digits), interval=_between(gap, digits, signed=True))
        rows.append((either(labels, *found.titles[row["option"]]), cell, bool(row["may_be_best"])))
    return rows


def rankable(found: Findings) -> Iterator[MeasureWords]:
    """Return the measures by which options may be ranked."""
    known = set(found.experiment.summary().filter(pl.col("mean").is_not_nan())["measure"])
    named = (measure_words(name) for name in HEADLINES if name in known)
    return (words for words in named if words.better in (Better.LOWER, Better.HIGHER))


def _in_hours(one: Interval) -> Interval:
    return Interval(one.mean / 60, one.half_width / 60, one.count, one.least / 60, one.most / 60)


def _line(words: MeasureWords, own: Interval, gaps: list[Interval], alike: list[bool], labels: Labels) -> Line:
    tightest = min(gaps, key=lambda gap: gap.half_width if gap.half_width > 0 else inf, default=own)
    digits = _digits(tightest)
    widest = max((abs(end) for gap in gaps for end in (gap.low, gap.high) if isfinite(end)), default=0.0)
    return Line(
        name=words.name,
        label=either(labels, words.title, words.title_zh),
        unit=labels.gettext(words.unit) if words.unit else "",
        area=area_said(labels, words.area),
        base=Cell(text=_figure(own.mean, digits), interval=_between(own, digits)),
        others=tuple(
            _difference(
                words if same or words.name not in VOLUMES else replace(words, better=None), gap, digits, widest
            )
            for gap, same in zip(gaps, alike, strict=True)
        ),
        is_headline=words.name in HEADLINES,
    )


def _alone(own: Interval) -> Cell:
    """Return an option's own value, where the first option has none to compare it with."""
    digits = _digits(own)
    return Cell(text=_figure(own.mean, digits), interval=_between(own, digits))


def _difference(words: MeasureWords, gap: Interval, digits: int, widest: float) -> Cell:
    verdict = _verdict(words, gap)
    drawn = isfinite(gap.half_width) and widest > 0
    place = {
        name: round(MIDDLE + REACH * value / widest, 1) if drawn else None
        for name, value in (("low", gap.low), ("middle", gap.mean), ("high", gap.high))
    }
    return Cell(
        text=_signed(gap.mean, digits),
        interval=_between(gap, digits, signed=True),
        verdict=verdict,
        mark=MARKS[verdict],
        **place,
    )


def _verdict(words: MeasureWords, gap: Interval) -> str:
    if not gap.excludes_zero:
        return UNCERTAIN
    if words.better is Better.LOWER:
        return BETTER if gap.mean < 0 else WORSE
    if words.better is Better.HIGHER:
        return BETTER if gap.mean > 0 else WORSE
    return MORE if gap.mean > 0 else LESS


def _target_cell(row: dict[str, object], labels: Labels) -> Cell:
    mean, low, high = (float(str(row[name])) for name in ("mean", "low", "high"))
    relative = row["basis"] == "relative change"
    scale = 100 if relative else 1
    interval = Interval(scale * mean, scale * max(high - mean, mean - low), 0, scale * low, scale * high)
    digits, signed = _digits(interval), row["basis"] != "value"
    text = (_signed if signed else _figure)(interval.mean, digits) + ("%" if relative else "")
    verdict = str(row["verdict"])
    return Cell(
        text=text, interval=_between(interval, digits, signed=signed), verdict=verdict, mark=MARKS.get(verdict, "?")
    )


def _digits(interval: Interval) -> int:
    """Return how many decimals make sense: one significant figure of the half width, else three of the mean.

    An end that tells the sign is not rounded to zero.
    """
    size = interval.half_width
    if isfinite(size) and size > 0:
        digits = min(max(-floor(log10(size)), 0), 3)
        nearest = min(abs(interval.low), abs(interval.high))
        while interval.excludes_zero and digits < 3 and round(nearest, digits) == 0:
            digits += 1
        return digits
    size = abs(interval.mean)
    return min(max(2 - floor(log10(size)), 0), 3) if isfinite(size) and size > 0 else 0


def _figure(value: float, digits: int) -> str:
    if not isfinite(value):
        return "–"
    return f"{value:,.{digits}f}".replace("-", "−")


def _signed(value: float, digits: int) -> str:
    if not isfinite(value):
        return "–"
    figure = _figure(abs(value), digits)
    return figure if not any(sign in figure for sign in "123456789") else f"{'−' if value < 0 else '+'}{figure}"


def _between(interval: Interval, digits: int, *, signed: bool = False) -> str:
    if not isfinite(interval.half_width):
        return ""
    write = _signed if signed else _figure
    return f"{write(interval.low, digits)} … {write(interval.high, digits)}"
