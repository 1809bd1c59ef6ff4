"use strict";
// The live board: follows the stream, opens panels, and lets beds be reached by keyboard, mouse and touch.
const live = document.getElementById("live");
const stamp = document.getElementById("stamp");
const filters = document.getElementById("filters");
const detail = document.getElementById("detail");
const STALE_MS = 12000;
const TOAST_MS = 9000;
let after = live.dataset.after;
let source = null;
let lastNews = Date.now();
let dragged = null;
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
  if (!detail) query.set("wall", "true");
  source = new EventSource("/board/stream?" + query);
  source.addEventListener("board", (message) => {
    news(message);
    htmx.swap(document.body, message.data, { swapStyle: "none" });
    markChosen();
  });
  source.addEventListener("changed", (message) => {
    news(message);
    refreshDetail(JSON.parse(message.data), Number(message.lastEventId));
    forecastSoon();
  });
  source.addEventListener("reload", (message) => { news(message); reload(); });
  source.addEventListener("clock", (message) => {
    news(message);
    document.getElementById("clock").textContent = JSON.parse(message.data).text;
  });
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(follow, 2000);
  };
}

function news(message) {
  if (message.lastEventId) after = message.lastEventId;
  lastNews = Date.now();
  stamp.classList.remove("stale");
}

function reload() {
  if (filters) htmx.ajax("GET", "/board/wards?" + filterQuery(), { target: "#wards" });
  else location.reload();
}

setInterval(() => stamp.classList.toggle("stale", Date.now() - lastNews > STALE_MS), 1000);

function selectedRequest() {
  const panel = detail && detail.querySelector("[data-selected]");
  return panel ? panel.dataset.selected : "";
}

function openBed(bed, headers = {}) {
  const selected = selectedRequest();
  htmx.ajax("GET", `/board/beds/${encodeURIComponent(bed)}?selected=${encodeURIComponent(selected)}`, { target: "#detail", headers });
}

function openRequest(request, headers = {}) {
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
  detail.replaceChildren();
  markChosen();
}
document.addEventListener("htmx:beforeRequest", (event) => { event.detail.xhr.closings = closings; });

function show(bed) {
  const tile = document.querySelector(`[data-bed="${CSS.escape(bed)}"]`);
  if (!tile) return;
  tile.scrollIntoView({ block: "center" });
  document.querySelectorAll(".bed.chosen").forEach((one) => one.classList.remove("chosen"));
  tile.classList.add("chosen");
}

document.addEventListener("click", (event) => {
  const target = event.target;
  if (target.closest("[data-dismiss]")) return target.closest(".toast").remove();
  if (target.closest("[data-close]")) return closePanel();
  const shown = target.closest("[data-show]");
  if (shown) return show(shown.dataset.show);
  if (!detail) return undefined;
  const bed = target.closest("button.bed");
  if (bed) return openBed(bed.dataset.bed);
  const request = target.closest("button.request");
  if (request) return openRequest(request.dataset.request);
  return undefined;
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-all]")) return;
  for (const box of event.target.closest("form").querySelectorAll("[name=line]:not(:disabled)")) box.checked = event.target.checked;
});

// One tab stop a ward; arrows walk through its beds.
document.addEventListener("keydown", (event) => {
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
function tabStops(root) {
  for (const ward of root.querySelectorAll(".ward")) {
    const first = ward.querySelector("button.bed");
    if (first) first.tabIndex = 0;
  }
}

// Drop a request, or an occupied bed, on a bed: the panel shows what that would mean before anything happens.
document.addEventListener("dragstart", (event) => {
  const request = event.target.closest && event.target.closest("button.request");
  if (!request) return;
  dragged = request.dataset.request;
  event.dataTransfer.setData("text/plain", dragged);
});
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
  htmx.ajax("GET", `/board/requests/${encodeURIComponent(dragged)}/beds/${encodeURIComponent(tile.dataset.bed)}`, "#detail");
  dragged = null;
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "wards") { tabStops(event.target); follow(); }
  if (event.target.id === "detail" || (event.target.closest && event.target.closest("#detail"))) markChosen();
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target === detail && event.detail.xhr && event.detail.xhr.closings !== closings) return detail.replaceChildren();
  if (event.target === detail && event.detail.requestConfig && event.detail.requestConfig.verb === "get" && innerWidth > 800) detail.scrollIntoView({ block: "nearest" });
  return undefined;
});
if (filters) filters.addEventListener("change", () => {
  const query = filterQuery().toString();
  document.getElementById("export-csv").href = "/export/beds.csv?" + query;
  document.getElementById("export-xlsx").href = "/export/beds.xlsx?" + query;
});
const toasts = document.getElementById("toasts");
new MutationObserver((changes) => {
  for (const change of changes) for (const toast of change.addedNodes) if (toast.nodeType === 1) setTimeout(() => toast.remove(), TOAST_MS);
}).observe(toasts, { childList: true });

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
    legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 8, textStyle: { fontSize: 11, color: "#52646d" }, data: [box.dataset.mean, box.dataset.band, box.dataset.asked] },
    tooltip: { trigger: "axis", confine: true, textStyle: { fontSize: 12 }, formatter: (points) => {
      const i = points[0].dataIndex;
      return `${clock.format(new Date(data.at[i]))}<br>${box.dataset.mean}: ${data.mean[i]} (${data.low[i]}–${data.high[i]})<br>${box.dataset.asked}: ${data.asked[i]}`;
    } },
    xAxis: { type: "category", data: data.at.map((at) => clock.format(new Date(at))), axisLabel: { interval: 5, fontSize: 11, color: "#52646d" }, axisTick: { show: false }, axisLine: { lineStyle: { color: "#c3ced3" } } },
    yAxis: { type: "value", splitNumber: 3, axisLabel: { fontSize: 11, color: "#52646d" }, splitLine: { lineStyle: { color: "#e6ecee" } } },
    series: [
      { ...line, name: "low", stack: "band", data: data.low, lineStyle: { opacity: 0 }, tooltip: { show: false } },
      { ...line, name: box.dataset.band, stack: "band", data: data.high.map((high, i) => high - data.low[i]), lineStyle: { opacity: 0 }, itemStyle: { color: "#7cc79f" }, areaStyle: { color: "#7cc79f", opacity: 1 } },
      { ...line, name: box.dataset.mean, data: data.mean, lineStyle: { color: "#0f5a33", width: 1.25 }, itemStyle: { color: "#1d7a48" } },
      { ...line, name: box.dataset.asked, step: "end", data: data.asked, lineStyle: { color: "#b3261e", width: 1.5, type: "dashed" }, itemStyle: { color: "#b3261e" } },
    ],
  });
}
function forecastSoon() { forecastTimer = forecastTimer || setTimeout(drawForecast, 10000); }

tabStops(document);
follow();
drawForecast();
if (document.getElementById("forecast")) new ResizeObserver(() => chart && chart.resize()).observe(document.getElementById("forecast"));
