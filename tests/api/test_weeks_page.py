"""The coming weeks in a real browser: plan, pin, plan again, accept, take away; in both languages."""

import io
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from api.store.database import Database
from api.store.opening import open_hospital
from api.store.store import Store
from tests import weeks
from tests.api.conftest import HandClock
from tests.api.serving import runtime_on, serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SLOW_MS = 60_000
DESK, PHONE = (1366, 768), (390, 844)
KNOWN_IN_CHINESE = {"OneBed", "English", "CSV", "XLSX"}
LIST = weeks.weeks(*(weeks.entry(name, mandatory=name == "a") for name in "abcdefgh"), days=4)
ENGLISH = re.compile(r"[A-Za-z]{3,}")

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


def opened(browser: Browser, address: str, locale: str = "en-GB", size: tuple[int, int] = DESK) -> Page:
    width, height = size
    page = browser.new_context(viewport={"width": width, "height": height}, locale=locale).new_page()
    page.set_default_timeout(SLOW_MS)
    expect.set_options(timeout=SLOW_MS)
    page.goto(f"{address}/admissions")
    return page


def planned(page: Page, button: str) -> None:
    """Ask for a plan, and wait for it: a first plan is there at once, so that the search may be stopped early."""
    plan = page.locator("#weeks-plan")
    before = plan.get_attribute("data-job") if plan.count() else ""
    page.get_by_role("button", name=button).click()
    stop, made = page.locator(".weeks-stop"), page.locator(f'#weeks-plan:not([data-job="{before}"])')
    expect(page.locator("progress")).to_be_visible()
    expect(page.locator(".weeks-figures")).to_contain_text(re.compile(r"\d"))
    stop.click()
    made.wait_for()


def row_of(page: Page, entry: str) -> Locator:
    return page.locator(f'#weeks-plan tr[data-entry="{entry}"]')


def days_opened(page: Page) -> None:
    for summary in page.locator("#weeks-plan details > summary").all():
        summary.click()


def test_a_plan_is_made_pinned_made_again_and_accepted(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    planned(page, "Plan the coming weeks")
    expect(page.locator("#calendar + .table")).to_contain_text("+")
    days_opened(page)
    place = row_of(page, "a").locator("td").all_inner_texts()
    page.locator('input[name=keep][value="a"]').check()
    first_day = page.locator("#weeks-plan details").first
    first_day.locator("[data-all]").check()
    expect(first_day.locator("input[name=keep]:not(:checked)")).to_have_count(0)
    out = page.locator("input[name=later]").first
    left = out.get_attribute("value")
    out.check()
    planned(page, "Plan again with what is pinned")
    days_opened(page)
    expect(page.locator('input[name=keep][value="a"]')).to_be_checked()
    assert row_of(page, "a").locator("td").all_inner_texts() == place
    expect(page.locator(f'input[name=later][value="{left}"]')).to_be_checked()
    page.get_by_role("button", name="Accept this plan").click()
    expect(page.locator(".weeks-actions")).to_contain_text("accepted")
    day = page.request.get(address + (page.locator(".day-input a").first.get_attribute("href") or "")).json()
    assert day["cases"]
    csv, xlsx = (page.request.get(f"{address}/export/admissions.{form}").body() for form in ("csv", "xlsx"))
    for table in (pl.read_csv(io.BytesIO(csv)), pl.read_excel(io.BytesIO(xlsx))):
        assert sorted(table["entry"]) == list("abcdefgh")
        assert table.filter(pl.col("on").is_null())["left_for_later"].null_count() == 0


def test_the_chinese_page_speaks_chinese_and_is_accessible(browser: Browser, address: str) -> None:
    page = opened(browser, address, "zh-CN")
    planned(page, "制定入院计划")
    days_opened(page)
    said = page.locator("#weeks").inner_text()
    unknown = [word for word in ENGLISH.findall(said) if word not in KNOWN_IN_CHINESE]
    assert unknown == []
    found = Axe().run(page).response["violations"]
    serious = [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")]
    assert serious == []


def test_the_page_fits_a_phone(browser: Browser, address: str) -> None:
    page = opened(browser, address, size=PHONE)
    planned(page, "Plan the coming weeks")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
