"""Small generated days bent in many ways at once: hours, blocks, orders, rules at a price, wishes, a published list."""

import random
from dataclasses import replace

from optimizer.operating_rooms.greedy import greedy_plan
from optimizer.operating_rooms.problem import Problem, make_problem
from scenarios.allocation_settings import RuleMode, RuleSetting
from scenarios.generate.surgery import generate_surgical_day
from scenarios.operating_rooms import Block
from scenarios.schedule_settings import ScheduleSettings
from scenarios.surgery import InfectionClass, SurgicalCase
from scenarios.surgical_day import SurgicalDay

QUANTILE = 0.65
WEIGHABLE = ("infected last", "children first", "first of day", "must do", "beds after surgery")
PHYSICAL = ("surgeon in one place", "equipment", "staff on shift", "recovery places")


def odd_problem(seed: int) -> Problem:
    """One to three rooms, three to nine cases."""
    draw = random.Random(seed)
    rooms = draw.choice([1, 2, 2, 3])
    cases = draw.randint(3, 4) * rooms if rooms < 3 else draw.randint(6, 9)
    base = generate_surgical_day(rooms=rooms, cases=cases, seed=seed, load=draw.choice([0.6, 0.9, 1.2]))
    bent = replace(
        base,
        cases=tuple(_case(draw, base, case) for case in base.cases),
        rooms=tuple(
            replace(
                room,
                departments=frozenset() if draw.random() < 0.5 else room.departments,
                takes_infected=draw.random() < 0.1,
                closes_minute=draw.choice([900, 1080]),
                turnover_minutes=draw.choice([20, 30]),
            )
            for room in base.rooms
        ),
        surgeons=tuple(
            replace(
                surgeon,
                from_minute=draw.choice([480, 480, 600]),
                to_minute=draw.choice([1260, 900, 1260]),
                changeover_minutes=draw.choice([0, 15, 30]),
            )
            for surgeon in base.surgeons
        ),
        blocks=_blocks(draw, base),
        settings=_settings(draw, base, rooms),
    )
    if draw.random() < 0.3:
        bent = replace(bent, published=greedy_plan(make_problem(bent, QUANTILE)))
    return make_problem(bent, QUANTILE)


def _case(draw: random.Random, base: SurgicalDay, case: SurgicalCase) -> SurgicalCase:
    return replace(
        case,
        ready_minute=draw.choice([540, 600, 780, 900]) if draw.random() < 0.25 else case.ready_minute,
        first_of_day=draw.random() < 0.15,
        infection=InfectionClass.INFECTED if draw.random() < 0.15 else case.infection,
        age_years=5.0 if draw.random() < 0.25 else case.age_years,
        preferred_room=draw.choice(base.rooms).id if draw.random() < 0.15 else None,
        preferred_start_minute=draw.choice([480, 600, 725]) if draw.random() < 0.1 else None,
        must_do=draw.random() < 0.1,
    )


def _blocks(draw: random.Random, base: SurgicalDay) -> tuple[Block, ...]:
    if draw.random() > 0.4:
        return base.blocks
    room, owner = draw.choice(base.rooms).id, draw.choice(base.cases).department
    kept = tuple(block for block in base.blocks if block.room != room)
    morning = Block(room=room, department=owner, from_minute=480, to_minute=780)
    return (*kept, morning, Block(room=room, from_minute=780, to_minute=1080))


def _settings(draw: random.Random, base: SurgicalDay, rooms: int) -> ScheduleSettings:
    rules = {}
    for name in WEIGHABLE:
        drawn = draw.random()
        if drawn < 0.4:
            weighted = RuleSetting(mode=RuleMode.WEIGHTED, points=draw.choice([20, 300]))
            rules[name] = RuleSetting(mode=RuleMode.OFF) if drawn < 0.15 else weighted
    rules |= {name: RuleSetting(mode=RuleMode.OFF) for name in PHYSICAL if draw.random() < 0.1}
    return replace(
        base.settings,
        rules=rules,
        surgeon_overlap_minutes=draw.choice([0, 0, 20]),
        reserve_minutes=draw.choice([0, 0, 0, 120, 300]),
        reserve_rooms=draw.choice([0, 0, 0, 0, 1]) if rooms > 1 else 0,
        weights=replace(
            base.settings.weights,
            idle=draw.choice([0, 1, 3]),
            overtime=draw.choice([0, 4, 10]),
            long_day=draw.choice([0, 0, 150]),
            patient_waiting=draw.choice([0, 2, 6]),
            room_opened=draw.choice([0, 100, 400]),
            surgeon_waiting=draw.choice([0, 1, 3]),
            wish_minute=draw.choice([0, 0, 1]),
        ),
    )
