"""A patient in isolation lies in a room that can isolate."""

import numpy as np

from optimizer.beds.columns import ISOLATIONS, NO_KEY
from optimizer.beds.hospital_index import BoolArray
from optimizer.beds.plan_view import PlanView
from optimizer.beds.problem import Grid
from optimizer.beds.rule import BedRule
from optimizer.rule import Violation
from scenarios.patients import Isolation


class IsolationRoom(BedRule):
    """Contact: a single room, an isolation room, or beside the same pathogen; airborne: negative pressure."""

    name = "isolation room"

    def excludes(self, grid: Grid) -> BoolArray:
        index, beds, people = grid.problem.index, grid.beds, grid.people
        isolating = (index.room_capacity[beds.room] == 1) | index.room_isolation[beds.room]
        cohort = (beds.company_key[None, :] == people.pathogen_key[:, None]) & (beds.company_key[None, :] > NO_KEY)
        contact = people.isolation == ISOLATIONS.index(Isolation.CONTACT)
        airborne = people.isolation == ISOLATIONS.index(Isolation.AIRBORNE)
        excluded: BoolArray = (contact[:, None] & ~(isolating[None, :] | cohort)) | (
            airborne[:, None] & ~index.room_negative_pressure[beds.room][None, :]
        )
        return np.asarray(excluded)

    def violations(self, view: PlanView) -> list[Violation]:
        found = []
        for placement in view.placements:
            patient, room = placement.person.patient, placement.place.room
            if patient.isolation is Isolation.AIRBORNE and not room.negative_pressure:
                found.append(
                    self.broken(
                        placement.pair,
                        "{person} is in airborne isolation, room {room} has no negative pressure",
                        person=placement.person.id,
                        room=room.id,
                    )
                )
            if patient.isolation is Isolation.CONTACT:
                company = [stay.patient for stay in view.unmoved_company(placement)]
                cohort = (
                    bool(patient.pathogen)
                    and bool(company)
                    and all(
                        other.isolation is not Isolation.NONE and other.pathogen == patient.pathogen
                        for other in company
                    )
                )
                if len(room.beds) > 1 and not (room.isolation or room.negative_pressure) and not cohort:
                    found.append(
                        self.broken(
                            placement.pair,
                            "{person} is in contact isolation, room {room} cannot isolate",
                            person=placement.person.id,
                            room=room.id,
                        )
                    )
        return found
