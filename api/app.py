"""The web application: the API under ``/api/v1``, the board, and what watches over both."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response

from api.examples import add_examples
from api.middleware import Gate
from api.problems import install_problem_handlers, problem
from api.routes import health
from api.routes.routers import ROUTERS
from api.runtime import Runtime
from api.solver import SolverUnavailable
from api.web.routers import add_pages

PREFIX = "/api/v1"
DESCRIPTION = """
One hospital, one pool of beds. Every command carries an `Idempotency-Key`: a repeat gets the first answer and changes
nothing. Rows carry versions, which are sequence numbers of the log: send the one you saw, and a change since then is
answered with 409 and what happened. Errors are problem details (RFC 9457).
"""


def create_app(runtime: Runtime, on_started: Callable[[], None] = lambda: None) -> FastAPI:
    """Return the application around a runtime.

    Parameters
    ----------
    runtime : Runtime
        Not started yet; the application starts and stops it.
    on_started : callable
        Called when everything is made and before the first request.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await runtime.start()
        on_started()
        try:
            yield
        finally:
            await runtime.stop()

    app = FastAPI(
        title="OneBed",
        version=version("onebed"),
        description=DESCRIPTION,
        lifespan=lifespan,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.runtime = runtime
    described = app.openapi
    app.openapi = lambda: add_examples(described())  # type: ignore[method-assign]
    api = APIRouter(prefix=PREFIX)
    for router in ROUTERS:
        api.include_router(router)
    app.include_router(api)
    app.include_router(health.router)
    install_problem_handlers(app)
    add_pages(app)

    @app.exception_handler(SolverUnavailable)
    async def no_solver(request: Request, error: SolverUnavailable) -> Response:
        return problem(503, "solver-unavailable", "The solver is not available", str(error))

    app.add_middleware(Gate, runtime=runtime)
    return app
