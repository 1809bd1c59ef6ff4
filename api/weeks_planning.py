"""What a plan of the coming weeks starts from, and what an accepted one hands on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from api.current_scenario import current_scenario
from api.store.commands.weeks import digest
from api.store.documents import weeks_document
from api.store.live import LiveState
from api.store.refusals import WrongState
from optimizer.admissions.planner import refuse_impossible_pins
from scenarios.admissions.of_scenario import admissions_problem
from scenarios.admissions.plan import Admission
from scenarios.admissions.planned_day import planned_surgical_day
from scenarios.admissions.remaining import remaining_weeks, with_expected_today
from scenarios.check import ScenarioIndex
from scenarios.check.coming_weeks import coming_weeks
from scenarios.coming_weeks import ComingWeeks
from scenarios.input_problems import InputError
from scenarios.scenario import Scenario
from scenarios.surgical_day import SurgicalDay

Pins = Mapping[str, tuple[date, str, str] | None]
"""Entry of the waiting list to day, room and operating room, or None to leave it for later."""


def planning_scenario(live: LiveState, now: datetime) -> Scenario:
    """Return the hospital as it stands with what is left of the coming weeks.

    Raises
    ------
    WrongState
        There are no coming weeks, they are over, or they no longer fit the hospital.
    """
    if live.weeks is None:
        raise WrongState("There are no coming weeks, expected a waiting list")
    today = live.weeks.local(now).date()
    scenario = current_scenario(live, now)
    census = with_expected_today(live.hospital, scenario.census, live.weeks, live.weeks_plan, today)
    here = {stay.patient.id for stay in census.stays}
    weeks = remaining_weeks(live.weeks, live.weeks_plan, today, here)
    if weeks is None:
        raise WrongState("The coming weeks are over, expected a new waiting list")
    return _checked(replace(scenario, census=census, coming_weeks=weeks))


def checked_weeks(live: LiveState, now: datetime, weeks: ComingWeeks) -> None:
    """Refuse coming weeks that contradict the hospital or themselves.

    Raises
    ------
    InputError
        All problems at once.
    """
    _checked(replace(current_scenario(live, now), coming_weeks=weeks))


def _checked(scenario: Scenario) -> Scenario:
    problems = list(coming_weeks(scenario, ScenarioIndex.of(scenario)))
    if problems:
        raise InputError(problems)
    return scenario


def pinned(scenario: Scenario, pins: Pins) -> dict[str, Admission | None]:
    """Return pins as the planner takes them.

    Raises
    ------
    InputError
        Pins that name what is not there, or break a rule among themselves.
    """
    weeks = scenario.coming_weeks
    assert weeks is not None, "a planning scenario has coming weeks"
    found = {
        entry: None if pin is None else Admission(day=weeks.day_index(pin[0]), room=pin[1], theatre=pin[2])
        for entry, pin in pins.items()
    }
    refuse_impossible_pins(admissions_problem(scenario), found)
    return found


def pins_of(settings: Mapping[str, Any]) -> Pins:
    """Return the pins that a job was asked for with."""
    return {
        entry: None if pin is None else (date.fromisoformat(pin["on"]), pin["room"], pin["operating_room"])
        for entry, pin in settings["pins"].items()
    }


def surgical_day(live: LiveState, on: date) -> SurgicalDay:
    """Return the input of the nightly schedule for a day of the accepted plan.

    Raises
    ------
    WrongState
        No plan is accepted, or no operating room is open on that day.
    """
    if live.weeks is None or live.weeks_plan is None:
        raise WrongState("No plan of the coming weeks is accepted, expected one")
    day = planned_surgical_day(live.hospital, live.weeks, live.weeks_plan, on)
    if day is None:
        raise WrongState("No operating room is open on {on}, expected a day of the plan", on=on.isoformat())
    return day


def made_of(live: LiveState) -> str:
    """Return what tells the weeks that a plan is made of from others."""
    assert live.weeks is not None, "a planning scenario was made of them"
    return digest(weeks_document(live.weeks))
