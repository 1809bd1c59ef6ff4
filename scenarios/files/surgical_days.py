"""Surgical days as JSON documents; hours may be written as minutes from midnight or as ``"08:30"``."""

import re
from collections.abc import Collection, Iterable
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json as pydantic_to_json

from scenarios.files.documents import parse_json
from scenarios.files.problem_words import problems_in_words
from scenarios.files.surgery_tables import (
    WORKBOOKS,
    draft_of_tables,
    is_surgery_table_folder,
    is_surgery_workbook,
    located,
)
from scenarios.files.surgical_salvage import SurgicalSalvage
from scenarios.files.text import read_bytes
from scenarios.input_problems import InputError, InputProblem
from scenarios.surgery_check import check_day, checked_day
from scenarios.surgical_day import SurgicalDay

SURGICAL_DAY = TypeAdapter(SurgicalDay)

_CLOCK = re.compile(r"([01]?\d|2\d):([0-5]\d)")


def is_surgical_day(source: Path | str) -> bool:
    """Return whether a file or folder is meant as a surgical day: by its tables, or the keys of its document."""
    path = Path(source)
    if path.is_dir():
        return is_surgery_table_folder(path)
    if not path.is_file():
        return False
    if path.suffix.lower() in WORKBOOKS:
        return is_surgery_workbook(path)
    document = _parsed(path) if path.suffix.lower() == ".json" else None
    return isinstance(document, dict) and "hospital" not in document and {"on", "cases"} <= document.keys()


def load_surgical_day(
    source: Path | str,
    *,
    on: str | None = None,
    rule_names: Collection[str] | None = None,
    weighable: Collection[str] = (),
) -> SurgicalDay:
    """Return the day that a file or folder stands for, checked.

    Parameters
    ----------
    source : path or str
        A document (``.json``), or a folder or workbook of tables.
    on : str, optional
        The day it must be of, ``2026-03-02``.
    rule_names, weighable :
        As in :func:`scenarios.surgery_check.check_day`.

    Raises
    ------
    InputError
        All problems of the input at once, in tables with table, row and column.
    """
    path = Path(source)
    if path.is_dir() and not is_surgery_table_folder(path):
        raise InputError.single(str(path), "folder without cases.csv, expected the tables of a surgical day")
    draft = draft_of_tables(path) if path.is_dir() or path.suffix.lower() in WORKBOOKS else None
    try:
        document = draft.document if draft else parse_json(read_bytes(path), path.name)
        day = surgical_day_from_document(document, rule_names=rule_names, weighable=weighable)
        checked_day(day, rule_names=rule_names, weighable=weighable)
    except InputError as error:
        raise located(error, draft) if draft else error from None
    if draft and draft.problems:
        raise InputError(draft.problems)
    if on is not None and day.on.isoformat() != on:
        raise InputError.single("on", f"the input is of {day.on}, expected {on}")
    return day


def _parsed(path: Path) -> object:
    """Return a parsed document, or None when it is none: reading it says why."""
    try:
        return parse_json(read_bytes(path), path.name)
    except InputError:
        return None


def surgical_day_from_document(
    document: object, *, rule_names: Collection[str] | None = None, weighable: Collection[str] = ()
) -> SurgicalDay:
    """Return the day of a parsed document; its objects are sound in themselves, not yet with each other.

    Raises
    ------
    InputError
        All problems at once: where some objects are not sound, also what the others say against each other.
    """
    if not isinstance(document, dict):
        message = f"holds {type(document).__name__}, expected an object with on, rooms and cases"
        raise InputError.single("", message)
    if "hospital" in document and "rooms" not in document:
        message = "holds a hospital with its beds, expected a surgical day with on, rooms and cases"
        raise InputError.single("", message)
    plain = with_minutes(document)
    try:
        return SURGICAL_DAY.validate_json(pydantic_to_json(plain), strict=True)
    except ValidationError as error:
        raise InputError(_all_problems(plain, error, rule_names, weighable)) from error


def _all_problems(
    plain: object, error: ValidationError, rule_names: Collection[str] | None, weighable: Collection[str]
) -> list[InputProblem]:
    """Return what is wrong in form, and what is left without it says against itself; each place once."""
    left, problems = SurgicalSalvage.of(plain), list[InputProblem]()

    def tell(found: Iterable[InputProblem]) -> None:
        told = {problem.path for problem in problems}
        problems.extend(one for one in map(left.original, found) if one.path not in told)

    while True:
        errors = error.errors(include_url=False)
        tell(problems_in_words(errors, left.document, SurgicalDay, whole="Surgical day", clocks=True))
        if not left.take_out(errors):
            return problems
        try:
            day = SURGICAL_DAY.validate_json(pydantic_to_json(left.document), strict=True)
        except ValidationError as next_error:
            error = next_error
            continue
        tell(check_day(day, rule_names=rule_names, weighable=weighable, left_out=left.left_out))
        return problems


def surgical_day_to_json(day: SurgicalDay) -> bytes:
    """Return a day as a UTF-8 JSON document; equal days give equal bytes."""
    return pydantic_to_json(_ordered(SURGICAL_DAY.dump_python(day)), indent=1) + b"\n"


def with_minutes(value: object, key: str = "") -> object:
    """Return a document with every ``*_minute`` written as a clock turned into minutes from midnight."""
    if isinstance(value, dict):
        return {name: with_minutes(inner, str(name)) for name, inner in value.items()}
    if isinstance(value, list):
        return [with_minutes(inner, key) for inner in value]
    if isinstance(value, str) and key.endswith("_minute") and (found := _CLOCK.fullmatch(value)):
        return int(found[1]) * 60 + int(found[2])
    return value


def _ordered(value: object) -> object:
    if isinstance(value, dict):
        return {key: _ordered(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_ordered(inner) for inner in value]
    return sorted(value) if isinstance(value, frozenset) else value
