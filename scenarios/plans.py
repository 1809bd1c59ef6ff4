"""The answers: who lies where from when, who moves, who waits."""

from dataclasses import dataclass

from scenarios.local_checks import at_least, refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class BedAssignment:
    """A bed for a request, ready ``start_minutes`` after the census (0: now)."""

    __pydantic_config__ = {"extra": "forbid"}

    request: str
    bed: str
    start_minutes: int = 0

    def __post_init__(self) -> None:
        refuse(f"Assignment of {self.request}", [at_least("start_minutes", self.start_minutes, 0)])


@dataclass(frozen=True, slots=True, kw_only=True)
class BedMove:
    """A patient in bed goes to another bed, ``start_minutes`` after the census, without having asked for it."""

    __pydantic_config__ = {"extra": "forbid"}

    patient: str
    from_bed: str
    to_bed: str
    start_minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BedPlan:
    """An allocation: every request is either assigned or in ``waiting``.

    Attributes
    ----------
    assignments : tuple of BedAssignment
        At most one a request.
    moves : tuple of BedMove
        Patients in bed who go elsewhere.
    waiting : tuple of str
        Requests without a bed within the look-ahead.
    """

    __pydantic_config__ = {"extra": "forbid"}

    assignments: tuple[BedAssignment, ...] = ()
    moves: tuple[BedMove, ...] = ()
    waiting: tuple[str, ...] = ()
