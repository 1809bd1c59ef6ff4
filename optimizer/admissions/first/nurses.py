"""A nurse for every room and shift, the cheapest at hand, shift by shift."""

import numpy as np

from optimizer.admissions.first.draft import Draft
from optimizer.admissions.search.book import OUT


def assign_nurses(draft: Draft) -> None:
    """Give each occupied room and shift the rostered nurse that adds least to load, skill and continuity costs."""
    data = draft.data
    shifts = 3 * data.days
    in_room: dict[tuple[int, int], list[int]] = {}
    for person in range(data.persons):
        first = int(draft.chosen.day[person])
        if first != OUT:
            for day in range(first, min(data.days, first + int(data.stay[person]))):
                in_room.setdefault((int(draft.chosen.room[person]), day), []).append(person)
    seen = np.zeros((data.persons, data.nurses), bool)
    slack = data.nurse_limit.copy()
    _, skill_points, continuity_points, load_points = data.weight[:4].tolist()
    for shift in range(shifts):
        for room, ward in enumerate(data.ward.tolist()):
            nurses = data.on_duty[ward, shift, : data.on_duty_count[ward, shift]]
            persons = in_room.get((room, shift // 3))
            if not persons:
                continue
            at = [shift - 3 * int(draft.chosen.day[person]) for person in persons]
            work = int(data.workload[persons, at].sum())
            lacking = data.skill[persons, at][:, None] - data.nurse_skill[nurses][None, :]
            points = (
                load_points * (np.maximum(0, work - slack[nurses, shift]) - np.maximum(0, -slack[nurses, shift]))
                + skill_points * np.maximum(0, lacking).sum(axis=0)
                + continuity_points * (~seen[np.array(persons)[:, None], nurses[None, :]]).sum(axis=0)
            )
            nurse = int(nurses[int(points.argmin())])
            draft.chosen.nurse[room, shift] = nurse
            slack[nurse, shift] -= work
            seen[persons, nurse] = True
