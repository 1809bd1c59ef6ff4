"""All pages, and the files they need."""

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from api.problems import http_problem
from api.web import (
    actions,
    admissions,
    board_pages,
    calendar_subscription,
    demo_page,
    documentation,
    exports,
    lists,
    login,
    moves,
    operating_room_actions,
    operating_room_pages,
    operating_room_runs,
    operating_room_uploads,
    plans,
    request_form,
    search,
    simulation_pages,
    stream,
    weeks_upload,
)
from api.web.labels import mark
from api.web.page import Page
from api.web.visitor import LoginNeeded

REFUSED = {
    403: mark("Your role may not do this."),
    404: mark("There is no such page."),
    413: mark("The request is too large."),
    429: mark("Too many requests, try again in a moment."),
}
STATIC = Path(__file__).parent / "static"
ROUTERS = (
    board_pages,
    admissions,
    weeks_upload,
    moves,
    search,
    request_form,
    actions,
    plans,
    stream,
    lists,
    exports,
    calendar_subscription,
    operating_room_pages,
    operating_room_actions,
    operating_room_runs,
    operating_room_uploads,
    simulation_pages,
    documentation,
    demo_page,
    login,
)


def add_pages(app: FastAPI) -> None:
    """Add the board to an application."""
    app.state.labels = {}
    app.state.cards = {}
    app.state.drawings = stream.SharedDrawings()
    for module in ROUTERS:
        app.include_router(module.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")

    @app.exception_handler(LoginNeeded)
    async def to_login(request: Request, error: LoginNeeded) -> Response:
        if request.headers.get("hx-request"):
            shown = request.headers.get("hx-current-url", "/")
            return Response(status_code=401, headers={"HX-Redirect": login.login_address(shown)})
        asked = str(request.url) if request.method == "GET" and wants_page(request) else "/"
        return RedirectResponse(login.login_address(asked), status_code=303)

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        return refusal_page(request, error) if wants_page(request) else http_problem(error)


def wants_page(request: Request) -> bool:
    """Return whether an error should be a page for a person."""
    path = request.url.path
    is_page = not path.startswith(("/api/", "/static/")) and "text/html" in request.headers.get("accept", "")
    return is_page and "hx-request" not in request.headers


def refusal_page(request: Request, error: HTTPException) -> Response:
    """Return an error as a page."""
    detail = REFUSED.get(error.status_code, "This did not work.")
    return Page(request, None).answer(
        "refused.html", status=error.status_code, active="", title=str(error.status_code), detail=detail
    )
