/* The floor. Says when the network is gone, and in the title how many parties wait. On the check it shows the change while
   the amounts are typed, and what belongs to cash only for cash; where something is taken off, how much that is; the forms work
   without, and the server counts again. How money is written comes as <form data-places data-point data-pattern>. */
(function () {
  'use strict';
  var $ = function (id) { return document.getElementById(id); };
  var all = function (css, root) { return Array.prototype.slice.call((root || document).querySelectorAll(css)); };

  function minor(text, places) {
    var plain = String(text).trim(), amount = /^\d{1,9}([.,]\d{1,2})?$/.test(plain);
    return amount ? Math.round(Number(plain.replace(',', '.')) * Math.pow(10, places)) : null;
  }

  function shown(amount, form) {
    var places = Number(form.dataset.places), whole = Math.floor(amount / Math.pow(10, places));
    var rest = String(amount - whole * Math.pow(10, places)).padStart(places, '0');
    return form.dataset.pattern.replace('{}', whole + (Number(rest) ? form.dataset.point + rest : ''));
  }

  function handed(form, places) {
    var typed = minor(form.elements.tendered.value, places);
    return typed === null && form.elements.note.value ? Number(form.elements.note.value) : typed;
  }

  function look() {
    var form = document.getElementById('pay');
    if (!form) return;
    var tip = form.elements.tip ? minor(form.elements.tip.value, Number(form.dataset.places)) || 0 : 0;
    var cash = form.elements.kind.value === 'cash', places = Number(form.dataset.places);
    form.querySelector('.for-cash').hidden = !cash;
    form.querySelector('.for-card').hidden = cash;
    var amount = minor(form.elements.amount.value, places), tendered = handed(form, places), change = form.querySelector('#change');
    change.hidden = amount === null || tendered === null || tendered < amount + tip;
    if (!change.hidden) change.querySelector('output').textContent = shown(tendered - amount - tip, form);
    all('[name=note] + span small', form).forEach(function (words) {
      var rest = Number(words.parentNode.previousElementSibling.value) - amount - tip;
      words.hidden = amount === null || rest < 0;
      words.textContent = form.querySelector('.for-cash').dataset.change.replace('{}', shown(rest, form));
    });
  }

  document.addEventListener('input', function (event) {
    var form = event.target.form;
    if (!form || form.id !== 'pay') return;
    if (event.target.name === 'note') form.elements.tendered.value = '';
    if (event.target.name === 'tendered' && event.target.value) all('[name=note]', form).forEach(function (note) { note.checked = false; });
    look();
  });

  // What the last button takes off stands on it; what does not belong to this kind is out of sight.
  function weigh() {
    var form = $('concession');
    if (!form) return;
    var kind = form.elements.kind.value, boxes = all('[data-price]', form), ticked = boxes.filter(function (box) { return box.checked; });
    var sum = (ticked.length ? ticked : boxes).reduce(function (total, box) { return total + Number(box.dataset.price); }, 0);
    all('[data-for]', form).forEach(function (part) { part.hidden = part.dataset.for.split(' ').indexOf(kind) < 0; });
    all('[data-unless]', form).forEach(function (part) { part.hidden = part.dataset.unless === kind; });
    var off = kind === 'comp' ? sum : kind === 'write_off' ? Number(form.dataset.owed) : kind ? share(form, sum) : 0;
    all('[data-takes]', form).forEach(function (button) {
      button.words = button.words || button.textContent;
      button.textContent = off > 0 ? button.dataset.takes.replace('{}', shown(off, form)) : button.words;
    });
  }

  function share(form, sum) {
    var typed = form.elements.amount.value.trim(), percent = form.elements.percent.value.replace('%', '').trim();
    if (typed) return Math.min(minor(typed, Number(form.dataset.places)) || 0, sum);
    return /^\d{1,3}$/.test(percent) && Number(percent) <= 100 ? Math.floor((sum * Number(percent) + 50) / 100) : 0;
  }

  document.addEventListener('input', function (event) {
    var form = event.target.form;
    if (!form || form.id !== 'concession') return;
    if (event.target.name === 'quick') form.elements.reason.value = '';
    if (event.target.name === 'reason' && event.target.value) all('[name=quick]', form).forEach(function (chip) { chip.checked = false; });
    weigh();
  });

  // Every tap on a dish or a stepper is meant: it gets a key of its own.
  document.addEventListener('htmx:config:request', function (event) {
    var request = event.detail.ctx.request;
    if (!request.form || !('tap' in request.form.dataset)) return;
    request.body.set('key', Array.from(crypto.getRandomValues(new Uint8Array(12)), function (byte) { return byte.toString(16).padStart(2, '0'); }).join(''));
    all('.count[data-dish="' + request.body.get('dish') + '"]:not([data-asks])').forEach(function (place) {
      number(place, Number(place.firstElementChild.textContent) + 1);
    });
  });

  // How many of a dish are on the slip stands on its button: at once as tapped, then as the slip says.
  function number(place, count) {
    place.hidden = !count;
    place.firstElementChild.textContent = count;
  }

  function paint() {
    var slip = $('slip'), counts = {};
    if (!slip) return;
    slip.dataset.quantities.split(' ').forEach(function (pair) { counts[pair.split(':')[0]] = Number(pair.split(':')[1]); });
    all('.count[data-dish]').forEach(function (place) { number(place, counts[place.dataset.dish] || 0); });
  }

  // A dish is ordered for the same seat as the last one, not for that of a round that was sent, or of some minutes ago.
  var LATER = 180000, left = 0;
  function newSeat() { if ($('seat')) $('seat').value = ''; }
  function leave() { left = Date.now(); }
  function comeBack() {
    if (left && Date.now() - left > LATER) newSeat();
    left = 0;
  }
  document.addEventListener('submit', function (event) { if (event.target.id === 'send') newSeat(); });
  document.addEventListener('visibilitychange', function () { if (document.hidden) leave(); else comeBack(); });
  addEventListener('pagehide', leave);
  addEventListener('pageshow', function (event) { if (event.persisted) { comeBack(); paint(); } });

  // Steppers of the dish's page.
  all('[data-by]').forEach(function (button) { button.hidden = false; });
  document.addEventListener('click', function (event) {
    var by = event.target.closest ? event.target.closest('[data-by]') : null;
    if (!by) return;
    var field = by.parentNode.querySelector('input');
    field.value = Math.min(field.max, Math.max(field.min, (Number(field.value) || 0) + Number(by.dataset.by)));
  });

  // What somebody opened or closed stays so when its page is made anew.
  htmx.config.morphIgnore.push('open');

  // With keys at hand codes are typed at once; on a phone they would cover everything.
  if (matchMedia('(min-width: 62em)').matches && $('codes') && !$('q').value && document.activeElement === document.body) $('codes').focus({ preventScroll: true });

  // Finding a dish as its name is typed; what is found shows without opening its category.
  document.addEventListener('input', function (event) {
    if (!('sift' in event.target.dataset)) return;
    var wanted = event.target.value.trim().toLowerCase();
    document.querySelectorAll('#dishes [data-find]').forEach(function (row) { row.hidden = wanted && row.dataset.find.indexOf(wanted) < 0; });
    document.querySelectorAll('#dishes .fold').forEach(function (part) {
      part.hidden = !part.querySelector('[data-find]:not([hidden])');
      part.querySelector('input').checked = Boolean(wanted);
    });
    document.querySelectorAll('#dishes [data-sifted]').forEach(function (part) { part.hidden = Boolean(wanted); });
  });

  var title = document.title;
  function count() {
    var room = document.querySelector('[data-tasks]'), tasks = room ? Number(room.dataset.tasks) : 0;
    document.title = (tasks ? '(' + tasks + ') ' : '') + title;
  }

  // What was added or paid leaves the fields; after a refusal it comes back with the page.
  document.addEventListener('htmx:after:swap', function (event) {
    var ctx = event.detail.ctx, codes = document.getElementById('codes');
    if (codes && ctx && ctx.sourceElement && ctx.sourceElement.id === 'add') codes.value = codes.getAttribute('value') || '';
    if ($('pay') && ctx && ctx.sourceElement && ctx.sourceElement.id === 'pay') $('pay').reset();
  });

  // What was done is said for 8 s.
  var hushing = 0, said = null;
  function hush() {
    var toast = $('say').firstElementChild;
    if (toast === said) return;
    said = toast;
    clearTimeout(hushing);
    if (toast) hushing = setTimeout(function () { $('say').textContent = ''; said = null; }, 8000);
  }

  function swapped() { look(); weigh(); paint(); count(); hush(); }
  document.addEventListener('htmx:after:swap', swapped);
  document.addEventListener('live:fresh', swapped);
  swapped();

  // What this person should hear of: a word in data-asked that was not there before rings, on every page of the floor.
  var known = null, button = document.getElementById('sound');
  function listen() {
    var now = [];
    document.querySelectorAll('[data-asked]').forEach(function (place) { now = now.concat(place.dataset.asked.split(' ').filter(Boolean)); });
    if (known && now.some(function (word) { return known.indexOf(word) < 0; })) sound.play('call');
    known = (known || []).concat(now);
  }
  function sounds() {
    if (!button) return;
    var words = button.querySelector('span');
    button.hidden = !sound.canPlay;
    button.classList.toggle('off', !sound.isOn());
    words.textContent = sound.isOn() ? words.dataset.on : words.dataset.off;
  }
  addEventListener('pointerdown', function () { sound.unlock(sounds); }, true);
  addEventListener('keydown', function () { sound.unlock(sounds); }, true);
  document.addEventListener('live:fresh', listen);
  document.addEventListener('htmx:after:swap', listen);
  listen();
  sounds();

  var heard = Date.now(), net = document.getElementById('net');
  function say(text) {
    var note = document.createElement('p');
    note.className = 'note w';
    note.textContent = text;
    net.replaceChildren(note);
  }
  document.addEventListener('htmx:after:swap', function (event) { if (!event.detail.ctx || !event.detail.ctx.unanswered) net.textContent = ''; });
  document.addEventListener('live:heard', function (event) { heard = event.detail; });
  document.addEventListener('live:back', function () { net.textContent = ''; });
  document.addEventListener('live:lost', function () {
    say(document.getElementById('words').dataset.lost.replace('…', new Date(heard).toTimeString().slice(0, 5)));
  });

  // A press that got no answer says so; the page stays, and so does what was typed.
  document.addEventListener('htmx:config:request', function (event) {
    var ctx = event.detail.ctx;
    ctx.fetch = function (address, request) {
      return fetch(address, request).catch(function () {
        ctx.unanswered = true;
        paint();
        say(document.getElementById('words').dataset.failed);
        return new Response(null, { status: 204 });
      });
    };
  });
}());
