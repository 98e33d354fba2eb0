// ก ก ก: the reader's type size, remembered in this browser only.
const KEY = "kaejon-type-size";
const root = document.documentElement;

function show(group) {
  for (const button of group.querySelectorAll("button[data-size]")) {
    button.setAttribute("aria-pressed", String(button.dataset.size === (root.dataset.size ?? "")));
  }
}

function choose(size) {
  if (size) root.dataset.size = size;
  else delete root.dataset.size;
  try {
    localStorage.setItem(KEY, size);
  } catch {
    // Not remembered; it still holds for this page.
  }
}

for (const group of document.querySelectorAll("[data-type-size]")) {
  show(group);
  group.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-size]");
    if (!button) return;
    choose(button.dataset.size);
    show(group);
  });
}
