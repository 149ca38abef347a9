/* Keeps what a page shows current.

   An element with data-live="address" and data-version="…" asks that address, with ?v=version, as often as <body data-poll>
   says (milliseconds): 204 means nothing moved, a fragment takes the element's place (outerMorph: focus and half-typed text
   stay). After two idle minutes it asks every 5 s (not where <body data-awake>), while hidden not at all, and at once when the
   page is back or the network returns. What the style sheet does not show is not asked for.

   While the server cannot be reached <body> has the class "offline", and the event "live:lost" or "live:back" is sent to
   document; "live:heard" comes with every answer, its detail is the time (ms) of the answer. "live:before" comes before a
   fragment takes its place, "live:fresh" after it; a page that prevents the first is asked again at the next turn. */
(function () {
  'use strict';
  var IDLE = 120000, SLOW = 5000;
  var body = document.body, every = Number(body.dataset.poll) || 1500;
  var lastTouch = Date.now(), timer = 0, asking = false, lost = false, failures = 0;

  function say(name, detail) { return document.dispatchEvent(new CustomEvent(name, { detail: detail, cancelable: true })); }

  function heard() {
    failures = 0;
    if (lost) { lost = false; body.classList.remove('offline'); say('live:back'); }
    say('live:heard', Date.now());
  }

  function failed() {
    failures += 1;
    if (failures > 1 && !lost) { lost = true; body.classList.add('offline'); say('live:lost'); }
  }

  function pause() {
    if ('awake' in body.dataset) return every;
    return Date.now() - lastTouch > IDLE ? Math.max(every, SLOW) : every;
  }

  function address(element) {
    var at = element.dataset.live;
    return at + (at.indexOf('?') < 0 ? '?' : '&') + 'v=' + encodeURIComponent(element.dataset.version || '');
  }

  async function ask(element) {
    var abort = new AbortController(), limit = setTimeout(function () { abort.abort(); }, 10000);
    try {
      var version = element.dataset.version;
      var answer = await fetch(address(element), { headers: { 'HX-Request': 'true' }, signal: abort.signal, credentials: 'same-origin' });
      if (answer.status >= 500) throw new Error(answer.status);
      heard();
      var elsewhere = answer.headers.get('HX-Redirect');
      if (elsewhere) { location.href = elsewhere; return; }
      if (answer.status === 403 || answer.status === 404 || answer.status === 410) { location.reload(); return; }
      if (answer.status !== 200) return;
      var text = await answer.text();
      // A form may have brought something newer meanwhile.
      if (element.isConnected && element.dataset.version === version && say('live:before', element)) {
        await htmx.swap({ text: text, target: element, swap: 'outerMorph', sourceElement: element });
        say('live:fresh');
      }
    } catch (error) {
      failed();
    } finally {
      clearTimeout(limit);
    }
  }

  async function round() {
    clearTimeout(timer);
    if (asking) return;
    if (!document.hidden) {
      asking = true;
      var all = document.querySelectorAll('[data-live]');
      for (var i = 0; i < all.length; i += 1) if (all[i].getClientRects().length) await ask(all[i]);
      asking = false;
    }
    timer = setTimeout(round, pause());
  }

  ['pointerdown', 'keydown', 'scroll'].forEach(function (name) {
    addEventListener(name, function () {
      if (Date.now() - lastTouch > IDLE) setTimeout(round);
      lastTouch = Date.now();
    }, { passive: true });
  });
  document.addEventListener('visibilitychange', function () { if (!document.hidden) round(); });
  addEventListener('pageshow', function (event) { if (event.persisted) round(); });
  addEventListener('online', round);
  timer = setTimeout(round, every);
  window.live = { now: round };
}());
