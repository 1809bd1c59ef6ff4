"""What is wrong with the file of a surgical day, in the reader's language: the sentences are said, the values stay."""

import re
from collections.abc import Mapping
from pathlib import PurePath

from api.web.labels import Labels, mark
from api.web.operating_room_words import broken_said, pattern

OWNERS = (
    mark("Case"),
    mark("Published case"),
    mark("Planned case"),
    mark("Finished case"),
    mark("Operating room"),
    "Room",
    mark("Surgeon"),
    mark("Block"),
    mark("Block in room"),
    mark("Shift"),
    mark("Equipment"),
    mark("Changeover"),
    mark("Beds"),
    mark("Bed"),
    mark("Recovery"),
    mark("Recovery unit"),
    mark("Duration"),
    mark("Settings"),
    mark("Schedule settings"),
    mark("Schedule weights"),
    mark("Surgical day"),
    mark("Setting"),
)
"""What a sentence begins with: the object that is wrong, its name behind it."""

NAMED = (
    mark("Beds {value} of all departments"),
    mark("Beds {value} of {department}"),
    mark("Finished case {value} of {department}"),
    mark("Changeover {value} to {other}"),
)
"""Objects with several names."""

KINDS: Mapping[str, str] = {
    "Room": mark("Operating room"),
    "room": mark("operating room"),
    "case": mark("surgical case"),
    "surgeon": mark("surgeon"),
    "equipment": mark("equipment"),
    "room equipment": mark("room equipment"),
    "skill": mark("skill"),
    "rule": mark("rule"),
    "setting": mark("setting"),
}

WHOLE = (
    mark("{value} is defined twice, first at {place}, expected once"),
    mark("beds {value} of everyone are given twice, first at {place}, expected once"),
    mark("beds {value} of {department} are given twice, first at {place}, expected once"),
    mark("changeovers {value} to {other} are given twice, first at {place}, expected once"),
    mark("case {case} stands {count} times, expected once"),
    mark("block {hours} of room {room}, expected within its hours {other}"),
    mark(
        "block of {department} in room {room} from {start} overlaps that of {other} until {end}, "
        "expected one owner at a time"
    ),
    mark("rule {value} weighted, expected hard or off: it is physical or leaves out rooms; {others} may be weighted"),
    mark("Case {case} waits for itself by way of {others}, expected an order"),
    mark(
        "Case {case}: {count} minutes, expected at most the {most} from opening to the hard end; "
        "shorten it or staff a room for longer"
    ),
    mark(
        "Case {case}: must be done, but it is grade 4 and its multidisciplinary discussion is not recorded, "
        "expected discussed true"
    ),
    mark("reserve_rooms {count}, expected at most the {most} rooms for emergencies"),
    mark("reserve_minutes {count}, expected at most the {most} regular minutes of all rooms"),
    mark("table {value} is missing, expected it (with its header alone when it has no rows)"),
    mark("table {value} is also in {other}, expected one file"),
    mark("unknown table {value}, expected {other}"),
    mark("unknown column {value}, expected {others}"),
    mark("column {value} is missing, expected it"),
    mark("Setting {value} is given twice, first in row {row}, expected once"),
    mark("{value} is given twice, first in row {row}, expected once"),
    mark("setting {value} is missing, expected the day such as 2026-03-02"),
    mark("{count} cells, expected at most the header's {most}"),
    mark("a quoted cell is not closed or has text after it, expected CSV with quotes in pairs"),
    mark("is empty, expected a header row"),
    mark("cannot be read as a workbook, expected an XLSX file"),
    mark("cannot be read, expected a Parquet file"),
    mark("cannot be read ({value}), expected a readable file"),
    mark("folder without cases.csv, expected the tables of a surgical day"),
    mark("folder without tables, expected files such as {other}"),
    mark("looks like {value}, expected UTF-8: save as UTF-8"),
    mark("byte {count} is not text, expected UTF-8: save as UTF-8"),
    mark("not JSON ({value} at line {row} column {count}), expected a complete JSON document"),
    mark("not JSON ({value}), expected a complete JSON document"),
    mark("holds a hospital with its beds, expected a surgical day with on, rooms and cases"),
    mark("holds {value}, expected an object with on, rooms and cases"),
    mark("{value}..., {count} characters, expected at most {most}"),
    mark("{value}, expected a name without / and line breaks, which is not . or ..: it stands in addresses"),
    mark("{count} cases in {other} rooms, expected at most {most} in {least}"),
    mark("holds a null character, expected text"),
    mark("holds a name with a null character, expected text"),
)
"""Sentences that stand alone."""

