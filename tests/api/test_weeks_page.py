"""The coming weeks in a real browser: plan, pin, plan again, accept, take away; in both languages."""

import io
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from api.store.database import Database
from api.store.opening import open_hospital
from api.store.store import Store
from tests import weeks
from tests.api.conftest import HandClock
from tests.api.serving import runtime_on, serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SLOW_MS = 60_000
SIZES = {"desk": (1366, 768), "phone": (390, 844)}
LIST = weeks.weeks(*(weeks.entry(name, mandatory=name == "a") for name in "abcdefgh"), days=4)
EIGHT = re.compile(r"^Planned: [0-8] of 8")
LETTERS = re.compile(r"[A-Za-z]{3,}")

pytestmark = pytest.mark.skipif(
    CHROMIUM is None and os.environ.get("CI") != "true", reason="Chromium is not installed on this machine"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    database = Database(f"sqlite:///{tmp_path / 'onebed.db'}")
    database.migrate()
    clock = HandClock()
    store = Store(database, clock)
    open_hospital(store, weeks.scenario(LIST))
    with serving(runtime_on(store, clock)) as served:
        yield served
    database.close()


def opened(browser: Browser, address: str, locale: str = "en-GB", size: str = "desk") -> Page:
    width, height = SIZES[size]
    page = browser.new_context(viewport={"width": width, "height": height}, locale=locale).new_page()
    page.set_default_timeout(SLOW_MS)
    expect.set_options(timeout=SLOW_MS)
    page.goto(f"{address}/admissions")
    return page


def planned(page: Page, button: str = "Plan the coming weeks") -> None:
    """Ask for a plan, stop the search with the best so far, and wait for it."""
    before = page.locator("#weeks-plan").get_attribute("data-job") if page.locator("#weeks-plan").count() else ""
    page.get_by_role("button", name=button).click()
    page.locator(".weeks-stop, #weeks-plan").first.wait_for()
    page.locator(f'#weeks-plan:not([data-job="{before}"])').wait_for()


def row_of(page: Page, entry: str) -> Locator:
    return page.locator(f'#weeks-plan tr[data-entry="{entry}"]')


def test_a_plan_is_made_pinned_made_again_and_accepted(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.locator("select[name=seconds]").select_option("30")
    planned(page)
    expect(page.locator("#calendar + .table")).to_contain_text("+")
    come = page.locator("#weeks-plan input[name=keep]").evaluate_all("all => all.map(one => one.value)")
    assert "a" in come
    kept = row_of(page, "a").locator("td").all_inner_texts()
    page.locator("details:not([open]) > summary").first.click()
    for summary in page.locator("details:not([open]) > summary").all():
        summary.click()
    page.locator('input[name=keep][value="a"]').check()
    planned(page, "Plan again with what is pinned")
    expect(page.locator('input[name=keep][value="a"]')).to_be_checked()
    assert row_of(page, "a").locator("td").all_inner_texts() == kept
    page.get_by_role("button", name="Accept this plan").click()
    expect(page.locator(".weeks-actions")).to_contain_text("accepted")
    for form, read in (("csv", pl.read_csv), ("xlsx", pl.read_excel)):
        answer = page.request.get(f"{address}/export/admissions.{form}")
        assert sorted(read(io.BytesIO(answer.body()))["entry"]) == list("abcdefgh")
