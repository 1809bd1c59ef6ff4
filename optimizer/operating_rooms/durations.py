"""Durations learned from history: lognormal by procedure and surgeon, shrunk towards what larger groups say.

Each group's mean of log minutes is a precision-weighted average of its own cases and of the group above it
(procedure x surgeon -> procedure -> specialty -> all), the empirical-Bayes estimate of a normal model: a group of n
cases counts n / (n + k) for itself, with k = within-group variance / between-group variance of the level above,
estimated by moments (one-way random effects, Searle et al. 1992, section 3.6).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.surgery import SurgeryDuration

LEAST_LOG_SD = 0.05
"""A group whose cases all took the same time is still not certain: 5% is left."""

VARIANCE_WEIGHT = 5.0
"""Cases that the pooled variance within groups of a level counts for in a group's own (an assumption)."""


@dataclass(frozen=True, slots=True)
class PastCase:
    """A finished case to learn from: minutes from wheels in to wheels out."""

    specialty: str
    procedure: str
    surgeon: str
    minutes: float


@dataclass(frozen=True, slots=True)
class _Estimate:
    mean_log: float
    log_sd: float
    sample_size: int


class DurationModel:
    """Durations by procedure and surgeon.

    Parameters
    ----------
    past : iterable of PastCase
        Only cases from before the day that is planned.
    """

    LEVELS = ("all", "specialty", "procedure", "procedure x surgeon")

    def __init__(self, past: Iterable[PastCase]) -> None:
        groups: list[dict[tuple[str, ...], list[float]]] = [defaultdict(list) for _ in self.LEVELS]
        for case in past:
            for level, key in enumerate(_keys(case.specialty, case.procedure, case.surgeon)):
                groups[level][key].append(float(np.log(max(1.0, case.minutes))))
        self._levels: list[dict[tuple[str, ...], _Estimate]] = []
        for level, members in enumerate(groups):
            above = self._levels[level - 1] if level else {}
            self._levels.append(_estimates(members, above))

    def duration(
        self, specialty: str, procedure: str, surgeon: str = "", *, booked_minutes: float | None = None
    ) -> SurgeryDuration | None:
        """Return what is known of a case: the finest group with any history.

        Parameters
        ----------
        booked_minutes : float, optional
            Used, with the spread of the specialty, where the procedure was never seen.

        Returns
        -------
        SurgeryDuration or None
            None when nothing at all is known.
        """
        keys = _keys(specialty, procedure, surgeon)
        known = [level for level in range(len(self.LEVELS)) if keys[level] in self._levels[level]]
        if not known:
            return (
                SurgeryDuration(median_minutes=booked_minutes, log_sd=0.3, basis="booked") if booked_minutes else None
            )
        finest = known[-1]
        found = self._levels[finest][keys[finest]]
        if finest < 2 and booked_minutes:
            return SurgeryDuration(median_minutes=booked_minutes, log_sd=min(2.0, found.log_sd), basis="booked")
        return SurgeryDuration(
            median_minutes=float(np.exp(found.mean_log)),
            log_sd=float(min(2.0, found.log_sd)),
            sample_size=found.sample_size,
            basis=self.LEVELS[finest],
        )


def _keys(specialty: str, procedure: str, surgeon: str) -> Sequence[tuple[str, ...]]:
    levels: list[tuple[str, ...]] = [(), (specialty,), (specialty, procedure)]
    return [*levels, (specialty, procedure, surgeon)] if surgeon else [*levels, ("", "", "")]


def _estimates(
    members: Mapping[tuple[str, ...], list[float]], above: Mapping[tuple[str, ...], _Estimate]
) -> dict[tuple[str, ...], _Estimate]:
    """Shrink every group of one level towards its group of the level above."""
    named = {key: logs for key, logs in members.items() if key != ("", "", "")}
    within = _variance_within(list(named.values()))
    weight = _shrinkage_cases(list(named.values()), within)
    found = {}
    for key, logs in named.items():
        own, count = float(np.mean(logs)), len(logs)
        squares = float(np.sum((np.array(logs) - own) ** 2))
        parent = above.get(key[:-1])
        if parent is None:
            spread = np.sqrt(squares / max(1, count - 1)) if count > 1 else 0.4
            found[key] = _Estimate(own, max(LEAST_LOG_SD, float(spread)), count)
            continue
        share = count / (count + weight)
        # The group above also spreads by what tells its members apart: only where no group repeats is it all there is.
        prior = parent.log_sd**2 if within is None else within
        variance = (squares + VARIANCE_WEIGHT * prior) / (max(0, count - 1) + VARIANCE_WEIGHT)
        # The group's own mean is uncertain too: its posterior variance in the normal model.
        variance *= 1 + 1 / (count + weight)
        mean = share * own + (1 - share) * parent.mean_log
        found[key] = _Estimate(mean, max(LEAST_LOG_SD, float(np.sqrt(variance))), count)
    return found


def _variance_within(groups: list[list[float]]) -> float | None:
    """Return the pooled variance of groups around their own means; None where no group has two members."""
    freedom = sum(len(group) - 1 for group in groups)
    if not freedom:
        return None
    return sum(float(np.sum((np.array(group) - np.mean(group)) ** 2)) for group in groups) / freedom


def _shrinkage_cases(groups: list[list[float]], within: float | None) -> float:
    """Return k = within / between variance, at least 0.1 and at most 50 cases, by moments."""
    if len(groups) < 2 or within is None:
        return 5.0
    sizes = np.array([len(group) for group in groups], dtype=float)
    means = np.array([np.mean(group) for group in groups])
    grand = float(np.average(means, weights=sizes))
    between_mean_square = float(np.sum(sizes * (means - grand) ** 2)) / (len(groups) - 1)
    balance = (sizes.sum() - float(np.sum(sizes**2)) / sizes.sum()) / (len(groups) - 1)
    between = max(0.0, (between_mean_square - within) / balance)
    return float(np.clip(within / between if between > 0 else 50.0, 0.1, 50.0))
