"""Why a command was not carried out. Nothing has changed when one of these is raised."""

from collections.abc import Mapping
from typing import Any


class Refusal(Exception):  # noqa: N818  a refused command is an answer, not a programming error
    """A command that the state of the hospital does not allow.

    Parameters
    ----------
    template : str
        The object, its value and what was expected, with the names of the values in braces.
    **values
        JSON values: of the sentence, and further members of the problem document.

    Attributes
    ----------
    status : int
        HTTP status that says the same.
    slug, title : str
        Kind of refusal, and its name.
    detail : str
        The sentence in English.
    """

    status = 409
    slug = "conflict"
    title = "The state of the hospital does not allow this"

    def __init__(self, template: str, /, **values: Any) -> None:  # noqa: ANN401  members of a JSON document
        self.template = template
        self.values: Mapping[str, Any] = values
        told = {name: ", ".join(value) if _is_list_of_names(value) else value for name, value in values.items()}
        self.detail = template.format_map(told) if values else template
        super().__init__(self.detail)


def _is_list_of_names(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


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


class Busy(Refusal):
    """Too many wait already; the same command may be sent again in a moment."""

    status = 503
    slug = "busy"
    title = "The server is busy"


class RulesBroken(Refusal):
    """A bed given by hand would break rules of the hospital; ``rules`` says which.

    The dispatch centre may override them with a reason, which the log keeps.
    """

    slug = "rules-broken"
    title = "This would break rules of the hospital"


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
