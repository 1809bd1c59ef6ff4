"""The button that stops the demo."""

from typing import Literal

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from api.web.page import Page
from api.web.visitor import BrowserAdministrator

router = APIRouter(include_in_schema=False)


@router.post("/demo/{what}")
def switch(what: Literal["stop", "run"], request: Request, administrator: BrowserAdministrator) -> Response:
    """Stop the demo's time, or let it go on."""
    page = Page(request, administrator)
    demo = page.runtime.demo
    if demo is None:
        raise HTTPException(404, "This server runs no demo")
    (demo.stop if what == "stop" else demo.go_on)(administrator.name)
    return HTMLResponse(page.text("demo_banner.html", oob=False))
