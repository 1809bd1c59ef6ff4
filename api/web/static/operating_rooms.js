"use strict";
// The timeline of the operating rooms: drawn by EventCalendar, moved by drag or keys, every move checked by the server.
const box = document.getElementById("timeline");
const PACU = "·PACU";
const STEP = 5;
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
  const pacu = data.pacu.map((one, number) => ({
    id: `pacu ${number}`, resourceId: PACU, start: at(one.start), end: at(one.end), title: String(one.patients),
    classNames: ["pacu", one.kind], editable: false, extendedProps: { kind: "pacu", said: one.said },
  }));
  return [...closed, ...present(), ...cases, ...turnovers, ...pacu];
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
  const rooms = data.rooms.map((one) => ({ id: one.room, title: one.room, extendedProps: one }));
  return data.pacu.length ? [{ id: PACU, title: "PACU", extendedProps: { room: "PACU", letter: "", departments: "", said: "" } }, ...rooms] : rooms;
}

function label(info) {
  const one = info.resource.extendedProps;
  const risk = one.letter ? `<b class="risk r-${one.letter}" title="${escaped(one.said)}">${one.letter} ${one.risk}</b>` : "";
  return { html: `<span class="room-name">${escaped(one.room)}</span>${risk}` };
}

function content(info) {
  const { kind, one } = info.event.extendedProps;
  if (kind === "case") return { html: `<div class="inside"><b>${escaped(one.case)}</b>${one.marks ? ` <i>${one.marks}</i>` : ""} <span>${escaped(one.text)}</span></div>` };
  if (kind === "pacu") return { html: `<div class="inside">${escaped(info.event.title)}</div>` };
  return { html: "" };
}

// EventCalendar draws an event's element once and keeps it: what assistive technology reads is set whenever it is drawn.
function describe(info) {
  const { kind, one, said } = info.event.extendedProps;
  if (kind === "case") {
    info.el.dataset.case = one.case;
    info.el.setAttribute("role", "button");
    info.el.setAttribute("tabindex", "0");
    info.el.setAttribute("aria-label", one.said);
    info.el.title = one.said;
  } else {
    info.el.setAttribute("aria-hidden", "true");
    info.el.removeAttribute("tabindex");
    if (kind === "pacu") info.el.title = said;
    if (kind === "turnover") info.el.title = box.dataset.turnover;
  }
}

// The library calls its grid a table, which it is not to who cannot see it: what is left are the cases, as buttons.
function plainStructure() {
  for (const one of box.querySelectorAll("[role]:not([data-case])")) one.setAttribute("role", "presentation");
  for (const name of ["aria-colcount", "aria-rowcount", "aria-colindex", "aria-rowindex", "aria-colspan", "aria-rowspan"]) {
    for (const one of box.querySelectorAll(`[${name}]`)) one.removeAttribute(name);
  }
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
      eventDrop: dropped, ...options,
    });
  }
  await new Promise(requestAnimationFrame);
  plainStructure();
  box.dataset.drawn = "yes";
  mark();
}

function slotWidth([first, last]) {
  const room = box.clientWidth - 112;
  return Math.max(30, Math.floor(room / ((last - first) * 2)));
}

function elementOf(name) {
  return box.querySelector(`[data-case="${CSS.escape(name)}"]`);
}

function mark() {
  for (const one of box.querySelectorAll("[data-case]")) one.classList.toggle("chosen", one.dataset.case === chosen);
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
  if (room === PACU) { info.revert(); return; }
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
  if (event.key !== "Enter" || !element || !box.contains(element)) return;
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
  if (!name || !place?.resource || place.resource.id === PACU) return;
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
