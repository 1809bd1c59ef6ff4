"use strict";
// The live board: follows the stream, opens panels, and lets beds be reached by keyboard, mouse and touch.
const live = document.getElementById("live");
const stamp = document.getElementById("stamp");
const filters = document.getElementById("filters");
const detail = document.getElementById("detail");
const wall = document.body.classList.contains("page-wall");
const STALE_MS = 8000;
const WALL_PAGE_MS = 12000;
let after = live.dataset.after;
let shownAt = live.dataset.at;
let source = null;
let lastNews = Date.now();
let dragged = null;
let held = [];
let pointerDown = false;
let opener = null;
let closings = 0;

function filterQuery() {
  const query = new URLSearchParams();
  if (filters) for (const [name, value] of new FormData(filters)) if (value !== "") query.set(name, value);
  return query;
}

// A stream that breaks goes on after the last event that arrived, so that nothing is missed.
function follow() {
  if (source) source.close();
  const query = filterQuery();
  query.set("after", after);
  if (shownAt) query.set("at", shownAt);
  if (!detail) query.set("wall", "true");
  source = new EventSource("/board/stream?" + query);
  source.addEventListener("board", (message) => {
    news(message);
    // What moves under a pressed pointer cannot be dragged.
    if (pointerDown) held.push(message.data);
    else draw(message.data);
  });
  source.addEventListener("changed", (message) => {
    news(message);
    refreshDetail(JSON.parse(message.data), Number(message.lastEventId));
    withdrawUndo(JSON.parse(message.data), Number(message.lastEventId));
    forecastSoon();
  });
  source.addEventListener("reload", (message) => { news(message); reload(); });
  source.addEventListener("clock", (message) => {
    news(message);
    const clock = JSON.parse(message.data);
    document.getElementById("clock").textContent = clock.text;
    shownAt = clock.shown_at;
  });
  source.onerror = () => {
    probe();
    if (source.readyState === EventSource.CLOSED) setTimeout(follow, 2000);
  };
}

function news(message) {
  if (message.lastEventId) after = message.lastEventId;
  lastNews = Date.now();
  stamp.classList.remove("stale");
}

function draw(html) {
  htmx.swap(document.body, html, { swapStyle: "none" });
  tabStops(document);
  markChosen();
  if (!connected) lockButtons();
}

addEventListener("pointerdown", (event) => { pointerDown = Boolean(event.target.closest && event.target.closest("#queue, #wards")); });
function released() {
  pointerDown = false;
  const waiting = held;
  held = [];
  waiting.forEach(draw);
}
for (const end of ["pointerup", "pointercancel", "dragend"]) addEventListener(end, () => setTimeout(() => { if (end === "dragend" || !dragged) released(); }));

// What has changed since cannot be undone any more, so its message no longer offers to.
function withdrawUndo(subjects, sequence) {
  for (const toast of document.querySelectorAll(".toast[data-undo]")) {
    const mine = JSON.parse(toast.dataset.subjects);
    if (Number(toast.dataset.undo) < sequence && mine.some((one) => subjects.includes(one))) toast.querySelector("form")?.remove();
  }
}

function reload() {
  if (filters) htmx.ajax("GET", "/board/wards?" + filterQuery(), { target: "#wards" });
  else location.reload();
}

setInterval(() => {
  const stale = Date.now() - lastNews > STALE_MS;
  if (stale && connected && !stamp.classList.contains("stale")) probe();
  stamp.classList.toggle("stale", stale);
}, 1000);

function selectedRequest() {
  const panel = detail && detail.querySelector("[data-selected]");
  return panel ? panel.dataset.selected : "";
}

function openBed(bed, headers = {}) {
  if (!headers["X-Refresh"]) opener = `[data-bed="${CSS.escape(bed)}"]`;
  const selected = selectedRequest();
  htmx.ajax("GET", `/board/beds/${encodeURIComponent(bed)}?selected=${encodeURIComponent(selected)}`, { target: "#detail", headers });
}

function openRequest(request, headers = {}) {
  if (!headers["X-Refresh"]) opener = `[data-request="${CSS.escape(request)}"]`;
  htmx.ajax("GET", `/board/requests/${encodeURIComponent(request)}`, { target: "#detail", headers });
}

