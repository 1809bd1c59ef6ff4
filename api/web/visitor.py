"""Who looks at a page: like the API's callers, but a stranger is sent to the login."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request

from api.security import Credentials, Principal, needs, principal_of
from api.store.tokens import Role


class LoginNeeded(Exception):  # noqa: N818  answered with the login page
    """Nobody is logged in."""


async def reader(request: Request, credentials: Credentials) -> Principal:
    """Return who asks for a file: a program with a bearer token, or somebody who is logged in."""
    if credentials is None:
        return await visitor(Role.VIEWER)(request)
    return await needs(Role.VIEWER)(request, credentials)


def visitor(role: Role) -> Callable[[Request], Coroutine[Any, Any, Principal]]:
    """Return a dependency that lets a logged-in role in."""
    check = needs(role)

    async def find(request: Request) -> Principal:
        if principal_of(request, None) is None:
            raise LoginNeeded
        try:
            return await check(request, None)
        except HTTPException as error:
            error.headers = None
            raise

    return find


Reader = Annotated[Principal, Depends(reader)]
BrowserViewer = Annotated[Principal, Depends(visitor(Role.VIEWER))]
BrowserDispatcher = Annotated[Principal, Depends(visitor(Role.DISPATCHER))]
BrowserAdministrator = Annotated[Principal, Depends(visitor(Role.ADMINISTRATOR))]
