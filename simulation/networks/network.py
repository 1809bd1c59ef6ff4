"""A network of stations: what it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from simulation.engine.distributions import Distribution

MeasureKind = Literal[
    "arrivals",
    "mean_wait",
    "mean_wait_when_served",
    "delayed_share",
    "lost_share",
    "lost_count",
    "lost_per_time",
    "served_per_time",
    "mean_time_in_system",
    "finished_count",
    "mean_busy",
    "utilisation",
    "utilisation_at_day_start",
    "mean_number_at",
    "delay_if_servers",
    "share_of_time_at",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """Servers of one kind.

    Attributes
    ----------
    servers : int or None
        None for as many as are asked for.
    hold_after : Distribution or None
        How long a server stays taken after the service, for cleaning.
    """

    __pydantic_config__ = {"extra": "forbid"}

    servers: int | None = None
    hold_after: Distribution | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of several services, chosen with a probability."""

    __pydantic_config__ = {"extra": "forbid"}

    probability: float = 1.0
    service: Distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a class does at a station.

    Attributes
    ----------
    service : tuple of Option
        Probabilities add up to 1.
    patience : Distribution or None
        Longest wait for a server; constant 0 leaves when none is free; None waits for ever.
    next : dict of str to float
        Station to the probability of going there; what is missing to 1 leaves.
    """

    __pydantic_config__ = {"extra": "forbid"}

    service: tuple[Option, ...]
    patience: Distribution | None = None
    next: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class VaryingRate:
    """A rate of arrivals that changes: constant over steps and repeating, or ``mean + amplitude sin(t)``.

    Attributes
    ----------
    steps : tuple of float
        Arrivals per unit of time in each step.
    step_length : float
        Length of a step.
    mean, amplitude : float
        Of the sine, used when there are no steps.
    held : bool
        Whether the rate of the last arrival holds until the next one, as some published models thin.
    """

    __pydantic_config__ = {"extra": "forbid"}

    steps: tuple[float, ...] = ()
    step_length: float = 1.0
    mean: float = 0.0
    amplitude: float = 0.0
    held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientClass:
    """Patients of one kind.

    Attributes
    ----------
    enters : dict of str to float
        First station and its probability.
    visits : dict of str to Visit
        By station; a class visits a station at most once.
    priority : int
        Smaller goes first.
    interval, rate :
        Renewal or time-varying Poisson arrivals; neither when the timetable sends the class.
    """

    __pydantic_config__ = {"extra": "forbid"}

    visits: Mapping[str, Visit]
    enters: Mapping[str, float]
    priority: int = 0
    interval: Distribution | None = None
    rate: VaryingRate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOption:
    """What a session may be given to: patients by class, with a probability."""

    __pydantic_config__ = {"extra": "forbid"}

    probability: float
    patients: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """Equal sessions at the start of given days of a cycle; the kind of each is drawn anew."""

    __pydantic_config__ = {"extra": "forbid"}

    days: tuple[int, ...]
    count: int
    options: tuple[SessionOption, ...]
    cycle_days: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """A measure and its known value.

    Attributes
    ----------
    measure : MeasureKind
        What is measured.
    classes : tuple of str
        Whose; empty for all.
    station : str
        Where; empty for the whole stay.
    at : float
        Time, or number of servers, for measures that take one.
    value : float
        Closed form, or published.
    published : bool
        Whether it is a publication's result, not a formula's.
    half_width : float
        Half width of the published value's 95% interval; 0 for a closed form.
    rounding : float
        Half a unit of the last published digit.
    note : str
        Why a published value does not follow from the published inputs, with the evidence; empty when it does.
    """

    __pydantic_config__ = {"extra": "forbid"}

    measure: MeasureKind
    value: float
    classes: tuple[str, ...] = ()
    station: str = ""
    at: float = 0.0
    half_width: float = 0.0
    rounding: float = 0.0
    published: bool = False
    note: str = ""

    @property
    def name(self) -> str:
        """Return the measure in words."""
        place = f" at {self.station}" if self.station else ""
        who = f" of {', '.join(self.classes)}" if self.classes else ""
        at = f" [{self.at:g}]" if self.at else ""
        return self.measure.removesuffix("_at").replace("_", " ") + place + who + at


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """The network with other numbers of servers, and what is known of it."""

    __pydantic_config__ = {"extra": "forbid"}

    expect: tuple[Expectation, ...]
    servers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A small model with its known results.

    Attributes
    ----------
    name, source : str
        What it is and where its numbers come from.
    time_unit : str
        Of every time in it.
    warm_up, horizon : float
        Measured is from the end of the warm-up to the horizon.
    replications : int
        Enough for tight intervals.
    stations, classes, timetable, variants :
        Its parts.
    """

    __pydantic_config__ = {"extra": "forbid"}

    name: str
    source: str
    time_unit: str
    horizon: float
    stations: Mapping[str, Station]
    classes: Mapping[str, PatientClass]
    variants: Mapping[str, Variant]
    warm_up: float = 0.0
    replications: int = 100
    timetable: tuple[Sessions, ...] = ()

    def with_servers(self, servers: Mapping[str, int]) -> "Network":
        """Return the network with other numbers of servers at some stations."""
        changed = {
            name: replace(station, servers=servers[name]) for name, station in self.stations.items() if name in servers
        }
        return replace(self, stations={**self.stations, **changed})
