"""The demo: the hospital lives in accelerated time, so that a newcomer sees the board move."""

import asyncio
import logging
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from api import worker
from api.clock import DemoClock
from api.operating_rooms.demo_day import keep_tomorrow_planned
from api.runtime import Runtime
from api.store.commands.discharges import leave, order_discharge, reach_milestone
from api.store.commands.holds import confirm_hold, hold_bed
from api.store.commands.housekeeping import clean, start_cleaning
from api.store.commands.requests import make_request
from api.store.commands.stays import admit
from api.store.kinds import EventKind
from api.store.live import BedNow, RequestNow
from api.store.refusals import Refusal
from api.store.store import Envelope
from api.store.transaction import Answer, Transaction
from scenarios.census import BedState
from scenarios.hospital import LevelOfCare
from scenarios.patients import BedRequest, Isolation, Patient, RequestSource, StayForecast, Urgency

log = logging.getLogger("onebed.demo")
TICK_SECONDS = 0.5
MEAN_STAY_DAYS = 6.0
"""Large tertiary hospitals: 5 to 7 days, a working assumption; sets how many arrive."""
MOST_AT_ONCE = 6
FULL, PULL, MOST = 0.92, 40.0, 4.0
"""Where the hospital's occupancy settles: below it more patients are called in, above it fewer come, at most this many
times as many as leave on average. Hospitals do the same with their waiting lists, which the demo does not have."""
TRIED_AGAIN_MINUTES = 30
LEFT_FOR_VISITORS = 15
"""The demo's own dispatcher leaves this many requests for whoever tries the board."""
MEAN_MINUTES = {
    "order": 45.0,
    "medicines": 40.0,
    "transport": 30.0,
    "leave": 25.0,
    "cleaner": 15.0,
    "arrival": 35.0,
    "dispatcher": 1.0,
}
"""Mean hospital minutes from being possible to happening; assumptions that make the board lively."""
TO_LEAVING = timedelta(minutes=sum(MEAN_MINUTES[step] for step in ("order", "medicines", "transport", "leave")))
"""From a discharge being possible to the patient leaving, so that they leave about when the forecast says."""
WARDS = Envelope(actor="demo wards")
COLLEAGUE = Envelope(actor="demo dispatcher")


