"""The whole hospital in motion: one replication, from settings to tables."""

from array import array
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from scenarios.input_problems import InputError
from scenarios.scenario import Scenario
from simulation.calendar import DAY, HOUR, Calendar
from simulation.engine.journeys import Journey, Steps
from simulation.engine.streams import Streams
from simulation.initial_state import start_from
from simulation.intervals import CONTROLS
from simulation.kept import Tables
from simulation.measures import control_values, measure_run
from simulation.output import wait_quantiles
from simulation.pathways.elective import Electives
from simulation.pathways.emergency import EmergencyPathway
from simulation.pathways.outpatient import OutpatientPathway
from simulation.policies.bed_choice import bed_giving
from simulation.replications import MEASURES
from simulation.settings import Closure, HospitalSettings
from simulation.under_way import tell
from simulation.world import World

NAMED = {
    "E": "emergency",
    "A": "emergency, on top in a peak",
    "P": "planned",
    "L": "on a waiting list at the start",
    "C": "in bed at the start",
    "W": "waiting for a bed at the start",
    "X0-": "of an influx",
}
"""Who is called how, by the letters before the number."""


@dataclass(slots=True)
class Hourly:
    """The hospital's state at every full hour: columns of the table ``hourly``."""

    minute: "array[float]" = field(default_factory=lambda: array("d"))
    occupied: "array[int]" = field(default_factory=lambda: array("i"))
    vacant: "array[int]" = field(default_factory=lambda: array("i"))
    waiting: "array[int]" = field(default_factory=lambda: array("i"))
    boarding: "array[int]" = field(default_factory=lambda: array("i"))

    def table(self, from_minute: float) -> pl.DataFrame:
        """Return the hours from a minute on."""
        columns = ("minute", "occupied", "vacant", "waiting", "boarding")
        return pl.DataFrame({name: np.asarray(getattr(self, name)) for name in columns}).filter(
            pl.col("minute") >= from_minute
        )

    def measures(self, from_minute: float) -> pl.DataFrame:
        """Return beds in use: mean, and the number that is enough at 95% of all hours."""
        occupied = self.table(from_minute)["occupied"].to_numpy()
        values = [float(occupied.mean()), float(np.percentile(occupied, 95))] if occupied.size else [float("nan")] * 2
        return pl.DataFrame({"measure": ["beds_in_use", "beds_in_use_p95"], "value": values})


