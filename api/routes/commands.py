"""How a route carries out a command: who, which key, and what to do."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic import BaseModel

from api.routes.documents import Problem
from api.runtime import Runtime
from api.security import Dispatcher, IdempotencyKey, Principal, Running, content_of
from api.store.store import Envelope
from api.store.transaction import Answer, Transaction

ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text, "content": {"application/problem+json": {}}}
    for status, text in {
        400: "Not readable.",
        401: "No valid token.",
        403: "The role may not do this.",
        404: "Nothing has that name.",
        409: "The state of the hospital does not allow it; `changes` says what happened since.",
        413: "Too large.",
        422: "Not valid; nothing was changed.",
        429: "Too many requests.",
        503: "Too busy, or the solver or the database is not available; try again in a moment.",
    }.items()
}


class Commander:
    """A caller who may change things, and the command's idempotency key."""

    def __init__(self, request: Request, runtime: Runtime, principal: Principal, key: str) -> None:
        self.runtime = runtime
        self.principal = principal
        self._request = request
        self._key = key

    async def carry_out(self, body: BaseModel | dict[str, Any] | None, work: Callable[[Transaction], Answer]) -> Answer:
        """Carry a command out once and return its answer."""
        envelope = self.envelope(body)
        return await self.runtime.in_turn(lambda: self.runtime.command(envelope, work))

    def envelope(self, body: BaseModel | dict[str, Any] | None) -> Envelope:
        """Return who commands what, under which key."""
        content = body.model_dump(mode="json") if isinstance(body, BaseModel) else body
        return Envelope(actor=self.principal.name, key=self._key, content=content_of(self._request, content))


async def commander(request: Request, runtime: Running, principal: Dispatcher, key: IdempotencyKey) -> Commander:
    """Return the caller of a command."""
    return Commander(request, runtime, principal, key)


Command = Annotated[Commander, Depends(commander)]
