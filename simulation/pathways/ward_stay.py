"""What every inpatient goes through: getting a bed, staying on the ward, and going home."""

from scenarios.events import EventKind
from scenarios.patients import RequestSource
from simulation.beds.case import Case
from simulation.beds.layout import LEVELS
from simulation.calendar import DAY
from simulation.engine.journeys import Decided, Journey, Steps
from simulation.event_log import KINDS, SOURCES
from simulation.needs import HDU, ICU
from simulation.world import World

IMMEDIATE, URGENT, SOON, PLANNED = 1.0, 2.0, 3.0, 4.0
"""Priorities of bed requests, as the urgency classes of the live allocation."""

EMERGENCY, ELECTIVE, STEP_DOWN, RECOVERY = (
    SOURCES.index(source)
    for source in (
        RequestSource.EMERGENCY,
        RequestSource.ELECTIVE,
        RequestSource.ICU_STEP_DOWN,
        RequestSource.RECOVERY,
    )
)
REQUESTED, CANCELLED, ADMITTED, MOVED, ORDERED, LEFT, CLEANING, CLEANED = (
    KINDS.index(kind)
    for kind in (
        EventKind.BED_REQUESTED,
        EventKind.CANCELLED,
        EventKind.ADMITTED,
        EventKind.MOVED,
        EventKind.DISCHARGE_ORDERED,
        EventKind.LEFT,
        EventKind.CLEANING_STARTED,
        EventKind.CLEANED,
    )
)
TRANSPORT_MINUTES = 15.0
"""A porter's way with a patient. Assumption."""

WITH_PORTER = 0.4
"""Share of patients who are brought to the door. Assumption."""


def ask_for_bed(world: World, case: Case, priority: float, source: int, patience: float | None = None) -> Decided:
    """Ask for a bed and wait for it; gives whether there was one in time. The bed is then held."""
    log, clock = world.log, world.clock
    log.add(clock._now, REQUESTED, case, -1, source)
    world.tell(case, f"asks for a bed ({LEVELS[case.level].value})")
    asked = clock._now
    request = (world.board, case, priority) if patience is None else (world.board, case, priority, patience)
    granted: bool = yield request
    if not granted:
        log.add(clock._now, CANCELLED, case, -1)
    elif case.level in (ICU, HDU):
        world.notes.note("critical_care_wait", clock._now, clock._now - asked)
    return granted


def lie_down(world: World, case: Case, old_bed: int = -1) -> Steps:
    """Be brought to the bed that is held, and leave the old one."""
    porters = world.porters
    yield porters, 1
    yield TRANSPORT_MINUTES
    porters.release()
    now = world.clock._now
    world.log.add(now, ADMITTED if old_bed < 0 else MOVED, case, case.bed)
    world.tell(case, f"lies in {world.bed_words(case)}")
    if old_bed >= 0:
        free_bed(world, case, old_bed)


def free_bed(world: World, case: Case, bed: int) -> None:
    """Leave a bed and have it cleaned."""
    world.board.leave(case, bed)
    Journey(world.clock, _clean(world, bed, case.isolation > 0, case.cohort.chance[case.index][3]))


def _clean(world: World, bed: int, terminal: bool, chance: float) -> Steps:
    cleaners = world.cleaners
    hospital = world.settings.hospital
    yield cleaners, 0
    world.log.add(world.clock._now, CLEANING, None, bed)
    yield (hospital.terminal_cleaning_minutes if terminal else hospital.cleaning_minutes) * (0.6 + 0.8 * chance)
    cleaners.release()
    world.log.add(world.clock._now, CLEANED, None, bed)
    world.board.cleaned(bed)


def recover_and_go(world: World, case: Case, minutes: float) -> Steps:
    """Stay on the ward until fit, then be discharged."""
    minutes = max(minutes, 0.0)
    case.expected_leave = world.clock._now + minutes + world.discharge_lead
    yield minutes
    yield from go_home(world, case)


def go_home(world: World, case: Case) -> Steps:
    """Go through the discharge: round, papers and medicines, lounge or bed, transport."""
    clock, settings = world.clock, world.settings.discharge
    cohort, index = case.cohort, case.index
    fit = clock._now
    yield minutes_to_round(world, fit, cohort.chance[index][0])
    world.log.add(clock._now, ORDERED, case, case.bed)
    world.tell(case, "is told on the round to go home")
    papers = world.papers_minutes(cohort.papers[index])
    if world.lounge_is_open() and world.lounge.busy < world.lounge.capacity and not case.isolation:
        yield world.lounge, 0
        waited = min(settings.to_lounge_minutes, papers)
        yield waited
        _leave(world, case, fit)
        yield papers - waited
        world.lounge.release()
        return
    yield papers
    if cohort.chance[index][1] < WITH_PORTER:
        yield world.porters, 2
        yield TRANSPORT_MINUTES
        world.porters.release()
    _leave(world, case, fit)


def minutes_to_round(world: World, now: float, chance: float) -> float:
    """Return how long it takes to the round on which a patient who is fit now is discharged.

    On a day off only some patients are; the chance says whether this one.
    """
    settings, calendar = world.settings.discharge, world.calendar
    day = int(now // DAY)
    if now - day * DAY > settings.round_minute:
        day += 1
    workdays = calendar.is_workday
    if day < len(workdays) and not workdays[day] and chance >= settings.weekend_share:
        day = int(calendar.next_workday[min(day, len(calendar.next_workday) - 1)])
    return day * DAY + settings.round_minute - now


def _leave(world: World, case: Case, fit: float) -> None:
    clock = world.clock
    world.log.add(clock._now, LEFT, case, case.bed)
    world.tell(case, "leaves the bed")
    world.notes.note("blocked_hours", clock._now, (clock._now - fit) / 60)
    free_bed(world, case, case.bed)


def leave_day_ward(world: World, case: Case) -> None:
    """Go home on the day of surgery; there is no round, so nothing to be delayed after it."""
    world.log.add(world.clock._now, LEFT, case, case.bed)
    world.tell(case, "goes home on the same day")
    free_bed(world, case, case.bed)
