"""The rooms of one logged day in motion: any list of its cases, with the minutes and turnovers that really were."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from optimizer.operating_rooms.turnovers import TURNOVER_MINUTES
from scenarios.files.operating_room_log import OPENS_MINUTE, LoggedCase, OperatingRoomLog
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase


@dataclass(frozen=True, slots=True)
class InRoom:
    """Wheels in and wheels out of one case, minutes from midnight."""

    from_minute: int
    to_minute: int


@dataclass(frozen=True)
class Theatre:
    """What a day of the log will turn out to be; no planner sees it.

    Attributes
    ----------
    cases : dict of str to LoggedCase
        By id, with the minutes each took.
    turnover_minutes : dict of str to int
        Before each case, as in the log. First cases had none: they take the mean of their service.
    first_minute : int
        When the first cases of rooms come in: as late as they did that day on average.
    """

    cases: Mapping[str, LoggedCase]
    turnover_minutes: Mapping[str, int]
    first_minute: int

    @classmethod
    def of(cls, log: OperatingRoomLog, on: date) -> "Theatre":
        """Return a day of a log."""
        cases = {case.case: case for case in log.of(on)}
        means = _mean_turnovers(log)
        gaps = {
            name: max(0, means[case.service] if case.turnover_minutes is None else case.turnover_minutes)
            for name, case in cases.items()
        }
        delays = [case.wheels_in_minute - OPENS_MINUTE for case in cases.values() if case.turnover_minutes is None]
        return cls(cases, gaps, OPENS_MINUTE + (round(float(np.mean(delays))) if delays else 0))

    def run(
        self,
        plan: OperatingRoomPlan,
        announced: Mapping[str, int],
        happened: Mapping[str, InRoom],
        surgeon_gaps: Mapping[str, int],
        *,
        now: int = 0,
    ) -> dict[str, InRoom]:
        """Return when every case of a list is in its room.

        A case starts when it was told to come or, if later, when its room and its surgeon are free.

        Parameters
        ----------
        plan : OperatingRoomPlan
            The list the day runs by: rooms, order within a room, surgeons.
        announced : mapping of str to int
            The minute that each patient was told; nobody is in the room before it.
        happened : mapping of str to InRoom
            Cases that have already started: the list names their rooms, and they stay as they are.
        surgeon_gaps : mapping of str to int
            Minutes that each surgeon needs between two cases.
        now : int
            Nobody else starts before it: until then the day went by another list.
        """
        times = dict(happened)
        room_free: dict[str, int] = {}
        surgeon_free: dict[str, int] = defaultdict(int)
        waiting: dict[str, list[PlannedCase]] = {}
        for room, planned in plan.by_room.items():
            waiting[room] = [case for case in planned if case.case not in happened]
            for case in planned:
                if case.case in happened:
                    self._leave(case, happened[case.case], room_free, surgeon_free, surgeon_gaps)

        def start(case: PlannedCase) -> int:
            gap = self.turnover_minutes[case.case]
            ready = room_free[case.room] + gap if case.room in room_free else self.first_minute
            return max(now, announced[case.case], ready, surgeon_free[case.surgeon] if case.surgeon else 0)

        while heads := [cases[0] for cases in waiting.values() if cases]:
            case = min(heads, key=lambda head: (start(head), head.start_minute, head.case))
            waiting[case.room].pop(0)
            begun = start(case)
            times[case.case] = InRoom(begun, begun + self.cases[case.case].minutes)
            self._leave(case, times[case.case], room_free, surgeon_free, surgeon_gaps)
        return times

    @staticmethod
    def _leave(
        case: PlannedCase,
        times: InRoom,
        room_free: dict[str, int],
        surgeon_free: dict[str, int],
        surgeon_gaps: Mapping[str, int],
    ) -> None:
        room_free[case.room] = max(room_free.get(case.room, 0), times.to_minute)
        if case.surgeon:
            free = times.to_minute + surgeon_gaps[case.surgeon]
            surgeon_free[case.surgeon] = max(surgeon_free[case.surgeon], free)


def _mean_turnovers(log: OperatingRoomLog) -> dict[str, int]:
    gaps: dict[str, list[int]] = {case.service: [] for case in log.cases}
    for case in log.cases:
        if case.turnover_minutes is not None:
            gaps[case.service].append(case.turnover_minutes)
    return {service: round(float(np.mean(minutes or [TURNOVER_MINUTES]))) for service, minutes in gaps.items()}
