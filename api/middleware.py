"""What every request passes: host check, rate and size limits, security headers, counters, a log without names."""

import logging
import time
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem
from api.runtime import Runtime
from api.security import known_client
from api.settings import LOOPBACK

log = logging.getLogger("onebed.http")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

API, STATIC = "/api/v1", "/static"

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Gate:
    """ASGI middleware around the whole app.

    Parameters
    ----------
    app : ASGIApp
        What it guards.
    runtime : Runtime
        Limits, tokens in use, and metrics, which count requests by route, never by what is in a path.
    """

    def __init__(self, app: ASGIApp, runtime: Runtime) -> None:
        self.app = app
        self.runtime = runtime
        self.settings = settings = runtime.settings
        self.metrics = runtime.metrics
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._rate = parse(settings.rate_limit)
        self._login_rate = parse(settings.login_rate_limit)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        status, answering = 500, False

        async def send_guarded(message: Message) -> None:
            nonlocal status, answering
            if message["type"] == "http.response.start":
                status, answering = message["status"], True
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                if not scope["path"].startswith("/static/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            refusal = await self._refusal(scope)
            if refusal is not None:
                await refusal(scope, receive, send_guarded)
            else:
                await self.app(scope, self._limited(receive), send_guarded)
        except Exception as error:
            _log_without_names(error)
            if not answering:
                await _failed()(scope, receive, send_guarded)
        finally:
            self._count(scope, status, time.perf_counter() - started)

    def _count(self, scope: Scope, status: int, seconds: float) -> None:
        route = _route_of(scope)
        method = scope["method"] if scope["method"] in METHODS else "other"
        self.metrics.requests.labels(method, route, status).inc()
        self.metrics.request_seconds.labels(route).observe(seconds)
        log.info("%s %s %s %.1f ms", method, route, status, seconds * 1000)

    async def _refusal(self, scope: Scope) -> Callable[[Scope, Receive, Send], Awaitable[None]] | None:
        headers = Headers(scope=scope)
        if not self._known_host(headers.get("host", "")):
            return problem(400, "host", "Unknown host", "The Host header names another site, expected this server")
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self.settings.max_body_bytes:
            return self._too_large()
        is_login = scope["path"] == "/login" and scope["method"] == "POST"
        rate = self._login_rate if is_login else self._rate
        return None if await self._limiter.hit(rate, *self._client(scope, is_login)) else _too_many(rate)

    def _client(self, scope: Scope, is_login: bool) -> tuple[str, ...]:
        # Made-up credentials must not open a bucket each, so only those in use count apart from their address.
        known = "login" if is_login else known_client(self.runtime, Request(scope))
        address: str = (scope.get("client") or ("unknown", 0))[0]
        return (known,) if known and not is_login else (address, known)

    def _known_host(self, host: str) -> bool:
        # Without a login, a page of another site could rebind its name to this machine and read everything.
        if not self.settings.on_loopback:
            return True
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        return name.strip("[]") in LOOPBACK or (bool(host) and host == self.settings.public_netloc)

    def _limited(self, receive: Receive) -> Receive:
        seen = 0

        async def receive_limited() -> MutableMapping[str, Any]:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.settings.max_body_bytes:
                raise HTTPException(413, f"The request is larger than {self.settings.max_body_bytes} bytes")
            return message

        return receive_limited

    def _too_large(self) -> ASGIApp:
        limit = self.settings.max_body_bytes
        return problem(413, "too-large", "The request is too large", f"Expected at most {limit} bytes")


def _route_of(scope: Scope) -> str:
    """Return the pattern of the route that answered, with the prefix that a router was included under."""
    path = scope["path"]
    if path.startswith(STATIC):
        return STATIC
    route: str = getattr(scope.get("route"), "path", "unmatched")
    api = path.startswith(API) and route != "unmatched" and not route.startswith(API)
    return API + route if api else route


def _log_without_names(error: Exception) -> None:
    """Log where an error came from; its words may name patients."""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s\n%s", type(error).__name__, where)


def _failed() -> ASGIApp:
    return problem(500, "internal", "The server failed", "This is a fault of the server; its log says where")


def _too_many(rate: RateLimitItem) -> ASGIApp:
    answer = problem(429, "too-many-requests", "Too many requests", f"Expected at most {rate}")
    answer.headers["Retry-After"] = str(rate.get_expiry())
    return answer
