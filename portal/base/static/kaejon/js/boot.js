// Runs before the first paint, so it is not a module: says that there is script, and sets the type size chosen before.
(function () {
  var root = document.documentElement;
  root.dataset.script = "";
  try {
    var size = localStorage.getItem("kaejon-type-size");
    if (size) root.dataset.size = size;
  } catch (error) {
    // A browser that keeps nothing shows the normal size.
  }
})();
