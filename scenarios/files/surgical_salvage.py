"""What is left of a surgical day once its broken parts are taken out, so that the others are still checked."""

from collections import defaultdict
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import ErrorDetails

from scenarios.input_problems import InputProblem

SOME_DAY = "2000-01-01"
"""Stands in for a day that is missing or none, so that all else is still checked."""
_LISTS = ("rooms", "cases", "surgeons", "blocks", "staff", "equipment", "beds", "changeovers", "past_cases")
_STAND_INS: dict[str, Any] = {"department": "unknown", "duration": {"median_minutes": 1.0}}
"""Of a case, for what cannot be left out; nothing is wrong with them."""
_OF_THE_DAY = {"zone", "seed", "schema_version"}
"""Fields that a day checks of itself; without them it has its defaults."""


@dataclass(slots=True)
class SurgicalSalvage:
    """A document whose broken parts are taken out, round by round.

    Of a case only the broken fields go, so that its others are checked; other objects go as a whole, since their fields
    make sense together alone, and their names stay known.

    Attributes
    ----------
    document : object
        What is left.
    left_out : dict of str to set of str
        By list, the names of what was taken out.
    positions : dict of str to list of int
        By list that lost objects, where those that are left stood.
    """

    document: Any
    left_out: dict[str, set[str]] = field(default_factory=dict)
    positions: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, document: object) -> "SurgicalSalvage":
        """Return a document from which nothing was taken yet."""
        return cls(deepcopy(document))

    def take_out(self, errors: list[ErrorDetails]) -> bool:
        """Take out what errors lie in; return whether that could be done for all of them."""
        gone: dict[str, set[int]] = defaultdict(set)
        sections: set[str] = set()
        for error in errors:
            match error["loc"]:
                case ("cases", int(number), str(name), *_) if name != "id" and isinstance(self.document["cases"], list):
                    case = self.document["cases"][number]
                    case.pop(name, None)
                    case.update({name: _STAND_INS[name]} if name in _STAND_INS else {})
                case (str(kind), int(number), *_) if kind in _LISTS:
                    gone[kind].add(number)
                case ("settings", str(name), *_):
                    self.document["settings"].pop(name, None)
                case ("on", *_):
                    self.document["on"] = SOME_DAY
                case (str(name), *_) if name in self.document and name != "rooms":
                    sections.add(name)
                case () if _OF_THE_DAY & self.document.keys():
                    self.document = {name: self.document[name] for name in self.document.keys() - _OF_THE_DAY}
                case _:
                    return False
        for name in sections:
            self.document.pop(name)
        for kind, numbers in gone.items():
            self._drop(kind, numbers)
        return bool(self.document.get("rooms"))

    def original(self, problem: InputProblem) -> InputProblem:
        """Return a problem of what is left at the place it has in the whole document."""
        return InputProblem(self._original_path(problem.path), problem.message_with(self._original_path))

    def _drop(self, kind: str, numbers: set[int]) -> None:
        items = self.document[kind]
        before = self.positions.get(kind, list(range(len(items))))
        objects = (items[number] for number in numbers)
        names = (one.get("id") or one.get("skill") for one in objects if isinstance(one, dict))
        self.left_out[kind] = self.left_out.get(kind, set()) | {name for name in names if isinstance(name, str)}
        self.positions[kind] = [at for number, at in enumerate(before) if number not in numbers]
        self.document[kind] = [item for number, item in enumerate(items) if number not in numbers]

    def _original_path(self, path: str) -> str:
        kind, _, rest = path.partition(".")
        number, dot, inner = rest.partition(".")
        positions = {str(now): before for now, before in enumerate(self.positions.get(kind, ()))}
        return f"{kind}.{positions[number]}{dot}{inner}" if number in positions else path
