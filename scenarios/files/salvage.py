"""What can still be checked of a document whose form is broken in places, so that all problems are told at once."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic_core import ErrorDetails

from scenarios.check import CHECKS, ScenarioIndex
from scenarios.check.beds_in_use import beds_in_use
from scenarios.check.coming_weeks import coming_weeks
from scenarios.check.consistency import consistency
from scenarios.files.waiting_entries import AT, stand_in
from scenarios.input_problems import InputProblem
from scenarios.scenario import Scenario

Location = tuple[int | str, ...]

_LISTS = {
    "departments", "wards", "rooms", "beds", "lending", "clinical_distances", "buildings", "walking_distances",
    "age_bands", "operating_rooms", "clinics", "exam_devices", "stays", "statuses", "requests", "expected_demand",
    "overrides", "waiting_list", "surgeon_days", "theatre_days", "nurses", "nurse_shifts", "nursing_loads",
    "planned_wards",
}  # fmt: skip


@dataclass(slots=True)
class Salvage:
    """A document with its broken parts taken out.

    Attributes
    ----------
    document : object
        What is left.
    removed : list of tuple
        Locations of what was taken out, in the document as it was.
    kept : dict of tuple to list of int
        For each list that lost items: the positions, as they were, of those that are left.
    names : dict of str to set of str
        Identities in what was taken out, by the list they stood in; they still count as known.
    """

    document: Any
    removed: list[Location] = field(default_factory=list)
    kept: dict[Location, list[int]] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)

    def checks(self, scenario: Scenario) -> list[InputProblem]:
        """Return what the sound parts say against each other, at the places they had before."""
        known = ScenarioIndex.of(scenario)
        index = replace(
            known, **{kind: getattr(known, kind) | names for kind, names in self.names.items() if hasattr(known, kind)}
        )
        lists = {step for location in self.removed for step in location if isinstance(step, str)}
        skipped = set()
        if "stays" in lists:
            skipped.add(beds_in_use)
        if "hospital" in lists:
            skipped.add(consistency)
        if any(location[:1] == AT[:1] and location[:2] != AT for location in self.removed):
            skipped.add(coming_weeks)
        found = (problem for one in CHECKS if one not in skipped for problem in one(scenario, index))
        return [InputProblem(self.original_path(problem.path), problem.message) for problem in found]

    def original_path(self, path: str) -> str:
        """Return the path that a part had before other parts were taken out."""
        was: Location = ()
        for step in path.split("."):
            positions = self.kept.get(was)
            was = (
                *was,
                positions[int(step)] if positions and step.isdigit() else int(step) if step.isdigit() else step,
            )
        return ".".join(str(step) for step in was)


def salvage(document: object, errors: list[ErrorDetails]) -> Salvage:
    """Return a document without the smallest parts that errors lie in: list items, or fields outside of lists."""
    left = Salvage(document)
    for error in errors:
        location = error["loc"]
        if error["type"] != "unexpected_keyword_argument":
            inner = max((at for at, step in enumerate(location) if _is_item(location, at, step)), default=None)
            location = location[: inner + 1] if inner is not None else location
        left.removed.append(location)
    broken: dict[Location, set[int | str]] = defaultdict(set)
    for location in left.removed:
        if location:
            broken[location[:-1]].add(location[-1])
    left.document = _without(document, (), broken, left)
    return left


def _is_item(location: Location, at: int, step: int | str) -> bool:
    return isinstance(step, int) and at > 0 and location[at - 1] in _LISTS


def _without(part: object, location: Location, broken: Mapping[Location, set[int | str]], left: Salvage) -> object:
    removed = broken.get(location, set())
    if isinstance(part, dict):
        return {
            key: _without(inner, (*location, key), broken, left) for key, inner in part.items() if key not in removed
        }
    if isinstance(part, list) and location and location[-1] in _LISTS:
        for position in removed:
            _note_names(part[int(position)], str(location[-1]), left.names)
        named = {position: stand_in(part[int(position)]) for position in removed} if location == AT else {}
        kept = [at for at in range(len(part)) if at not in removed or named.get(at) is not None]
        if removed:
            left.kept[location] = kept
        return [named.get(at) or _without(part[at], (*location, at), broken, left) for at in kept]
    return part


def _note_names(part: object, kind: str, names: dict[str, set[str]]) -> None:
    if not isinstance(part, dict):
        return
    name = part.get("name" if kind == "age_bands" else "id")
    if isinstance(name, str):
        names.setdefault(kind, set()).add(name)
    for inner_kind in ("rooms", "beds"):
        inner = part.get(inner_kind)
        for one in inner if isinstance(inner, list) else ():
            _note_names(one, inner_kind, names)
