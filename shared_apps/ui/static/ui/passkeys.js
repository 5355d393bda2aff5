/* passkeys.js: the browser's own dialog for passkeys. A button with data-passkey ("get" or "create") asks the address in
   data-options for a question, shows the dialog, and posts the answer with its form as the field `credential`. Such
   buttons and what belongs to them are hidden where the browser knows no passkeys. */
(function () {
  "use strict";

  if (!window.PublicKeyCredential || !navigator.credentials) return;
  document.querySelectorAll("[data-passkey-part]").forEach(function (part) { part.hidden = false; });

  var bytes = function (text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (one) { return one.charCodeAt(0); });
  };
  var text = function (buffer) {
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  var named = function (list) {
    return (list || []).map(function (one) { return Object.assign({}, one, { id: bytes(one.id) }); });
  };
  var asked = function (options) {
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    if (options.allowCredentials) options.allowCredentials = named(options.allowCredentials);
    if (options.excludeCredentials) options.excludeCredentials = named(options.excludeCredentials);
    return { publicKey: options };
  };
  var answered = function (made) {
    var response = { clientDataJSON: text(made.response.clientDataJSON) };
    ["attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (made.response[name]) response[name] = text(made.response[name]);
    });
    if (made.response.getTransports) response.transports = made.response.getTransports();
    return JSON.stringify({
      id: made.id, rawId: text(made.rawId), type: made.type, response: response,
      clientExtensionResults: made.getClientExtensionResults(),
    });
  };

  document.addEventListener("click", function (event) {
    var button = event.target instanceof Element ? event.target.closest("button[data-passkey]") : null;
    if (!button || button.getAttribute("aria-disabled")) return;
    event.preventDefault();
    var form = button.form, error = form.querySelector("[data-passkey-error]");
    /* Its other fields must be right before the dialog opens; a code is what the passkey stands in for. */
    if (button.dataset.passkey === "create" && !form.reportValidity()) return;
    if (error) error.hidden = true;
    button.setAttribute("aria-disabled", "true");
    fetch(button.dataset.options, {
      method: "POST", credentials: "same-origin",
      headers: { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value, Accept: "application/json" },
    }).then(function (reply) {
      if (!reply.ok) throw new Error("no question");
      return reply.json();
    }).then(function (options) {
      return navigator.credentials[button.dataset.passkey](asked(options));
    }).then(function (made) {
      form.querySelector("[name=credential]").value = answered(made);
      form.submit();
    }).catch(function () {
      button.removeAttribute("aria-disabled");
      if (error) error.hidden = false;
    });
  });
})();
