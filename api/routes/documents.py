"""What the API says and hears, for its OpenAPI document."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from scenarios.census import BlockReason
from scenarios.patients import Isolation, Urgency

MAX_INT = 2**53
YEARS = (2000, 2199)


def _in_our_time(value: datetime) -> datetime:
    if not YEARS[0] <= value.year <= YEARS[1]:
        raise ValueError(f"year {value.year}, expected {YEARS[0]} to {YEARS[1]}")
    return value


Moment = Annotated[AwareDatetime, AfterValidator(_in_our_time)]
Id = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
Reason = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$", description="Why, for the log.")]
Override = Annotated[
    str,
    Field(
        min_length=1,
        max_length=500,
        pattern=r"^[^\x00]*[^\x00\s][^\x00]*$",
        description="Why the dispatch centre sets rules of the hospital aside here; kept in the log with your name and "
        "the rules. Without it, a bed that breaks one is refused.",
    ),
]
Version = Annotated[int, Field(ge=0, le=MAX_INT, description="Version that you saw; 409 when it has changed since.")]


class Body(BaseModel):
    """A command's body: unknown members are refused."""

    model_config = ConfigDict(extra="forbid")


def _shown(**example: Any) -> ConfigDict:  # noqa: ANN401  any JSON value
    """Return the settings of a body with an example for the documentation."""
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [example]})


class Problem(BaseModel):
    """Problem details (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["urn:onebed:problem:bed-taken"])
    title: str
    status: int
    detail: str


class Done(BaseModel):
    """Answer to a command: what it touched, and the version it has now."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"examples": [{"bed": "W01-07", "version": 1042}]})

    version: int


class HoldDone(Done):
    """Answer to a command on a hold."""

    hold: str
    bed: str
    request: str | None
    pending: bool = Field(description="The bed is not free yet: the hold is a promise for when it is.")
    confirmed: bool
    live: bool
    expires_at: str | None = Field(
        description="When it runs out; null once the ward has confirmed it, and for a promise until the bed has opened."
    )


class PlaceHold(Body):
    """Hold a bed for a request."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"request": "R0001", "bed": "W01-07", "bed_version": 17}]}
    )

    request: Id
    bed: Id
    minutes: int | None = Field(
        None, ge=1, le=7 * 24 * 60, description="Until it runs out, from the bed's opening on; the hospital's default."
    )
    bed_version: Version | None = None
    request_version: Version | None = None
    reason: Reason = ""
    override: Override | None = None


class Why(Body):
    """A version and a reason."""

    model_config = _shown(version=1042, reason="the ward called")

    version: Version | None = None
    reason: Reason = ""


class ReasonOnly(Body):
    """A reason."""

    model_config = _shown(reason="entered for the wrong bed")

    reason: Reason = ""


class Undo(ReasonOnly):
    """Something is taken back."""

    override: Override | None = None


class Admit(Body):
    """The patient of a request is in a bed."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"request": "R0001"}]})

    request: Id
    bed: Id | None = Field(None, description="The bed held for the request when left out.")
    bed_version: Version | None = None
    reason: Reason = ""
    override: Override | None = None


class Move(Body):
    """A patient goes from one bed to another."""

    model_config = _shown(from_bed="W01-07", to_bed="W02-11", from_version=1042)

    from_bed: Id
    to_bed: Id
    from_version: Version | None = None
    to_version: Version | None = None
    reason: Reason = ""
    override: Override | None = None


class Swap(Body):
    """Two patients change places."""

    model_config = _shown(bed="W01-07", other_bed="W02-11")

    bed: Id
    other_bed: Id
    bed_version: Version | None = None
    other_version: Version | None = None
    reason: Reason = ""
    override: Override | None = None


class Leave(Why):
    """The patient has left the bed."""

    model_config = _shown(to_lounge=True)

    to_lounge: bool = Field(False, description="Waits in the discharge lounge.")


class Milestone(Why):
    """Medicines or transport are ready."""

    model_config = _shown(reached="medicines ready")

    reached: Annotated[str, Field(pattern="^(medicines ready|transport ready)$", examples=["medicines ready"])]


class Block(Why):
    """A bed is taken out of use, at once or, with a patient in it, once the patient has left."""

    model_config = _shown(why="closed", until="2026-03-11T18:00:00+08:00", reason="repairs")

    why: BlockReason
    until: Moment | None = Field(
        None, description="With a time zone: the bed opens by itself then, and is cleaned first where it needs it."
    )


class Isolate(Why):
    """The isolation that a patient needs from now on."""

    model_config = _shown(isolation="contact", pathogen="MRSA", reason="swab of this morning")

    isolation: Isolation
    pathogen: str = Field("", max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$", description="Empty for unknown.")


class IsolationDone(Done):
    """Answer to a change of isolation."""

    patient: str
    rules: list[dict[str, Any]] = Field(
        description="Rules about isolation that the patient's beds break now: who shares a room that should not."
    )


class Report(Body):
    """Something that happened, perhaps a while ago. It is kept even when it does not fit; `flag` says what was unusual.

    `late`: applied, long after it happened. `out of order`: kept until the report before it comes. `out of date`: from
    before the patient or the cleaning that the bed has now, kept and never applied. `in the future`: the same.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"kind": "bed cleaned", "bed": "W01-07", "at": "2026-03-11T10:40:00+08:00"}]},
    )

    kind: Annotated[
        str,
        Field(pattern="^(patient admitted|discharge ordered|patient left|cleaning started|bed cleaned)$"),
    ]
    bed: Id
    at: Moment = Field(description="When it happened, with a time zone.")
    request: Id | None = Field(None, description="For an admission.")
    to_lounge: bool = False
    reason: Reason = ""


class LendingAllowed(Body):
    """The dispatch centre opens a department's beds to one request."""

    model_config = _shown(lender="orthopaedics", reason="agreed with the head nurse")

    lender: Id
    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]


class ChangeRequest(Body):
    """Fields of a request that may change while it is open."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"urgency": "urgent", "version": 12}]})

    urgency: Urgency | None = None
    needed_by: Moment | None = None
    changes: dict[str, Any] = Field(default_factory=dict, description="Further fields of the request.")
    version: Version | None = None
    reason: Reason = ""
    override: Override | None = None


class Optimise(Body):
    """Plan for everyone who waits."""

    model_config = _shown(seconds=5)

    seconds: float | None = Field(None, gt=0, le=300, description="Time limit; the server's default.")


class Accept(Body):
    """Lines of a plan to hold."""

    model_config = _shown(requests=["R0001", "R0007"], minutes=30)

    requests: list[Id] | None = Field(None, max_length=5000, description="Which; all when left out.")
    minutes: int | None = Field(None, ge=1, le=7 * 24 * 60)
