"""Why a command was not carried out. Nothing has changed when one of these is raised."""

from collections.abc import Mapping, Sequence
from typing import Any


class Refusal(Exception):  # noqa: N818  a refused command is an answer, not a programming error
    """A command that the state of the hospital does not allow.

    Attributes
    ----------
    status : int
        HTTP status that says the same.
    slug, title, detail : str
        Kind of refusal, its name, and the object, its value and what was expected.
    extra : dict
        Further members of the problem document.
    """

    status = 409
    slug = "conflict"
    title = "The state of the hospital does not allow this"

    def __init__(self, detail: str, **extra: Any) -> None:  # noqa: ANN401  members of a JSON document
        super().__init__(detail)
        self.detail = detail
        self.extra: Mapping[str, Any] = extra


class NotFound(Refusal):
    """Nothing has that name."""

    status = 404
    slug = "not-found"
    title = "Not found"


class WrongState(Refusal):
    """A bed, request or hold is not in a state from which this can happen."""

    slug = "wrong-state"


class BedTaken(Refusal):
    """Somebody else has the bed."""

    slug = "bed-taken"
    title = "The bed is taken"


class Stale(Refusal):
    """The caller looked at an older state; ``changes`` says what happened since."""

    slug = "stale"
    title = "This has changed since you looked"

    def __init__(self, detail: str, changes: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(detail, changes=list(changes))


class Invalid(Refusal):
    """A command that could never be carried out."""

    status = 422
    slug = "invalid"
    title = "The command is not valid"


class KeyReused(Refusal):
    """An idempotency key came back with another command."""

    status = 422
    slug = "idempotency-key-reused"
    title = "The idempotency key belongs to another command"
