"""The hospital's key figures, measured by the KPIs of ``scenarios.kpis`` on the live state and on the log."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean
from typing import Any

from api.event_feed import events_now, events_since, opened_at
from api.overview import Totals
from api.store.live import BedNow, LiveState
from api.views import moment
from scenarios.census import BedState
from scenarios.hospital import Hospital, LevelOfCare
from scenarios.kpis import KPIS, TARGETS, Kpi, Observation, Target
from scenarios.kpis.boarding import BOARDING_AFTER_MINUTES
from scenarios.kpis.occupancy import OCCUPANCY
from scenarios.kpis.occupancy_variation import OCCUPANCY_VARIATION
from scenarios.patients import RequestSource

PERIOD = timedelta(hours=24)
SHORTEST = timedelta(minutes=1)
ADULT = "adult"
CRITICAL = (LevelOfCare.ICU, LevelOfCare.HDU)
OCCUPANCY_TARGET = next(target for target in TARGETS if target.kpi == OCCUPANCY.name)

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Measured:
    """A KPI with its value; None where nothing happened that could be measured."""

    kpi: Kpi
    value: float | None

    @property
    def targets(self) -> list[tuple[Target, bool | None]]:
        """The hospital's targets for it, and whether they are met; None for a change whose baseline nobody gave."""
        mine = (target for target in TARGETS if target.kpi == self.kpi.name)
        return [(target, None if self.value is None else target.met(self.value)) for target in mine]


class KeyFigures:
    """Measures this moment and the last day.

    Parameters
    ----------
    live : LiveState
        Of the hospital; what it shows at one sequence number is measured once.
    """

    def __init__(self, live: LiveState) -> None:
        self.live = live
        self._measured: tuple[int, Document] = (-1, {})

    def of_this_moment(self, now: datetime, counted: Totals) -> Document:
        """Return what is true now.

        ``boarding`` counts the emergency patients who have waited for a bed beyond the limit that the KPI of that name
        adds up hours from.
        """
        requests = list(self.live.requests.values())
        waits = [(now - one.request.requested_at) / timedelta(minutes=1) for one in requests if one.hold is None]
        critical = [bed for bed in list(self.live.beds.values()) if bed.place.ward.level_of_care in CRITICAL]
        return {
            **self._of_the_beds(),
            "critical_care_free": sum(bed.state is BedState.VACANT for bed in critical),
            "critical_care_free_by_age": _free_by_age(critical, self.live.hospital),
            "beds": counted.beds,
            "beds_by_state": counted.by_state,
            "pending_in": counted.pending_in,
            "pending_out": counted.pending_out,
            "lent_beds": counted.lent,
            "waiting_requests": len(waits),
            "waiting_minutes_mean": round(fmean(waits), 1) if waits else 0.0,
            "waiting_minutes_longest": round(max(waits), 1) if waits else 0.0,
            "boarding": sum(
                one.request.source is RequestSource.EMERGENCY
                and now - one.request.requested_at > timedelta(minutes=BOARDING_AFTER_MINUTES)
                for one in requests
            ),
        }

    def of_the_last_day(self, now: datetime) -> tuple[datetime, list[Measured]]:
        """Return from when on was measured, and all KPIs: over a day, or since the store was opened if that is less."""
        with self.live.database.reading() as connection:
            start = min(max(now - PERIOD, opened_at(connection)), now - SHORTEST)
        observation = Observation(
            events=events_since(self.live, start),
            hospital=self.live.hospital,
            from_minute=0,
            to_minute=(now - start) / timedelta(minutes=1),
        )
        return start, [Measured(kpi, _number(kpi.measure(observation))) for kpi in KPIS]

    def _of_the_beds(self) -> Document:
        sequence, known = self._measured
        if sequence != self.live.sequence:
            sequence = self.live.sequence
            instant = Observation(events=events_now(self.live), hospital=self.live.hospital, from_minute=0, to_minute=1)
            known = {kpi.name: _number(kpi.measure(instant)) for kpi in (OCCUPANCY, OCCUPANCY_VARIATION)}
            self._measured = (sequence, known)
        return known


def _free_by_age(beds: list[BedNow], hospital: Hospital) -> dict[str, int]:
    """Return how many of some beds are vacant, by the youngest age band that their ward takes."""
    bands = [band.name for band in hospital.age_bands]
    free: dict[str, int] = {}
    for bed in beds:
        taken = bed.place.ward.age_bands
        # A ward for all ages is one for adults here: that is whom its beds stand empty for.
        band = next((name for name in bands if name in taken), ADULT) if taken else ADULT
        free[band] = free.get(band, 0) + (bed.state is BedState.VACANT)
    return {name: free[name] for name in dict.fromkeys((*bands, ADULT)) if name in free}


def kpi_document(measured: Measured) -> Document:
    """Return a KPI with its value, unit and targets."""
    kpi = measured.kpi
    return {
        "name": kpi.name,
        "title": kpi.title,
        "title_zh": kpi.title_zh,
        "unit": kpi.unit,
        "better": kpi.better.value,
        "value": measured.value,
        "targets": [
            {"statement": target.statement, "basis": target.basis.value, "met": met} for target, met in measured.targets
        ],
    }


def period_document(start: datetime, now: datetime) -> Document:
    """Return from when to when was measured."""
    return {"from": moment(start), "to": moment(now)}


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 4)
