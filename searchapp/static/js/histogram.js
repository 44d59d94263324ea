// A period is chosen by dragging over the bars, with a mouse, a finger or the keyboard.
//
// Without this every bar is a link; with it the bars are one stop of the keyboard: arrow keys go
// from bar to bar, with Shift they choose, Enter searches and Escape gives up.

const figure = document.querySelector(".histogram");
const chart = figure.querySelector("svg");
const chosen = chart.querySelector(".chosen");
const reading = figure.querySelector(".reading");
const form = document.querySelector("form.dates");
const bars = [...chart.querySelectorAll("[data-from]")];
const links = bars.filter((bar) => bar.matches("a"));
const number = new Intl.NumberFormat(document.documentElement.lang);
const WIDTH = 10; // of a bar, in units of the chart
const SLACK = 4; // pixels that a hand may move when it clicks

let start = null; // where a choice began: a bar, and where the pointer was
let end = null;
let dragged = false;

/** Return the number of the bar below a pointer; beyond the chart it is the nearest. */
function barAt(x) {
  const box = chart.getBoundingClientRect();
  const place = Math.floor(((x - box.left) / box.width) * bars.length);
  return Math.min(Math.max(place, 0), bars.length - 1);
}

/** Return the first and the last bar of the choice. */
function range() {
  return [Math.min(start.bar, end), Math.max(start.bar, end)];
}

function show() {
  const [first, last] = range();
  chosen.setAttribute("x", first * WIDTH);
  chosen.setAttribute("width", (last - first + 1) * WIDTH);
  const within = bars.slice(first, last + 1);
  bars.forEach((bar) => bar.classList.toggle("within", within.includes(bar)));
  const hits = within.reduce((sum, bar) => sum + Number(bar.dataset.hits), 0);
  const names = [...new Set([within[0].dataset.name, within.at(-1).dataset.name])];
  reading.textContent = `${names.join(" – ")}: ${number.format(hits)}`;
}

function giveUp() {
  start = end = null;
  figure.classList.remove("dragging");
  chosen.setAttribute("width", 0);
  bars.forEach((bar) => bar.classList.remove("within"));
  reading.textContent = "";
}

/** Search the chosen period: an address, so that going back leaves nothing behind in the form. */
function search() {
  const [first, last] = range();
  const fields = new FormData(form);
  fields.set("from", bars[first].dataset.from);
  fields.set("to", bars[last].dataset.to);
  location.assign(`${form.action}?${new URLSearchParams(fields)}`);
}

chart.addEventListener("pointerdown", (event) => {
  dragged = false;
  if (event.button !== 0 || !event.isPrimary) return;
  start = { bar: barAt(event.clientX), x: event.clientX };
});

addEventListener("pointermove", (event) => {
  if (!start || !event.isPrimary || start.x === undefined) return;
  if (!dragged && Math.abs(event.clientX - start.x) < SLACK) return;
  if (!dragged) {
    dragged = true;
    chart.setPointerCapture(event.pointerId);
    figure.classList.add("dragging");
  }
  end = barAt(event.clientX);
  show();
});

addEventListener("pointerup", () => {
  if (!start || start.x === undefined) return;
  if (dragged) search();
  else giveUp();
});
addEventListener("pointercancel", giveUp);
// The click that ends dragging, and the dragging of a link, are the browser's own.
chart.addEventListener("click", (event) => dragged && event.preventDefault());
chart.addEventListener("dragstart", (event) => event.preventDefault());
addEventListener("pagehide", giveUp);

/** Let one link be the stop of the keyboard, and go there. */
function stopAt(link, focus = true) {
  links.forEach((each) => each.setAttribute("tabindex", each === link ? 0 : -1));
  if (focus) link.focus();
}

// Listening on the chart itself would make a browser take it for something to be focused.
figure.addEventListener("focusin", (event) => {
  const link = event.target.closest("svg a");
  if (link) stopAt(link, false);
});

chart.addEventListener("keydown", (event) => {
  const at = links.indexOf(event.target.closest("a"));
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: links.length - 1 }[event.key];
  if (event.key === "Enter" && start) {
    event.preventDefault();
    search();
  } else if (to !== undefined && !event.altKey && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    event.stopPropagation();
    const link = links[Math.min(Math.max(to, 0), links.length - 1)];
    if (event.shiftKey) {
      start ??= { bar: bars.indexOf(links[at]) };
      end = bars.indexOf(link);
      show();
    } else {
      giveUp();
    }
    stopAt(link);
  }
});

figure.addEventListener("focusout", (event) => {
  const byKeys = start && start.x === undefined;
  if (byKeys && !chart.contains(event.relatedTarget)) giveUp();
});

addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || !start) return;
    // Only the choice is given up; the sheet around it stays open.
    event.preventDefault();
    event.stopPropagation();
    dragged = true; // what the hand still does is no click
    giveUp();
  },
  { capture: true },
);

stopAt(links.at(-1), false);
figure.querySelector(".hint").hidden = false;
chart.setAttribute("aria-describedby", "chart-hint");
