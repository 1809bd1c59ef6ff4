"""A surgical day cut down to what PyJobShop can say: rooms, turnover and changeover, surgeons; the last end counts."""

from dataclasses import replace

from pyjobshop import Model
from pyjobshop import solve as pyjobshop_solve

from optimizer.operating_rooms.problem import Problem, make_problem
from scenarios.patients import Urgency
from scenarios.schedule_settings import ScheduleSettings, ScheduleWeights
from scenarios.surgery import InfectionClass
from scenarios.surgical_day import SurgicalDay

HORIZON_MINUTES = 48 * 60


def shop_of_day(day: SurgicalDay) -> SurgicalDay:
    """Return the day without everything else; cases that no room takes are left out, and all others must be done.

    Rooms never close, and surgeons have no changeover of their own: PyJobShop's renewable resources have none.
    """
    weights = ScheduleWeights(
        postponed=dict.fromkeys(Urgency, 0),
        late_day=0,
        overtime=0,
        idle=0,
        patient_waiting=0,
        room_opened=0,
        surgeon_waiting=0,
        makespan=1,
    )
    cases = tuple(
        replace(
            case,
            must_do=True,
            grade=1,
            surgeons=case.surgeons[:1],
            infection=InfectionClass.CLEAN,
            first_of_day=False,
            ready_minute=0,
            equipment=frozenset(),
            staff={},
            recovery_minutes=0,
            bed_after=None,
        )
        for case in day.cases
    )
    rooms = tuple(replace(room, closes_minute=HORIZON_MINUTES, hard_end_minute=HORIZON_MINUTES) for room in day.rooms)
    surgeons = tuple(replace(one, changeover_minutes=0, to_minute=HORIZON_MINUTES) for one in day.surgeons)
    shop = replace(
        day,
        cases=cases,
        rooms=rooms,
        surgeons=surgeons,
        blocks=tuple(block for block in day.blocks if block.from_minute == day.rooms[0].opens_minute),
        staff=(),
        equipment=(),
        beds=(),
        recovery=None,
        settings=ScheduleSettings(planning_quantile=0.65, children_first_under_years=0, weights=weights),
    )
    possible = {mode.case for mode in make_problem(shop).modes}
    return replace(shop, cases=tuple(case for number, case in enumerate(cases) if number in possible))


def pyjobshop_makespan(problem: Problem, *, seconds: float, workers: int) -> float | None:
    """Return PyJobShop's last end in minutes from midnight; None when it finds nothing in time."""
    day = problem.day
    model = Model()
    machines = [model.add_machine() for _ in day.rooms]
    surgeons = [model.add_renewable(capacity=1) for _ in day.surgeons]
    tasks = [model.add_task(earliest_start=day.rooms[0].opens_minute) for _ in day.cases]
    for mode in problem.modes:
        if mode.surgeon >= 0:
            model.add_mode(tasks[mode.case], [machines[mode.room], surgeons[mode.surgeon]], mode.minutes, [0, 1])
        else:
            model.add_mode(tasks[mode.case], machines[mode.room], mode.minutes)
    allowed: list[set[int]] = [set() for _ in day.rooms]
    for mode in problem.modes:
        allowed[mode.room].add(mode.case)
    for room, cases in enumerate(allowed):
        for first in cases:
            for second in cases - {first}:
                gap = problem.turnover(first, room) + problem.changeover(first, second)
                model.add_setup_time(machines[room], tasks[first], tasks[second], gap)
    result = pyjobshop_solve(model.data(), time_limit=seconds, num_workers=workers, display=False)
    return float(result.objective) if result.best.tasks else None
