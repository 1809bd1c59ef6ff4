"""The operating-room list of one day as it stands: its day, its plan, what has happened, and what follows from them."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from optimizer.operating_rooms.check import violations
from optimizer.operating_rooms.monte_carlo import Outlook, UnderWay, outlook
from optimizer.operating_rooms.problem import Problem, make_problem
from optimizer.operating_rooms.quantile import chosen_quantile
from optimizer.operating_rooms.reschedule import remaining_problem
from optimizer.operating_rooms.search import frozen_violations
from optimizer.rule import Violation
from scenarios.surgery import SurgeryDuration, SurgicalCase
from scenarios.surgery_progress import DayProgress
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase, SurgicalDay

Document = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class CaseState:
    """What a case's row says besides the case itself; minutes from midnight."""

    position: int
    version: int
    pinned_room: str | None
    pinned_start_minute: int | None
    started_minute: int | None
    ended_minute: int | None
    expected_end_minute: int | None
    cancelled: bool


@dataclass(frozen=True, kw_only=True)
class ListNow:
    """One day's list.

    Attributes
    ----------
    on : str
        The date.
    day : SurgicalDay
        Cases with their pins, without the cancelled ones; the published list in it.
    kept_plan : OperatingRoomPlan
        Where each case was put; those without a place are put off.
    states : dict of str to CaseState
        By case, cancelled ones included.
    cancelled : tuple of SurgicalCase
        Cases that will not be done.
    solution : dict or None
        What is known of the list that was planned last; None before.
    reported_minute : int or None
        How far the day has been reported.
    published : int or None
        Number of the list that was published last.
    version : int
        Sequence number of the log's latest event about this day.
    known_problem : Problem or None
        Of the same day, from an earlier version.
    """

    on: str
    day: SurgicalDay
    kept_plan: OperatingRoomPlan
    states: dict[str, CaseState]
    cancelled: tuple[SurgicalCase, ...]
    solution: Document | None
    reported_minute: int | None
    published: int | None
    version: int
    known_problem: Problem | None = None

    @property
    def quantile(self) -> float:
        """Quantile of each duration that the planned minutes stand for; the last run's, so that they stay."""
        kept = (self.solution or {}).get("planning_quantile")
        return float(kept) if kept is not None else chosen_quantile(self.day)

    @property
    def under_way(self) -> bool:
        """Whether the day has begun: something has been reported of it, and a list is published."""
        return self.reported_minute is not None and self.day.published is not None

    def progress(self, now_minute: int | None = None) -> DayProgress:
        """Return what has happened until a minute, or until the last report."""
        states = {case: state for case, state in self.states.items() if not state.cancelled}
        started = {case: one.started_minute for case, one in states.items() if one.started_minute is not None}
        ended = {case: one.ended_minute for case, one in states.items() if one.ended_minute is not None}
        expected = {
            case: one.expected_end_minute
            for case, one in states.items()
            if one.expected_end_minute is not None and case in started and case not in ended
        }
        latest = max([self.reported_minute or 0, now_minute or 0, *started.values(), *ended.values()])
        return DayProgress(now_minute=latest, started=started, ended=ended, expected_end=expected)

    def run_by(self) -> SurgicalDay:
        """Return the day with its planned minutes fixed and the list that it runs by: published, or begun since."""
        settings = replace(self.day.settings, planning_quantile=self.quantile)
        assert self.day.published is not None
        begun = {
            planned.case: planned
            for planned in self.kept_plan.cases
            if self.states[planned.case].started_minute is not None
        }
        others = tuple(planned for planned in self.day.published.cases if planned.case not in begun)
        published = replace(self.day.published, cases=(*others, *begun.values()))
        return replace(self.day, settings=settings, published=published)

    @cached_property
    def problem(self) -> Problem:
        """The day as the solver and the rules see it."""
        if self.known_problem is not None:
            return self.known_problem
        if self.under_way:
            return remaining_problem(self.run_by(), self.progress())
        return make_problem(self.day, self.quantile)

    @cached_property
    def plan(self) -> OperatingRoomPlan:
        """Where each case stands; those that have begun as they really are."""
        really = {planned.case: planned for _, planned in self.problem.frozen_placed()}
        cases = [really.get(planned.case, planned) for planned in self.kept_plan.cases]
        ordered = sorted(cases, key=lambda planned: (planned.room, planned.start_minute))
        return replace(self.kept_plan, cases=tuple(ordered))

    @cached_property
    def broken(self) -> list[Violation]:
        """The hard rules that the list breaks, as far as it can still be mended; none before anything is planned."""
        if not self.plan.cases:
            return []
        past = frozen_violations(self.problem)
        return [one for one in violations(self.problem, self.plan) if (one.rule, one.subject) not in past]

    @cached_property
    def outlook(self) -> Outlook:
        """What becomes of the list when durations turn out as they may."""
        return self.outlook_of(self.plan)

    def outlook_of(self, plan: OperatingRoomPlan) -> Outlook:
        """Return what becomes of a list of this day: what is over was as it was, what is under way goes on."""
        return outlook(self._certain_about_the_past, plan, seed=self.day.seed, under_way=self._under_way_now)

    @cached_property
    def _certain_about_the_past(self) -> Problem:
        """The problem with the minutes of finished cases as they were."""
        if not self.under_way:
            return self.problem
        cases = tuple(self._with_known_minutes(case) for case in self.problem.day.cases)
        return replace(self.problem, day=replace(self.problem.day, cases=cases))

    @property
    def _under_way_now(self) -> dict[str, UnderWay]:
        if not self.under_way:
            return {}
        progress = self.progress()
        return {
            case: UnderWay(
                progress.now_minute - start,
                progress.expected_end[case] - progress.now_minute if case in progress.expected_end else None,
            )
            for case, start in progress.started.items()
            if case not in progress.ended
        }

    def placed(self, case: str) -> PlannedCase | None:
        """Return where a case stands; None while it is put off."""
        return self.plan.by_case.get(case)

    def _with_known_minutes(self, case: SurgicalCase) -> SurgicalCase:
        state = self.states.get(case.id)
        if state is None or state.started_minute is None or state.ended_minute is None:
            return case
        minutes = SurgeryDuration(median_minutes=max(1, state.ended_minute - state.started_minute), basis="measured")
        return replace(case, duration=minutes, duration_by_surgeon={})
