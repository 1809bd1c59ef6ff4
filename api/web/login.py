"""Login with a token, logout, and the choice of language."""

from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.security import SESSION_COOKIE, from_this_site, runtime_of, start_session
from api.store.tokens import hash_of
from api.web.page import Page
from api.web.texts import LANGUAGE_COOKIE, LANGUAGES

router = APIRouter(include_in_schema=False)
YEAR_SECONDS = 365 * 24 * 3600


@router.get("/login")
def form(request: Request) -> Response:
    """Ask for a token."""
    return Page(request, None).answer("login.html", active="", wrong=False)


@router.post("/login")
async def login(request: Request) -> Response:
    """Start a session for whoever knows a token."""
    content = await request.form()
    token = runtime_of(request).tokens.get(hash_of(str(content.get("token", "")).strip()))
    foreign = request.headers.get("origin") not in (None, "null") and not from_this_site(request)
    if token is None or foreign:
        return Page(request, None).answer("login.html", status=401, active="", wrong=True)
    response = RedirectResponse("/", status_code=303)
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
    back = urlsplit(request.headers.get("referer", "/"))
    path = back.path if back.path.startswith("/") and not back.path.startswith("//") else "/"
    response = RedirectResponse(path + (f"?{back.query}" if back.query else ""), status_code=303)
    if language in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR_SECONDS, samesite="strict", httponly=True)
    return response
