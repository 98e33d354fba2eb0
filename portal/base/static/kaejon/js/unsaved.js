// A form with data-unsaved: what is typed and not yet saved is said in the bar of actions, and leaving asks first.
for (const form of document.querySelectorAll("form[data-unsaved]")) {
  const place = form.querySelector("[data-saved-state]");
  let dirty = "unsavedNow" in form.dataset; // a form that came back with errors is not saved

  function mark() {
    if (dirty && place?.dataset.state === "dirty") return;
    dirty = true;
    if (!place) return;
    place.dataset.state = "dirty";
    place.querySelector("[data-saved-words]").textContent = place.dataset.dirtyWords;
    place.querySelector(".icon")?.remove();
  }

  if (dirty) mark();
  form.addEventListener("input", mark);
  form.addEventListener("submit", () => {
    dirty = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!dirty) return;
    event.preventDefault();
    event.returnValue = "";
  });
}
