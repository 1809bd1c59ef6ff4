"""Plans for days of IHTC-2024 instances, held against the rooms of the instance's own JSON."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from optimizer.beds import allocate
from optimizer.solution import Status
from optimizer.solve import Budget
from scenarios.files import load

INSTANCES = Path(__file__).parents[4] / "shared" / "data" / "ihtc2024" / "instances"
NAMES = [f"i{number:02}" for number in range(1, 21)]

pytestmark = pytest.mark.skipif(not INSTANCES.is_dir(), reason="the IHTC-2024 instances are not in ../shared/data")


def broken_room_rules(instance: dict[str, Any], day: int, rooms: dict[str, str]) -> list[str]:
    """What a day's admissions break of the instance's room rules: one gender a room, capacity, incompatible rooms."""
    people = {one["id"]: one for one in (*instance["occupants"], *instance["patients"])}
    there = {one["id"]: one["room_id"] for one in instance["occupants"] if one["length_of_stay"] > day} | rooms
    in_room = defaultdict(list)
    for name, room in there.items():
        in_room[room].append(people[name])
    capacity = {room["id"]: room["capacity"] for room in instance["rooms"]}
    broken = [f"{room} does not exist" for room in in_room if room not in capacity]
    broken += [f"{room} has {len(lie)} people" for room, lie in in_room.items() if len(lie) > capacity.get(room, 0)]
    broken += [f"{room} mixes" for room, lie in in_room.items() if len({one["gender"] for one in lie}) > 1]
    broken += [
        f"{name} must not lie in {room}"
        for name, room in rooms.items()
        if room in people[name]["incompatible_room_ids"]
    ]
    return broken


@pytest.mark.parametrize("day", [0, 3, 7])
@pytest.mark.parametrize("name", NAMES)
def test_the_plan_of_a_day_breaks_no_room_rule_of_the_instance(name: str, day: int) -> None:
    path = INSTANCES / f"{name}.json"
    instance, scenario = json.loads(path.read_text()), load(path, day=day)
    solution = allocate(scenario, Budget(seconds=60, workers=1, deterministic_time=0.05))
    placed, places = solution.plan.assignments, scenario.hospital.place_of_bed
    that_morning = {each.request: places[each.bed].room.id for each in placed if each.start_minutes == 0}
    by_the_next = {each.request: places[each.bed].room.id for each in placed}

    released = {one["id"] for one in instance["patients"] if one["surgery_release_day"] <= day}
    assert {*by_the_next, *solution.plan.waiting} == released
    assert broken_room_rules(instance, day, that_morning) == []
    assert broken_room_rules(instance, day + 1, by_the_next) == []
    assert (solution.status is Status.OPTIMAL) == (solution.gap == 0)
