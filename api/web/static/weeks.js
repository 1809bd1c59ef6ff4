// The box in the head of a list ticks all boxes below it.
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-all]")) return;
  const boxes = `tbody input[name=${event.target.dataset.all}]`;
  for (const box of event.target.closest("table").querySelectorAll(boxes)) box.checked = event.target.checked;
});
// Days that nobody chose need not travel.
document.addEventListener("htmx:configRequest", (event) => {
  for (const [name, value] of [...event.detail.formData.entries()]) if (name.startsWith("on:") && !value) event.detail.formData.delete(name);
});
// Between two answers of the server the clock of a running plan goes on, however busy the server is.
let shownClock = null;
let clockBegan = 0;
setInterval(() => {
  const clock = document.querySelector("[data-elapsed]");
  if (!clock) return;
  if (clock !== shownClock) [shownClock, clockBegan] = [clock, performance.now()];
  const seconds = Number(clock.dataset.elapsed) + Math.floor((performance.now() - clockBegan) / 1000);
  clock.textContent = seconds;
  document.querySelector("#weeks-running progress").value = seconds;
}, 500);
// The wish to stop is acknowledged before the server has heard of it.
document.addEventListener("htmx:beforeRequest", (event) => {
  const button = event.target.closest("[data-stopping]");
  if (button) { button.textContent = button.dataset.stopping; button.disabled = true; }
});
// Heads of a sortable table sort its rows, numbers as numbers, and back on the second click.
function sortBy(head) {
  const table = head.closest("table");
  const column = [...head.parentElement.cells].indexOf(head);
  const down = head.getAttribute("aria-sort") === "ascending";
  for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const key = (row) => row.cells[column].dataset.key ?? row.cells[column].innerText.trim();
  const order = (a, b) => key(a).localeCompare(key(b), document.documentElement.lang, { numeric: true });
  const rows = [...table.tBodies[0].rows].filter((row) => row.cells.length > column).sort(order);
  table.tBodies[0].append(...(down ? rows.reverse() : rows));
}
function makeSortable() {
  for (const head of document.querySelectorAll("table[data-sortable] thead th:not([data-ready])")) {
    head.dataset.ready = "";
    if (head.querySelector("input")) continue;
    head.innerHTML = `<button type="button" class="sort">${head.innerHTML}</button>`;
    head.firstChild.addEventListener("click", () => sortBy(head));
  }
}
document.addEventListener("DOMContentLoaded", makeSortable);
document.addEventListener("htmx:afterSettle", makeSortable);