// A panel that shows less than what is news now is drawn again. Whoever types into it is not interrupted; what they
// send carries the version they saw.
function refreshDetail(subjects, sequence) {
  const panel = detail && detail.querySelector("[data-subject]");
  if (!panel || !subjects.includes(panel.dataset.subject) || panel.querySelector("input:focus, select:focus")) return;
  if (Number(panel.dataset.sequence) >= sequence) return;
  const [kind, name] = [panel.dataset.subject.split(":")[0], panel.dataset.subject.split(":").slice(1).join(":")];
  const again = { "X-Refresh": encodeURIComponent(panel.dataset.subject) };
  if (kind === "bed" && !panel.dataset.selected) openBed(name, again);
  if (kind === "request") openRequest(name, again);
}

// A panel that was closed or changed while it was drawn again stays so.
document.addEventListener("htmx:beforeSwap", (event) => {
  const again = event.detail.requestConfig && event.detail.requestConfig.headers["X-Refresh"];
  if (!again) return;
  const panel = detail.querySelector("[data-subject]");
  if (!panel || panel.dataset.subject !== decodeURIComponent(again) || panel.querySelector("input:focus, select:focus")) event.detail.shouldSwap = false;
});

function markChosen() {
  const panel = detail && detail.querySelector("[data-subject]");
  const subject = panel ? panel.dataset.subject : "";
  document.querySelectorAll(".chosen").forEach((one) => one.classList.remove("chosen"));
  const [kind, ...rest] = subject.split(":");
  if (kind === "bed" || kind === "request") {
    const chosen = document.querySelector(`[data-${kind}="${CSS.escape(rest.join(":"))}"]`);
    if (chosen) chosen.classList.add("chosen");
  }
}

// What was asked for before the panel was closed must not open it again.
function closePanel() {
  closings += 1;
  const inside = detail.contains(document.activeElement);
  detail.replaceChildren();
  detail.classList.remove("folded");
  markChosen();
  const back = opener && document.querySelector(opener);
  if (inside && back) back.focus();
}
document.addEventListener("htmx:beforeRequest", (event) => {
  event.detail.xhr.closings = closings;
  if (event.detail.target.id !== "wards") return;
  // What is drawn for the old filter does not fit the wards that come: the stream goes on when they are there.
  released();
  source.close();
});
document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.target.id === "wards" && !event.detail.successful) follow(); });

function show(bed) {
  const tile = document.querySelector(`[data-bed="${CSS.escape(bed)}"]`);
  if (!tile) return;
  tile.scrollIntoView({ block: "center" });
  document.querySelectorAll(".bed.chosen").forEach((one) => one.classList.remove("chosen"));
  tile.classList.add("chosen");
}

document.addEventListener("click", (event) => {
  const target = event.target;
  const openHelp = target.closest("[data-help]"), help = document.getElementById("help");
  if (openHelp) return help.showModal();
  if (target.closest("[data-close-help]")) return help.close();
  const part = target.closest("button[data-part]");
  if (part) return showPart(part.dataset.part);
  if (target.closest("[data-close]")) return closePanel();
  if (target.closest("[data-fold]")) return void detail.classList.toggle("folded");
  const shown = target.closest("[data-show]");
  if (shown) return show(shown.dataset.show);
  if (!detail) return undefined;
  if (target.closest("#detail .panel > header") && detail.classList.contains("folded")) return detail.classList.remove("folded");
  const other = target.closest("[data-open-bed], [data-open-request]");
  if (other) {
    document.getElementById("found")?.replaceChildren();
    return other.dataset.openBed ? openBed(other.dataset.openBed) : openRequest(other.dataset.openRequest);
  }
  const bed = target.closest("button.bed");
  if (bed) return openBed(bed.dataset.bed);
  const request = target.closest("button.request");
  if (request) return openRequest(request.dataset.request);
  return undefined;
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-all], [name=line]")) return;
  const form = event.target.closest("form"), boxes = [...form.querySelectorAll("[name=line]:not(:disabled)")];
  if (event.target.matches("[data-all]")) for (const box of boxes) box.checked = event.target.checked;
  countChosen(form);
});
function countChosen(form) {
  const button = form.querySelector("[data-chosen]"), count = form.querySelectorAll("[name=line]:checked").length;
  button.textContent = button.dataset.chosen.replace("{count}", count);
  button.disabled = count === 0;
}

// Tiles say what they show when the pointer rests on them; a bed with a patient can be dragged to another.
document.addEventListener("pointerover", (event) => {
  const tile = event.target.closest && event.target.closest("button.bed");
  if (!tile || wall) return;
  tile.title = tile.getAttribute("aria-label");
  tile.draggable = tile.matches(".s-occupied, .s-discharge");
});

