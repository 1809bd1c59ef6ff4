"use strict";
// The wall: rooms that do not fit the screen stand on further pages, which turn by themselves unless that is not wanted.
const TURN_MS = 12000;
const SMALL = 900;
const STEP_PX = 16;
const BELOW_PX = 10;
const SCALES = [1.8, 1.6, 1.45, 1.3, 1.2, 1.15, 1.1, 1.05, 1];
let pages = [];
let page = 0;
let paused = matchMedia("(prefers-reduced-motion: reduce)").matches;
let waiting = null;

const cards = () => [...document.querySelectorAll(".wall-rooms > li")];

// Rows of cards as the grid has laid them out, each with where it begins and ends.
function gridRows() {
  const rows = new Map();
  for (const card of cards()) {
    const row = rows.get(card.offsetTop) ?? { top: card.offsetTop, end: 0, cards: [] };
    row.cards.push(card);
    row.end = Math.max(row.end, card.offsetTop + card.offsetHeight);
    rows.set(card.offsetTop, row);
  }
  return [...rows.values()];
}

function packed(rows, height) {
  const pages = [];
  for (const row of rows) {
    const first = pages.at(-1)?.[0];
    if (first && row.end - first.top <= height) pages.at(-1).push(row);
    else pages.push([row]);
  }
  return pages;
}

// As few pages as the screen needs, and of those about equally full ones.
function pagesOf(rows, height) {
  const fewest = packed(rows, height);
  for (let less = height / fewest.length; less < height; less += STEP_PX) {
    const even = packed(rows, less);
    if (even.length === fewest.length) return even;
  }
  return fewest;
}

function measured(scale) {
  document.querySelector(".wall-rooms").style.setProperty("--scale", scale);
  for (const card of cards()) card.hidden = false;
  const rows = gridRows();
  if (innerWidth < SMALL || !rows.length) return [rows];
  return pagesOf(rows, innerHeight - rows[0].top - BELOW_PX);
}

// As large as it can be read from afar without needing more pages.
function lay() {
  const controls = document.querySelector(".wall-pages");
  controls.hidden = true;
  pages = measured(1);
  controls.hidden = pages.length === 1;
  if (pages.length > 1) pages = measured(1);
  const fewest = pages.length;
  for (const scale of innerWidth < SMALL ? [] : SCALES) {
    pages = measured(scale);
    if (pages.length <= fewest) break;
  }
  show();
}

function show() {
  page = (page + pages.length) % pages.length;
  for (const [number, rows] of pages.entries()) for (const row of rows) for (const card of row.cards) card.hidden = number !== page;
  const which = document.querySelector("[data-page]");
  which.textContent = which.dataset.page.replace("{page}", page + 1).replace("{pages}", pages.length);
  const button = document.querySelector("[data-pause]");
  button.dataset.pause ||= button.textContent;
  button.textContent = paused ? button.dataset.goOn : button.dataset.pause;
  clearTimeout(waiting);
  if (pages.length > 1 && !paused) waiting = setTimeout(() => turn(1), TURN_MS);
}

function turn(step) {
  page += step;
  show();
}

function pause() {
  paused = !paused;
  show();
}

document.addEventListener("click", (event) => {
  const step = event.target.closest("[data-turn]");
  if (step) turn(Number(step.dataset.turn));
  if (event.target.closest("[data-pause]")) pause();
});
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || document.querySelector(".wall-pages").hidden) return;
  const step = { ArrowLeft: -1, PageUp: -1, ArrowRight: 1, PageDown: 1 }[event.key];
  if (step) turn(step);
  else if (event.key === " " && !event.target.closest("button, a")) pause();
  else return;
  event.preventDefault();
});
addEventListener("resize", lay);
// A list that was fetched anew is laid out at once, on the same page, before it is drawn.
new MutationObserver((changes) => {
  if (changes.some((change) => [...change.addedNodes].some((node) => node.id === "main"))) lay();
}).observe(document.body, { childList: true });
lay();
