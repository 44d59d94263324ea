/* The document page: from match to match by key, without a trace in the history; the way back to
   the results as they were left; what of the text is in view. Everything works by links without. */

const matches = [...document.querySelectorAll(".match[id]")];
const strip = document.querySelector(".strip");
const text = document.querySelector(".text");
const status = document.getElementById("match-status");

/** The number of the match that the address names, or 0. */
const current = () => {
  const [, number] = /^#m(\d+)$/.exec(location.hash) ?? [];
  return number && number <= matches.length ? Number(number) : 0;
};

/** The first match below the upper edge of the window, from which reading goes on. */
const nearest = () => {
  const below = matches.findIndex((match) => match.getBoundingClientRect().top >= 0);
  return below + 1 || matches.length + 1;
};

const go = (number) => location.replace(`#m${number}`);

const next = () => go(((current() || nearest() - 1) % matches.length) + 1);
const previous = () => go((current() || nearest()) - 1 || matches.length);

function told() {
  const number = current();
  strip?.querySelectorAll("a").forEach((tick) => {
    const first = Number(tick.getAttribute("href").slice(2));
    tick.classList.toggle("current", first <= number && number <= Number(tick.dataset.last));
  });
  if (number) {
    const match = matches[number - 1];
    const marks = [...match.querySelectorAll("mark:not(.m-typed)")];
    const why = new Set(marks.map((mark) => mark.dataset.why));
    // What is not as typed can be asked for its reason with the next press of the tab key.
    marks.slice(0, 1).forEach((mark) => (mark.tabIndex = 0));
    status.textContent = [match.nextElementSibling.dataset.at, match.textContent, ...why].join(", ");
  }
}

/** Whether single letters are keys: see keys.js, where they can be switched off. */
function letters() {
  try {
    return localStorage.getItem("single-letter-keys") !== "off";
  } catch {
    return true; // storage is switched off
  }
}

const KEYS = { n: next, N: previous, p: previous, P: next };

function typed(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const move = KEYS[event.key];
  if (move && letters()) {
    event.preventDefault();
    move();
  }
}

/** Follow a link to a match in place of the last one; the focus stays on "next" or "previous". */
function followed(event) {
  const link = event.target.closest?.("a[href^='#m']");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  location.replace(link.getAttribute("href"));
  if (link.matches(".step a, .finder a")) {
    const kind = link.classList.contains("next") ? "next" : "previous";
    document.querySelector(`.match:target + .step .${kind}`)?.focus({ preventScroll: true });
  }
}

if (matches.length) {
  document.addEventListener("keydown", typed);
  document.addEventListener("click", followed);
  addEventListener("hashchange", told);
  told();
}

/* What of the text is in view, on the strip */
if (strip && text) {
  const width = strip.viewBox.baseVal.width;
  const view = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  view.setAttribute("class", "view");
  view.setAttribute("y", "0");
  view.setAttribute("height", "24");
  strip.querySelector(".ground").after(view);
  let waiting = false;
  const show = () => {
    waiting = false;
    const { top, height } = text.getBoundingClientRect();
    const from = Math.min(Math.max(-top / height, 0), 1);
    const to = Math.min(Math.max((innerHeight - top) / height, 0), 1);
    view.setAttribute("x", String(from * width));
    view.setAttribute("width", String((to - from) * width));
  };
  const wait = () => {
    if (!waiting) requestAnimationFrame(show);
    waiting = true;
  };
  addEventListener("scroll", wait, { passive: true });
  addEventListener("resize", wait, { passive: true });
  show();
}

/* One word's passages need no click where there is room beside the text. */
const passages = document.querySelectorAll(".outline details");
if (passages.length && matchMedia("(min-width: 64rem)").matches) passages[0].open = true;

/* Back to the results where they were left, if this is where the reader came from. */
const asked = (address) => {
  const { pathname, searchParams } = new URL(address);
  const said = [...searchParams].filter(([, value]) => value).map((pair) => pair.join("="));
  return [pathname, ...said.sort()].join("\n");
};

document.querySelector(".back a")?.addEventListener("click", (event) => {
  if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const entries = window.navigation?.entries() ?? [];
  const here = asked(location.href);
  let at = window.navigation?.currentEntry?.index ?? 0;
  while (at > 0 && asked(entries[at].url ?? location.href) === here) at -= 1;
  const entry = entries[at];
  if (entry?.url && asked(entry.url) === asked(event.currentTarget.href)) {
    event.preventDefault();
    window.navigation.traverseTo(entry.key);
  }
});
