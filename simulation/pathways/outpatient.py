"""The clinics: booked patients and walk-ins, no-shows, exams, and the short second visit with the result."""

from dataclasses import dataclass

import numpy as np

from scenarios.hospital import Hospital
from simulation.calendar import DAY, HOUR
from simulation.engine.journeys import Journey, Steps
from simulation.engine.resources import Pool
from simulation.world import World

SESSIONS = ((8 * HOUR, 12 * HOUR), (14 * HOUR, 17.5 * HOUR))
"""Morning and afternoon. Assumption."""

PUNCTUALITY_MINUTES = (-8.0, 12.0)
"""Mean and deviation of arrival minus appointment. Assumption."""

CONSULTATION_SHARE = 0.80
"""Mean consultation over the time between two slots. Assumption."""

CONSULTATION_CV = 0.6
EXAM_SHARE = 0.25
"""Share of outpatients who are sent to an exam. Assumption, as the spread of consultations."""

RESULT_MINUTES = 3.0
"""Of the second visit, with the result. Assumption."""

EXAMS: dict[str, tuple[float, float]] = {
    "blood count analyser": (0.40, 1.5),
    "ultrasound": (0.22, 10.0),
    "X-ray": (0.12, 5.0),
    "ECG": (0.10, 6.0),
    "CT": (0.10, 12.0),
    "endoscopy": (0.04, 25.0),
    "MRI": (0.02, 25.0),
}
"""Kind of device to its share of exams and its mean minutes. Assumption."""

BOOKED, WALK_IN, WITH_RESULT = 1.0, 2.0, 0.0


@dataclass(frozen=True, slots=True)
class ClinicDay:
    """One day of one clinic, one element a patient; NaN appointment for a walk-in."""

    arrival: list[float]
    appointment: list[float]
    consultation: list[float]
    exam: list[int]
    exam_minutes: list[float]


class OutpatientPathway:
    """All clinics of a run."""

    def __init__(self, world: World) -> None:
        self.world = world
        hospital = world.settings.hospital
        self.rooms = [Pool(world.clock, clinic.id, clinic.consulting_rooms) for clinic in hospital.clinics]
        self.devices = exam_pools(world, hospital)

    def start(self) -> None:
        """Open the clinics on every workday."""
        if self.world.settings.demand.clinic_visits_per_day > 0 and self.rooms:
            Journey(self.world.clock, self._every_day())

    def pools(self) -> list[Pool]:
        """Return every pool, for the invariants."""
        return [*self.rooms, *self.devices]

    def _every_day(self) -> Steps:
        clock, calendar = self.world.clock, self.world.calendar
        day = int(-(-clock._now // DAY))
        while True:
            yield day * DAY - clock._now
            if calendar.is_workday[day]:
                for number in range(len(self.rooms)):
                    self._open(day, number)
            day += 1

    def _open(self, day: int, number: int) -> None:
        visits = self._draw(day, number)
        clock = self.world.clock
        order = np.argsort(visits.arrival, kind="stable").tolist()

        def arrivals() -> Steps:
            for i in order:
                if visits.arrival[i] > clock._now:
                    yield visits.arrival[i] - clock._now
                Journey(clock, self._visit(visits, i, self.rooms[number]))

        Journey(clock, arrivals())

    def _draw(self, day: int, number: int) -> ClinicDay:
        random = self.world.streams.generator(f"clinic/{number}/{day}")
        rooms = np.array([pool.capacity for pool in self.rooms])
        demand = self.world.settings.demand
        expected = demand.clinic_visits_per_day * rooms[number] / rooms.sum()
        walk_ins = random.poisson(expected * demand.clinic_walk_in_share)
        booked = round(expected * (1 - demand.clinic_walk_in_share) / (1 - demand.clinic_no_show_share))
        lengths = np.array([closes - opens for opens, closes in SESSIONS])
        slots = np.concatenate(
            [
                day * DAY + opens + np.arange(count) * (closes - opens) / max(1, count)
                for (opens, closes), count in zip(SESSIONS, _split(booked, lengths), strict=True)
            ]
        )
        came = slots[random.random(slots.size) >= demand.clinic_no_show_share]
        mean, deviation = PUNCTUALITY_MINUTES
        arrival = np.maximum(came + mean + deviation * random.standard_normal(came.size), day * DAY)
        where = random.random(walk_ins) * lengths.sum()
        late = where >= lengths[0]
        walking = day * DAY + np.where(late, SESSIONS[1][0] + where - lengths[0], SESSIONS[0][0] + where)
        size = came.size + walk_ins
        slot_minutes = rooms[number] * lengths.sum() / max(expected, 1e-9)
        spread = np.sqrt(np.log1p(CONSULTATION_CV**2))
        scores = random.standard_normal(size)
        shares = np.cumsum([share for share, _ in EXAMS.values()])
        exam = np.searchsorted(shares / shares[-1], random.random(size), side="right")
        means = np.array([minutes for _, minutes in EXAMS.values()])
        return ClinicDay(
            arrival=np.concatenate((arrival, walking)).tolist(),
            appointment=np.concatenate((came, np.full(walk_ins, np.nan))).tolist(),
            consultation=(CONSULTATION_SHARE * slot_minutes * np.exp(spread * scores - spread**2 / 2)).tolist(),
            exam=np.where(random.random(size) < EXAM_SHARE, np.minimum(exam, means.size - 1), -1).tolist(),
            exam_minutes=(means[np.minimum(exam, means.size - 1)] * random.uniform(0.6, 1.4, size)).tolist(),
        )

    def _visit(self, visits: ClinicDay, i: int, room: Pool) -> Steps:
        clock, notes = self.world.clock, self.world.notes
        arrived, appointment = clock._now, visits.appointment[i]
        is_booked = appointment == appointment
        yield room, BOOKED if is_booked else WALK_IN
        # Who comes early and is seen before the appointment has not waited.
        wait = max(clock._now - (max(arrived, appointment) if is_booked else arrived), 0.0)
        notes.note("outpatient_wait_booked" if is_booked else "outpatient_wait_walk_in", clock._now, wait)
        yield visits.consultation[i]
        room.release()
        kind = visits.exam[i]
        if kind < 0 or self.devices[kind].capacity == 0:
            return
        asked = clock._now
        yield self.devices[kind], 0
        notes.note("exam_wait", clock._now, clock._now - asked)
        yield visits.exam_minutes[i]
        self.devices[kind].release()
        yield room, WITH_RESULT
        yield RESULT_MINUTES
        room.release()


def exam_pools(world: World, hospital: Hospital) -> list[Pool]:
    """Return the devices by kind, in the order of :data:`EXAMS`."""
    counts = {kind: sum(device.kind == kind for device in hospital.exam_devices) for kind in EXAMS}
    return [Pool(world.clock, kind, count) for kind, count in counts.items()]


def _split(total: int, lengths: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> list[int]:
    first = round(total * lengths[0] / lengths.sum())
    return [first, total - first]
