"""Cross-object checks of a surgical day: all that is wrong, each with its place and what to change."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from scenarios.allocation_settings import RuleMode
from scenarios.check.index import unknown
from scenarios.input_problems import InputError, InputProblem
from scenarios.operating_rooms import MovableEquipment, StaffedRoom
from scenarios.surgery import Surgeon, SurgicalCase
from scenarios.surgery_pin_check import clock, pin_problems, shortest_minutes
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
    day: SurgicalDay,
    *,
    rule_names: Collection[str] | None = None,
    weighable: Collection[str] = (),
    left_out: Mapping[str, Collection[str]] = MappingProxyType({}),
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
    left_out : mapping of str to collection of str
        By list, names of objects that are not in the day because they are broken in themselves: they may be named.
    """
    sound = [(number, case) for number, case in enumerate(day.cases) if _names_what_is_there(day, case)]
    return [
        *_repeated(day),
        *_references(day, left_out),
        *_blocks(day),
        *_rules(day, rule_names, weighable),
        *_chains(day),
        *_beyond_authority(day, sound),
        *(() if "rooms" in left_out else _impossible(day, sound)),
        *pin_problems(day, sound),
    ]


def _names_what_is_there(day: SurgicalDay, case: SurgicalCase) -> bool:
    """Return whether what follows can look up whom and which room a case names."""
    rooms = {case.fixed_room, case.preferred_room, *case.minutes_by_room} - {None}
    return rooms <= day.room_of.keys() and {*case.surgeons, *case.assistants} <= day.surgeon_of.keys()


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
                text = f"{item.id} is defined twice, first at {kind}.{first[item.id]}, expected once"
                yield InputProblem(f"{kind}.{number}.id", text)
            first.setdefault(item.id, number)
    yield from _given_twice("changeovers", [f"{one.from_department} to {one.to_department}" for one in day.changeovers])
    yield from _given_twice("beds", [f"{one.level_of_care} of {one.department or 'everyone'}" for one in day.beds])


def _given_twice(kind: str, names: Sequence[str]) -> Problems:
    first: dict[str, int] = {}
    for number, name in enumerate(names):
        if first.setdefault(name, number) != number:
            text = f"{kind} {name} are given twice, first at {kind}.{first[name]}, expected once"
            yield InputProblem(f"{kind}.{number}", text)


