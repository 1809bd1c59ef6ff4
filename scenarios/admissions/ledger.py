"""A plan booked into rooms, theatres and nurses, for whoever wants to count."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from scenarios.admissions.plan import AdmissionsPlan
from scenarios.admissions.problem import SHIFTS_PER_DAY, AdmissionsProblem, Nurse, Occupant, WaitingPatient

Person = Occupant | WaitingPatient


@dataclass(frozen=True, slots=True)
class Stay:
    """A person in a room from ``first_day`` until the day before ``end_day`` (cut at the horizon)."""

    person: Person
    room: str
    first_day: int
    end_day: int

    def shifts(self) -> Iterator[tuple[int, int]]:
        """Yield (shift of the horizon, shift of the stay)."""
        start = SHIFTS_PER_DAY * self.first_day
        for shift in range(start, SHIFTS_PER_DAY * self.end_day):
            yield shift, shift - start


class PlanLedger:
    """A problem and a plan, with the plan booked by room and day, theatre and day, surgeon and day.

    Attributes
    ----------
    problem, plan
        What was booked.
    stays : list of Stay
        Occupants first, then admitted patients in the order of the waiting list.
    in_room : dict
        (room id, day) to the persons who lie there.
    in_theatre, of_surgeon : dict
        (theatre or surgeon id, day) to the patients operated.
    nurses : dict
        Nurse id to nurse.
    """

    def __init__(self, problem: AdmissionsProblem, plan: AdmissionsPlan) -> None:
        self.problem = problem
        self.plan = plan
        self.nurses: dict[str, Nurse] = {nurse.id: nurse for nurse in problem.nurses}
        self.in_room: dict[tuple[str, int], list[Person]] = defaultdict(list)
        self.in_theatre: dict[tuple[str, int], list[WaitingPatient]] = defaultdict(list)
        self.of_surgeon: dict[tuple[str, int], list[WaitingPatient]] = defaultdict(list)
        self.stays = [self._stay(occupant, occupant.room, 0) for occupant in problem.occupants]
        for patient in problem.patients:
            admission = plan.admissions.get(patient.id)
            if admission is None:
                continue
            self.stays.append(self._stay(patient, admission.room, admission.day))
            self.in_theatre[admission.theatre, admission.day].append(patient)
            self.of_surgeon[patient.surgeon, admission.day].append(patient)
        for stay in self.stays:
            for day in range(stay.first_day, stay.end_day):
                self.in_room[stay.room, day].append(stay.person)

    def _stay(self, person: Person, room: str, day: int) -> Stay:
        return Stay(person, room, day, min(day + person.stay_days, self.problem.days))

    def nurse_of(self, room: str, shift: int) -> Nurse | None:
        """Return the nurse of a room in a shift, None where the plan names none."""
        return self.nurses.get(self.plan.nurse_of.get((room, shift), ""))
