"use strict";
// The timeline of the operating rooms: drawn by EventCalendar, moved by drag or keys, every move checked by the server.
const box = document.getElementById("timeline");
const STEP = 5;
const HALF_HOUR = 30;
const NAMES_WIDTH = 117;
const LOOK_MS = 4000;
const headers = JSON.parse(document.body.getAttribute("hx-headers"));
const base = `/operating-rooms/${box.dataset.date}`;
const mayAct = box.dataset.act === "yes";
let calendar = null;
let data = null;
let chosen = null;
let dragging = false;

const at = (text) => text.replace("T", " ");
const pad = (value) => String(value).padStart(2, "0");
const hourMinute = (date) => `${pad(date.getHours())}:${pad(date.getMinutes())}`;
const keyOf = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const escaped = (text) => { const span = document.createElement("span"); span.textContent = text; return span.innerHTML; };

function events() {
  const cases = data.cases.map((one) => ({
    id: one.case, resourceId: one.room, start: at(one.start), end: at(one.end), title: one.case,
    classNames: ["case", `r-${one.letter}`, `is-${one.state}`], editable: mayAct && one.movable,
    durationEditable: false, extendedProps: { kind: "case", one },
  }));
  const turnovers = data.turnovers.filter((one) => one.end > one.start).map((one) => ({
    id: `turnover ${one.case}`, resourceId: one.room, start: at(one.start), end: at(one.end), title: "",
    classNames: ["turnover"], editable: false, extendedProps: { kind: "turnover" },
  }));
  const closed = data.closed.map((one, number) => ({
    id: `closed ${number}`, resourceId: one.room, start: at(one.start), end: at(one.end), display: "background",
    classNames: [one.kind], extendedProps: { kind: "closed" },
  }));
  return [...closed, ...present(), ...cases, ...turnovers];
}

// The line of the present: the hospital's clock, which need not be the reader's, or the demo's.
function present() {
  if (!data.now) return [];
  const end = new Date(`${data.now}Z`);
  end.setUTCMinutes(end.getUTCMinutes() + 2);
  return resources().map((one) => ({
    id: `now ${one.id}`, resourceId: one.id, start: at(data.now), end: at(end.toISOString().slice(0, 19)), display: "background",
    classNames: ["now"], extendedProps: { kind: "now" },
  }));
}

function resources() {
  return data.rooms.map((one) => ({ id: one.room, title: one.room, extendedProps: one }));
}

function label(info) {
  const one = info.resource.extendedProps;
  const risk = one.letter ? `<b class="risk r-${one.letter}" title="${escaped(one.said)}">${one.letter} ${one.risk}</b>` : "";
  return { html: `<span class="room-name">${escaped(one.room)}</span>${risk}` };
}

function content(info) {
  const { kind, one } = info.event.extendedProps;
  const pin = kind === "case" && one.pinned ? '<i class="pin"></i>' : "";
  if (kind === "case") return { html: `<div class="inside"><b>${escaped(one.case)}</b>${pin}${one.marks ? ` <i>${one.marks}</i>` : ""} <span>${escaped(one.text)}</span></div>` };
  return { html: "" };
}

// EventCalendar draws an event's element once and keeps it: what assistive technology reads is set whenever it is drawn.
function describe(info) {
  const { kind, one } = info.event.extendedProps;
  if (kind === "case") {
    info.el.dataset.case = one.case;
    info.el.setAttribute("role", "button");
    info.el.setAttribute("aria-label", one.said);
    info.el.title = one.said;
  } else {
    info.el.setAttribute("aria-hidden", "true");
    info.el.removeAttribute("tabindex");
    if (kind === "turnover") info.el.title = box.dataset.turnover;
  }
}

// The library calls its grid a table, which it is not to who cannot see it: what is left are the cases, as buttons.
function plainStructure() {
  for (const one of box.querySelectorAll("[role]:not([data-case])")) one.setAttribute("role", "presentation");
  for (const name of ["aria-colcount", "aria-rowcount", "aria-colindex", "aria-rowindex", "aria-colspan", "aria-rowspan"]) {
    for (const one of box.querySelectorAll(`[${name}]`)) one.removeAttribute(name);
  }
  const main = box.querySelector(".ec-main");
  main.setAttribute("role", "group");
  main.setAttribute("aria-label", box.dataset.cases);
  main.tabIndex = data.cases.length ? -1 : 0;
}

