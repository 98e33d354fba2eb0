// Findings while typing: the form is sent to its data-findings-url when typing stops; the answer is the fragment #findings.
// Without script the button that checks does the same.
const PAUSE = 600; // ms after the last key

function besideFields(form, rail) {
  const slots = form.querySelectorAll("[data-findings-for]");
  const byField = new Map();
  for (const row of rail.querySelectorAll("[data-finding-field]")) {
    const field = row.dataset.findingField;
    if (!byField.has(field)) byField.set(field, []);
    byField.get(field).push(row);
  }
  for (const slot of slots) {
    const rows = byField.get(slot.dataset.findingsFor) ?? [];
    const shown = rows.map((row) => {
      const item = document.createElement("li");
      item.className = `level-${row.dataset.level}`;
      const words = document.createElement("span");
      words.textContent = row.firstElementChild.textContent;
      const symbol = row.closest("div").querySelector("h3 .icon")?.cloneNode(true);
      if (symbol) item.append(symbol);
      item.append(words);
      return item;
    });
    slot.replaceChildren(...shown);
  }
}

function watch(form) {
  let timer = 0;
  let flight = null;

  async function ask() {
    flight?.abort();
    flight = new AbortController();
    try {
      const answer = await fetch(form.dataset.findingsUrl, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Requested-With": "fetch" },
        credentials: "same-origin",
        signal: flight.signal,
      });
      if (!answer.ok || answer.redirected) return;
      const fragment = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("findings");
      const old = document.getElementById("findings");
      if (!fragment || !old) return;
      old.replaceWith(fragment);
      besideFields(form, fragment);
    } catch (error) {
      // Typing went on, or the network is away: the findings of before stay until the next answer.
      if (error.name !== "AbortError" && !(error instanceof TypeError)) throw error;
    }
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  }
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  // What is sent is answered by the next page; asked meanwhile, an entry that has just been submitted is refused.
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    flight?.abort();
  });
}

// A finding's link puts the cursor into its field, also where the field is not an anchor of its own.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-focus]");
  if (!link) return;
  const target = document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  const field = target.matches("input, select, textarea") ? target : target.querySelector("input, select, textarea");
  (field ?? target).focus({ preventScroll: true });
  (field ?? target).scrollIntoView({ block: "center" });
});

for (const form of document.querySelectorAll("form[data-findings-url]")) watch(form);
