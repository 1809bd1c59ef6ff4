"""What a plan of the coming weeks starts from, and what an accepted one hands on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from api.current_scenario import current_scenario
from api.operating_rooms.tonight import beds_tonight
from api.store.commands.weeks import digest
from api.store.documents import weeks_document
from api.store.live import LiveState
from api.store.refusals import WrongState
from optimizer.admissions.planner import refuse_impossible_pins
from optimizer.admissions.wishes import with_wishes
from scenarios.admissions.of_scenario import admissions_problem
from scenarios.admissions.plan import Admission
from scenarios.admissions.planned_day import planned_surgical_day
from scenarios.admissions.problem import AdmissionsProblem
from scenarios.admissions.remaining import remaining_weeks, with_expected_today
from scenarios.check import ScenarioIndex
from scenarios.check.coming_weeks import coming_weeks
from scenarios.coming_weeks import ComingWeeks
from scenarios.input_problems import InputError
from scenarios.scenario import Scenario
from scenarios.surgical_day import SurgicalDay


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where and when an entry must come.

    Attributes
    ----------
    on : date or None
        Day of admission, None for any day.
    room, operating_room : str or None
        Both, or None for the plan to choose them.
    """

    on: date | None = None
    room: str | None = None
    operating_room: str | None = None


Pins = Mapping[str, Place | None]
"""Entry of the waiting list to the place it must have, or None to leave it for later."""


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


def weeks_to_plan(live: LiveState, now: datetime) -> ComingWeeks | None:
    """Return what is left of the coming weeks, None when there are none or they are over."""
    if live.weeks is None:
        return None
    here = {bed.stay.stay.patient.id for bed in list(live.beds.values()) if bed.stay is not None}
    return remaining_weeks(live.weeks, live.weeks_plan, live.weeks.local(now).date(), here)


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


@dataclass(frozen=True, slots=True)
class Pinned:
    """The problem with whoever must come, as a rule of it, and the pins that the planner keeps by itself."""

    problem: AdmissionsProblem
    pins: dict[str, Admission | None]


def pinned(scenario: Scenario, pins: Pins) -> Pinned:
    """Return pins as the planner takes them.

    Raises
    ------
    InputError
        Pins that name what is not there, or break a rule among themselves.
    """
    weeks = scenario.coming_weeks
    assert weeks is not None, "a planning scenario has coming weeks"
    kept: dict[str, Admission | None] = {}
    wishes: dict[str, int | None] = {}
    for entry, place in pins.items():
        if place is None:
            kept[entry] = None
        elif place.on is not None and place.room is not None and place.operating_room is not None:
            kept[entry] = Admission(day=weeks.day_index(place.on), room=place.room, theatre=place.operating_room)
        else:
            wishes[entry] = None if place.on is None else weeks.day_index(place.on)
    problem = admissions_problem(scenario)
    refuse_impossible_pins(problem, kept)
    return Pinned(with_wishes(problem, wishes), kept)


def pins_document(pins: Pins) -> dict[str, Any]:
    """Return pins as a job keeps them."""
    return {
        entry: None
        if place is None
        else {
            "on": place.on.isoformat() if place.on else None,
            "room": place.room,
            "operating_room": place.operating_room,
        }
        for entry, place in pins.items()
    }


def pins_of(settings: Mapping[str, Any]) -> Pins:
    """Return the pins that a job was asked for with."""
    return {
        entry: None
        if pin is None
        else Place(
            on=date.fromisoformat(pin["on"]) if pin["on"] else None,
            room=pin["room"],
            operating_room=pin["operating_room"],
        )
        for entry, pin in settings["pins"].items()
    }


def surgical_day(live: LiveState, on: date, now: datetime) -> SurgicalDay:
    """Return the input of the nightly schedule for a day of the accepted plan, with the beds forecast for its evening.

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
    return replace(day, beds=beds_tonight(live, on, day.zone, now))


def made_of(live: LiveState) -> str:
    """Return what tells the weeks that a plan is made of from others."""
    assert live.weeks is not None, "a planning scenario was made of them"
    return digest(weeks_document(live.weeks))
