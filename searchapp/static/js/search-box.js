// Suggestions in the search box: a combobox whose list pops up while one types (ARIA 1.2, manual
// selection). Nothing is chosen unless a person goes to it; the form is sent as it always was.

const PAUSE = 60; // milliseconds without a key before the server is asked

class SearchBox {
  constructor(form) {
    this.form = form;
    this.input = form.elements.q;
    this.list = form.querySelector("[role=listbox]");
    this.status = form.querySelector("[role=status]");
    this.clear = form.querySelector(".clear");
    this.numbers = new Intl.NumberFormat(document.documentElement.lang);
    this.options = [];
    this.active = -1;
    this.composing = false;
    this.asked = null; // what aborts the request that is under way
    this.shownFor = null; // the text that the list answers
    this.input.type = "text"; // a search field may not be a combobox
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
      "aria-haspopup": "listbox",
      "aria-keyshortcuts": "/",
    })) {
      this.input.setAttribute(name, value);
    }
    this.listen();
    this.showClear();
  }

  listen() {
    const { input, list, clear } = this;
    input.addEventListener("compositionstart", () => {
      this.composing = true;
      this.forget();
    });
    input.addEventListener("compositionend", () => {
      this.composing = false;
      this.changed();
    });
    input.addEventListener("input", (event) => {
      if (!this.composing && !event.isComposing) this.changed();
    });
    input.addEventListener("keydown", (event) => {
      // 229: the key belongs to an input method, whatever its name
      if (!this.composing && !event.isComposing && event.keyCode !== 229) this.key(event);
    });
    input.addEventListener("blur", () => this.close());
    // the box keeps the focus while the list is clicked
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => this.clicked(event));
    clear.addEventListener("click", () => {
      input.value = "";
      this.changed();
      input.focus();
    });
    this.form.addEventListener("submit", () => this.close());
    window.addEventListener("pageshow", () => this.showClear());
  }

  get open() {
    return !this.list.hidden;
  }

  showClear() {
    this.clear.hidden = !this.input.value;
  }

  changed() {
    this.showClear();
    this.forget();
    if (!this.input.value.trim()) {
      this.close();
      return;
    }
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  // No answer that is under way will be shown.
  forget() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.asked = null;
  }

  async ask() {
    this.forget();
    const text = this.input.value;
    const asked = new AbortController();
    this.asked = asked;
    const address = new URL(this.form.dataset.suggest, location.href);
    address.searchParams.set("q", text);
    address.searchParams.set("labels", document.documentElement.lang);
    for (const { value } of this.form.querySelectorAll("input[name=lang]")) {
      address.searchParams.append("lang", value);
    }
    try {
      const answer = await fetch(address, { signal: asked.signal });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const { suggestions } = await answer.json();
      if (this.asked !== asked || document.activeElement !== this.input) return;
      this.asked = null;
      this.show(suggestions, text);
    } catch {
      if (this.asked === asked) this.close(); // without suggestions the box does its work
    }
  }

  show(suggestions, text) {
    this.shownFor = text;
    this.options = [];
    this.setActive(-1);
    this.list.replaceChildren();
    for (const kind of new Set(suggestions.map((each) => each.kind))) {
      this.list.append(this.group(kind, suggestions.filter((each) => each.kind === kind)));
    }
    this.setOpen(this.options.length > 0);
    const { some, none } = this.form.dataset;
    const count = this.options.length;
    this.status.textContent = count ? some.replace("{}", this.numbers.format(count)) : none;
  }

  group(kind, found) {
    const heading = element("div", "kind", this.form.dataset[kind]);
    heading.id = `${this.list.id}-${kind}`;
    heading.setAttribute("role", "presentation");
    const group = element("div", "group");
    group.setAttribute("role", "group");
    group.setAttribute("aria-labelledby", heading.id);
    group.append(heading, ...found.map((each) => this.option(each)));
    return group;
  }

  option(suggestion) {
    const option = element("a", "option");
    option.id = `${this.list.id}-${this.options.length}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.tabIndex = -1;
    option.href = suggestion.path ?? this.searchFor(suggestion.text);
    if (!suggestion.path) option.dataset.text = suggestion.text;
    const text = element("span", "text");
    if (suggestion.lang) text.lang = suggestion.lang;
    text.append(...marked(suggestion.text, suggestion.marks));
    option.append(text);
    if (suggestion.count) {
      const count = element("span", "count", this.numbers.format(suggestion.count));
      count.setAttribute("aria-hidden", "true");
      option.append(count);
    }
    this.options.push(option);
    return option;
  }

  // The address that sending the form with this text would lead to.
  searchFor(text) {
    const fields = new URLSearchParams(new FormData(this.form));
    fields.set("q", text);
    return `${this.form.getAttribute("action")}?${fields}`;
  }

  setOpen(open) {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
  }

  close() {
    this.forget();
    this.setActive(-1);
    this.setOpen(false);
    this.status.textContent = "";
  }

  setActive(number) {
    this.options[this.active]?.setAttribute("aria-selected", "false");
    this.active = number;
    const option = this.options[number];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", option.id);
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  // From the box down to the first, from the last on to the box again.
  move(step) {
    const places = this.options.length + 1;
    this.setActive(((this.active + 1 + step + places) % places) - 1);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const last = this.options.length - 1;
    const does = {
      ArrowDown: () => (this.open ? this.move(1) : this.reopen()),
      ArrowUp: this.open && (() => this.move(-1)),
      Home: this.active >= 0 && (() => this.setActive(0)),
      End: this.active >= 0 && (() => this.setActive(last)),
      Enter: this.active >= 0 && (() => this.options[this.active].click()),
      Escape: () => (this.open ? this.close() : this.input.blur()),
    }[event.key];
    if (event.key === "Tab") this.close();
    if (!does || event.defaultPrevented) return;
    event.preventDefault();
    does();
  }

  reopen() {
    if (this.options.length && this.shownFor === this.input.value) this.setOpen(true);
    else if (this.input.value.trim()) this.ask();
  }

  clicked(event) {
    const option = event.target.closest("[role=option]");
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button;
    if (!option || elsewhere) return;
    if (option.dataset.text === undefined) {
      this.close(); // the link leads to the document
      return;
    }
    event.preventDefault();
    this.input.value = option.dataset.text;
    this.showClear();
    this.close();
    this.form.requestSubmit();
  }
}

function element(tag, name, text = "") {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
}

// Marks count code points.
function marked(text, marks) {
  const letters = Array.from(text);
  const pieces = [];
  let done = 0;
  for (const { start, end } of marks) {
    pieces.push(letters.slice(done, start).join(""), element("b", "typed", letters.slice(start, end).join("")));
    done = end;
  }
  return [...pieces, letters.slice(done).join("")];
}

for (const form of document.querySelectorAll("form.search[data-suggest]")) new SearchBox(form);
