"""Who is calling, and whether they may: bearer tokens, browser sessions with CSRF protection, roles."""

import re
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
from api.store.refusals import Invalid
from api.store.tokens import Role, Token, hash_of

SESSION_COOKIE = "onebed_session"
CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf_token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
NOBODY = "no login"
"""Who acts where nobody needs to log in."""
KEY_PATTERN = r"^[\x21-\x7e]{8,}$"
MAX_KEY_LENGTH = 190
"""A command in several transactions adds the number of each to its key."""
KEY_HEADER = "Idempotency-Key"
A_KEY = (
    f"8 to {MAX_KEY_LENGTH} characters without spaces that name this command, such as a new UUID; "
    "send the same key again only to repeat the command after a lost answer"
)
"""What a command's key should be, for who sends none."""

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


def read_session(request: Request, runtime: Runtime | None = None) -> Session | None:
    """Return the session of a request's cookie, if it is ours and still good."""
    runtime = runtime or runtime_of(request)
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
    if runtime.open_access:
        return Principal(name=NOBODY, role=Role.ADMINISTRATOR)
    found = token_of_session(request)
    return Principal(name=found.name, role=found.role) if found else None


def token_of_session(request: Request) -> Token | None:
    """Return the token that a browser has logged in with, while it is in use."""
    session, tokens = read_session(request), runtime_of(request).tokens
    return next((token for token in tokens.values() if session and token.id == session.token_id), None)


def is_still(principal: Principal, request: Request, credentials: HTTPAuthorizationCredentials | None) -> bool:
    """Return whether who has opened a stream may still do what they might then."""
    return principal_of(request, credentials) == principal


def _refuse_forgery(request: Request) -> None:
    """Refuse a change that another site's page may have sent with this browser's cookie."""
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("origin") and not from_this_site(request):
        raise HTTPException(403, "The request comes from another site, expected this one")
    session = read_session(request)
    if session is None:
        return
    sent = request.headers.get(CSRF_HEADER, "")
    if not secrets.compare_digest(sent.encode(), csrf_token(session).encode()):
        raise HTTPException(403, f"Header {CSRF_HEADER} does not fit the session, expected its token")


def from_this_site(request: Request) -> bool:
    """Return whether the page that sent a request is ours: by the host it asks, or the one that the proxy has."""
    site = urlsplit(request.headers.get("origin", "")).netloc
    return site in (request.headers.get("host"), runtime_of(request).settings.public_netloc or None)


def known_client(runtime: Runtime, request: Request) -> str:
    """Return which token or session a request carries, if it is in use; empty for everybody else."""
    scheme, _, clear = request.headers.get("authorization", "").partition(" ")
    if scheme:
        token = runtime.tokens.get(hash_of(clear.strip())) if scheme.lower() == "bearer" else None
        return token.id if token else ""
    session = None if runtime.open_access else read_session(request, runtime)
    in_use = session is not None and any(token.id == session.token_id for token in runtime.tokens.values())
    return f"{session.token_id} {session.nonce}" if session and in_use else ""


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


Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
Viewer = Annotated[Principal, Depends(needs(Role.VIEWER))]
Dispatcher = Annotated[Principal, Depends(needs(Role.DISPATCHER))]
Administrator = Annotated[Principal, Depends(needs(Role.ADMINISTRATOR))]
Running = Annotated[Runtime, Depends(running_runtime)]
IdempotencyKey = Annotated[
    str,
    Header(
        alias=KEY_HEADER,
        min_length=8,
        max_length=MAX_KEY_LENGTH,
        pattern=KEY_PATTERN,
        description="Any name of at least 8 characters that you have not used for another command. "
        "A repeat with the same key gets the first answer and changes nothing.",
        examples=["5d0b6f8e-6a1a-4c2e-9a58-0f4f4d7f3f1e"],
    ),
]


def expect_key(key: str) -> str:
    """Return an idempotency key that came in a form; refuse what is none."""
    if not re.fullmatch(KEY_PATTERN, key) or len(key) > MAX_KEY_LENGTH:
        raise Invalid("Key {key!r}, expected 8 to {most} characters without spaces", key=key[:40], most=MAX_KEY_LENGTH)
    return key


def content_of(request: Request, body: Any) -> dict[str, Any]:  # noqa: ANN401  any body
    """Return what a command is, to recognise its repeat."""
    return {"method": request.method, "path": request.url.path, "body": body}