// On a phone one part of the board is shown at a time, and a panel folds away so that a bed can be picked.
function showPart(part) {
  document.querySelector(".work").dataset.part = part;
  for (const button of document.querySelectorAll("button[data-part]")) button.setAttribute("aria-pressed", String(button.dataset.part === part));
  if (detail.firstElementChild) detail.classList.add("folded");
  if (part === "forecast" && chart) chart.resize();
}

// One tab stop a ward; arrows walk through its beds.
document.addEventListener("keydown", (event) => {
  if (shortcut(event)) return undefined;
  if (event.key === "Escape" && detail && detail.firstElementChild) return closePanel();
  const tile = event.target.closest && event.target.closest("button.bed");
  if (!tile) return undefined;
  const beds = [...tile.closest(".ward").querySelectorAll("button.bed")];
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  let next = null;
  if (step) next = beds[beds.indexOf(tile) + step];
  if (event.key === "Home") next = beds[0];
  if (event.key === "End") next = beds[beds.length - 1];
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const here = tile.getBoundingClientRect();
    const down = event.key === "ArrowDown";
    next = beds
      .map((bed) => ({ bed, box: bed.getBoundingClientRect() }))
      .filter(({ box }) => (down ? box.top > here.top + 5 : box.top < here.top - 5))
      .sort((a, b) => (Math.abs(a.box.top - here.top) * 9 + Math.abs(a.box.left - here.left)) - (Math.abs(b.box.top - here.top) * 9 + Math.abs(b.box.left - here.left)))
      .map(({ bed }) => bed)[0];
  }
  if (next) { event.preventDefault(); next.focus(); }
  return undefined;
});
function shortcut(event) {
  if (wall || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, dialog")) return false;
  const first = (selector) => document.querySelector(selector)?.focus();
  const does = {
    "/": () => first("#search"),
    "?": () => document.getElementById("help").showModal(),
    b: () => first("#wards button.bed"),
    q: () => first("#queue button.request"),
    p: () => detail.firstElementChild && detail.focus(),
    n: () => document.getElementById("new-request")?.click(),
  }[event.key.length === 1 ? event.key.toLowerCase() : ""];
  if (!does) return false;
  event.preventDefault();
  does();
  return true;
}
function tabStops(root) {
  for (const ward of root.querySelectorAll(".ward")) {
    const first = ward.querySelector("button.bed");
    if (first) first.tabIndex = 0;
  }
}

// Drop a request, or an occupied bed, on a bed: the panel shows what that would mean before anything happens.
document.addEventListener("dragstart", (event) => {
  const from = event.target.closest && event.target.closest("button.request, button.bed");
  if (!from || !detail) return;
  const { request, bed } = from.dataset;
  dragged = request
    ? (to) => `/board/requests/${encodeURIComponent(request)}/beds/${encodeURIComponent(to)}`
    : (to) => `/board/moves?from_bed=${encodeURIComponent(bed)}&to_bed=${encodeURIComponent(to)}`;
  event.dataTransfer.setData("text/plain", request || bed);
});
document.addEventListener("dragend", () => { dragged = null; });
document.addEventListener("dragover", (event) => {
  const tile = event.target.closest && event.target.closest("button.bed");
  document.querySelectorAll(".drop").forEach((one) => one !== tile && one.classList.remove("drop"));
  if (tile && dragged) { event.preventDefault(); tile.classList.add("drop"); }
});
document.addEventListener("drop", (event) => {
  const tile = event.target.closest && event.target.closest("button.bed");
  document.querySelectorAll(".drop").forEach((one) => one.classList.remove("drop"));
  if (!tile || !dragged) return;
  event.preventDefault();
  htmx.ajax("GET", dragged(tile.dataset.bed), "#detail");
  dragged = null;
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "wards") { tabStops(event.target); follow(); }
  const plan = event.target.id === "detail" && detail.querySelector(".plan form");
  if (plan) countChosen(plan);
  if (event.target.id === "detail" || (event.target.closest && event.target.closest("#detail"))) markChosen();
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target === detail && event.detail.xhr && event.detail.xhr.closings !== closings) return detail.replaceChildren();
  const asked = event.detail.requestConfig;
  if (event.target !== detail || !asked) return undefined;
  // Whoever opened or did something goes on in the panel; one that was only drawn again takes nobody's place.
  const active = document.activeElement;
  if (!asked.headers["X-Refresh"] && (active === document.body || active.closest("#wards, #queue, #detail, .search, .queue-do"))) {
    if (active.closest(".search")) document.getElementById("found").replaceChildren();
    detail.classList.remove("folded");
    detail.scrollTop = 0;
    detail.focus({ preventScroll: true });
  }
  return undefined;
});
if (filters) filters.addEventListener("change", () => {
  const query = filterQuery().toString();
  document.getElementById("export-csv").href = "/export/beds.csv?" + query;
  document.getElementById("export-xlsx").href = "/export/beds.xlsx?" + query;
  history.replaceState(null, "", query ? "/?" + query : "/");
});

