"""Days of a large hospital in a real browser: the timeline keeps its axes in sight, the wall cuts no room off."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from api.operating_rooms.lists import Lists
from api.store.store import Store
from tests.api.conftest import HandClock
from tests.api.operating_room_days import ON, published, small_day
from tests.api.pages import NEEDS_CHROMIUM, new_page
from tests.api.serving import runtime_on, serving

ROOMS = 60
PAGES = {"en-GB": "Page 1 of", "zh-CN": "第 1 页，共"}

MORNING = datetime(2026, 3, 2, 7, tzinfo=ZoneInfo("Asia/Shanghai"))

pytestmark = NEEDS_CHROMIUM


@pytest.fixture
def clock() -> HandClock:
    """Before the day begins: all of it is still to come."""
    return HandClock(MORNING)


@pytest.fixture(params=["sqlite"])
def kind_of_database(request: pytest.FixtureRequest) -> str:
    """What the browser shows does not depend on the database."""
    return str(request.param)


@pytest.fixture
def lists(store: Store) -> Lists:
    return published(store, small_day(rooms=ROOMS, cases=90))


@pytest.fixture
def address(store: Store, lists: Lists, clock: HandClock) -> Iterator[str]:
    with serving(runtime_on(store, clock)) as served:
        yield f"{served}/operating-rooms"


@pytest.fixture
def page(browser: Browser, errors: list[str]) -> Page:
    return new_page(browser, errors)


def drawn(page: Page, address: str) -> Page:
    page.goto(f"{address}/{ON}")
    expect(page.locator("#timeline[data-drawn]")).to_be_visible()
    return page


def boxes(page: Page, selector: str) -> list[dict[str, float]]:
    found: list[dict[str, float]] = page.locator(selector).evaluate_all(
        "all => all.filter(one => one.offsetParent).map(one => one.getBoundingClientRect().toJSON())"
    )
    return found


def font_size(page: Page, case: str) -> float:
    """Pixels of what is written inside a case."""
    found: float = page.locator(f"{case} .inside").evaluate("inside => parseFloat(getComputedStyle(inside).fontSize)")
    return found


def wall(page: Page, address: str) -> Page:
    page.goto(f"{address}/wall")
    expect(page.locator(".wall-pages")).to_be_visible()
    return page


def test_hours_pacu_and_room_names_stay_in_sight_wherever_the_timeline_is_scrolled(page: Page, address: str) -> None:
    drawn(page, address)
    for _ in range(2):
        page.get_by_role("button", name="Hours wider").click()
    axes, names = ".ec-header .ec-slots, .pacu-row b", ".room-name"
    tops, left = [one["top"] for one in boxes(page, axes)], boxes(page, names)[0]["left"]
    page.locator(".ec-main").evaluate("main => main.scrollTo(400, main.scrollHeight)")
    expect(page.locator(names).nth(ROOMS - 1)).to_be_in_viewport(ratio=0.9)
    assert [one["top"] for one in boxes(page, axes)] == tops
    assert {one["left"] for one in boxes(page, names)} == {left}


def test_the_zoom_is_kept_in_the_browser(page: Page, address: str, lists: Lists) -> None:
    case = f'#timeline [data-case="{lists.now(ON).plan.cases[0].case}"]'
    drawn(page, address)
    [before], size = boxes(page, case), font_size(page, case)
    page.get_by_role("button", name="Rows lower").click()
    page.get_by_role("button", name="Hours wider").press("Enter")
    expect(page.get_by_role("button", name="Rows lower")).to_have_attribute("aria-disabled", "true")
    drawn(page, address)
    [after] = boxes(page, case)
    assert after["height"] < before["height"]
    assert after["width"] > 1.4 * before["width"]
    assert font_size(page, case) < size


def test_each_row_height_has_its_own_size_of_text(page: Page, address: str, lists: Lists) -> None:
    case = f'#timeline [data-case="{lists.now(ON).plan.cases[0].case}"]'
    drawn(page, address)
    page.get_by_role("button", name="Rows lower").click()
    sizes = [font_size(page, case)]
    for height in ("normal", "high"):
        page.get_by_role("button", name="Rows higher").click()
        expect(page.locator(f"#timeline[data-rows={height}]")).to_be_visible()
        sizes.append(font_size(page, case))
    assert sizes == sorted(set(sizes))


def test_rows_at_their_lowest_show_thirty_rooms_on_a_small_screen(page: Page, address: str) -> None:
    drawn(page, address)
    page.get_by_role("button", name="Rows lower").click()
    expect(page.locator(".ec-row-head").nth(30)).to_be_in_viewport(ratio=0.9)


def test_the_tab_key_reaches_one_case_and_the_arrow_keys_the_others(page: Page, address: str, lists: Lists) -> None:
    rooms = lists.now(ON).plan.by_room
    first, last = sorted(rooms)[0], sorted(rooms)[-1]
    drawn(page, address)
    assert page.locator('#timeline [data-case][tabindex="0"]').count() == 1
    page.locator(f'#timeline [data-case="{rooms[first][0].case}"]').focus()
    for key, expected in (("End", rooms[first][-1]), ("Home", rooms[first][0])):
        page.keyboard.press(key)
        expect(page.locator(f'#timeline [data-case="{expected.case}"]')).to_be_focused()
    for _ in range(len(rooms) - 1):
        page.keyboard.press("ArrowDown")
    focused = page.locator("#timeline [data-case]:focus")
    assert focused.get_attribute("data-case") in {one.case for one in rooms[last]}
    expect(focused).to_be_in_viewport(ratio=0.9)
    expect(focused).to_have_attribute("tabindex", "0")
    assert page.locator('#timeline [data-case][tabindex="0"]').count() == 1


@pytest.mark.parametrize("locale", list(PAGES))
def test_every_room_stands_whole_on_some_page_of_the_wall(
    browser: Browser, errors: list[str], address: str, lists: Lists, locale: str
) -> None:
    page = new_page(browser, errors, locale)
    page.emulate_media(reduced_motion="reduce")
    wall(page, address)
    expect(page.locator(".wall-pages")).to_contain_text(PAGES[locale])
    seen: set[str] = set()
    while not seen.issuperset(shown := set(page.locator(".wall-rooms li:not([hidden]) h2").all_inner_texts())):
        seen |= shown
        assert max(one["bottom"] for one in boxes(page, ".wall-rooms > li")) <= page.evaluate("innerHeight")
        page.keyboard.press("ArrowRight")
    assert {one.split()[0] for one in seen} == set(lists.now(ON).plan.by_room)


def test_the_wall_turns_its_pages_until_the_space_bar_is_pressed(page: Page, address: str) -> None:
    page.clock.install()
    wall(page, address)
    page.clock.fast_forward(13_000)
    expect(page.locator("[data-page]")).to_contain_text("Page 2 of")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    page.clock.fast_forward(13_000)
    expect(page.locator("[data-page]")).to_contain_text("Page 2 of")


def test_keys_of_the_browser_turn_no_page_of_the_wall(page: Page, address: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    wall(page, address)
    page.evaluate("window.caught = []; addEventListener('keydown', (event) => caught.push(event.defaultPrevented))")
    for held in ("Alt", "Control", "Meta"):
        page.keyboard.press(f"{held}+ArrowRight")
    expect(page.locator("[data-page]")).to_contain_text("Page 1 of")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-page]")).to_contain_text("Page 2 of")
    # Each key that is held down comes before the one that is pressed with it.
    assert page.evaluate("caught") == [*[False] * 6, True]


def test_the_wall_stays_on_its_page_when_it_is_fetched_anew(page: Page, address: str) -> None:
    page.clock.install()
    wall(page, address)
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Next page").click()
    page.locator("main").evaluate("main => { main.dataset.old = 'yes'; }")
    page.clock.fast_forward(31_000)
    expect(page.locator("main:not([data-old])")).to_be_visible()
    expect(page.locator("[data-page]")).to_contain_text("Page 2 of")
    expect(page.get_by_role("button", name="Go on")).to_be_visible()


def test_no_page_turns_by_itself_for_those_who_asked_for_less_motion(page: Page, address: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    wall(page, address)
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
