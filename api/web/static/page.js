"use strict";
// On every page: messages, a connection that is lost, and lists that stay fresh.
const toasts = document.getElementById("toasts");
const TOAST_MS = 9000;
const MOST_TOASTS = 3;
const PROBE_MS = 2000;
const FRESH_MS = 20000;
let connected = true;

function setConnected(now) {
  if (!now && connected) setTimeout(probe, PROBE_MS);
  connected = now;
  document.getElementById("offline").hidden = now;
  document.body.classList.toggle("is-offline", !now);
  lockButtons();
}

function lockButtons() {
  for (const button of document.querySelectorAll("[hx-post] button, button[hx-post]")) button.disabled = !connected;
}

// Whether the server answers at all; asked again until it does.
async function probe() {
  let answers = false;
  try {
    answers = (await fetch("/health", { signal: AbortSignal.timeout(3000) })).ok;
  } catch { /* no answer is the answer */ }
  setConnected(answers);
  if (!answers) setTimeout(probe, PROBE_MS);
}

function say(template) {
  toasts.prepend(document.getElementById(template).content.cloneNode(true));
}

for (const lost of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(lost, (event) => {
  setConnected(false);
  if (event.detail.requestConfig.verb !== "get") say("not-sent");
});
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500 && event.detail.requestConfig.verb !== "get") say("not-answered");
});
addEventListener("offline", () => setConnected(false));
addEventListener("online", probe);
document.addEventListener("htmx:afterSettle", () => { if (!connected) lockButtons(); });

// Only the latest success can be undone from its message; older ones go.
new MutationObserver((changes) => {
  for (const toast of changes.flatMap((change) => [...change.addedNodes]).filter((node) => node.nodeType === 1)) {
    const good = !toast.classList.contains("error");
    if (good) for (const other of toasts.querySelectorAll(".toast:not(.error)")) if (other !== toast) other.remove();
    if (good) setTimeout(() => toast.remove(), TOAST_MS);
  }
  for (const old of [...toasts.children].slice(MOST_TOASTS)) old.remove();
}).observe(toasts, { childList: true });
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-dismiss]")) event.target.closest(".toast").remove();
});

// On a phone each row of a list is a card: its cells need the names of their columns.
function nameCells(root) {
  for (const table of root.querySelectorAll("table.cards")) {
    const names = [...table.querySelectorAll("thead th")].map((one) => one.textContent);
    for (const row of table.querySelectorAll("tbody tr")) [...row.cells].forEach((cell, i) => { if (names[i]) cell.dataset.label = names[i]; });
  }
}
nameCells(document);

const REFRESHED = ["list", "banner", "clock"];
async function refreshList() {
  const list = document.getElementById("list");
  if (!list || document.hidden || list.querySelector("input:focus, select:focus")) return;
  let text = "";
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(10000) });
    if (!answer.ok || answer.redirected) return;
    text = await answer.text();
  } catch { return setConnected(false); }
  const page = new DOMParser().parseFromString(text, "text/html");
  for (const id of REFRESHED) {
    const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
    if (old && fresh) { old.replaceWith(fresh); htmx.process(fresh); }
  }
  nameCells(document);
}
if (document.getElementById("list")) setInterval(refreshList, FRESH_MS);
