"""Nothing is cut off, breaks or runs together: the wall's columns, the panels, the menu."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from api.store.tokens import Role, create_token
from tests.api.browsing import address, board, hospital_at
from tests.api.pages import NEEDS_CHROMIUM
from tests.api.serving import runtime_on, serving

__all__ = ["address"]
pytestmark = NEEDS_CHROMIUM

TURN_MS = 12_000
CUT_WARDS = """() => {
  const wards = document.getElementById("wards"), frame = wards.getBoundingClientRect();
  const parts = [...wards.querySelectorAll(".ward")].flatMap((ward) => [...ward.getClientRects()]);
  const seen = parts.filter((box) => box.right > frame.left + 2 && box.left < frame.right - 2);
  const cut = seen.filter((box) => box.left < frame.left - 1 || box.right > frame.right + 1);
  return { seen: seen.length, cut: cut.length };
}"""
"""How many wards, or parts of wards, a page of the wall shows, and how many of them are cut off."""
NAMES_AND_PARTS = """() => [...document.querySelectorAll("#wards .ward")].map((ward) =>
  [ward.querySelector("h3").getClientRects().length, ward.getClientRects().length])"""
SECOND_PLACE_OF_A_NAME = """() => {
  const wards = document.getElementById("wards"), left = wards.getBoundingClientRect().left;
  const box = [...wards.querySelectorAll("h3")].map((one) => one.getClientRects()).find((all) => all.length > 1)[1];
  const { x, y, width, height } = box;
  return { left: wards.scrollLeft + box.left - left - 10, box: { x, y, width, height } };
}"""
COUNTERS = """() => [...document.querySelectorAll(".count")].map((one) => {
  const texts = document.createRange();
  texts.selectNodeContents(one.querySelector("dd"));
  const [box, figure] = [one.getBoundingClientRect(), texts.getBoundingClientRect()];
  return { bottom: Math.round(box.bottom), overhang: figure.right - box.right };
})"""
MENU = """() => [...document.querySelectorAll(".top nav a, .top-end button, .hospital")].map((one) => {
  const text = document.createRange();
  text.selectNodeContents(one);
  const lines = new Set([...text.getClientRects()].map((box) => Math.round(box.top)));
  return [one.textContent.trim(), lines.size, one.scrollWidth > one.clientWidth + 1];
})"""
TOO_WIDE = '() => { const panel = document.getElementById("detail"); return panel.scrollWidth - panel.clientWidth; }'


def wall_at(browser: Browser, address: str, errors: list[str], width: int, height: int) -> Page:
    page = board(browser, address, errors)
    page.clock.install()
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{address}/wall")
    expect(page.locator("#wall-page")).to_contain_text("1 / ")
    return page


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_every_page_of_the_wall_shows_whole_columns(
    browser: Browser, address: str, errors: list[str], size: tuple[int, int]
) -> None:
    page = wall_at(browser, address, errors, size[0], size[1] // 2)
    pages = int(page.locator("#wall-page").inner_text().split(" / ")[1])
    assert pages > 2
    found: list[dict[str, int]] = []
    for number in range(1, pages + 1):
        expect(page.locator("#wall-page")).to_have_text(f"{number} / {pages}")
        found.append(page.evaluate(CUT_WARDS))
        page.clock.run_for(TURN_MS)
    assert all(one["seen"] for one in found)
    assert [one["cut"] for one in found] == [0] * pages


def test_a_ward_that_flows_on_shows_its_name_again(browser: Browser, address: str, errors: list[str]) -> None:
    page = wall_at(browser, address, errors, 1366, 400)
    counted = page.evaluate(NAMES_AND_PARTS)
    assert max(parts for _, parts in counted) > 1
    assert [names for names, _ in counted] == [parts for _, parts in counted]
    # A name may have its place in a column without being painted there.
    again = page.evaluate(SECOND_PLACE_OF_A_NAME)
    page.evaluate("(left) => { document.getElementById('wards').scrollLeft = left; }", again["left"])
    place = page.evaluate(SECOND_PLACE_OF_A_NAME)["box"]
    painted = page.screenshot(clip=place)
    page.evaluate("document.querySelectorAll('#wards h3').forEach((one) => { one.style.visibility = 'hidden'; })")
    assert page.screenshot(clip=place) != painted


def test_the_walls_counters_stand_in_one_row(browser: Browser, address: str, errors: list[str]) -> None:
    counters = wall_at(browser, address, errors, 1366, 768).evaluate(COUNTERS)
    assert len({one["bottom"] for one in counters}) == 1
    assert max(one["overhang"] for one in counters) <= 1


def test_on_a_phone_the_wall_is_one_list_whose_figures_do_not_run_together(
    browser: Browser, address: str, errors: list[str]
) -> None:
    page = board(browser, address, errors, size="phone")
    page.goto(f"{address}/wall")
    expect(page.locator("#wall-page")).to_have_text("")
    assert max(one["overhang"] for one in page.evaluate(COUNTERS)) <= 1
    last = page.locator("#wards .ward").last
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()


def test_no_panel_is_wider_than_its_place(browser: Browser, address: str, errors: list[str]) -> None:
    page = board(browser, address, errors)
    page.wait_for_load_state("load")
    page.locator("#new-request").click()
    page.locator(".fields").wait_for()
    assert page.evaluate(TOO_WIDE) <= 0
    for request in page.locator("#queue > ol").first.locator("button.request").all()[:4]:
        request.click()
        expect(page.locator(".panel h2")).to_have_text(request.get_attribute("data-request") or "")
        page.locator("#suggestions .option, #suggestions .nothing").first.wait_for()
        assert page.evaluate(TOO_WIDE) <= 0


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_the_menu_of_who_is_logged_in_keeps_to_one_line(
    browser: Browser, tmp_path: Path, errors: list[str], locale: str
) -> None:
    store, clock = hospital_at(tmp_path)
    token = create_token(store.database, "third dispatcher", Role.DISPATCHER, clock.now())
    with serving(runtime_on(store, clock)) as guarded:
        page = board(browser, guarded, errors, locale)
        page.locator("input[name=token]").fill(token)
        page.keyboard.press("Enter")
        page.locator("#queue").wait_for()
        shown = page.evaluate(MENU)
        assert len(shown) > 9
        assert [text for text, lines, cut in shown if lines > 1 or cut] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 1366
        page.context.close()  # before its server ends
