/* depends.js: a field that has a meaning only with some values of another one is shown with those alone.
   data-only-with names the other field, data-only-values its values with | between them. Without this file all show. */
(function () {
  "use strict";

  var parts = Array.prototype.slice.call(document.querySelectorAll("[data-only-with]"));
  if (!parts.length) return;

  var valueOf = function (field) {
    return field.type === "checkbox" ? (field.checked ? "True" : "False") : field.value;
  };
  /* The fields stand in an order in which the one that decides comes first or has no condition itself. */
  var draw = function () {
    parts.forEach(function (part) {
      var field = document.getElementsByName(part.dataset.onlyWith)[0];
      var above = field && field.closest("[data-only-with]");
      var wanted = part.dataset.onlyValues.split("|");
      part.hidden = Boolean(field) && ((above && above.hidden) || wanted.indexOf(valueOf(field)) < 0);
    });
  };
  document.addEventListener("change", draw);
  draw();
})();
