"""Who is calling, and whether they may: bearer tokens, browser sessions with CSRF protection, roles."""

import secrets
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Header, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.responses import Response

from api.runtime import Runtime
from api.store.tokens import Role, Token, hash_of

SESSION_COOKIE = "onebed_session"
CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf_token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
NOBODY = "no login"
"""Who acts where nobody needs to log in."""

bearer = HTTPBearer(auto_error=False, description="Token made by `onebed token create`.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Whoever calls.

    Attributes
    ----------
    name, role : str, Role
        Who, and what they may do.
    identified : bool
        Whether they see patients' identifiers.
    """

    name: str
    role: Role

    @property
    def identified(self) -> bool:
        """Return whether the role needs to see which patient lies where."""
        return self.role.includes(Role.DISPATCHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A browser's session: a signed cookie that names a token, or nobody where no login is needed."""

    token_id: str
    nonce: str


async def running_runtime(request: Request) -> Runtime:
    """Return what the running server is made of, as a dependency that needs no thread."""
    return runtime_of(request)


def runtime_of(request: Request) -> Runtime:
    """Return what the running server is made of."""
    runtime: Runtime = request.app.state.runtime
    return runtime


def _serializer(runtime: Runtime) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(runtime.secret, salt="session")


def read_session(request: Request) -> Session | None:
    """Return the session of a request's cookie, if it is ours and still good."""
    runtime = runtime_of(request)
    cookie = request.cookies.get(SESSION_COOKIE)
    if not cookie:
        return None
    try:
        content = _serializer(runtime).loads(cookie, max_age=runtime.settings.session_hours * 3600)
        return Session(token_id=str(content["t"]), nonce=str(content["n"]))
    except (BadData, KeyError, TypeError):
        return None


def start_session(request: Request, response: Response, token: Token | None) -> Session:
    """Set a session cookie on a response."""
    runtime = runtime_of(request)
    session = Session(token_id=token.id if token else "", nonce=secrets.token_urlsafe(24))
    response.set_cookie(
        SESSION_COOKIE,
        _serializer(runtime).dumps({"t": session.token_id, "n": session.nonce}),
        max_age=runtime.settings.session_hours * 3600,
        httponly=True,
        samesite="strict",
        secure=runtime.settings.secure_cookies,
    )
    return session


def csrf_token(session: Session) -> str:
    """Return what forms and scripts of this session must send along."""
    return session.nonce


def principal_of(request: Request, credentials: HTTPAuthorizationCredentials | None) -> Principal | None:
    """Return who calls: by bearer token, by session, or the demo's visitor; None for a stranger."""
    runtime = runtime_of(request)
    tokens = runtime.tokens
    if credentials is not None:
        token = tokens.get(hash_of(credentials.credentials))
        return Principal(name=token.name, role=token.role) if token else None
    if not tokens:
        return Principal(name=NOBODY, role=Role.ADMINISTRATOR) if runtime.settings.on_loopback else None
    session = read_session(request)
    found = next((token for token in tokens.values() if session and token.id == session.token_id), None)
    return Principal(name=found.name, role=found.role) if found else None


def _refuse_forgery(request: Request) -> None:
    """Refuse a change that another site's page may have sent with this browser's cookie."""
    if request.method in SAFE_METHODS:
        return
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        raise HTTPException(403, "The request comes from another site, expected this one")
    session = read_session(request)
    if session is None:
        return
    sent = request.headers.get(CSRF_HEADER, "")
    if not secrets.compare_digest(sent.encode(), csrf_token(session).encode()):
        raise HTTPException(403, f"Header {CSRF_HEADER} does not fit the session, expected its token")


def needs(role: Role) -> Callable[..., Coroutine[Any, Any, Principal]]:
    """Return a dependency that lets only a role in, and hands over who calls."""

    async def check(
        request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
    ) -> Principal:
        principal = principal_of(request, credentials)
        if principal is None:
            raise HTTPException(
                401, "No valid token, expected a bearer token or a login", {"WWW-Authenticate": "Bearer"}
            )
        if credentials is None:
            _refuse_forgery(request)
        if not principal.role.includes(role):
            raise HTTPException(403, f"Role {principal.role} may not do this, expected {role}")
        return principal

    return check


Viewer = Annotated[Principal, Depends(needs(Role.VIEWER))]
Dispatcher = Annotated[Principal, Depends(needs(Role.DISPATCHER))]
Administrator = Annotated[Principal, Depends(needs(Role.ADMINISTRATOR))]
Running = Annotated[Runtime, Depends(running_runtime)]
IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="Any name of at least 8 characters that you have not used for another command. "
        "A repeat with the same key gets the first answer and changes nothing.",
        examples=["5d0b6f8e-6a1a-4c2e-9a58-0f4f4d7f3f1e"],
    ),
]


def content_of(request: Request, body: Any) -> dict[str, Any]:  # noqa: ANN401  any body
    """Return what a command is, to recognise its repeat."""
    return {"method": request.method, "path": request.url.path, "body": body}
