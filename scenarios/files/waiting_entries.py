"""What else is wrong with an entry of the waiting list that has cells of the wrong form."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails
from pydantic_core import to_json as pydantic_to_json

from scenarios.coming_weeks import WaitingListEntry
from scenarios.input_problems import InputProblem

AT = ("coming_weeks", "waiting_list")
_ENTRY = TypeAdapter(WaitingListEntry)
_SOUND: dict[str, Any] = {
    "patient": {"id": "unknown", "sex": "female", "age_years": 0.0},
    "surgery_minutes": 1,
    "stay_days": 1,
    "earliest": "2000-01-01",
}
"""Values that nothing is wrong with, for the fields that cannot be left out."""
_NAMES = ("id", "patient", "department", "surgeon", "forbidden_rooms")
"""Fields that name something else, which is looked up."""


def hidden_problems(document: object, errors: Iterable[ErrorDetails]) -> Iterator[InputProblem]:
    """Yield what fields of the right form say wrong in entries that have others of the wrong form.

    An entry with a field of the wrong form is never made, so what it checks of itself would not be told.
    """
    broken: dict[int, set[str]] = defaultdict(set)
    for error in errors:
        match error["loc"]:
            case ("coming_weeks", "waiting_list", int(position), str(field), *_):
                broken[position].add(field)
    for position, fields in broken.items():
        entry = _entry_at(document, position)
        without = fields | ({"due"} if "earliest" in fields else set())
        probe = {name: value for name, value in entry.items() if name not in without}
        probe |= {name: value for name, value in _SOUND.items() if name in fields}
        try:
            _ENTRY.validate_json(pydantic_to_json(probe), strict=True)
        except ValidationError as error:
            for found in error.errors(include_url=False):
                if found["type"] == "value_error":
                    yield InputProblem(".".join((*AT, str(position))), str(found["ctx"]["error"]))


def stand_in(entry: object) -> dict[str, Any] | None:
    """Return an entry that names what a broken one names, and says nothing else; None if its names are broken."""
    if not isinstance(entry, dict):
        return None
    made = {**_SOUND, **{name: entry[name] for name in _NAMES if name in entry}}
    try:
        _ENTRY.validate_json(pydantic_to_json(made), strict=True)
    except ValidationError:
        return None
    return made


def _entry_at(document: object, position: int) -> dict[str, Any]:
    inside: Any = document
    for step in (*AT, position):
        inside = inside[step]
    return inside if isinstance(inside, dict) else {}
