"""From the text of a cell to a value of the scenario document."""

import math
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from scenarios.files.problem_words import A_CLOCK
from scenarios.files.tables.column import Column, Kind
from scenarios.files.tables.terms import allowed, understood

_YES = {"yes", "y", "true", "1", "是"}
_NO = {"no", "n", "false", "0", "否"}
_SEPARATORS = re.compile("[;；、]")
_CLOCK = re.compile(r"([0-3]?\d|4[0-8])[:：]([0-5]\d)(?:[:：]00)?")
_PAIR = re.compile(r"([^:：]*[^:：\s])\s*[:：]\s*([0-9]{1,6})")
_WHOLE_AS_FLOAT = re.compile(r"(-?\d+)\.0+")


@dataclass(frozen=True, slots=True)
class BadCell(Exception):  # noqa: N818 - carries a sentence for the user, not a fault of the program
    """What a cell should have held."""

    expected: str


def value_of(text: str, column: Column, zone: ZoneInfo) -> object:
    """Return the value that a cell holds.

    Raises
    ------
    BadCell
        The text is not what the column holds.
    """
    if column.kind is Kind.LIST:
        parts = [part.strip() for part in _SEPARATORS.split(text)]
        return [_chosen(part, column) for part in parts if part]
    if column.choices is not None:
        return _chosen(text, column)
    if column.kind is Kind.TIME:
        return _time(text, zone)
    if column.kind is Kind.DATE:
        return _date(text)
    if column.kind is Kind.YES_NO:
        return _yes_or_no(text)
    if column.kind is Kind.CLOCK:
        return _clock(text)
    if column.kind is Kind.COUNTS:
        return _counts(text)
    if column.kind in (Kind.WHOLE, Kind.NUMBER):
        return _number(text, column.kind)
    return text


def _chosen(text: str, column: Column) -> str:
    if column.choices is None:
        return text
    word = understood(text, column.choices)
    if word not in {value.value for value in allowed(column.choices)}:
        raise BadCell(", ".join(f"{value} ({chinese})" for value, chinese in allowed(column.choices).items()))
    return word


def _time(text: str, zone: ZoneInfo) -> str:
    moment = _moment(text.replace("/", "-"))
    if moment is None:
        raise BadCell("a date and time such as 2025-03-10 08:00")
    return (moment if moment.utcoffset() is not None else moment.replace(tzinfo=zone)).isoformat()


def _moment(text: str) -> datetime | None:
    """Return an ISO time, or one as spreadsheets write it, without leading zeros."""
    with suppress(ValueError):
        return datetime.fromisoformat(text)
    for form in ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d"):
        with suppress(ValueError):
            return datetime.strptime(text, form)
    return None


def _date(text: str) -> str:
    """Return a date; workbooks give one as midnight of the day."""
    moment = _moment(text.replace("/", "-"))
    if moment is None:
        raise BadCell("a date such as 2025-03-10")
    if moment.time() != time():
        raise BadCell("a date without a time, such as 2025-03-10")
    return moment.date().isoformat()


def _clock(text: str) -> int:
    """Return the minutes from midnight of a time of day, which may also be given as minutes."""
    if found := _CLOCK.fullmatch(text):
        return int(found[1]) * 60 + int(found[2])
    try:
        return int(_number(text, Kind.WHOLE))
    except BadCell:
        raise BadCell(A_CLOCK) from None


def _counts(text: str) -> dict[str, int]:
    """Return what is counted, by name."""
    counts: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in _SEPARATORS.split(text))):
        found = _PAIR.fullmatch(part)
        if found is None or found[1] in counts:
            raise BadCell("pairs of a name and a whole number, each name once, such as nurse:2;anaesthetist:1")
        counts[found[1].strip()] = int(found[2])
    return counts


def _yes_or_no(text: str) -> bool:
    word = text.casefold()
    if word not in _YES | _NO:
        raise BadCell("yes (是) or no (否)")
    return word in _YES


def _number(text: str, kind: Kind) -> int | float:
    try:
        if kind is Kind.NUMBER:
            number = float(text)
            if not math.isfinite(number):
                raise BadCell("a number")
            return number
        written_as_float = _WHOLE_AS_FLOAT.fullmatch(text)
        return int(written_as_float[1] if written_as_float else text)
    except ValueError:
        raise BadCell("a whole number" if kind is Kind.WHOLE else "a number") from None
