/* kontor.js: what the pages do beyond links and forms. Every page reads, and every form posts, without it.
   Behaviour hangs on data attributes and is delegated from the document, so fragments that htmx brings in
   need no set-up of their own. */
(function () {
  "use strict";

  var closest = function (event, selector) {
    return event.target instanceof Element ? event.target.closest(selector) : null;
  };
  var json = function (id) {
    var block = document.getElementById(id);
    return block ? JSON.parse(block.textContent) : null;
  };

  /* -- Appearance: at once here, remembered by the cookie the server reads ---------------------------------- */
  document.addEventListener("submit", function (event) {
    var form = closest(event, "[data-theme-form]");
    if (!form || !event.submitter) return;
    event.preventDefault();
    var theme = event.submitter.value;
    var isSecure = location.protocol === "https:";
    document.cookie = (isSecure ? "__Host-" : "") + "k_theme=" + theme + "; path=/; max-age=31536000; samesite=lax" +
      (isSecure ? "; secure" : "");
    window.kontorTheme(theme);
    form.querySelectorAll("[aria-pressed]").forEach(function (one) {
      one.setAttribute("aria-pressed", String(one.value === theme));
    });
  });

  /* -- Popovers: a <details> closes when one looks elsewhere ------------------------------------------------- */
  var closePops = function (except) {
    document.querySelectorAll("details.k-pop[open]").forEach(function (pop) {
      if (pop !== except) pop.open = false;
    });
  };
  document.addEventListener("click", function (event) { closePops(closest(event, "details.k-pop")); });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    var pop = document.querySelector("details.k-pop[open]");
    if (pop) { pop.open = false; pop.querySelector("summary").focus(); }
    else if (location.hash === "#menu") location.hash = "#main";
  });
  document.addEventListener("click", function (event) {
    if (closest(event, ".k-side a") && location.hash === "#menu") history.replaceState(null, "", location.pathname + location.search);
  });

  /* -- Dialogs: [data-dialog=id] opens, [data-dialog-close] or a press beside it closes ----------------------- */
  document.addEventListener("click", function (event) {
    var opener = closest(event, "[data-dialog]");
    if (opener) {
      var dialog = document.getElementById(opener.dataset.dialog);
      if (dialog) { event.preventDefault(); closePops(null); dialog.showModal(); }
      return;
    }
    var closer = closest(event, "[data-dialog-close]");
    if (closer && closer.closest("dialog[open]")) {
      event.preventDefault();
      closer.closest("dialog").close();
    } else if (event.target instanceof HTMLDialogElement) event.target.close();
  });

  /* -- Toasts ------------------------------------------------------------------------------------------------- */
  var TOAST_MS = 7000;
  var expire = function (toast) {
    if (!toast.matches(".k-toast-error, .k-toast-warning")) setTimeout(function () { toast.remove(); }, TOAST_MS);
  };
  document.querySelectorAll("[data-toast]").forEach(expire);
  document.addEventListener("click", function (event) {
    var closer = closest(event, "[data-toast-close]");
    if (closer) closer.closest("[data-toast]").remove();
  });
  /* A view says `HX-Trigger: {"k:toast": {"text": "…", "tone": "success"}}`. */
  var toast = function (text, tone) {
    var place = document.getElementById("k-toasts"), mould = document.getElementById("k-toast");
    if (!place || !mould) return;
    var node = mould.content.firstElementChild.cloneNode(true);
    node.classList.add("k-toast-" + (tone || "success"));
    node.querySelector("span").textContent = text;
    place.append(node);
    expire(node);
  };
  document.addEventListener("k:toast", function (event) { toast(event.detail.text, event.detail.tone); });

  /* -- Copy --------------------------------------------------------------------------------------------------- */
  document.addEventListener("click", function (event) {
    var button = closest(event, "[data-copy]");
    if (!button || !navigator.clipboard) return;
    navigator.clipboard.writeText(button.dataset.copy).then(function () {
      button.classList.add("k-done");
      setTimeout(function () { button.classList.remove("k-done"); }, 1500);
    });
  });

  /* -- Forms: sent once, never lost by accident ---------------------------------------------------------------- */
  var dirty = new Set();
  document.addEventListener("input", function (event) {
    var form = closest(event, "form[data-dirty]");
    if (form) dirty.add(form);
  });
  window.addEventListener("beforeunload", function (event) {
    dirty.forEach(function (form) { if (!form.isConnected) dirty.delete(form); });
    if (dirty.size) event.preventDefault();
  });
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented) return;
    dirty.delete(form);
    if (!form.matches("[data-guard]")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    form.querySelectorAll("[type=submit]").forEach(function (one) { one.setAttribute("aria-disabled", "true"); });
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
      form.querySelectorAll("[type=submit]").forEach(function (one) { one.removeAttribute("aria-disabled"); });
    });
  });
  document.addEventListener("change", function (event) {
    var select = closest(event, "[data-autosubmit]");
    if (select) select.form.requestSubmit();
  });
  /* Empty filters stay out of the address. */
  document.addEventListener("formdata", function (event) {
    if (!event.target.matches(".k-filters")) return;
    Array.from(event.formData.entries()).forEach(function (pair) {
      if (pair[1] === "") event.formData.delete(pair[0]);
    });
  });
  var summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();

  /* -- Lists: tick all, tick one; the bar with bulk actions follows ----------------------------------------------- */
  document.addEventListener("change", function (event) {
    var all = closest(event, "[data-tick-all]"), one = closest(event, "[data-tick]");
    if (!all && !one) return;
    var scope = (all || one).closest("form") || document;
    var ticks = scope.querySelectorAll("[data-tick]");
    if (all) ticks.forEach(function (tick) { tick.checked = all.checked; });
    var count = 0;
    ticks.forEach(function (tick) {
      count += tick.checked ? 1 : 0;
      tick.closest("tr, li").classList.toggle("sel", tick.checked);
    });
    scope.querySelectorAll("[data-tick-count]").forEach(function (place) { place.textContent = String(count); });
    scope.querySelectorAll(".k-bulk").forEach(function (bar) { bar.classList.toggle("k-none", count === 0); });
  });
  document.addEventListener("input", function (event) {
    var field = closest(event, "[data-filter-list]");
    if (!field) return;
    var wanted = field.value.trim().toLowerCase();
    field.closest("nav").querySelectorAll("a").forEach(function (link) {
      link.hidden = !link.textContent.toLowerCase().includes(wanted);
    });
  });

  /* -- htmx: the proof of origin goes with every write, and a refused one says so --------------------------------- */
  document.addEventListener("htmx:configRequest", function (event) {
    var token = document.querySelector("[name=csrfmiddlewaretoken]");
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.value;
  });
  ["htmx:responseError", "htmx:sendError"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var mould = document.getElementById("k-toast");
      /* A fragment that asks by itself, like a running job, asks again soon: no need to shout. */
      if (mould && event.detail.requestConfig && event.detail.requestConfig.verb !== "get") toast(mould.dataset.failed, "error");
    });
  });

  /* -- Command palette: Ctrl/Cmd K ---------------------------------------------------------------------------------- */
  var palette = document.getElementById("k-palette");
  if (!palette) return;
  var input = palette.querySelector("input"), list = palette.querySelector("ul"), none = palette.querySelector("[data-none]");
  var places = json("k-palette-items") || [], chosen = 0, asked = 0, timer = 0;
  var sprite = (document.querySelector(".k-i use") || { getAttribute: function () { return ""; } }).getAttribute("href").split("#")[0];
  var SVG = "http://www.w3.org/2000/svg";

  var line = function (item, at) {
    var row = document.createElement("li"), link = document.createElement("a"), label = document.createElement("bdi");
    row.setAttribute("role", "presentation");
    link.href = item.url;
    link.id = "k-palette-" + at;
    link.setAttribute("role", "option");
    link.setAttribute("tabindex", "-1");
    var glyph = document.createElementNS(SVG, "svg"), use = document.createElementNS(SVG, "use");
    glyph.setAttribute("class", "k-i");
    glyph.setAttribute("aria-hidden", "true");
    use.setAttribute("href", sprite + "#" + (item.icon || "arrow-right"));
    glyph.append(use);
    label.textContent = item.label;
    link.append(glyph, label);
    if (item.hint) {
      var hint = document.createElement("small");
      hint.textContent = item.hint;
      link.append(hint);
    }
    row.append(link);
    return row;
  };
  var choose = function (at) {
    var links = list.querySelectorAll("a");
    if (!links.length) { input.removeAttribute("aria-activedescendant"); return; }
    chosen = (at + links.length) % links.length;
    links.forEach(function (link, index) { link.setAttribute("aria-selected", String(index === chosen)); });
    links[chosen].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", links[chosen].id);
  };
  var show = function (items) {
    list.replaceChildren.apply(list, items.slice(0, 40).map(line));
    none.hidden = items.length > 0;
    choose(0);
  };
  var matching = function (text) {
    var words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return places.filter(function (item) {
      var hay = (item.label + " " + (item.hint || "")).toLowerCase();
      return words.every(function (word) { return hay.includes(word); });
    });
  };
  var ask = function () {
    var text = input.value.trim(), here = matching(text), number = ++asked;
    show(here);
    clearTimeout(timer);
    if (!palette.dataset.search || text.length < 2) return;
    timer = setTimeout(function () {
      fetch(palette.dataset.search + "?q=" + encodeURIComponent(text), { headers: { Accept: "application/json" } })
        .then(function (answer) { return answer.ok ? answer.json() : { items: [] }; })
        .then(function (found) { if (number === asked) show(here.concat(found.items)); })
        .catch(function () { /* Offline: the places of this page still work. */ });
    }, 150);
  };
  var open = function () {
    if (palette.open) return;
    closePops(null);
    palette.showModal();
    input.value = "";
    ask();
    input.focus();
  };
  document.addEventListener("click", function (event) { if (closest(event, "[data-palette-open]")) open(); });
  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
  input.addEventListener("input", ask);
  palette.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      var link = list.querySelectorAll("a")[chosen];
      if (link) link.click();
    }
  });
})();
