"""Pages in a real browser, as the tests of all of them open them."""

import os
import shutil

import pytest
from playwright.sync_api import Browser, Page, expect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SLOW_MS = 60_000
"""Longer than anything a page takes on a busy machine."""
SIZES = {"desk": (1366, 768), "phone": (390, 844)}
NEEDS_CHROMIUM = pytest.mark.skipif(
    CHROMIUM is None and os.environ.get("CI") != "true", reason="Chromium is not installed on this machine"
)


def new_page(browser: Browser, errors: list[str], locale: str = "en-GB", size: str = "desk") -> Page:
    """Open an empty page whose complaints go into ``errors``."""
    width, height = SIZES[size]
    page = browser.new_context(viewport={"width": width, "height": height}, locale=locale).new_page()
    page.set_default_timeout(SLOW_MS)
    expect.set_options(timeout=SLOW_MS)
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    return page
