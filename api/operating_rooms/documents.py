"""What clients ask of operating-room lists."""

from datetime import date
from typing import Annotated

from fastapi import Body as JsonBody
from fastapi import Path
from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic.config import JsonDict

from api.operating_rooms.day_report import DayReport
from api.operating_rooms.reports import LAST_MINUTE
from api.routes.documents import Body, Id, Override, Reason, Version
from optimizer.operating_rooms.rules import RULE_NAMES, WEIGHABLE
from scenarios.files.surgical_days import surgical_day_from_document, with_minutes
from scenarios.surgery import SurgicalCase
from scenarios.surgical_day import SurgicalDay

ListDate = Annotated[date, Path(description="Day of the list.", examples=["2026-03-02"])]
CaseId = Annotated[str, Path(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$", examples=["C017"])]
Minute = Annotated[
    int,
    Field(ge=0, le=LAST_MINUTE, description="Minutes from midnight; 510 is half past eight.", examples=[510]),
]
Times = Annotated[dict[Id, Minute], Field(max_length=2000)]
Clocked = BeforeValidator(with_minutes)
"""Hours may be written as minutes from midnight or as ``"08:30"``, as in files."""
A_DAY: JsonDict = {
    "on": "2026-03-02",
    "rooms": [{"id": "OR-07", "opens_minute": "08:00", "closes_minute": "17:00", "hard_end_minute": "20:00"}],
    "surgeons": [{"id": "S012", "department": "general-surgery", "authorised_grade": 3}],
    "cases": [
        {
            "id": "C017",
            "department": "general-surgery",
            "surgeons": ["S012"],
            "duration": {"median_minutes": 90, "log_sd": 0.3},
            "grade": 3,
            "due": "2026-03-06",
            "recovery_minutes": 60,
        }
    ],
}


def _with_all_problems(value: object, validate: ValidatorFunctionWrapHandler) -> object:
    """Return a day; of one that is not sound in form, tell all else that is wrong with it too."""
    try:
        return validate(with_minutes(value))
    except ValidationError:
        return surgical_day_from_document(value, rule_names=RULE_NAMES, weighable=WEIGHABLE)


Day = Annotated[SurgicalDay, WrapValidator(_with_all_problems), JsonBody(examples=[A_DAY])]
Case = Annotated[SurgicalCase, Clocked]
EMERGENCY: JsonDict = {
    "id": "E001",
    "department": "general-surgery",
    "surgeons": ["S012"],
    "duration": {"median_minutes": 90, "log_sd": 0.3},
    "urgency": "immediate",
    "must_do": True,
    "recovery_minutes": 60,
}


class AskRun(Body):
    """Plan the list of a day."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"seconds": 60, "publish": False}]})

    seconds: float = Field(60.0, gt=0, le=3600, description="Time limit of the solver.")
    seed: int = Field(0, ge=0, le=2**31 - 1)
    publish: bool = Field(False, description="Publish what is found, whatever its status, as a nightly run does.")
    reason: Reason = ""


class MoveCase(Body):
    """Put a case into a room at a minute."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"room": "OR-07", "start_minute": 510, "version": 1042}]}
    )

    room: Id
    start_minute: Minute
    surgeon: Id | None = Field(None, description="Who leads; else who does now, or whoever of the case's can.")
    version: Version | None = None
    reason: Reason = ""


class PutOff(Body):
    """Take a case off the list."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reason": "fever"}]})

    version: Version | None = None
    reason: Reason = ""


class Pin(Body):
    """Pin a case to a room, to a start, to both; left out is not pinned, and neither takes the pin away."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"room": "OR-07", "start_minute": 510}, {"room": "OR-07"}]}
    )

    room: Id | None = None
    start_minute: Minute | None = None
    version: Version | None = None
    reason: Reason = ""


class Publish(Body):
    """Publish the list as it stands."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reason": "agreed at 16:00"}]})

    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")]
    version: Version | None = None
    override: Override | None = None


class AddCase(Body):
    """Add a case to a day; it is put off until it gets a place. Without staff it gets the team usual for its like."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"case": EMERGENCY}]})

    case: Case
    reason: Reason = ""


class Reschedule(Body):
    """What has happened since the last report, and what is new; the rest of the day is planned again.

    A case that is added without staff gets the team that most cases of its department and anaesthesia have that day.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"now_minute": 600, "started": {"C001": 485}, "ended": {"C001": 590}, "cancelled": ["C014"]},
                {"now_minute": 640, "expected_end": {"C003": 760}, "added": [EMERGENCY]},
                {"now_minute": 645, "withdrawn": ["C014"]},
            ]
        },
    )

    now_minute: Minute | None = Field(None, description="Until when this is true; now when left out.")
    started: Times = Field(default_factory=dict)
    ended: Times = Field(default_factory=dict)
    expected_end: Times = Field(default_factory=dict, description="Of running cases that will last longer, or shorter.")
    cancelled: Annotated[list[Id], Field(max_length=2000)] = Field(default_factory=list)
    withdrawn: Annotated[list[Id], Field(max_length=2000)] = Field(
        default_factory=list, description="Cases of which nothing that was reported is true, cancellations included."
    )
    added: Annotated[list[Case], Field(max_length=20)] = Field(default_factory=list)
    as_planned: bool = Field(
        False, description="Cases that should have begun or be over, and of which nothing is reported, ran as planned."
    )
    seconds: float = Field(3.0, gt=0, le=60, description="Time limit of the solver.")
    reason: Reason = ""

    def report(self, now_minute: int) -> DayReport:
        """Return what has happened, until a minute when the body names none."""
        return DayReport(
            now_minute=now_minute if self.now_minute is None else self.now_minute,
            started=self.started,
            ended=self.ended,
            expected_end=self.expected_end,
            cancelled=frozenset(self.cancelled),
            withdrawn=frozenset(self.withdrawn),
            as_planned=self.as_planned,
        )
