"""Flexible job-shop instances as surgical days: a job is a patient, tasks are cases in order, machines are rooms."""

from datetime import date
from pathlib import Path

from scenarios.allocation_settings import RuleMode, RuleSetting
from scenarios.files.text import read_bytes, utf8
from scenarios.input_problems import InputError
from scenarios.operating_rooms import StaffedRoom
from scenarios.patients import Urgency
from scenarios.schedule_settings import ScheduleSettings, ScheduleWeights
from scenarios.surgery import SurgicalCase
from scenarios.surgical_day import SurgicalDay


def read_flexible_job_shop(path: Path | str) -> SurgicalDay:
    """Return an instance as a day on which every case must be done and only the last end counts.

    The file holds: jobs; machines; tasks of each job; then one line a task with its minutes on each machine, 0 where
    it is not allowed. Tasks of a job follow each other.

    Raises
    ------
    InputError
        The file does not hold what it announces.
    """
    path = Path(path)
    words = utf8(read_bytes(path), path.name).split()
    if not all(word.isdigit() for word in words) or len(words) < 3:
        raise InputError.single(path.name, "holds other than whole numbers, expected jobs, machines, tasks, minutes")
    numbers = [int(word) for word in words]
    jobs, machines = numbers[:2]
    tasks = numbers[2 : 2 + jobs]
    minutes = numbers[2 + jobs :]
    if len(minutes) != sum(tasks) * machines:
        text = f"{len(minutes)} minutes, expected {sum(tasks)} tasks x {machines} machines = {sum(tasks) * machines}"
        raise InputError.single(path.name, text)
    rows = [minutes[start : start + machines] for start in range(0, len(minutes), machines)]
    horizon = sum(max(row) for row in rows)
    rooms = tuple(
        StaffedRoom(
            id=f"M{number + 1}",
            opens_minute=0,
            closes_minute=horizon,
            hard_end_minute=horizon,
            turnover_minutes=0,
            infected_turnover_minutes=0,
        )
        for number in range(machines)
    )
    return SurgicalDay(on=date(2026, 1, 1), rooms=rooms, cases=_cases(tasks, rows), settings=_makespan_only())


def _cases(tasks: list[int], rows: list[list[int]]) -> tuple[SurgicalCase, ...]:
    cases, row = [], iter(rows)
    for job, count in enumerate(tasks, start=1):
        for task in range(1, count + 1):
            allowed = {f"M{number + 1}": minutes for number, minutes in enumerate(next(row)) if minutes}
            cases.append(
                SurgicalCase(
                    id=f"J{job}T{task}",
                    department="shop",
                    minutes_by_room=allowed,
                    must_do=True,
                    after=f"J{job}T{task - 1}" if task > 1 else None,
                )
            )
    return tuple(cases)


def _makespan_only() -> ScheduleSettings:
    off = ("children first", "infected last", "first of day", "emergency reserve")
    return ScheduleSettings(
        planning_quantile=0.5,
        rules={name: RuleSetting(mode=RuleMode.OFF) for name in off},
        weights=ScheduleWeights(
            postponed=dict.fromkeys(Urgency, 0),
            late_day=0,
            overtime=0,
            idle=0,
            patient_waiting=0,
            room_opened=0,
            surgeon_waiting=0,
            makespan=1,
        ),
    )
