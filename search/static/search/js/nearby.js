// "Nearest" from where the visitor is: asked of the browser only when the button is pressed, rounded to about a kilometre.
const form = document.querySelector("form[data-nearby]");
const button = form?.querySelector("[data-position]");

if (button && window.isSecureContext && navigator.geolocation) {
  const said = form.querySelector("[data-said]");
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const query = new URLSearchParams(new FormData(form));
        query.set("near", `${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`);
        location.assign(`?${query}`);
      },
      () => {
        button.disabled = false;
        said.textContent = form.dataset.nearbyFailed;
      },
      { maximumAge: 600000, timeout: 15000 },
    );
  });
}
