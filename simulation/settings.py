"""How the simulated hospital works: everything that a policy may change.

Defaults are assumptions about today's practice; where ``hospital_norms.md`` knows better, the attribute says so.
"""

from dataclasses import dataclass, field

from scenarios.hospital import Hospital
from simulation.demand import HospitalDemand
from simulation.engine.distributions import Distribution

WORKING_HOURS = (8 * 60, 18 * 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class DischargeSettings:
    """How a discharge goes: decision on the round, medicines and papers, transport, bed cleaned.

    Attributes
    ----------
    round_minute : int
        Of the day, when the decision is made.
    weekend_share : float
        Share of patients ready on a day off who are discharged on it; the others wait for the next workday.
    papers : Distribution
        Minutes from the decision until the patient may leave: medicines, papers, bill.
    lounge_places : int
        Places in the discharge lounge; 0 for none.
    lounge_minutes : tuple of int
        When it opens and closes, minutes of the day.
    to_lounge_minutes : float
        From the decision until the patient sits there.
    """

    round_minute: int = 9 * 60
    weekend_share: float = 0.5
    papers: Distribution = field(default_factory=lambda: Distribution(kind="lognormal", mean=200.0, sd=90.0))
    lounge_places: int = 0
    lounge_minutes: tuple[int, int] = (9 * 60, 19 * 60)
    to_lounge_minutes: float = 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TheatreSettings:
    """Operating rooms and recovery.

    Attributes
    ----------
    open_minute, close_minute : int
        Sessions on workdays, minutes of the day. No elective case starts after the close.
    fill : float
        Share of session minutes that the plan fills with expected minutes.
    on_call_rooms : int
        Rooms for emergencies at night and on days off, in the whole hospital.
    turnover_minutes : float
        Between two cases; published are 30 to 40 in general theatres and 71 with a robot.
    recovery : Distribution
        Minutes in the PACU.
    recovery_places_per_room : float
        PACU places per operating room.
    """

    open_minute: int = 8 * 60
    close_minute: int = 19 * 60
    fill: float = 0.92
    on_call_rooms: int = 6
    turnover_minutes: float = 35.0
    recovery: Distribution = field(default_factory=lambda: Distribution(kind="lognormal", mean=70.0, sd=30.0))
    recovery_places_per_room: float = 1.2


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySurgerySettings:
    """Day surgery.

    Attributes
    ----------
    share : float
        Of elective operations.
    stay : Distribution
        Minutes on the day ward after recovery.
    converted : float
        Share who must stay overnight as an inpatient.
    """

    share: float = 0.1
    stay: Distribution = field(default_factory=lambda: Distribution(kind="lognormal", mean=200.0, sd=70.0))
    converted: float = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class SurgeSettings:
    """What happens when emergency is full.

    Attributes
    ----------
    boarding_patients : int or None
        From so many waiting for a bed in emergency on; None for no surge rule.
    elective_share : float
        Share of the next day's elective admissions that still come.
    """

    boarding_patients: int | None = None
    elective_share: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """A ward takes nobody from one day to another (to rebuild, to contain an outbreak)."""

    __pydantic_config__ = {"extra": "forbid"}

    ward: str
    from_day: int
    to_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Influx:
    """Many patients at once, beside the ordinary ones.

    Attributes
    ----------
    day, minute : int
        When it starts: day of the run, minute of the day.
    patients : int
        Arrivals in emergency.
    hours : float
        Over how long they come.
    admitted : float
        Share who need a bed.
    departments : tuple of str
        Who treats them; empty for those that operate.
    airborne : bool
        Whether they all need airborne isolation, one pathogen.
    """

    __pydantic_config__ = {"extra": "forbid"}

    day: int
    patients: int
    minute: int = 10 * 60
    hours: float = 2.0
    admitted: float = 0.6
    departments: tuple[str, ...] = ()
    airborne: bool = False


@dataclass(frozen=True, kw_only=True)
class HospitalSettings:
    """A hospital, who comes to it, and how it works.

    Attributes
    ----------
    hospital : Hospital
        The place.
    demand : HospitalDemand
        Who comes.
    bed_choice : str
        Name of the bed choice, see :mod:`simulation.policies.bed_choice`.
    allocation_minutes : float
        How often the live allocator runs, when it chooses the beds.
    discharge, theatres, day_surgery, surge :
        How things go.
    elective_by_weekday : tuple of 7 floats
        Planned admissions of medical electives by weekday, Monday first, relative to each other.
    surgical_admissions_a_day : int or None
        Most elective surgical inpatients called in a day; None for as many as the operating rooms take.
    cleaning_teams, porters : int or None
        On duty, each; None for one to every 30 beds, so that the noon peak of discharges is cleaned in the afternoon.
    closures, influxes : tuple
        What happens on certain days.
    staff_absence : float
        Share of the staff that is absent: beds are staffed and rooms run so much less.
    """

    hospital: Hospital
    demand: HospitalDemand
    bed_choice: str = "nearest free"
    allocation_minutes: float = 60.0
    discharge: DischargeSettings = field(default_factory=DischargeSettings)
    theatres: TheatreSettings = field(default_factory=TheatreSettings)
    day_surgery: DaySurgerySettings = field(default_factory=DaySurgerySettings)
    surge: SurgeSettings = field(default_factory=SurgeSettings)
    elective_by_weekday: tuple[float, ...] = (1.5, 1.2, 1.1, 1.0, 0.8, 0.2, 0.3)
    surgical_admissions_a_day: int | None = None
    cleaning_teams: int | None = None
    porters: int | None = None
    closures: tuple[Closure, ...] = ()
    influxes: tuple[Influx, ...] = ()
    staff_absence: float = 0.0
