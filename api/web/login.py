"""Login with a token, logout, and the choice of language."""

from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.security import SESSION_COOKIE, from_this_site, runtime_of, start_session
from api.store.tokens import hash_of
from api.web.page import Page
from api.web.texts import LANGUAGE_COOKIE, LANGUAGES

router = APIRouter(include_in_schema=False)
YEAR_SECONDS = 365 * 24 * 3600


def login_address(wanted: str) -> str:
    """Return where to log in, and to go on from there to the page that was asked for."""
    page = page_here(wanted)
    return "/login" if page == "/" else "/login?" + urlencode({"next": page})


def page_here(address: str) -> str:
    """Return the path and query of an address, which can lead to no other site; the board when it has none."""
    parts = urlsplit(address)
    path = parts.path if parts.path.startswith("/") and not parts.path.startswith(("//", "/\\")) else "/"
    return path + (f"?{parts.query}" if parts.query else "")


@router.get("/login")
def form(request: Request, wanted: Annotated[str, Query(alias="next", max_length=2000)] = "/") -> Response:
    """Ask for a token."""
    return Page(request, None).answer("login.html", active="", wrong=False, wanted=page_here(wanted))


@router.post("/login")
async def login(request: Request) -> Response:
    """Start a session for whoever knows a token."""
    content = await request.form()
    wanted = page_here(str(content.get("next", "/")))
    token = runtime_of(request).tokens.get(hash_of(str(content.get("token", "")).strip()))
    foreign = request.headers.get("origin") not in (None, "null") and not from_this_site(request)
    if token is None or foreign:
        return Page(request, None).answer("login.html", status=401, active="", wrong=True, wanted=wanted)
    response = RedirectResponse(wanted, status_code=303)
    start_session(request, response, token)
    return response


@router.post("/logout")
def logout() -> Response:
    """End the session."""
    response = RedirectResponse("/login", status_code=303)
    response.delete_cookie(SESSION_COOKIE)
    return response


@router.get("/language/{language}")
def choose(language: str, request: Request) -> Response:
    """Remember a language and go back."""
    response = RedirectResponse(page_here(request.headers.get("referer", "/")), status_code=303)
    if language in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR_SECONDS, samesite="strict", httponly=True)
    return response
