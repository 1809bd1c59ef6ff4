"use strict";
// Of hundreds of cases the Tab key reaches one, the arrow keys the others.
let reached = null;

function oneTabStop() {
  const there = [...box.querySelectorAll("[data-case]")];
  const stop = [reached, chosen, data.cases[0]?.case].find((name) => there.some((one) => one.dataset.case === name));
  for (const one of there) one.tabIndex = one.dataset.case === stop ? 0 : -1;
}

function neighbour(name, key) {
  const rooms = data.rooms.map((one) => data.cases.filter((other) => other.room === one.room).sort((a, b) => a.start.localeCompare(b.start)));
  const row = rooms.findIndex((cases) => cases.some((one) => one.case === name));
  const column = rooms[row].findIndex((one) => one.case === name);
  if (key === "Home") return rooms[row][0];
  if (key === "End") return rooms[row].at(-1);
  const aside = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (aside) return rooms[row][column + aside];
  const others = key === "ArrowUp" ? rooms.slice(0, row).reverse() : rooms.slice(row + 1);
  const next = others.find((cases) => cases.length);
  const far = (one) => Math.abs(new Date(one.start) - new Date(rooms[row][column].start));
  return next?.reduce((near, one) => (far(one) < far(near) ? one : near));
}

function walk(event, element) {
  if (event.altKey || event.ctrlKey || event.metaKey || !(event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End")) return;
  event.preventDefault();
  const next = neighbour(element.dataset.case, event.key);
  if (next) elementOf(next.case)?.focus();
}

document.getElementById("timeline").addEventListener("focusin", (event) => {
  const name = event.target.dataset.case;
  if (!name) return;
  reached = name;
  oneTabStop();
});
