"""Pins of a surgical day that cannot be kept, with what to change; and times of day as messages say them."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from scenarios.input_problems import InputProblem
from scenarios.surgery import SurgicalCase
from scenarios.surgical_day import SurgicalDay


def pin_problems(day: SurgicalDay, cases: Sequence[tuple[int, SurgicalCase]]) -> Iterator[InputProblem]:
    """Find pins outside of a room's hours, in rooms that cannot take the case, and pins that overlap.

    Parameters
    ----------
    day : SurgicalDay
        The day.
    cases : sequence of (int, SurgicalCase)
        Those of its cases, with their positions, whose rooms and surgeons exist.
    """
    for number, case in cases:
        if case.fixed_room is not None and (missing := case.room_equipment - day.room_of[case.fixed_room].equipment):
            text = (
                f"Case {case.id}: pinned to room {case.fixed_room}, which lacks {', '.join(sorted(missing))}, expected "
            )
            yield InputProblem(f"cases.{number}.fixed_room", text + "a room that has it")
    pinned = [(number, case) for number, case in cases if case.fixed_start_minute is not None]
    for number, case in pinned:
        room = day.room_of.get(case.fixed_room or "")
        start = case.fixed_start_minute or 0
        # A case too long for the room has no such start, and is told to be too long.
        last = room.hard_end_minute - shortest_minutes(case) if room else 0
        if room and last >= room.opens_minute and not room.opens_minute <= start <= last:
            text = f"Case {case.id}: pinned to start at {clock(start)} in room {room.id}, expected from "
            text += f"{clock(room.opens_minute)} to {clock(int(last))}"
            yield InputProblem(f"cases.{number}.fixed_start_minute", text)
        if start < case.ready_minute:
            text = f"Case {case.id}: pinned to start at {clock(start)}, expected at or after it is ready at "
            yield InputProblem(f"cases.{number}.fixed_start_minute", text + clock(case.ready_minute))
    for (_, one), (number, other) in combinations(pinned, 2):
        starts = one.fixed_start_minute or 0, other.fixed_start_minute or 0
        if starts[0] + shortest_minutes(one) <= starts[1] or starts[1] + shortest_minutes(other) <= starts[0]:
            continue
        shared = sorted(_needed(one) & _needed(other))
        if one.fixed_room and one.fixed_room == other.fixed_room:
            what = f"room {one.fixed_room}"
        elif shared:
            what = f"surgeon {shared[0]}"
        else:
            continue
        text = f"Case {other.id}: its pin at {clock(starts[1])} overlaps case {one.id} at {clock(starts[0])} for {what}"
        yield InputProblem(f"cases.{number}.fixed_start_minute", f"{text}, expected one after the other")


def _needed(case: SurgicalCase) -> set[str]:
    """Return the surgeons whom a case cannot do without."""
    return {*case.assistants, *(case.surgeons if len(case.surgeons) == 1 else ())}


def shortest_minutes(case: SurgicalCase) -> float:
    """Return the least minutes a case may be planned for."""
    if case.minutes_by_room:
        return min(case.minutes_by_room.values())
    return min(case.duration_with(surgeon).median_minutes for surgeon in case.surgeons or (None,))


def clock(minute: int) -> str:
    """Return a minute of the day as ``08:30``."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
