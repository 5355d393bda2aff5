/* room.js: the live room. Draws the clock from the server's time, says whether the connection holds, and keeps the
   proposed amount valid as long as nobody has typed another. Everything else comes as fragments. */
(function () {
  "use strict";

  var room = document.getElementById("room");
  if (!room) return;
  var connection = document.querySelector("[data-room-connection]");
  var offset = 0, heard = Date.now(), state = "", asked = 0, lookedAt = 0;
  var LOST_MS = 5000;

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

  /* Half of the round trip is charged to the way back. */
  var sync = function (roundTrip) {
    var now = facts();
    if (!now) return;
    offset = time(now.dataset.roomNow) + roundTrip / 2 - Date.now();
    heard = Date.now();
    if (state && state !== now.dataset.roomState) location.reload();
    state = now.dataset.roomState;
    var field = document.querySelector("[data-room-next]");
    if (field && !field.dataset.touched && now.dataset.roomNextValid) field.value = now.dataset.roomNextValid;
  };

  var look = function () {
    if (Date.now() - lookedAt < 400) return;
    lookedAt = Date.now();
    document.body.dispatchEvent(new CustomEvent("room:look"));
  };

  var draw = function () {
    var now = facts(), face = room.querySelector("[data-room-clock]");
    if (now && face) {
      var server = Date.now() + offset, until = null;
      if (state === "announced") until = time(now.dataset.roomOpens);
      else if (state === "open" || state === "closing") until = time(now.dataset.roomEnd) || time(now.dataset.roomTickEnds);
      face.textContent = until === null ? "–" : clockText(until - server);
      var tick = time(now.dataset.roomTickEnds);
      if ((until !== null && until <= server) || (tick && tick <= server)) look();
    }
    var lost = Date.now() - heard > LOST_MS;
    if (connection && connection.classList.contains("k-conn-off") !== lost) {
      connection.classList.toggle("k-conn-off", lost);
      connection.textContent = lost ? connection.dataset.lost : connection.dataset.live;
    }
  };

  document.addEventListener("input", function (event) {
    if (event.target instanceof Element && event.target.matches("[data-room-next]")) event.target.dataset.touched = "1";
  });
  room.addEventListener("htmx:beforeRequest", function () { asked = Date.now(); });
  room.addEventListener("htmx:afterSwap", function () { sync(Date.now() - asked); });
  sync(0);
  setInterval(draw, 250);
  draw();
})();
