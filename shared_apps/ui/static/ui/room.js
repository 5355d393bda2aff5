/* room.js: the live room. Draws the clock from the server's time, hears from the stream what has happened and shows it
   at once, asks for the fragment for what is the viewer's own, and says whether the connection holds. Without a stream
   it asks every two seconds. Who may not see others' bids is asked at fixed times, whatever happens. */
(function () {
  "use strict";

  var room = document.getElementById("room");
  if (!room) return;
  var connection = document.querySelector("[data-room-connection]");
  var LOST_MS = 5000, SLOW_MS = 15000, FAST_MS = 2000, OWN_MS = 500, AGAIN_MS = 3000;
  var offset = 0, heard = Date.now(), state = "", part = "", asked = 0, lookedAt = Date.now();
  var source = null, last = "", used = "", triedAt = 0, streamed = 0, isFresh = false, ownTimer = 0;

  var facts = function () { return room.querySelector("[data-room-state]"); };
  var time = function (text) { return text ? Date.parse(text) : null; };

  var clockText = function (ms) {
    var left = Math.max(0, Math.ceil(ms / 1000));
    var two = function (n) { return n < 10 ? "0" + n : String(n); };
    var days = Math.floor(left / 86400), hours = Math.floor(left / 3600) % 24;
    var minutes = Math.floor(left / 60) % 60, seconds = left % 60;
    if (days) return days + "d " + two(hours) + ":" + two(minutes);
    return hours ? hours + ":" + two(minutes) + ":" + two(seconds) : two(minutes) + ":" + two(seconds);
  };

  var look = function () {
    if (Date.now() - lookedAt < 400) return;
    lookedAt = Date.now();
    document.body.dispatchEvent(new CustomEvent("room:look"));
  };

  /* Half of the round trip is charged to the way back. */
  var sync = function (roundTrip) {
    var now = facts();
    if (!now) return;
    offset = time(now.dataset.roomNow) + roundTrip / 2 - Date.now();
    heard = Date.now();
    /* Another state or another part, such as the viewer's turn, has another form. */
    if (state && (state !== now.dataset.roomState || part !== now.dataset.roomPart)) location.reload();
    state = now.dataset.roomState;
    part = now.dataset.roomPart;
    var field = document.querySelector("[data-room-next]");
    if (field && !field.dataset.touched && now.dataset.roomNextValid) field.value = now.dataset.roomNextValid;
  };

  /* -- stream ------------------------------------------------------------------------------------------------------ */

  /* Prices come as text and are shown with every digit: a float would round them. */
  var show = function (name, text) {
    var place = room.querySelector('[data-room-fact="' + name + '"]');
    if (!place || text === undefined || text === null) return false;
    var decimals = name === "price_now" ? { minimumFractionDigits: 2, maximumFractionDigits: 6 } : {};
    (place.querySelector(".k-num") || place).textContent =
      new Intl.NumberFormat(document.documentElement.lang, decimals).format(text);
    return true;
  };

  var apply = function (said) {
    var now = facts();
    if (!now) return;
    if (said.state && said.state !== state) { lookedAt = 0; look(); return; }
    /* Where a price falls by the clock, that counts to the next price; a bid does not move it. */
    if (said.end_at && !now.dataset.roomTickEnds) now.dataset.roomEnd = said.end_at;
    var shown = show("price_now", said.price_now) && show("bids", said.bids);
    if (now.dataset.roomQuiet !== undefined) return;
    if (!shown || now.dataset.roomOwn !== undefined) {
      clearTimeout(ownTimer);
      ownTimer = setTimeout(look, OWN_MS);
    }
  };

  var close = function () {
    if (source) source.close();
    source = null;
    isFresh = false;
  };

  var open = function () {
    var now = facts();
    if (!now || !now.dataset.roomStream || !window.EventSource || Date.now() - triedAt < AGAIN_MS) return;
    triedAt = streamed = Date.now();
    used = now.dataset.roomTicket;
    source = new EventSource(
      now.dataset.roomStream + "?ticket=" + encodeURIComponent(used) + (last ? "&last=" + encodeURIComponent(last) : "")
    );
    var hear = function (event) { heard = streamed = Date.now(); if (event.lastEventId) last = event.lastEventId; };
    source.onmessage = function (event) { hear(event); isFresh = true; apply(JSON.parse(event.data)); };
    source.addEventListener("hello", function (event) { hear(event); isFresh = true; });
    source.addEventListener("reset", function (event) { hear(event); isFresh = true; lookedAt = 0; look(); });
    source.addEventListener("beat", function (event) { hear(event); isFresh = JSON.parse(event.data).fresh; });
    source.addEventListener("renew", function (event) { hear(event); close(); triedAt = 0; lookedAt = 0; look(); });
    /* The browser tries again by itself, unless it was refused: then a new fragment brings a new ticket. */
    source.onerror = function () {
      isFresh = false;
      if (source && source.readyState === EventSource.CLOSED) { close(); look(); }
    };
  };

  /* -- clock ------------------------------------------------------------------------------------------------------- */

  var draw = function () {
    var now = facts(), face = room.querySelector("[data-room-clock]");
    if (now && face) {
      var server = Date.now() + offset, until = null;
      if (state === "announced") until = time(now.dataset.roomOpens);
      else if (state === "evaluation") until = time(now.dataset.roomTickEnds);
      else if (["open", "closing", "standstill"].includes(state)) until = time(now.dataset.roomEnd) || time(now.dataset.roomTickEnds);
      var shown = until === null ? "–" : clockText(until - server);
      face.textContent = shown;
      face.classList.toggle("k-clock-long", shown.length > 5);
      var tick = time(now.dataset.roomTickEnds);
      if ((until !== null && until <= server) || (tick && tick <= server)) look();
      /* A connection that died without a word: the same ticket will do, and the last number resumes. */
      if (source && Date.now() - streamed > 2 * LOST_MS) { close(); used = ""; }
      if (source && Date.now() - streamed > LOST_MS) isFresh = false;
      if (!source && now.dataset.roomTicket !== used) open();
    }
    var isSlow = isFresh && now && now.dataset.roomQuiet === undefined;
    if (Date.now() - lookedAt >= (isSlow ? SLOW_MS : FAST_MS)) look();
    var lost = Date.now() - heard > LOST_MS;
    if (connection && connection.classList.contains("k-conn-off") !== lost) {
      connection.classList.toggle("k-conn-off", lost);
      connection.textContent = lost ? connection.dataset.lost : connection.dataset.live;
    }
  };

  document.addEventListener("input", function (event) {
    if (event.target instanceof Element && event.target.matches("[data-room-next]")) event.target.dataset.touched = "1";
  });
  window.addEventListener("pagehide", close);
  room.addEventListener("htmx:beforeRequest", function () { asked = Date.now(); });
  room.addEventListener("htmx:afterSwap", function () { sync(Date.now() - asked); });
  sync(0);
  setInterval(draw, 250);
  draw();
})();
