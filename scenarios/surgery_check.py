"""Cross-object checks of a surgical day: all that is wrong, each with its place and what to change."""

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations, pairwise

from scenarios.allocation_settings import RuleMode
from scenarios.check.index import unknown
from scenarios.input_problems import InputError, InputProblem
from scenarios.operating_rooms import MovableEquipment, StaffedRoom
from scenarios.surgery import Surgeon, SurgicalCase
from scenarios.surgical_day import SurgicalDay

Problems = Iterator[InputProblem]


def checked_day(
    day: SurgicalDay, *, rule_names: Collection[str] | None = None, weighable: Collection[str] = ()
) -> SurgicalDay:
    """Return a day in which all objects agree.

    Raises
    ------
    InputError
        All problems at once.
    """
    problems = check_day(day, rule_names=rule_names, weighable=weighable)
    if problems:
        raise InputError(problems)
    return day


def check_day(
    day: SurgicalDay, *, rule_names: Collection[str] | None = None, weighable: Collection[str] = ()
) -> list[InputProblem]:
    """Return everything that the objects of a day say against each other.

    Parameters
    ----------
    day : SurgicalDay
        Each of its objects is sound in itself.
    rule_names : collection of str, optional
        Names that the settings may use; None leaves them unchecked.
    weighable : collection of str
        Of those, the ones that may be weighted.
    """
    found = [*_repeated(day), *_references(day), *_blocks(day), *_rules(day, rule_names, weighable)]
    if found:
        # What follows looks things up by name, and would stumble over the problems already told.
        return found
    return [*_chains(day), *_impossible(day), *_pins(day)]


def _repeated(day: SurgicalDay) -> Problems:
    parts: tuple[tuple[str, Sequence[SurgicalCase | StaffedRoom | Surgeon | MovableEquipment]], ...] = (
        ("cases", day.cases),
        ("rooms", day.rooms),
        ("surgeons", day.surgeons),
        ("equipment", day.equipment),
    )
    for kind, items in parts:
        first: dict[str, int] = {}
        for number, item in enumerate(items):
            if item.id in first:
                text = f"{item.id} is defined twice, first as {kind}.{first[item.id]}, expected once"
                yield InputProblem(f"{kind}.{number}.id", text)
            first.setdefault(item.id, number)


def _references(day: SurgicalDay) -> Problems:
    rooms, surgeons = set(day.room_of), set(day.surgeon_of)
    equipment = {item.id for item in day.equipment}
    skills = {shift.skill for shift in day.staff}
    fixed = {name for room in day.rooms for name in room.equipment}
    for number, case in enumerate(day.cases):
        wanted: list[tuple[str, str, Sequence[str | None], set[str]]] = [
            ("surgeons", "surgeon", case.surgeons, surgeons),
            ("assistants", "surgeon", case.assistants, surgeons),
            ("equipment", "equipment", sorted(case.equipment), equipment),
            ("room_equipment", "room equipment", sorted(case.room_equipment), fixed),
            ("fixed_room", "room", (case.fixed_room,), rooms),
            ("preferred_room", "room", (case.preferred_room,), rooms),
            ("minutes_by_room", "room", list(case.minutes_by_room), rooms),
            ("after", "case", (case.after,), set(day.case_of)),
            ("staff", "skill", list(case.staff) if skills else (), skills),
        ]
        for field, kind, values, known in wanted:
            for value in values:
                if value is not None and value not in known:
                    text = unknown(f"Case {case.id}", field, value, kind, known)
                    yield InputProblem(f"cases.{number}.{field}", text)
    for number, block in enumerate(day.blocks):
        if block.room not in rooms:
            yield InputProblem(f"blocks.{number}.room", unknown("Block", "room", block.room, "room", rooms))
    for number, planned in enumerate(day.published.cases if day.published else ()):
        if planned.room not in rooms:
            text = unknown(f"Published case {planned.case}", "room", planned.room, "room", rooms)
            yield InputProblem(f"published.cases.{number}.room", text)


def _blocks(day: SurgicalDay) -> Problems:
    for room in day.rooms:
        own = sorted(
            ((block, number) for number, block in enumerate(day.blocks) if block.room == room.id),
            key=lambda pair: pair[0].from_minute,
        )
        for block, number in own:
            if block.to_minute > room.hard_end_minute or block.from_minute < room.opens_minute:
                text = f"block {block.from_minute}-{block.to_minute} of room {room.id}, expected within its hours "
                yield InputProblem(f"blocks.{number}", text + f"{room.opens_minute}-{room.hard_end_minute}")
        for (first, _), (second, number) in pairwise(own):
            if second.from_minute < first.to_minute:
                text = f"block of {second.department} in room {room.id} from minute {second.from_minute} overlaps that "
                text += f"of {first.department} until {first.to_minute}, expected one owner at a time"
                yield InputProblem(f"blocks.{number}", text)


