// A button with data-copy="id" puts the text of that element on the clipboard and says so for a moment.
const MOMENT = 2500;

async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Pages served without https have no clipboard of their own.
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "unseen";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  if (!source) return;
  await copy(source.value ?? source.innerText.trim());
  const words = button.querySelector("span") ?? button;
  const before = button.dataset.words ?? words.textContent;
  button.dataset.words = before;
  words.textContent = button.dataset.doneWords;
  words.setAttribute("role", "status");
  setTimeout(() => {
    words.textContent = before;
  }, MOMENT);
});
