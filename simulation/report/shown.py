"""The tables of a report as they are read: units, percent, rounded by what the interval knows, in one language."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import isfinite

import polars as pl

from simulation.experiment import ExperimentResult
from simulation.measure_words import HEADLINES, WAIT_WORDS, MeasureWords, measure_words
from simulation.report.language import Language
from simulation.report.targets import target_table

DASH = "–"
Cell = str | float | int | None
Names = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A table for readers: headers in English, for ``Language.say``; cells are texts, numbers or None for a dash."""

    title: str
    headers: tuple[str, ...]
    rows: list[tuple[Cell, ...]]


def means(result: ExperimentResult, language: Language, names: Names) -> Shown:
    """Return every measure that has a value, with its interval, option by option."""
    rows: list[tuple[Cell, ...]] = [
        (
            names(row["option"]),
            *_measure(row["measure"], language),
            *_finite(row, ("mean", "low", "high")),
            row["replications"],
        )
        for row in result.summary().iter_rows(named=True)
        if isfinite(row["mean"])
    ]
    headers = ("option", "area", "measure", "unit", "mean", "low", "high", "replications")
    return Shown("Means with 95% intervals", headers, rows)


def differences(result: ExperimentResult, language: Language, names: Names) -> Shown:
    """Return every option minus the first; measures without a value in either are left out."""
    table = result.differences()
    rows: list[tuple[Cell, ...]] = [
        (
            names(row["option"]),
            *_measure(row["measure"], language),
            *_finite(row, ("base", "other", "difference", "low", "high")),
        )
        for row in (() if table is None else table.iter_rows(named=True))
        if isfinite(row["difference"])
    ]
    headers = ("option", "area", "measure", "unit", "base", "other", "difference", "low", "high")
    return Shown("Differences with paired 95% intervals", headers, rows)


def targets(result: ExperimentResult, language: Language, names: Names) -> Shown:
    """Return every target that a simulated measure answers; relative changes in percent."""
    say = language.say
    rows: list[tuple[Cell, ...]] = []
    for row in target_table(result).iter_rows(named=True):
        relative = row["basis"] == "relative change"
        ends = _finite(row, ("mean", "low", "high"))
        values = tuple(end if end is None or not relative else 100 * end for end in ends)
        unit = "%" if relative else measure_words(row["measure"]).unit
        basis = say(row["basis"])
        told = (say(unit) if unit else "", *values, say(row["verdict"]))
        rows.append((names(row["option"]), area_name(row["area"], language), say(row["target"]), basis, *told))
    headers = ("option", "area", "target", "basis", "unit", "mean", "low", "high", "verdict")
    return Shown("Against the hospital's targets", headers, rows)


def wait_percentiles(result: ExperimentResult, language: Language, names: Names) -> Shown:
    """Return the percentiles of waits, mean over replications."""
    waits = (
        result.table("waits")
        .group_by("option", "wait", "percent", maintain_order=True)
        .agg(pl.col("value").sort().mean())
    )
    rows: list[tuple[Cell, ...]] = []
    for row in waits.iter_rows(named=True):
        english, chinese, unit = WAIT_WORDS[row["wait"]]
        told = (language.either(english, chinese), language.say(unit))
        rows.append((names(row["option"]), *told, row["percent"], row["value"]))
    return Shown("Percentiles of waits", ("option", "wait", "unit", "percent of patients", "at most"), rows)


def single_replications(result: ExperimentResult, language: Language, names: Names) -> Shown:
    """Return every measure of every replication."""
    rows: list[tuple[Cell, ...]] = [
        (names(row["option"]), row["replication"], *_measure(row["measure"], language), row["value"])
        for row in result.table("measures").iter_rows(named=True)
        if row["value"] is not None and isfinite(row["value"])
    ]
    return Shown("Single replications", ("option", "replication", "area", "measure", "unit", "value"), rows)


def conclusions(result: ExperimentResult, language: Language, names: Names) -> list[str]:
    """Return in words what changes for certain among the headline measures, one sentence for each option."""
    table, say = result.differences(), language.say
    if table is None:
        return []
    sentences = []
    for (option,), rows in table.group_by("option", maintain_order=True):
        known = [row for row in rows.iter_rows(named=True) if row["known"] and row["measure"] in HEADLINES]
        known.sort(key=lambda row: HEADLINES.index(row["measure"]))
        told = [_change(measure_words(row["measure"]), row, language) for row in known]
        values = {"option": names(str(option)), "base": names(rows["against"][0]), "changes": "; ".join(told)}
        template = (
            "{option} against {base}: {changes}."
            if told
            else "{option} against {base}: no headline measure changes with 95% confidence."
        )
        sentences.append(say(template).format(**values))
    return sentences


def area_name(area: str, language: Language) -> str:
    """Return what a part of the hospital is called."""
    return language.say(area[:1].upper() + area[1:])


def written(value: Cell) -> str:
    """Return a cell as text: three or four figures, a dash for what is not known."""
    if value is None:
        return DASH
    return value if isinstance(value, str) else f"{value:,.4g}" if abs(value) < 1_000 else f"{value:,.0f}"


def _change(words: MeasureWords, row: dict[str, float], language: Language) -> str:
    unit = f" {language.say(words.unit)}" if words.unit else ""
    title = language.either(words.title, words.title_zh)
    return f"{title} {row['difference']:+,.3g}{unit} ({row['low']:+,.3g} … {row['high']:+,.3g})"


def _measure(name: str, language: Language) -> tuple[str, str, str]:
    words = measure_words(name)
    unit = language.say(words.unit) if words.unit else ""
    return area_name(words.area, language), language.either(words.title, words.title_zh), unit


def _finite(row: dict[str, float], columns: Iterable[str]) -> tuple[float | None, ...]:
    return tuple(row[name] if isfinite(row[name]) else None for name in columns)
