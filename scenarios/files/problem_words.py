"""What pydantic finds wrong with a document, in plain words that name the object, its value and the expectation."""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from pydantic_core import ErrorDetails

from scenarios.input_problems import InputProblem

_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "datetime_type": "a date and time such as 2025-03-10T08:00:00+08:00",
    "datetime_parsing": "a date and time such as 2025-03-10T08:00:00+08:00",
    "datetime_from_date_parsing": "a date and time such as 2025-03-10T08:00:00+08:00",
    "date_type": "a date such as 2025-03-10",
    "date_parsing": "a date such as 2025-03-10",
    "date_from_datetime_parsing": "a date such as 2025-03-10",
    "date_from_datetime_inexact": "a date such as 2025-03-10",
    "tuple_type": "a list",
    "frozen_set_type": "a list",
    "dict_type": "an object",
    "mapping_type": "an object",
    "dataclass_type": "an object",
}

A_CLOCK = "a time of day such as 08:30, or whole minutes from midnight"

_NOUNS = {
    "departments": "Department",
    "wards": "Ward",
    "rooms": "Room",
    "beds": "Bed",
    "buildings": "Building",
    "age_bands": "Age band",
    "lending": "Lending",
    "clinical_distances": "Clinical distance",
    "walking_distances": "Walking distance",
    "operating_rooms": "Operating room",
    "clinics": "Clinic",
    "exam_devices": "Exam device",
    "stays": "Stay",
    "statuses": "Status",
    "requests": "Request",
    "expected_demand": "Expected demand",
    "overrides": "Lending override",
    "waiting_list": "Waiting list entry",
    "surgeon_days": "Day of surgeon",
    "theatre_days": "Day of operating room",
    "planned_wards": "Planned ward",
    "nurses": "Nurse",
    "nurse_shifts": "Shift of nurse",
    "nursing_loads": "Nursing load",
    "admissions": "Admission",
    "left_for_later": "Entry left for later",
    "nursing": "Nursing",
    "patients": "Patient",
    "occupants": "Occupant",
    "surgeons": "Surgeon",
    "operating_theaters": "Theatre",
    "cases": "Case",
    "blocks": "Block",
    "staff": "Shift",
    "equipment": "Equipment",
    "changeovers": "Changeover",
    "past_cases": "Finished case",
}


def problems_in_words(
    errors: Iterable[ErrorDetails], document: object, root: type, *, whole: str = "Scenario", clocks: bool = False
) -> list[InputProblem]:
    """Return pydantic's errors as problems a user can mend.

    Parameters
    ----------
    errors : iterable of ErrorDetails
        From a ``ValidationError`` on ``document``.
    document : object
        What was validated, parsed.
    root : type
        The dataclass it was validated as.
    whole : str
        What the document itself is called.
    clocks : bool
        Minutes of the day may be written as times.
    """
    return [
        InputProblem(_path(error["loc"]), _message(error, document, root, whole, clocks=clocks)) for error in errors
    ]


def _path(location: tuple[int | str, ...]) -> str:
    return ".".join(str(step) for step in location if step != "[key]")


def _message(error: ErrorDetails, document: object, root: type, whole: str, *, clocks: bool) -> str:
    location = error["loc"]
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    if location and location[-1] == "[key]":
        owner = _owner(location[:-2], document, whole)
        return f"{owner}: unknown {location[-3]} {error['input']!r}, expected {_choices(error)}"
    owner = _owner(location, document, whole)
    field = _field(location)
    if error["type"] == "missing":
        return f"{owner}: {field} is missing, expected a value"
    if error["type"] == "unexpected_keyword_argument":
        return f"{owner}: unknown field {field!r}, expected {_fields(location, root)}"
    expected = _EXPECTED.get(error["type"]) or _choices(error)
    if clocks and field.endswith("_minute"):
        expected = A_CLOCK
    return f"{owner}: {field} {_short(error['input'])}, expected {expected}"


def _field(location: tuple[int | str, ...]) -> str:
    if not location:
        return "document"
    step = location[-1]
    return f"{location[-2]} item {step + 1}" if isinstance(step, int) else step


def _choices(error: ErrorDetails) -> str:
    if error["type"] == "enum":
        return str(error["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")
    return error["msg"].removeprefix("Input should be ").removeprefix("Input should ")


def _owner(location: tuple[int | str, ...], document: object, whole: str) -> str:
    """Name the innermost object around a location: ``Ward W12``, or ``Ward`` when its identity is broken too."""
    owner = whole
    inside: Any = document
    for step, above in zip(location[:-1], (None, *location), strict=False):
        try:
            inside = inside[step]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(inside, dict) and isinstance(step, int):
            owner = f"{_NOUNS.get(str(above), str(above))} {_identity(inside, step)}"
        elif isinstance(inside, dict):
            own = f"{str(step).replace('_', ' ')}"
            owner = own.capitalize() if owner == whole else f"{owner} {own}"
    return owner


def _identity(thing: dict[str, Any], position: int) -> str:
    patient = thing.get("patient")
    known = (
        thing.get("id"),
        thing.get("name"),
        f"of {patient.get('id')}" if isinstance(patient, dict) else None,
        f"of bed {thing['bed']}" if "bed" in thing else None,
        f"{thing['lender']} to {thing['borrower']}" if "lender" in thing and "borrower" in thing else None,
        f"of {thing['department']}" if "department" in thing else None,
    )
    return next((str(one) for one in known if one), f"number {position + 1}")


def _short(value: object, limit: int = 60) -> str:
    text = repr(value)
    return text if len(text) <= limit else text[: limit - 3] + "..."


def _fields(location: tuple[int | str, ...], root: type) -> str:
    """Name the nearest field that exists, or all there are."""
    hint: object = root
    for step in location[:-1]:
        hint = _inner(hint, step)
    names = [field.name for field in fields(hint)] if is_dataclass(hint) else []
    close = get_close_matches(str(location[-1]), names, n=1)
    return f"{close[0]!r}" if close else f"one of {', '.join(names)}"


def _inner(hint: object, step: int | str) -> object:
    if get_origin(hint) in (Union, UnionType):
        hint = next((option for option in get_args(hint) if option is not type(None)), hint)
    if is_dataclass(hint):
        return get_type_hints(hint).get(str(step))
    arguments = get_args(hint)
    if not arguments:
        return None
    return arguments[0] if isinstance(step, int) else arguments[-1]
