"""What has happened so far on a surgical day: the ground that the rest is planned on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scenarios.local_checks import at_least, refuse
from scenarios.surgery import SurgicalCase


@dataclass(frozen=True, kw_only=True)
class DayProgress:
    """The day at one moment. Minutes count from midnight.

    Attributes
    ----------
    now_minute : int
        The moment.
    started : dict of str to int
        Case to its wheels in.
    ended : dict of str to int
        Case to its wheels out; the others that have started are still running.
    expected_end : dict of str to int
        For running cases of which somebody knows better than the plan.
    cancelled : frozenset of str
        Published cases that will not be done.
    added : tuple of SurgicalCase
        New cases, such as an emergency.
    """

    __pydantic_config__ = {"extra": "forbid"}

    now_minute: int
    started: Mapping[str, int] = field(default_factory=dict)
    ended: Mapping[str, int] = field(default_factory=dict)
    expected_end: Mapping[str, int] = field(default_factory=dict)
    cancelled: frozenset[str] = frozenset()
    added: tuple[SurgicalCase, ...] = ()

    def __post_init__(self) -> None:
        never_started = sorted(set(self.ended) - set(self.started))
        backwards = [case for case, end in self.ended.items() if end <= self.started.get(case, -1)]
        future = [case for case, start in self.started.items() if start > self.now_minute]
        gone = sorted(self.cancelled & self.started.keys())
        refuse(
            "Progress of the day",
            [
                at_least("now_minute", self.now_minute, 0),
                f"{', '.join(never_started)} ended without a start, expected both" if never_started else None,
                f"{', '.join(backwards)} ended before the start, expected after it" if backwards else None,
                f"{', '.join(future)} started after now, expected at or before" if future else None,
                f"{', '.join(gone)} cancelled after the start, expected an end instead" if gone else None,
            ],
        )