def _rules(day: SurgicalDay, names: Collection[str] | None, weighable: Collection[str]) -> Problems:
    for name, setting in day.settings.rules.items() if names is not None else ():
        if name not in (names or ()):
            text = unknown("Schedule settings", "rules", name, "rule", names or ())
            yield InputProblem(f"settings.rules.{name}", text)
        elif setting.mode is RuleMode.WEIGHTED and name not in weighable:
            text = f"rule {name!r} weighted, expected hard or off: it is physical or leaves out rooms; "
            yield InputProblem(f"settings.rules.{name}", text + f"{', '.join(sorted(weighable))} may be weighted")


def _chains(day: SurgicalDay) -> Problems:
    """Find cases that wait for each other in a circle."""
    for number, case in enumerate(day.cases):
        seen, current = [case.id], case.after
        while current is not None and current not in seen:
            seen.append(current)
            current = day.case_of[current].after
        if current == case.id:
            text = f"Case {case.id} waits for itself by way of {' -> '.join([*seen, case.id])}, expected an order"
            yield InputProblem(f"cases.{number}.after", text)


def _impossible(day: SurgicalDay) -> Problems:
    """Find cases that no room or surgeon can take, whatever else is on the list."""
    longest = max(room.hard_end_minute - room.opens_minute for room in day.rooms)
    for number, case in enumerate(day.cases):
        minutes = _shortest(case)
        if minutes > longest:
            text = f"Case {case.id}: {minutes:.0f} minutes, expected at most the {longest} from opening to the "
            yield InputProblem(f"cases.{number}.duration", text + "hard end; shorten it or staff a room for longer")
        grades = {name: day.surgeon_of[name].authorised_grade for name in case.surgeons}
        if grades and max(grades.values()) < case.grade:
            text = f"Case {case.id}: grade {case.grade} is above the authority of every surgeon it names ("
            text += ", ".join(f"{name}: {grade}" for name, grade in grades.items())
            yield InputProblem(f"cases.{number}.surgeons", text + "), expected one who is authorised for it")
        if case.room_equipment and not any(case.room_equipment <= room.equipment for room in day.rooms):
            text = f"Case {case.id}: no single room has {', '.join(sorted(case.room_equipment))}, expected one"
            yield InputProblem(f"cases.{number}.room_equipment", text)
        if case.must_do and case.grade == 4 and not case.discussed:
            text = f"Case {case.id}: must be done, but it is grade 4 and its multidisciplinary discussion is not "
            yield InputProblem(f"cases.{number}.discussed", text + "recorded, expected discussed true")
        latest = max(room.hard_end_minute for room in day.rooms) - minutes
        if case.ready_minute > latest:
            text = f"Case {case.id}: ready from minute {case.ready_minute}, expected at most {latest:.0f}"
            yield InputProblem(f"cases.{number}.ready_minute", text)


def _pins(day: SurgicalDay) -> Problems:
    """Find pins outside of a room's hours, and pins that overlap in a room or for a surgeon."""
    pinned = [(number, case) for number, case in enumerate(day.cases) if case.fixed_start_minute is not None]
    for number, case in pinned:
        room = day.room_of.get(case.fixed_room or "")
        start = case.fixed_start_minute or 0
        if room and not room.opens_minute <= start <= room.hard_end_minute - _shortest(case):
            text = f"Case {case.id}: pinned to start at minute {start} in room {room.id}, expected from "
            text += f"{room.opens_minute} to {room.hard_end_minute - _shortest(case):.0f}"
            yield InputProblem(f"cases.{number}.fixed_start_minute", text)
        if start < case.ready_minute:
            text = f"Case {case.id}: pinned to minute {start}, expected at or after it is ready at {case.ready_minute}"
            yield InputProblem(f"cases.{number}.fixed_start_minute", text)
    for (_, one), (number, other) in combinations(pinned, 2):
        starts = one.fixed_start_minute or 0, other.fixed_start_minute or 0
        if starts[0] + _shortest(one) <= starts[1] or starts[1] + _shortest(other) <= starts[0]:
            continue
        what = ""
        if one.fixed_room and one.fixed_room == other.fixed_room:
            what = f"room {one.fixed_room}"
        elif len(one.surgeons) == 1 and one.surgeons == other.surgeons:
            what = f"surgeon {one.surgeons[0]}"
        if what:
            text = f"Case {other.id}: its pin at minute {starts[1]} overlaps case {one.id} at {starts[0]} for {what}, "
            yield InputProblem(f"cases.{number}.fixed_start_minute", text + "expected one after the other")


def _shortest(case: SurgicalCase) -> float:
    """Return the least minutes a case may be planned for."""
    if case.minutes_by_room:
        return min(case.minutes_by_room.values())
    return min(case.duration_with(surgeon).median_minutes for surgeon in case.surgeons or (None,))