// The PACU stands under the hours and stays in sight with them, however far down the rooms are scrolled.
function drawPacu() {
  const header = box.querySelector(".ec-header");
  header.querySelector(".pacu-row")?.remove();
  if (!data.pacu.length) return;
  const row = document.createElement("div");
  row.className = "pacu-row";
  row.setAttribute("aria-hidden", "true");
  const name = document.createElement("b");
  name.textContent = "PACU";
  row.append(name);
  const first = new Date(`${box.dataset.date}T00:00:00`).setHours(data.hours[0]);
  for (const one of data.pacu) {
    const slot = (new Date(one.start) - first) / (HALF_HOUR * 60000);
    if (slot < (data.hours[1] - data.hours[0]) * 2) row.append(pacuPlace(one, slot));
  }
  header.append(row);
}

function pacuPlace(one, slot) {
  const place = document.createElement("span");
  place.className = one.kind;
  place.title = one.said;
  place.textContent = one.patients;
  place.style.setProperty("--slot", slot);
  return place;
}

async function fetchData() {
  const answer = await fetch(`${base}/timeline`);
  if (!answer.ok) return false;
  data = await answer.json();
  box.dataset.version = data.version;
  return true;
}

async function draw() {
  if (!(await fetchData())) return;
  box.dataset.rows = zoom.rows;
  const options = { events: events(), resources: resources(), slotMinTime: `${pad(data.hours[0])}:00`, slotMaxTime: `${data.hours[1]}:00`, slotWidth: slotWidth(data.hours) };
  if (calendar) {
    for (const [name, value] of Object.entries(options)) calendar.setOption(name, value);
  } else {
    calendar = EventCalendar.create(box, {
      view: "resourceTimelineDay", date: box.dataset.date, headerToolbar: false, locale: box.dataset.language, height: "100%",
      slotDuration: "00:30", slotLabelInterval: "01:00", snapDuration: "00:05", slotLabelFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
      editable: mayAct, eventDurationEditable: false, eventStartEditable: mayAct, pointer: false, dragScroll: true,
      dayHeaderFormat: () => box.dataset.room, resourceLabelContent: label, eventContent: content, eventDidMount: describe,
      eventClick: (info) => { if (info.event.extendedProps.kind === "case") choose(info.event.id); },
      eventDragStart: () => { dragging = true; }, eventDragStop: () => { dragging = false; },
      eventDrop: dropped, scrollTime: `${pad(earliestInSight())}:00`, ...options,
    });
  }
  await new Promise(requestAnimationFrame);
  plainStructure();
  drawPacu();
  box.dataset.drawn = "yes";
  mark();
}

function slotWidth([first, last]) {
  const fitting = (box.clientWidth - NAMES_WIDTH) / ((last - first) * 2);
  return Math.floor(10 * Math.max(30, fitting) * zoom.hours) / 10;
}

// Where the hours do not fit, the page opens with the last hour and what is to come.
function earliestInSight() {
  return data.now ? Math.max(data.hours[0], Number(data.now.slice(11, 13)) - 1) : data.hours[0];
}

function elementOf(name) {
  return box.querySelector(`[data-case="${CSS.escape(name)}"]`);
}

function mark() {
  for (const one of box.querySelectorAll("[data-case]")) one.classList.toggle("chosen", one.dataset.case === chosen);
  oneTabStop();
}

function choose(name) {
  chosen = name;
  mark();
  htmx.ajax("GET", `${base}/cases/${encodeURIComponent(name)}`, { target: "#side", swap: "innerHTML" });
}

function show(panel) {
  const side = document.getElementById("side");
  side.innerHTML = panel;
  htmx.process(side);
}

