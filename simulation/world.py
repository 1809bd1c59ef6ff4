"""The hospital that patients walk through: time, beds, rooms, staff, and what is written down."""

from collections.abc import Callable
from math import exp, log, log1p, sqrt

from simulation.beds.board import BedBoard, WardOrder
from simulation.beds.case import Case
from simulation.beds.layout import BoardLayout
from simulation.calendar import DAY, Calendar
from simulation.engine.clock import Clock
from simulation.engine.distributions import Distribution
from simulation.engine.resources import Pool
from simulation.engine.streams import Streams
from simulation.event_log import EventLog
from simulation.observations import Observations
from simulation.settings import HospitalSettings
from simulation.theatres import Theatres

UNLIMITED = None


class World:
    """Everything that patients of all pathways share in one run.

    Parameters
    ----------
    settings : HospitalSettings
        The hospital and how it works.
    calendar : Calendar
        The days of the run.
    streams : Streams
        Of the replication.
    bed_choice : callable
        From the layout to the order in which wards are tried.
    immediate : bool
        Whether beds are given as soon as there is one.
    start_minute : float
        When the run starts, after the midnight of its first day.

    Attributes
    ----------
    end : float
        Minute at which the run ends.
    traced : str or None
        Name of the patient whose journey is told in ``told``, as (minute, words).
    boarding : int
        Patients in emergency who wait for a bed now.
    discharge_lead : float
        Minutes that a stay is shortened by before the discharge begins, so that stays keep their mean length: half a
        day's wait for the round, weekends and papers as they are today.
    """

    def __init__(
        self,
        settings: HospitalSettings,
        calendar: Calendar,
        streams: Streams,
        bed_choice: Callable[[BoardLayout], WardOrder],
        *,
        immediate: bool = True,
        start_minute: float = 0.0,
    ) -> None:
        self.settings = settings
        self.calendar = calendar
        self.streams = streams
        self.end = calendar.days * DAY
        self.clock = Clock(start_minute)
        hospital = settings.hospital
        self.layout = BoardLayout(hospital)
        self.board = BedBoard(self.clock, self.layout, bed_choice(self.layout), immediate=immediate)
        present = 1 - settings.staff_absence
        emergency = hospital.emergency
        self.emergency_places = Pool(
            self.clock, "emergency treatment", emergency.treatment_places if emergency else UNLIMITED
        )
        self.boarding_places = Pool(self.clock, "emergency boarding", emergency.boarding_places if emergency else 0)
        self.porters = Pool(self.clock, "porters", on_duty(settings.porters, self.layout.bed_count, present))
        self.cleaners = Pool(
            self.clock, "cleaning teams", on_duty(settings.cleaning_teams, self.layout.bed_count, present)
        )
        self.lounge = Pool(self.clock, "discharge lounge", settings.discharge.lounge_places)
        self.theatres = Theatres.of(self.clock, hospital, settings)
        self.log = EventLog(self.layout)
        self.notes = Observations()
        self.boarding = 0
        self.traced: str | None = None
        self.told: list[tuple[float, str]] = []
        self.came: dict[str, str] = {}
        self.discharge_lead = 0.5 * DAY + REFERENCE_WEEKEND_MINUTES + REFERENCE_PAPERS_MINUTES
        self._papers = _log_parameters(settings.discharge.papers)
        self._recovery = _log_parameters(settings.theatres.recovery)
        if settings.staff_absence:
            for ward in range(len(self.layout.wards)):
                self.board.staff(ward, round(self.layout.staffed(ward) * present))

    def pools(self) -> list[Pool]:
        """Return every pool, for the invariants."""
        return [
            self.emergency_places,
            self.boarding_places,
            self.porters,
            self.cleaners,
            self.lounge,
            self.theatres.emergency,
            self.theatres.recovery,
            *(suite.pool for suite in self.theatres.suites),
        ]

    def tell(self, case: Case, words: str) -> None:
        """Write a step of the journey down if the patient is the traced one, and who came, by kind of name."""
        if self.traced is None:
            return
        self.came.setdefault(case.name.rstrip("0123456789"), case.name)
        if case.name == self.traced:
            self.told.append((self.clock._now, words))

    def bed_words(self, case: Case) -> str:
        """Return the bed of a patient in words."""
        ward = self.layout.ward_of_bed[case.bed]
        return f"bed {self.layout.bed_ids[case.bed]} in {self.layout.wards[ward].name or self.layout.ward_ids[ward]}"

    def lounge_is_open(self) -> bool:
        """Return whether the discharge lounge takes patients now."""
        opens, closes = self.settings.discharge.lounge_minutes
        return opens <= self.clock._now % DAY < closes

    def papers_minutes(self, score: float) -> float:
        """Return the minutes of discharge papers for a standard normal score."""
        location, spread = self._papers
        return exp(location + spread * score)

    def recovery_minutes(self, score: float) -> float:
        """Return the minutes in recovery for a standard normal score."""
        location, spread = self._recovery
        return exp(location + spread * score)


REFERENCE_PAPERS_MINUTES = 200.0
REFERENCE_WEEKEND_MINUTES = 6 * 60.0
"""Papers of today's discharge, and the mean wait over days off (31% of days, half of the patients, 1.6 days); fixed, so
that a better discharge shortens stays instead of being made up for."""


BEDS_A_TEAM = 30
"""Of a porter and of a cleaning team. Assumption."""


def on_duty(given: int | None, beds: int, present: float) -> int:
    """Return how many porters or cleaning teams are on duty.

    Parameters
    ----------
    given : int or None
        As the settings say; None for one to every :data:`BEDS_A_TEAM` beds.
    beds : int
        Of the hospital.
    present : float
        Share of the staff that is.
    """
    return max(1, round((beds / BEDS_A_TEAM if given is None else given) * present))


def _log_parameters(distribution: Distribution) -> tuple[float, float]:
    """Return location and spread of a lognormal's logarithm."""
    spread = sqrt(log1p((distribution.sd / distribution.mean) ** 2))
    return log(distribution.mean) - spread**2 / 2, spread
