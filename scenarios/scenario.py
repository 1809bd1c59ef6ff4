"""A scenario: a hospital, its state, what is asked of it, how it decides, and the seed of everything random."""

from dataclasses import dataclass, field
from datetime import datetime

from scenarios.allocation_settings import AllocationSettings
from scenarios.census import Census
from scenarios.coming_weeks import ComingWeeks
from scenarios.hospital import Hospital, LevelOfCare
from scenarios.local_checks import at_least, named, refuse, zoned
from scenarios.patients import BedRequest, RequestSource

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedDemand:
    """Beds that will be asked for soon by patients who are not yet requests.

    Attributes
    ----------
    department, level_of_care :
        Whose beds, of which level.
    source : RequestSource
        ``elective`` for tonight's planned surgery, ``emergency`` for the expected arrivals.
    beds : int
        How many.
    by : datetime
        When they are needed, with a zone.
    """

    __pydantic_config__ = {"extra": "forbid"}

    department: str
    beds: int
    by: datetime
    source: RequestSource = RequestSource.EMERGENCY
    level_of_care: LevelOfCare = LevelOfCare.GENERAL

    def __post_init__(self) -> None:
        refuse(f"Expected demand of {self.department}", [at_least("beds", self.beds, 0), zoned("by", self.by)])


@dataclass(frozen=True, slots=True, kw_only=True)
class LendingOverride:
    """The dispatch centre allows one patient into one department's beds against the lending rules.

    Attributes
    ----------
    request : str
        For whom.
    lender : str
        Department whose beds are opened.
    reason, by : str
        Why, and who decided; both are recorded and never empty.
    """

    __pydantic_config__ = {"extra": "forbid"}

    request: str
    lender: str
    reason: str
    by: str

    def __post_init__(self) -> None:
        refuse(f"Lending override for {self.request}", [named("reason", self.reason), named("by", self.by)])


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """All that a decision or a simulation starts from.

    Attributes
    ----------
    hospital : Hospital
        The place.
    census : Census
        Its state now.
    requests : tuple of BedRequest
        Everyone who waits for a bed.
    expected_demand : tuple of ExpectedDemand
        Who will ask soon.
    overrides : tuple of LendingOverride
        Exceptions of the dispatch centre.
    allocation : AllocationSettings
        How beds are given.
    coming_weeks : ComingWeeks or None
        Waiting list of planned surgery and what there is for it; None for a hospital that does not plan weeks ahead.
    seed : int
        Of everything random.
    """

    __pydantic_config__ = {"extra": "forbid"}

    hospital: Hospital
    census: Census
    requests: tuple[BedRequest, ...] = ()
    expected_demand: tuple[ExpectedDemand, ...] = ()
    overrides: tuple[LendingOverride, ...] = ()
    allocation: AllocationSettings = field(default_factory=AllocationSettings)
    coming_weeks: ComingWeeks | None = None
    name: str = ""
    seed: int = 0
    schema_version: int = SCHEMA_VERSION

    def __post_init__(self) -> None:
        refuse(
            "Scenario",
            [
                at_least("seed", self.seed, 0),
                None
                if self.schema_version == SCHEMA_VERSION
                else f"schema_version {self.schema_version}, expected {SCHEMA_VERSION}",
            ],
        )
