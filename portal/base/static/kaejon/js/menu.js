// Menus and drawers made of <details>: Escape and a click elsewhere close a menu; an old browser gets its drawer opened.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// Newer browsers show the drawer beside the list by CSS (::details-content).
if (!CSS.supports("selector(::details-content)") && matchMedia("(min-width: 960px)").matches) {
  for (const drawer of document.querySelectorAll("details[data-drawer]")) drawer.open = true;
}
