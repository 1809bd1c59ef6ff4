"use strict";
// What if: which runs can be compared, and the charts of a simulation.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  // From now on every day is measured: there is nothing to warm up.
  if (event.target.name === "from_now") event.target.form.elements.warm_up.disabled = event.target.value === "yes";
});

// Only runs that met the same patients can be compared: once one is chosen, the others stand back.
const asked = document.getElementById("asked");
function standBack() {
  const boxes = [...asked.querySelectorAll("[name=simulation]")];
  const chosen = boxes.filter((one) => one.checked);
  for (const one of boxes) {
    one.disabled = one.dataset.patients === "" || (chosen.length > 0 && one.dataset.patients !== chosen[0].dataset.patients);
    one.closest("tr").classList.toggle("apart", one.disabled);
  }
  const button = document.getElementById("compare-chosen");
  if (button) button.disabled = chosen.length < 2;
}
if (asked) {
  asked.addEventListener("change", standBack);
  standBack();
}

const box = document.getElementById("charts");
const INK = "#52646d";
const GRID = "#e6ecee";
const drawn = [];
let figures = null;

const number = (value) => value.toLocaleString(box.dataset.language, { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 });
const axis = (name, more) => ({ name, nameLocation: "middle", nameGap: 28, nameTextStyle: { color: INK, fontSize: 12 }, axisLabel: { color: INK, fontSize: 11 }, ...more });

// A band is one polygon: along its lower ends and back along its upper ends.
function band(option, x, low, high, opacity) {
  return {
    type: "custom", name: option.title, silent: true, clip: true, z: 2, tooltip: { show: false }, itemStyle: { color: option.colour },
    data: x.map((at, i) => [at, low[i], high[i]]), encode: { x: 0, y: [1, 2] },
    renderItem: (params, api) => {
      if (params.dataIndexInside > 0) return null;
      const ends = [...x.map((at, i) => api.coord([at, low[i]])), ...x.map((at, i) => api.coord([at, high[i]])).reverse()];
      return { type: "polygon", shape: { points: ends }, style: { fill: option.colour, opacity } };
    },
  };
}

function mean(option, x, values) {
  return { type: "line", name: option.title, showSymbol: false, data: x.map((at, i) => [at, values[i]]), lineStyle: { width: 2.2, color: option.colour }, itemStyle: { color: option.colour }, emphasis: { disabled: true }, z: 5 };
}

function lines(series, bands) {
  return figures.options.flatMap((option) => {
    const own = series[option.key];
    if (!own) return [];
    return [...bands.map(([low, high, opacity]) => band(option, own.x, own[low], own[high], opacity)), mean(option, own.x, own.mean)];
  });
}

function draw(id, xAxis, yAxis, series, told, legend = false, right = 16) {
  const place = document.getElementById(id);
  if (!place) return;
  const chart = echarts.getInstanceByDom(place) || echarts.init(place, null, { renderer: "svg" });
  if (!drawn.includes(chart)) drawn.push(chart);
  chart.setOption({
    animation: false,
    grid: { left: 58, right, top: legend ? 34 : 12, bottom: 44 },
    legend: { show: legend, top: 0, left: 0, type: "scroll", itemWidth: 14, itemHeight: 8, icon: "roundRect", textStyle: { color: "#16262e", fontSize: 12 }, data: series.filter((one) => one.z === 5).map((one) => one.name) },
    tooltip: { trigger: "axis", confine: true, axisPointer: { type: "line", lineStyle: { color: "#9fb1ba" } }, textStyle: { fontSize: 12 }, formatter: told },
    xAxis: { axisLine: { lineStyle: { color: "#c3ced3" } }, splitLine: { show: false }, ...xAxis },
    yAxis: [].concat(yAxis).map((one) => ({ axisLine: { show: false }, splitLine: { lineStyle: { color: GRID } }, splitNumber: 4, ...one })),
    series,
  }, true);
}

// What the pointer shows: each option's mean with its band, from the series themselves.
function tip(series, head, unit) {
  return (points) => {
    const means = points.filter((point) => point.componentType === "series" && point.value && figures.options.some((option) => option.title === point.seriesName));
    const at = means.length ? means[0].value[0] : 0;
    const rows = figures.options.filter((option) => series[option.key]).map((option) => {
      const own = series[option.key];
      const i = own.x.indexOf(at);
      return i < 0 ? "" : `<br>● ${echarts.format.encodeHTML(option.title)}: ${number(own.mean[i])}${unit} (${number(own.low[i])} – ${number(own.high[i])})`;
    });
    return head(at) + rows.join("");
  };
}