class Demo:
    """Arrivals, discharges, cleaning and a second dispatcher, by chance, in the demo's time.

    Parameters
    ----------
    runtime : Runtime
        Its clock must be a demo clock.
    clock : DemoClock
        That clock; while it stands still nothing happens.
    """

    def __init__(self, runtime: Runtime, clock: DemoClock) -> None:
        self.runtime = runtime
        self.clock = clock
        arrivals, course = np.random.SeedSequence(runtime.live.seed).spawn(2)
        self._arrivals = np.random.default_rng(arrivals)
        self._course = np.random.default_rng(course)
        self._last = clock.now()
        self._tried: dict[str, datetime] = {}

    @property
    def running(self) -> bool:
        """Return whether time goes on."""
        return self.clock.running

    @property
    def speed(self) -> float:
        """Return hospital seconds a real second."""
        return self.clock.speed

    def stop(self, actor: str) -> None:
        """Let the time stand still, for good: the log knows, so that a restart keeps it."""
        self.clock.stop()
        self._log(EventKind.DEMO_STOPPED, actor)

    def go_on(self, actor: str) -> None:
        """Let the time go on."""
        self._log(EventKind.DEMO_STARTED, actor)
        self.clock.run()

    def _log(self, kind: EventKind, actor: str) -> None:
        self.runtime.command(Envelope(actor=actor), lambda tx: {"version": tx.record(kind)})

    async def run(self) -> None:
        """Live until the server stops."""
        self.runtime.go_on(lambda: keep_tomorrow_planned(self.runtime))
        while True:
            await asyncio.sleep(TICK_SECONDS)
            now = self.clock.now()
            minutes = (now - self._last).total_seconds() / 60
            self._last = now
            if minutes <= 0:
                continue
            try:
                await asyncio.to_thread(self._tick, now, minutes)
                await self._help(now, minutes)
            except Exception:
                # A demo that trips over a surprise should go on with the next minute.
                log.exception("demo tick failed")

    def _tick(self, now: datetime, minutes: float) -> None:
        live = self.runtime.refresh()
        beds = list(live.beds.values())
        rate = arrivals_a_minute(len(beds), sum(bed.stay is not None for bed in beds) + len(live.requests))
        for _ in range(int(self._arrivals.poisson(rate * minutes))):
            self._arrive(beds, now)
        for bed in beds:
            if bed.stay is not None:
                self._towards_home(bed, now, minutes)
            elif bed.state is BedState.CLEANING:
                self._clean(bed, now, minutes)
        for request in list(live.requests.values()):
            self._come_to_bed(request, live.beds, minutes)

    def _towards_home(self, bed: BedNow, now: datetime, minutes: float) -> None:
        assert bed.stay is not None
        stay = bed.stay.stay
        if stay.discharge_ordered_at is None:
            forecast = stay.expected_discharge
            if forecast is not None and forecast.p50 - TO_LEAVING <= now and self._happens("order", minutes):
                self._do(lambda tx: order_discharge(tx, bed.id))
        elif bed.stay.medicines_at is None:
            if self._happens("medicines", minutes):
                self._do(lambda tx: reach_milestone(tx, bed.id, EventKind.MEDICINES_READY))
        elif bed.stay.transport_at is None:
            if self._happens("transport", minutes):
                self._do(lambda tx: reach_milestone(tx, bed.id, EventKind.TRANSPORT_READY))
        elif self._happens("leave", minutes):
            self._do(lambda tx: leave(tx, bed.id))

    def _clean(self, bed: BedNow, now: datetime, minutes: float) -> None:
        if bed.cleaning_started_at is None:
            if self._happens("cleaner", minutes):
                self._do(lambda tx: start_cleaning(tx, bed.id))
        elif bed.until is None or bed.until <= now:
            self._do(lambda tx: clean(tx, bed.id))

    def _come_to_bed(self, request: RequestNow, beds: dict[str, BedNow], minutes: float) -> None:
        hold = request.hold
        if hold is None or hold.confirmed_at is None or hold.pending:
            return
        if beds[hold.bed].state is BedState.HELD and self._happens("arrival", minutes):
            self._do(lambda tx: admit(tx, request.request.id))

    def _arrive(self, beds: list[BedNow], now: datetime) -> None:
        """Put a request on the list that resembles one of the patients in bed."""
        lying = [bed for bed in beds if bed.stay is not None]
        like = lying[int(self._arrivals.integers(len(lying)))].stay
        assert like is not None
        emergency = self._arrivals.random() < 0.45
        urgencies = (Urgency.IMMEDIATE, Urgency.URGENT, Urgency.SOON) if emergency else (Urgency.SOON, Urgency.PLANNED)
        weights = (0.15, 0.45, 0.4) if emergency else (0.3, 0.7)
        number = self.runtime.live.sequence
        patient = Patient(
            id=f"D{number:07d}",
            sex=like.stay.patient.sex,
            age_years=like.stay.patient.age_years,
            isolation=like.stay.patient.isolation,
            pathogen=like.stay.patient.pathogen,
        )
        if patient.isolation is not Isolation.NONE and self._arrivals.random() < 0.5:
            patient = replace(patient, isolation=Isolation.NONE, pathogen="")
        middle = 8.0 if like.stay.level_of_care is LevelOfCare.DAY else float(self._arrivals.lognormal(4.6, 0.5))
        request = BedRequest(
            id=f"N{number:07d}",
            patient=patient,
            source=RequestSource.EMERGENCY if emergency else RequestSource.ELECTIVE,
            department=like.stay.department,
            requested_at=now,
            level_of_care=like.stay.level_of_care,
            equipment=like.stay.equipment,
            urgency=urgencies[int(self._arrivals.choice(len(urgencies), p=weights))],
            needed_by=now + timedelta(hours=1 if emergency else 6),
            expected_stay=StayForecast(
                p10_hours=round(middle * 0.6, 1), p50_hours=round(middle, 1), p90_hours=round(middle * 1.8, 1)
            ),
        )
        self._do(lambda tx: make_request(tx, request))

    async def _help(self, now: datetime, minutes: float) -> None:
        """Let the demo's own dispatcher take the longest waiting requests when many wait.

        Whom no bed fits is tried again after a while, so that nobody is held up by them.
        """
        waiting = [one.request for one in list(self.runtime.live.requests.values()) if one.hold is None]
        spare = len(waiting) - LEFT_FOR_VISITORS
        hands = min(spare, MOST_AT_ONCE, int(self._course.poisson(minutes / MEAN_MINUTES["dispatcher"])))
        again = timedelta(minutes=TRIED_AGAIN_MINUTES)
        self._tried = {one: at for one, at in self._tried.items() if now - at < again}
        fresh = [one for one in waiting if one.id not in self._tried]
        for request in sorted(fresh, key=lambda one: one.requested_at)[: max(0, hands)]:
            self._tried[request.id] = now
            try:
                decision = await self.runtime.solver.quick.run(worker.recommend, now, request.id, 1)
            except Refusal:
                continue
            if decision["options"]:
                self._tried.pop(request.id, None)
                await asyncio.to_thread(self._hold_and_confirm, request.id, decision["options"][0]["bed"])

    def _hold_and_confirm(self, request: str, bed: str) -> None:
        minutes = self.runtime.settings.hold_minutes
        held = self._do(lambda tx: hold_bed(tx, request, bed, minutes=minutes), COLLEAGUE)
        if held is not None:
            hold = str(held["hold"])
            self._do(lambda tx: confirm_hold(tx, hold), COLLEAGUE)

    def _happens(self, what: str, minutes: float) -> bool:
        return bool(self._course.random() < 1 - math.exp(-minutes / MEAN_MINUTES[what]))

    def _do(self, work: Callable[[Transaction], Answer], who: Envelope = WARDS) -> Answer | None:
        try:
            return self.runtime.command(who, work)
        except Refusal:
            return None  # somebody at the board was faster


def arrivals_a_minute(beds: int, wanted: int) -> float:
    """Return how many patients ask for a bed a minute.

    Parameters
    ----------
    beds : int
        Of the hospital.
    wanted : int
        Beds with a patient, and requests for one.
    """
    mean = FULL * beds / (MEAN_STAY_DAYS * 24 * 60)
    return mean * min(MOST, max(0.0, 1 + PULL * (FULL - wanted / beds)))
