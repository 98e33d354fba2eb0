// A form sent twice is one event on the server; here the button rests after the first press so that nobody need press again.
// The pressed button's name and value go along in a hidden field, because a disabled button is not sent.
const resting = new Set();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || "allowAgain" in form.dataset) return;
  const pressed = event.submitter;
  if (pressed?.name) {
    const carried = document.createElement("input");
    carried.type = "hidden";
    carried.name = pressed.name;
    carried.value = pressed.value;
    carried.dataset.carried = "";
    form.append(carried);
  }
  for (const button of form.querySelectorAll("button:not([type=button]), input[type=submit]")) {
    if (button.disabled) continue;
    button.disabled = true;
    resting.add(button);
  }
});

// The back button may bring the page back as it was left.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const button of resting) button.disabled = false;
  resting.clear();
  for (const carried of document.querySelectorAll("[data-carried]")) carried.remove();
});