// The wall turns its pages by itself: wards flow into columns as high as the screen, a page is a screen of them.
if (wall) {
  const wards = document.getElementById("wards"), number = document.getElementById("wall-page");
  // Columns repeat with the gap after them, so a page's last gap lies between it and the next one.
  const gap = () => parseFloat(getComputedStyle(wards).columnGap) || 0;
  const step = () => wards.clientWidth + gap();
  const inColumns = () => getComputedStyle(wards).columnWidth !== "auto";
  const pages = () => (inColumns() ? Math.max(1, Math.ceil((wards.scrollWidth + gap() - 1) / step())) : 1);
  let at = 0;
  const turn = (to) => {
    const all = pages();
    at = to % all;
    wards.scrollLeft = at * step();
    number.textContent = all > 1 ? `${at + 1} / ${all}` : "";
  };
  turn(0);
  setInterval(() => turn(at + 1), WALL_PAGE_MS);
  addEventListener("resize", () => turn(0));
}

let chart = null;
let forecastTimer = null;
async function drawForecast() {
  forecastTimer = null;
  const box = document.getElementById("forecast");
  if (!box || !window.echarts) return;
  const answer = await fetch("/api/v1/forecast");
  if (!answer.ok) return;
  const data = await answer.json();
  chart = chart || echarts.init(box, null, { renderer: "svg" });
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: box.dataset.zone });
  const line = { type: "line", showSymbol: false, silent: false };
  chart.setOption({
    animation: false,
    grid: { left: 38, right: 8, top: 24, bottom: 20 },
    legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 8, textStyle: { fontSize: 11, color: "#52646d" }, data: [box.dataset.net, box.dataset.band] },
    tooltip: { trigger: "axis", confine: true, textStyle: { fontSize: 12 }, formatter: (points) => {
      const i = points[0].dataIndex;
      return `${clock.format(new Date(data.at[i]))}<br>${box.dataset.net}: ${data.net[i]} (${data.net_low[i]} … ${data.net_high[i]})<br>${box.dataset.mean}: ${data.mean[i]} (${data.low[i]} … ${data.high[i]})<br>${box.dataset.asked}: ${data.asked[i] + data.arrivals[i]}`;
    } },
    xAxis: { type: "category", data: data.at.map((at) => clock.format(new Date(at))), axisLabel: { interval: 5, fontSize: 11, color: "#52646d" }, axisTick: { show: false }, axisLine: { lineStyle: { color: "#c3ced3" } } },
    yAxis: { type: "value", splitNumber: 3, min: (range) => Math.floor(Math.min(0, range.min, ...data.net_low)), max: (range) => Math.ceil(Math.max(0, range.max, ...data.net_high)), axisLabel: { fontSize: 11, color: "#52646d" }, splitLine: { lineStyle: { color: "#e6ecee" } } },
    series: [
      // Stacked areas of mixed sign do not add up, so the band is drawn as a polygon.
      { type: "custom", name: box.dataset.band, silent: true, itemStyle: { color: "#7cc79f" }, data: [[0, data.net_low[0]]], tooltip: { show: false }, renderItem: (params, api) => ({ type: "polygon", shape: { points: [...data.net_high.map((high, i) => api.coord([i, high])), ...data.net_low.map((low, i) => api.coord([i, low])).reverse()] }, style: { fill: "#7cc79f", opacity: 0.55 } }) },
      { ...line, name: box.dataset.net, data: data.net, lineStyle: { color: "#0f5a33", width: 2 }, itemStyle: { color: "#0f5a33" }, markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: "#b3261e", type: "dashed" }, data: [{ yAxis: 0 }] } },
    ],
  });
}
function forecastSoon() { forecastTimer = forecastTimer || setTimeout(drawForecast, 10000); }

tabStops(document);
follow();
drawForecast();
if (document.getElementById("forecast")) new ResizeObserver(() => chart && chart.resize()).observe(document.getElementById("forecast"));