def _references(day: SurgicalDay, left_out: Mapping[str, Collection[str]]) -> Problems:
    beside = {kind: set(left_out.get(kind, ())) for kind in ("rooms", "surgeons", "equipment", "cases")}
    rooms, surgeons = day.room_of.keys() | beside["rooms"], day.surgeon_of.keys() | beside["surgeons"]
    cases = day.case_of.keys() | beside["cases"]
    equipment = {item.id for item in day.equipment} | beside["equipment"]
    skills = {shift.skill for shift in day.staff} if "staff" not in left_out else set()
    fixed = {name for room in day.rooms for name in room.equipment}
    for number, case in enumerate(day.cases):
        wanted: list[tuple[str, str, Sequence[str | None], set[str]]] = [
            ("surgeons", "surgeon", case.surgeons, surgeons),
            ("assistants", "surgeon", case.assistants, surgeons),
            ("equipment", "equipment", sorted(case.equipment), equipment),
            ("room_equipment", "room equipment", () if beside["rooms"] else sorted(case.room_equipment), fixed),
            ("fixed_room", "room", (case.fixed_room,), rooms),
            ("preferred_room", "room", (case.preferred_room,), rooms),
            ("minutes_by_room", "room", list(case.minutes_by_room), rooms),
            ("after", "case", (case.after,), cases),
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
    on_list = Counter(planned.case for planned in day.published.cases) if day.published else Counter()
    for case_id in sorted(name for name, count in on_list.items() if count > 1):
        yield InputProblem("published.cases", f"case {case_id} stands {on_list[case_id]} times, expected once")
    for number, planned in enumerate(day.published.cases if day.published else ()):
        if planned.surgeon is not None and planned.surgeon not in surgeons:
            text = unknown(f"Published case {planned.case}", "surgeon", planned.surgeon, "surgeon", surgeons)
            yield InputProblem(f"published.cases.{number}.surgeon", text)
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
                hours = f"{clock(block.from_minute)}-{clock(block.to_minute)}"
                text = f"block {hours} of room {room.id}, expected within its hours "
                text += f"{clock(room.opens_minute)}-{clock(room.hard_end_minute)}"
                yield InputProblem(f"blocks.{number}", text)
        for (first, _), (second, number) in pairwise(own):
            if second.from_minute < first.to_minute:
                text = f"block of {second.department} in room {room.id} from {clock(second.from_minute)} overlaps "
                text += f"that of {first.department} until {clock(first.to_minute)}, expected one owner at a time"
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
        while current is not None and current in day.case_of and current not in seen:
            seen.append(current)
            current = day.case_of[current].after
        if current == case.id:
            text = f"Case {case.id} waits for itself by way of {' -> '.join([*seen, case.id])}, expected an order"
            yield InputProblem(f"cases.{number}.after", text)


def _beyond_authority(day: SurgicalDay, cases: Iterable[tuple[int, SurgicalCase]]) -> Problems:
    """Find cases that nobody they name may lead, or that must be done and may not yet."""
    for number, case in cases:
        grades = {name: day.surgeon_of[name].authorised_grade for name in case.surgeons}
        if grades and max(grades.values()) < case.grade:
            text = f"Case {case.id}: grade {case.grade} is above the authority of every surgeon it names ("
            text += ", ".join(f"{name}: {grade}" for name, grade in grades.items())
            yield InputProblem(f"cases.{number}.surgeons", text + "), expected one who is authorised for it")
        if case.must_do and case.grade == 4 and not case.discussed:
            text = f"Case {case.id}: must be done, but it is grade 4 and its multidisciplinary discussion is not "
            yield InputProblem(f"cases.{number}.discussed", text + "recorded, expected discussed true")


def _impossible(day: SurgicalDay, cases: Iterable[tuple[int, SurgicalCase]]) -> Problems:
    """Find cases that no room can take, whatever else is on the list, and a reserve that is never there."""
    kept, rooms = day.settings.reserve_rooms, sum(room.for_emergencies for room in day.rooms)
    if kept > rooms:
        text = f"reserve_rooms {kept}, expected at most the {rooms} rooms for emergencies"
        yield InputProblem("settings.reserve_rooms", text)
    regular = sum(room.closes_minute - room.opens_minute for room in day.rooms)
    if day.settings.reserve_minutes > regular:
        text = f"reserve_minutes {day.settings.reserve_minutes}, expected at most the {regular} regular minutes "
        yield InputProblem("settings.reserve_minutes", text + "of all rooms")
    longest = max(room.hard_end_minute - room.opens_minute for room in day.rooms)
    for number, case in cases:
        if case.room_equipment and not any(case.room_equipment <= room.equipment for room in day.rooms):
            text = f"Case {case.id}: no single room has {', '.join(sorted(case.room_equipment))}, expected one"
            yield InputProblem(f"cases.{number}.room_equipment", text)
        minutes = shortest_minutes(case)
        latest = max(room.hard_end_minute for room in day.rooms) - minutes
        if minutes > longest:
            text = f"Case {case.id}: {minutes:.0f} minutes, expected at most the {longest} from opening to the "
            yield InputProblem(f"cases.{number}.duration", text + "hard end; shorten it or staff a room for longer")
        elif case.ready_minute > latest:
            text = f"Case {case.id}: ready from {clock(case.ready_minute)}, expected at most {clock(int(latest))}"
            yield InputProblem(f"cases.{number}.ready_minute", text)
