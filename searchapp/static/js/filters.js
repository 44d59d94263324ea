// What scripts add to the filters: long lists narrow as one types, and dates are checked before
// they are sent.

/** Return a text as it is compared: without case and diacritics. */
function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");
}

for (const facet of document.querySelectorAll("[data-facet]")) {
  const box = facet.querySelector(".narrow");
  if (!box) continue;
  const field = box.querySelector("input");
  const status = box.querySelector("[role=status]");
  const more = facet.querySelector("details");
  const items = [...facet.querySelectorAll("li")].map((item) => [
    item,
    plain(item.querySelector(".value").textContent),
  ]);
  let wasOpen = null;
  field.addEventListener("input", () => {
    const wanted = plain(field.value.trim());
    wasOpen ??= more.open;
    more.open = wanted ? true : wasOpen;
    if (!wanted) wasOpen = null;
    for (const [item, text] of items) item.hidden = !text.includes(wanted);
    more.querySelector("summary").hidden = Boolean(wanted);
    const none = items.every(([item]) => item.hidden);
    status.textContent = none ? status.dataset.none : "";
  });
  box.hidden = false;
}

const form = document.querySelector("form.dates");
const problem = form.querySelector("#dates-problem");
const [from, to] = ["from", "to"].map((name) => form.elements.namedItem(name));

/** Tell whether a text is a day of the calendar, a month or a year; nothing at all is fine. */
function isDate(text) {
  if (!text) return true;
  const parts = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text);
  if (!parts) return false;
  const [year, month, day] = parts.slice(1).map((part) => Number(part ?? 1));
  const date = new Date(Date.UTC(2000, 0, 1));
  date.setUTCFullYear(year, month - 1, day);
  return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** Return the field that is wrong and what is wrong with it, if anything is. */
function wrong() {
  const field = [from, to].find((each) => !isDate(each.value.trim()));
  if (field) return [field, problem.dataset.date];
  const [first, last] = [from, to].map((each) => each.value.trim());
  // 2025 is no later than 2025-03: what is compared is as much as both say.
  const length = Math.min(first.length, last.length);
  return first.slice(0, length) > last.slice(0, length) ? [from, problem.dataset.order] : null;
}

form.noValidate = true;
form.addEventListener("submit", (event) => {
  const found = wrong();
  [from, to].forEach((field) => field.removeAttribute("aria-invalid"));
  problem.textContent = found ? found[1] : "";
  if (found) {
    event.preventDefault();
    found[0].setAttribute("aria-invalid", "true");
    found[0].focus();
    return;
  }
  // An address says only what was asked for.
  const empty = [from, to].filter((field) => !field.value.trim());
  empty.forEach((field) => (field.disabled = true));
  setTimeout(() => empty.forEach((field) => (field.disabled = false)));
});

// A sheet that is open when the window grows would cover the column that it becomes.
const sheet = document.querySelector("#filters");
matchMedia("(min-width: 60rem)").addEventListener("change", () => {
  if (sheet.matches(":popover-open")) sheet.hidePopover();
});
