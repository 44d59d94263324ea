// Keys of the whole page: "/" goes to the search box, arrows and j, k go from result to result.
//
// Arrows do so where a person is among the results already, or in the box with the query that was
// asked; everywhere else they scroll as ever. Single letters can be switched off, since some people
// speak to their computer.

const STORED = "single-letter-keys";

const box = document.getElementById("q");
const help = document.querySelector(".keys");
const toggle = help?.querySelector("button");
let letters = read() !== "off";

function read() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null; // storage is switched off: the choice holds for this page
  }
}

function store(value) {
  try {
    localStorage.setItem(STORED, value);
  } catch {
    // as above
  }
}

const results = () => [...document.querySelectorAll(".hits h2 a")];

function isField(target) {
  return target.closest?.("input, textarea, select, [contenteditable]") !== null;
}

// Go so many results on; from the first back to the box. Return whether there was one.
function go(step) {
  const links = results();
  const here = document.activeElement?.closest(".hits > li, .hit")?.querySelector("h2 a");
  const to = here ? links.indexOf(here) + step : step > 0 ? 0 : -1;
  const target = to < 0 ? here && box : links[to];
  if (!target) return false;
  target.focus({ preventScroll: true });
  (target.closest(".hit") ?? target).scrollIntoView({ block: "nearest" });
  return true;
}

function keydown(event) {
  const { key, target } = event;
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const among = document.activeElement?.closest(".hits");
  const asked = target === box && box.value === box.defaultValue && box.getAttribute("aria-expanded") !== "true";
  let done = false;
  if (key === "ArrowDown" && (among || asked)) done = go(1);
  else if (key === "ArrowUp" && among) done = go(-1);
  else if (key === "Escape" && among) {
    document.activeElement.blur();
    done = true;
  } else if (letters && !isField(target) && !event.shiftKey && (key === "j" || key === "k")) {
    done = go(key === "j" ? 1 : -1);
  } else if (letters && !isField(target) && key === "/" && box) {
    box.focus();
    box.select();
    done = true;
  }
  if (done) event.preventDefault();
}

function show() {
  help.hidden = false;
  toggle.setAttribute("aria-pressed", String(letters));
}

// Before the box sees the key: an arrow in it may lead to the results.
document.addEventListener("keydown", keydown, { capture: true });
if (help) {
  show();
  toggle.addEventListener("click", () => {
    letters = !letters;
    store(letters ? "on" : "off");
    show();
  });
}
