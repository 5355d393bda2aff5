/* Runs before the first paint: marks that scripts work, and resolves "auto" to light or dark. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");
  var dark = matchMedia("(prefers-color-scheme: dark)");
  var apply = function () {
    var theme = root.dataset.theme;
    root.dataset.bsTheme = theme === "auto" ? (dark.matches ? "dark" : "light") : theme;
  };
  apply();
  dark.addEventListener("change", apply);
  window.kontorTheme = function (theme) {
    root.dataset.theme = theme;
    apply();
  };
})();
