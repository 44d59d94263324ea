// Says why a marked word matched: when the pointer rests on it, when it has the focus, when it is
// tapped. Escape takes the words away; they stay as long as the pointer is on them or the mark.

const LEAVING = 250; // ms: time enough to move the pointer from the mark to what is said
const MARK = "mark[data-why]";

const tip = document.createElement("div");
tip.id = "why";
tip.className = "why-tip";
tip.setAttribute("role", "tooltip");
tip.setAttribute("popover", "manual");

let marked = null;
let leaving = 0;

function say(mark) {
  clearTimeout(leaving);
  if (mark === marked) return;
  hush();
  marked = mark;
  tip.textContent = mark.dataset.why;
  mark.setAttribute("aria-describedby", tip.id);
  tip.showPopover();
  const line = mark.getClientRects()[0];
  const rightmost = document.documentElement.clientWidth - tip.offsetWidth - 8;
  const below = line.bottom + tip.offsetHeight <= document.documentElement.clientHeight;
  tip.style.left = `${scrollX + Math.max(8, Math.min(line.left, rightmost))}px`;
  tip.style.top = `${scrollY + (below ? line.bottom : line.top - tip.offsetHeight)}px`;
}

function hush() {
  clearTimeout(leaving);
  marked?.removeAttribute("aria-describedby");
  marked = null;
  if (tip.matches(":popover-open")) tip.hidePopover();
}

const markAt = (event) => (event.target instanceof Element ? event.target.closest(MARK) : null);

// One stop of the keyboard for every reason in a hit; words as typed explain themselves.
function makeReachable(part) {
  const said = new Set();
  for (const mark of part.querySelectorAll(`${MARK}:not(.m-typed)`)) {
    if (said.has(mark.dataset.why) || mark.closest("a")) continue;
    said.add(mark.dataset.why);
    mark.tabIndex = 0;
  }
}

if ("popover" in HTMLElement.prototype) {
  document.body.append(tip);
  document.querySelectorAll(".hit").forEach(makeReachable);
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const mark = markAt(event);
    if (mark) say(mark);
    else if (tip.contains(event.target)) clearTimeout(leaving);
    else if (marked && marked !== document.activeElement) {
      clearTimeout(leaving);
      leaving = setTimeout(hush, LEAVING);
    }
  });
  document.addEventListener("focusin", (event) => {
    const mark = markAt(event);
    if (mark) say(mark);
    else hush();
  });
  document.addEventListener("focusout", (event) => {
    if (event.target === marked) hush();
  });
  document.addEventListener("click", (event) => {
    const mark = markAt(event);
    if (mark && !mark.closest("a")) say(mark);
    else if (!tip.contains(event.target)) hush();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && marked) hush();
  });
}
