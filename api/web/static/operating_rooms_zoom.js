"use strict";
// How wide an hour and how high a room is drawn is the reader's choice, kept in the browser.
const ZOOM = { hours: [1, 1.5, 2, 3], rows: ["low", "normal", "high"] };
const ZOOM_KEPT = "onebed operating-rooms zoom";
const zoom = keptZoom();

function keptZoom() {
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem(ZOOM_KEPT)) ?? {};
  } catch { /* nothing that could be read was kept */ }
  return { hours: ZOOM.hours.includes(kept.hours) ? kept.hours : 1, rows: ZOOM.rows.includes(kept.rows) ? kept.rows : "normal" };
}

function zoomBy(kind, step) {
  const steps = ZOOM[kind];
  zoom[kind] = steps[Math.min(steps.length - 1, Math.max(0, steps.indexOf(zoom[kind]) + step))];
  try {
    localStorage.setItem(ZOOM_KEPT, JSON.stringify(zoom));
  } catch { /* a browser that keeps nothing still zooms */ }
  showZoom();
  if (!calendar) return;
  const main = box.querySelector(".ec-main");
  const middle = (main.scrollLeft + main.clientWidth / 2) / main.scrollWidth;
  const top = main.scrollTop / main.scrollHeight;
  box.dataset.rows = zoom.rows;
  calendar.setOption("slotWidth", slotWidth(data.hours));
  requestAnimationFrame(() => main.scrollTo(middle * main.scrollWidth - main.clientWidth / 2, top * main.scrollHeight));
}

function showZoom() {
  for (const button of document.querySelectorAll("[data-zoom]")) {
    const { zoom: kind, step } = button.dataset;
    const last = ZOOM[kind].at(Number(step) < 0 ? 0 : -1);
    button.setAttribute("aria-disabled", String(zoom[kind] === last));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-zoom]");
  if (button) zoomBy(button.dataset.zoom, Number(button.dataset.step));
});
showZoom();