async function move(name, room, start, revert) {
  const known = data.cases.find((one) => one.case === name);
  const body = new URLSearchParams({ room, start, key: keyOf() });
  if (known) body.set("version", known.version);
  let answer = null;
  try {
    const response = await fetch(`${base}/cases/${encodeURIComponent(name)}/move`, { method: "POST", headers, body });
    if (response.ok) answer = await response.json();
    else say("not-answered");
  } catch {
    setConnected(false);
    say("not-sent");
  }
  chosen = name;
  if (answer) show(answer.panel);
  if (!answer || !answer.moved) revert();
  else await draw();
  mark();
}

function dropped(info) {
  const room = (info.newResource ?? { id: info.event.resourceIds[0] }).id;
  move(info.event.id, room, hourMinute(info.event.start), info.revert);
}

// With the keyboard: Enter chooses, Alt with an arrow moves the wish by five minutes or one room and asks at once what it
// would mean, Enter again carries it out.
function nudge(event) {
  const form = document.getElementById("move-form");
  if (!event.altKey || !event.key.startsWith("Arrow") || !form) return;
  event.preventDefault();
  const rooms = form.elements.room;
  const time = form.elements.start;
  const [hours, minutes] = time.value.split(":").map(Number);
  const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key] ?? 0;
  const total = Math.min(24 * 60 - STEP, Math.max(0, hours * 60 + minutes + step));
  time.value = `${pad(Math.floor(total / 60))}:${pad(total % 60)}`;
  const row = rooms.selectedIndex + ({ ArrowUp: -1, ArrowDown: 1 }[event.key] ?? 0);
  rooms.selectedIndex = Math.min(rooms.length - 1, Math.max(0, row));
  htmx.trigger(form.querySelector(".fields"), "list-nudged");
}

// Before the library hears of it: its own Enter would choose a second time and take back what was nudged meanwhile.
document.addEventListener("keydown", (event) => {
  nudge(event);
  const element = event.target.closest?.("[data-case]");
  if (!element || !box.contains(element)) return;
  walk(event, element);
  if (event.key !== "Enter") return;
  event.preventDefault();
  event.stopPropagation();
  const form = document.getElementById("move-form");
  const panel = document.querySelector("#side .case-panel");
  if (form && panel?.dataset.subject === element.dataset.case && document.querySelector("#verdict > *")) form.requestSubmit();
  else choose(element.dataset.case);
}, true);

// A case that is put off can be dropped on the timeline from the list beside it.
document.addEventListener("dragstart", (event) => {
  const link = event.target.closest?.(".case-link[draggable]");
  if (link) event.dataTransfer.setData("text/plain", link.dataset.case);
});
box.addEventListener("dragover", (event) => event.preventDefault());
box.addEventListener("drop", (event) => {
  event.preventDefault();
  const name = event.dataTransfer.getData("text/plain");
  const place = calendar.dateFromPoint(event.clientX, event.clientY);
  if (!name || !place?.resource) return;
  const minutes = Math.round((place.date.getHours() * 60 + place.date.getMinutes()) / STEP) * STEP;
  move(name, place.resource.id, `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`, () => {});
});

document.body.addEventListener("list-changed", async () => {
  await draw();
  refreshSummary();
});

// The panel of the whole list is drawn again when it shows less than the timeline, and nobody is at work in it.
function refreshSummary() {
  const panel = document.querySelector("#side [data-subject=list]");
  if (!panel || Number(panel.dataset.version) >= data.version) return;
  if (document.querySelector("#side details[open]") || document.querySelector("#side :focus")) return;
  htmx.ajax("GET", `${base}/summary`, { target: "#side", swap: "innerHTML" });
}

// What others change is drawn within seconds, but never under somebody's hands.
async function look() {
  if (document.hidden || dragging || !data) return;
  const answer = await fetch(`${base}/version`).catch(() => null);
  if (!answer?.ok) return;
  const { version, now } = await answer.json();
  if (dragging) return;
  if (version !== data.version || now !== data.now) await draw();
  refreshSummary();
}

document.querySelector("[data-days] select").addEventListener("change", (event) => { location.href = `/operating-rooms/${event.target.value}`; });
addEventListener("resize", () => { if (calendar) calendar.setOption("slotWidth", slotWidth(data.hours)); });
draw();
setInterval(look, LOOK_MS);