function drawAll() {
  const text = box.dataset;
  const hour = (value) => `${String(value).padStart(2, "0")}:00`;
  draw("chart-hours", axis(text.hour, { type: "value", min: 0, max: 23, interval: 3, axisLabel: { formatter: hour, color: INK, fontSize: 11 } }), axis(text.patients, { type: "value", scale: true, nameGap: 44 }), lines(figures.hours, [["low", "high", 0.14]]), tip(figures.hours, hour, ""));
  const start = new Date(figures.start).getTime();
  const day = (value) => new Intl.DateTimeFormat(text.language, { month: "short", day: "numeric", timeZone: figures.zone }).format(new Date(start + value * 60000));
  // One label a day at most, at midnight, and not more than seven.
  const all = Object.values(figures.census).flatMap((own) => own.x);
  const first = Math.floor(Math.min(...all) / 1440);
  const last = Math.ceil(Math.max(...all) / 1440);
  const step = [1, 2, 7, 14, 28, 56, 91, 182, 364].find((days) => (last - first) / days <= 7) || 728;
  const midnights = [];
  for (let at = first; at <= last; at += step) midnights.push(at * 1440);
  draw("chart-census", axis(text.date, { type: "value", min: first * 1440, max: Math.max(...all, first * 1440 + 1), axisTick: { customValues: midnights }, axisLabel: { formatter: day, customValues: midnights, color: INK, fontSize: 11, hideOverlap: true } }), axis(text.patients, { type: "value", scale: true, nameGap: 44 }), lines(figures.census, [["low", "high", 0.1], ["low_half", "high_half", 0.16]]), tip(figures.census, day, ""));
  drawWaits();
  drawWarmUp();
}

function drawWaits() {
  const wait = figures.waits[document.getElementById("wait").value];
  if (!wait) return;
  draw("chart-waits", axis(`${wait.title} (${wait.unit})`, { type: "value", min: 0, max: "dataMax", axisLabel: { color: INK, fontSize: 11, hideOverlap: true, formatter: number } }), axis(box.dataset.percent, { type: "value", min: 0, max: 100, nameGap: 36 }), lines(wait.series, [["low", "high", 0.14]]), tip(wait.series, (value) => `≤ ${number(value)} ${wait.unit}`, "%"));
}

function drawWarmUp() {
  const found = figures.warm_up;
  if (!found) return;
  const text = box.dataset;
  const highest = Math.max(...found.statistic);
  const series = [
    { type: "line", name: text.daily, showSymbol: false, z: 5, data: found.daily.map((value, at) => [at, value]), lineStyle: { width: 1.2, color: "#0b7a75" }, itemStyle: { color: "#0b7a75" }, markLine: { symbol: "none", silent: true, lineStyle: { color: "#16262e", type: "dashed" }, label: { formatter: text.cut, position: "start", distance: -16, rotate: 0, align: "left", padding: [0, 0, 0, 6], color: "#16262e", fontSize: 11 }, data: [{ xAxis: found.days }] } },
    { type: "line", name: text.smoothed, showSymbol: false, z: 5, data: found.smoothed.map((value, at) => [at, value]), lineStyle: { width: 2.4, color: "#6b4fb3" }, itemStyle: { color: "#6b4fb3" } },
    { type: "line", name: text.statistic, showSymbol: false, z: 5, yAxisIndex: 1, data: found.statistic.map((value, at) => [at * 5, value / highest]), lineStyle: { width: 1.5, type: "dotted", color: "#c2621b" }, itemStyle: { color: "#c2621b" } },
  ];
  draw("chart-warm-up", axis(text.day, { type: "value", min: 0, max: "dataMax" }), [axis(text.daily, { type: "value", scale: true, nameGap: 44 }), axis(text.statistic, { type: "value", min: 0, max: 1, nameGap: 36, splitLine: { show: false } })], series, (points) => `${text.day} ${points[0].value[0]}: ${number(points[0].value[1])}`, true, 58);
}

async function load() {
  const answer = await fetch("/simulations/figures?" + box.dataset.query);
  if (!answer.ok) return;
  figures = await answer.json();
  const choice = document.getElementById("wait");
  for (const [name, wait] of Object.entries(figures.waits)) choice.add(new Option(wait.title, name));
  choice.addEventListener("change", drawWaits);
  drawAll();
  box.dataset.drawn = "yes";
}

if (box) {
  load();
  addEventListener("resize", () => drawn.forEach((chart) => chart.resize()));
}
