"""Errors as problem details (RFC 9457)."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import ValidationError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from api.security import A_KEY, KEY_HEADER
from api.store.refusals import Busy, Refusal
from scenarios.files.problem_words import A_CLOCK
from scenarios.input_problems import InputError

log = logging.getLogger("onebed")
RETRY_SECONDS = "1"
MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:onebed:problem:"


def problem(status: int, slug: str, title: str, detail: str = "", **extra: Any) -> JSONResponse:  # noqa: ANN401
    """Return a problem document.

    Parameters
    ----------
    status : int
        HTTP status.
    slug : str
        Kind of problem, the end of its ``type``.
    title, detail : str
        Name of the kind; what happened here.
    **extra
        Further members.
    """
    content = {"type": TYPE_PREFIX + slug, "title": title, "status": status, "detail": detail, **extra}
    return JSONResponse(content, status_code=status, media_type=MEDIA_TYPE)


def install_problem_handlers(app: FastAPI) -> None:
    """Let every error of the app leave as a problem document."""

    @app.exception_handler(Refusal)
    async def refused(request: Request, error: Refusal) -> Response:
        answer = problem(error.status, error.slug, error.title, error.detail, **error.values)
        if isinstance(error, Busy):
            answer.headers["Retry-After"] = RETRY_SECONDS
        return answer

    async def unavailable(request: Request, error: Exception) -> Response:
        log.error("the database is not available: %s", type(error).__name__)
        raised = HTTPException(503, "The database is not available", {"Retry-After": RETRY_SECONDS})
        handler: Any = app.exception_handlers[HTTPException]
        answer: Response = await handler(request, raised)
        return answer

    for away in (OperationalError, InterfaceError, PoolTimeout):
        app.add_exception_handler(away, unavailable)

    @app.exception_handler(InputError)
    async def bad_input(request: Request, error: InputError) -> Response:
        problems = [{"path": one.path, "message": one.message} for one in error.problems]
        return problem(422, "invalid", "The input is not valid", str(error), problems=problems)

    @app.exception_handler(RequestValidationError)
    async def unreadable(request: Request, error: RequestValidationError) -> Response:
        problems = [told for one in error.errors() for told in _in_words(one)]
        detail = "; ".join(f"{one['path']}: {one['message']}" for one in problems)
        return problem(422, "invalid", "The request is not valid", detail, problems=problems)

    @app.exception_handler(ValidationError)
    async def not_a_domain_object(request: Request, error: ValidationError) -> Response:
        problems = [{"path": ".".join(map(str, one["loc"])), "message": one["msg"]} for one in error.errors()]
        detail = "; ".join(f"{one['path']}: {one['message']}" for one in problems)
        return problem(422, "invalid", "The request is not valid", detail, problems=problems)

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        return http_problem(error)


def _in_words(error: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Yield the problems that one error of a request stands for, said so that a client can mend them."""
    path, given = ".".join(str(part) for part in error["loc"]), error.get("input")
    inner = error.get("ctx", {}).get("error")
    if isinstance(inner, InputError):
        for one in inner.problems:
            yield {"path": ".".join(filter(None, (path, one.path))), "message": one.message}
    elif error["loc"] == ("header", KEY_HEADER):
        found = "is missing" if error["type"] == "missing" else f"is {str(given)[:40]!r}"
        yield {"path": path, "message": f"{found}, expected {A_KEY}"}
    elif path.endswith("_minute") and isinstance(given, str):
        yield {"path": path, "message": f"{given[:40]!r}, expected {A_CLOCK}"}
    else:
        yield {"path": path, "message": error["msg"]}


def http_problem(error: HTTPException) -> Response:
    """Return an HTTP error as a problem document."""
    answer = problem(error.status_code, "http", str(error.detail), str(error.detail))
    answer.headers.update(error.headers or {})
    return answer
