// Names offered under a search box while typing: an ARIA combobox with a list. Without script the box simply searches.
// A box asks for it with data-suggest="address of the names" on its form and data-suggest-label="words for the list".
const PAUSE = 180;
const LEAST = 1;

function start(form) {
  const input = form.querySelector('input[type="search"]');
  if (!input) return;
  const list = document.createElement("ul");
  list.id = `${input.id}-names`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.suggestLabel);
  list.hidden = true;
  form.append(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) {
    input.setAttribute(name, value);
  }

  let timer;
  let asking;
  let at = -1;

  function options() {
    return [...list.querySelectorAll('[role="option"]')];
  }

  function mark(position) {
    const all = options();
    at = position >= all.length ? -1 : position;
    all.forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    if (at >= 0) {
      input.setAttribute("aria-activedescendant", all[at].id);
      all[at].scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function close() {
    // An answer that is still on its way must not open the list again.
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    list.replaceChildren();
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function show(names) {
    list.replaceChildren(
      ...names.map((name, index) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${index}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.url = name.url;
        const title = document.createElement("span");
        title.textContent = name.title;
        const kind = document.createElement("small");
        kind.textContent = name.kind;
        option.append(title, " ", kind);
        return option;
      }),
    );
    at = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = names.length === 0;
    input.setAttribute("aria-expanded", String(names.length > 0));
  }

  async function ask() {
    const typed = input.value.trim();
    asking?.abort();
    if (typed.length < LEAST) return close();
    asking = new AbortController();
    const signal = asking.signal;
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch (error) {
      // Names are only a help: without them the box still searches.
      if (error.name !== "AbortError") close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask();
      else mark(event.key === "ArrowDown" ? at + 1 : at < 0 ? options().length - 1 : at - 1);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      location.assign(options()[at].dataset.url);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  // The box loses focus before a click arrives, so the press itself is taken.
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest('[role="option"]');
    event.preventDefault();
    if (option) location.assign(option.dataset.url);
  });
  input.addEventListener("blur", close);
}

for (const form of document.querySelectorAll("form[data-suggest]")) start(form);