PARTS = (
    mark("unknown {kind} {value} in {field}, no {known} is defined"),
    mark("unknown {kind} {value}, no {known} is defined"),
    mark("unknown {kind} {value} in {field}, expected one of the {count} defined, such as {others}"),
    mark("unknown {kind} {value}, expected one of the {count} defined, such as {others}"),
    mark("unknown {kind} {value} in {field}, expected one of the {count} defined"),
    mark("unknown {kind} {value}, expected one of the {count} defined"),
    mark("unknown field {value}, expected one of {others}"),
    mark("unknown field {value}, expected {others}"),
    mark("unknown {kind} {value} in {field}, expected one of {others}"),
    mark("unknown {kind} {value}, expected one of {others}"),
    mark("unknown {kind} {value}, expected {others}"),
    mark("{value} is missing, expected a value"),
    mark("{value} is empty, expected a value"),
    mark("{field} {value} stands twice, expected once"),
    mark("after itself, expected another case"),
    mark("no single room has {others}, expected one"),
    mark("ready from {at}, expected at most {most}"),
    mark("opens, closes, hard end at minutes {value}, expected ascending from 0"),
    mark("from minute {start} to {end}, expected a start at or after 0 and before the end"),
    mark("start, end, leaves at minutes {value}, expected 0 <= start < end <= leaves"),
    mark("0 rooms, expected at least 1"),
    mark("postponed points miss {others}, expected every urgency class"),
    mark("{value}, expected {expectation}"),
)
"""What follows an object's name, or stands alone in a cell; the last of them fits most."""

EXPECTATIONS = (
    mark("text"),
    mark("once"),
    mark("a value"),
    mark("a whole number"),
    mark("a number"),
    mark("a finite number"),
    mark("true or false"),
    mark("yes (是) or no (否)"),
    mark("a list"),
    mark("an object"),
    mark("a date such as {example}"),
    mark("a date without a time, such as {example}"),
    mark("a date and time such as {example}"),
    mark("a time of day such as 08:30, or whole minutes from midnight"),
    mark("pairs of a name and a whole number, each name once, such as nurse:2;anaesthetist:1"),
    mark("a name without spaces around it"),
    mark("an IANA time zone such as {example}"),
    mark("a time zone such as {example}"),
    mark("0 to its {most} places"),
    mark("0 to its {most} beds"),
    mark("a year from {least} to {most}"),
    mark("at most {most}"),
)

_PLACE = re.compile(r"(?P<table>.+?) row (?P<row>\d+)(?: column (?P<column>.+))?")
_NUMBERED = re.compile(r" number (?P<number>\d+)")
_SHEET = re.compile(r"sheet (?P<table>.+)")
_BETWEEN_PARTS = re.compile(r"; (?=(?:[^']*'[^']*')*[^']*$)")
"""A semicolon outside of quotes: a value may hold one."""
_RANGE = re.compile(r"(-?[\d.]+) to (-?[\d.]+)")


def file_problem_said(labels: Labels, message: str) -> str:
    """Return what is wrong with a file in the reader's language; names, values and what no sentence fits stay."""
    if labels.language == "en":
        return message
    said = broken_said(labels, {"message": message})
    if said != message:
        return said
    if (alone := _said(labels, WHOLE, message)) is not None:
        return alone
    head, colon, rest = message.partition(": ")
    owner = _owner_said(labels, head) if colon else None
    if owner is None:
        return _said(labels, PARTS, message) or message
    return f"{owner}：" + "；".join(_said(labels, PARTS, part) or part for part in _BETWEEN_PARTS.split(rest))


def file_place_said(labels: Labels, path: str) -> str:
    """Return where in a file something is wrong; of a file on this server only its name, which is the sent one."""
    if path.startswith("/"):
        return PurePath(path).name
    if found := _PLACE.fullmatch(path):
        values = {"table": file_place_said(labels, found["table"]), "row": found["row"], "column": found["column"]}
        template = "{table} row {row} column {column}" if found["column"] else "{table} row {row}"
        return labels.gettext(template).format(**values)
    if found := _SHEET.fullmatch(path):
        return labels.gettext("sheet {table}").format(table=found["table"])
    return path


PLACES = (mark("{table} row {row} column {column}"), mark("{table} row {row}"), mark("sheet {table}"))


def _said(labels: Labels, templates: tuple[str, ...], message: str) -> str | None:
    for template in templates:
        if found := pattern(template).fullmatch(message):
            values = {name: _value_said(labels, name, value) for name, value in found.groupdict().items()}
            return labels.gettext(template).format(**values)
    return None


def _value_said(labels: Labels, name: str, value: str) -> str:
    if name in ("kind", "known"):
        return labels.gettext(KINDS.get(value, value))
    if name == "place":
        return file_place_said(labels, value)
    if name == "expectation":
        return _expectation_said(labels, value)
    return value


def _expectation_said(labels: Labels, text: str) -> str:
    if found := _RANGE.fullmatch(text):
        return f"{found[1]}–{found[2]}"
    return _said(labels, EXPECTATIONS, text) or text.replace(">= ", "≥ ")


def _owner_said(labels: Labels, text: str) -> str | None:
    """Return the object that a sentence begins with: its kind in the reader's language, its name as it is."""
    if (named := _said(labels, NAMED, text)) is not None:
        return named
    kinds = [kind for kind in OWNERS if text == kind or text.startswith(f"{kind} ")]
    if not kinds:
        return None
    kind = max(kinds, key=len)
    said, rest = _value_said(labels, "kind", kind), text[len(kind) :]
    if found := _NUMBERED.fullmatch(rest):
        return labels.gettext("{kind} number {number}").format(kind=said, number=found["number"])
    return said + rest.removeprefix(" of")
