/* The floor. Says when the network is gone, and in the title how many parties wait. On the check it shows the change while
   the amounts are typed, and what belongs to cash only for cash; the form works without, and the server counts again. How money
   is written comes as <form id="pay" data-places data-point data-pattern>. */
(function () {
  'use strict';

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
  }

  document.addEventListener('input', function (event) {
    var form = event.target.form;
    if (!form || form.id !== 'pay') return;
    if (event.target.name === 'note') form.elements.tendered.value = '';
    if (event.target.name === 'tendered' && event.target.value) form.elements.note.forEach(function (note) { note.checked = false; });
    look();
  });

  // Every tap on a dish or a stepper is meant: it gets a key of its own.
  document.addEventListener('htmx:config:request', function (event) {
    var request = event.detail.ctx.request;
    if (!request.form || !('tap' in request.form.dataset)) return;
    request.body.set('key', Array.from(crypto.getRandomValues(new Uint8Array(12)), function (byte) { return byte.toString(16).padStart(2, '0'); }).join(''));
  });

  // A tablet has room for every category at once; a phone opens the one it wants.
  var WIDE = matchMedia('(min-width: 62em)');
  if (WIDE.matches) document.querySelectorAll('#dishes details').forEach(function (part) { part.open = true; });

  // Finding a dish as its name is typed; what is found shows without opening its category.
  document.addEventListener('input', function (event) {
    if (!('sift' in event.target.dataset)) return;
    var wanted = event.target.value.trim().toLowerCase();
    document.querySelectorAll('#dishes [data-find]').forEach(function (row) { row.hidden = wanted && row.dataset.find.indexOf(wanted) < 0; });
    document.querySelectorAll('#dishes details').forEach(function (part) {
      part.hidden = !part.querySelector('[data-find]:not([hidden])');
      part.open = Boolean(wanted) || WIDE.matches;
    });
    document.querySelectorAll('#dishes [data-sifted]').forEach(function (part) { part.hidden = Boolean(wanted); });
  });

  var title = document.title;
  function count() {
    var room = document.querySelector('[data-tasks]'), tasks = room ? Number(room.dataset.tasks) : 0;
    document.title = (tasks ? '(' + tasks + ') ' : '') + title;
  }

  // What was added leaves the field; after a refusal it comes back with the page.
  document.addEventListener('htmx:after:swap', function (event) {
    var ctx = event.detail.ctx, codes = document.getElementById('codes');
    if (codes && ctx && ctx.sourceElement && ctx.sourceElement.id === 'add') codes.value = codes.getAttribute('value') || '';
  });

  function swapped() { look(); count(); }
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
        say(document.getElementById('words').dataset.failed);
        return new Response(null, { status: 204 });
      });
    };
  });
}());
