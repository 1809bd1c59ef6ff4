"""The board in a real browser: first paint, and how soon a change shows on another screen."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.dispatch.caller import OVERRIDE, Caller, milliseconds
from benchmarks.dispatch.server import Server, opened, running
from benchmarks.report import Row

PAINTS = 10
CHANGES = 40
PAINT_TARGET_MS, CHANGE_TARGET_MS = 1_500, 500
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
WATCH = """([bed, state]) => new Promise((resolve) => {
  const look = () => {
    const tile = document.querySelector(`[data-bed="${bed}"]`);
    if (tile && tile.classList.contains(state)) { observer.disconnect(); resolve(Date.now()); return true; }
    return false;
  };
  const observer = new MutationObserver(look);
  if (!look()) observer.observe(document.body, { subtree: true, childList: true, attributes: true });
})"""


def board_rows(root: Path, *, beds: int) -> Iterator[Row]:
    """Measure first paint and the spread of a change; nothing when there is no Chromium."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        return
    url = opened(root / f"board-{beds}.db", beds=beds, waiting=60)
    with running(url, warm_solver="false") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        size = f"{beds:,} beds"
        yield _row("board, first contentful paint", size, _paints(browser, server), PAINT_TARGET_MS)
        yield _row("change seen on another screen", size, _changes(browser, server), CHANGE_TARGET_MS)
        browser.close()


def _row(instance: str, size: str, times: list[float], target: int) -> Row:
    figures = {"calls": len(times), **milliseconds(times), "target p99 ms": target}
    return Row(instance=instance, size=size, method="Chromium", seconds=sum(times), extra=figures)


def _paints(browser: Browser, server: Server) -> list[float]:
    times = []
    for _ in range(PAINTS):
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        page = context.new_page()
        page.goto(server.address, wait_until="load")
        times.append(float(page.evaluate(PAINT)) / 1000)
        context.close()
    return times


def _changes(browser: Browser, server: Server) -> list[float]:
    with Caller(server.port) as caller:
        page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
        page.goto(server.address, wait_until="load")
        request = caller.get("/requests?status=waiting").body[0]["id"]
        free = [one["id"] for one in caller.get("/beds?state=vacant&limit=500").body["beds"]]
        times = []
        for number in range(CHANGES):
            bed = free[number % len(free)]
            page.evaluate("([script, given]) => { window.seen = eval(script)(given); }", [WATCH, [bed, "s-held"]])
            sent = time.time()
            held = caller.post("/holds", {"request": request, "bed": bed, "override": OVERRIDE})
            times.append(float(page.evaluate("() => window.seen")) / 1000 - sent)
            caller.post(f"/holds/{held.body['hold']}/release", {})
            page.wait_for_function(
                "bed => document.querySelector(`[data-bed=\"${bed}\"]`).classList.contains('s-vacant')", arg=bed
            )
        return times