@dataclass(frozen=True, kw_only=True)
class Run:
    """What is simulated; callable with the number of a replication.

    Attributes
    ----------
    settings : HospitalSettings
        The hospital and how it works, policies applied.
    start : datetime
        With a zone. A run from a live state starts then, another at the midnight before.
    days, warm_up_days : int
        Days that are simulated, and how many of them are left out of the measures.
    seed : int
        Of everything random.
    state : Scenario or None
        Census and requests to start from; None for an empty hospital.
    """

    settings: HospitalSettings
    start: datetime
    days: int
    warm_up_days: int = 0
    seed: int = 0
    state: Scenario | None = None

    def __call__(self, replication: int) -> Tables:
        """Simulate one replication.

        Returns
        -------
        dict of str to polars.DataFrame
            ``measures`` (``measure``, ``value``), ``controls``, ``hourly`` and ``waits`` (quantiles).
        """
        world, hourly, clinics = self.simulate(replication)
        from_minute = max(self.warm_up_days * DAY, self._start_minute(world.calendar))
        return {
            MEASURES: pl.concat([measure_run(world, clinics, from_minute), hourly.measures(from_minute)]),
            CONTROLS: control_values(world),
            "hourly": hourly.table(from_minute),
            "waits": wait_quantiles(world.notes, from_minute),
        }

    def trace(self, replication: int, patient: str) -> list[tuple[datetime, str]]:
        """Simulate one replication and return one patient's journey in words.

        Parameters
        ----------
        replication : int
            Which.
        patient : str
            Name in the event table, such as ``E99`` or ``P99``; those numbered first may have come before the start.

        Raises
        ------
        InputError
            When nobody of that name came; it names who did.
        """
        world, _, _ = self.simulate(replication, traced=patient)
        if not world.told:
            came = ", ".join(f"{world.came[kind]} ({words})" for kind, words in NAMED.items() if kind in world.came)
            expected = f"expected one who came, such as {came}" if came else "expected a run in which somebody comes"
            raise InputError.single("", f"patient {patient!r} did not come in this run, {expected}")
        return [(world.calendar.start + timedelta(minutes=int(minute)), words) for minute, words in world.told]

    def simulate(self, replication: int, traced: str | None = None) -> tuple[World, Hourly, OutpatientPathway]:
        """Run the hospital to its end and check its invariants.

        Raises
        ------
        AssertionError
            When flow conservation or Little's law fails: a defect of the simulator.
        """
        calendar = Calendar.from_moment(self.start, self.days)
        giving = bed_giving(self.settings)
        world = World(
            self.settings,
            calendar,
            Streams(self.seed, replication),
            giving.order,
            immediate=giving.decides is None,
            start_minute=self._start_minute(calendar),
        )
        world.traced = traced
        hourly = Hourly()
        clinics = OutpatientPathway(world)
        electives = Electives(world)
        if self.state:
            start_from(world, self.state)
            electives.call_those_already_waiting()
        EmergencyPathway(world).start()
        electives.start()
        clinics.start()
        Journey(world.clock, _sessions(world))
        Journey(world.clock, _every_hour(world, hourly))
        for closure in self.settings.closures:
            staffed = world.board.wards[world.layout.ward_number[closure.ward]].staffed
            Journey(world.clock, _closed(world, closure, staffed))
        if giving.decides:
            Journey(world.clock, giving.decides(world))
        world.clock.run_to(world.end)
        pools = [*world.pools(), *clinics.pools()]
        problems = [problem for pool in pools for problem in pool.imbalances()] + world.board.imbalances()
        assert not problems, problems
        return world, hourly, clinics

    def _start_minute(self, calendar: Calendar) -> float:
        return calendar.minute_of(self.start) if self.state else 0.0


def same_patients(one: Run, other: Run) -> bool:
    """Return whether two runs are of the same patients: neither has other demand, nor an influx of its own."""
    ours, theirs = one.settings, other.settings
    return ours.demand == theirs.demand and ours.influxes == theirs.influxes


def _sessions(world: World) -> Steps:
    """Open and close the operating rooms."""
    clock, settings, workdays = world.clock, world.settings.theatres, world.calendar.is_workday
    day = int(clock._now // DAY)
    while True:
        opens, closes = day * DAY + settings.open_minute, day * DAY + settings.close_minute
        if workdays[day] and clock._now < closes:
            yield max(opens - clock._now, 0.0)
            world.theatres.open()
            yield closes - clock._now
            world.theatres.close()
        day += 1
        yield max(day * DAY - clock._now, 0.0)


def _every_hour(world: World, hourly: Hourly) -> Steps:
    clock, board = world.clock, world.board
    began = clock._now
    yield -clock._now % HOUR
    while True:
        if clock._now % DAY == 0:
            tell((clock._now - began) / (world.end - began))
        hourly.minute.append(clock._now)
        hourly.occupied.append(board.inside)
        hourly.vacant.append(sum(ward.vacant for ward in board.wards))
        hourly.waiting.append(board.waiting)
        hourly.boarding.append(world.boarding)
        yield HOUR


def _closed(world: World, closure: Closure, staffed: int) -> Steps:
    """Close a ward for its time; another closure of the same ward may last longer."""
    ward = world.layout.ward_number[closure.ward]
    yield max(closure.from_day * DAY - world.clock._now, 0.0)
    world.board.staff(ward, 0)
    yield max(closure.to_day * DAY - world.clock._now, 0.0)
    day = world.clock._now / DAY
    still = [c for c in world.settings.closures if c.ward == closure.ward and c.from_day <= day < c.to_day]
    if not still:
        world.board.staff(ward, staffed)
