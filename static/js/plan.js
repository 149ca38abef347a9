/* The plan of a room in the office: a table is dragged with mouse or finger, or moved with the arrow keys; where it is left, it is saved.
   Without this the fields and buttons beside the plan do the same. */
(function () {
  'use strict';
  var GRID = 10, STEP = 2, SLIP = 5, PAUSE = 700;      // thousandths in a hundredth; hundredths per key; pixels that are still a tap; ms
  var held = null, waiting = null, dragged = false;

  function number(table, name) { return Number(table.dataset[name]); }

  function put(table, x, y) {
    var across = Math.ceil(number(table, 'across') / GRID), down = Math.ceil(number(table, 'down') / GRID);
    table.dataset.toX = Math.min(Math.max(Math.round(x), across), 100 - across);
    table.dataset.toY = Math.max(Math.round(y), down);
    table.setAttribute('transform', 'translate(' + (table.dataset.toX - table.dataset.x) * GRID + ' ' + (table.dataset.toY - table.dataset.y) * GRID + ')');
    table.ownerSVGElement.classList.add('moving');
  }

  function back(table) {
    ['transform', 'data-to-x', 'data-to-y', 'data-sent'].forEach(function (name) { table.removeAttribute(name); });
    table.ownerSVGElement.classList.remove('moving');
  }

  function place(table) { return [Number(table.dataset.toX || table.dataset.x), Number(table.dataset.toY || table.dataset.y)]; }

  // The plan's own form is sent with the place; what is shown then is the server's answer. Until it comes, what was sent is what was seen.
  function save(table) {
    var form = document.getElementById('placing'), to = place(table), seen = table.dataset.sent || '[' + table.dataset.x + ',' + table.dataset.y + ']';
    if (JSON.stringify(to) === seen) return table.dataset.sent ? undefined : back(table);
    table.dataset.sent = JSON.stringify(to);
    form.elements.seen.value = '{"place":' + seen + '}';
    form.elements.x.value = to[0];
    form.elements.y.value = to[1];
    form.setAttribute('action', table.dataset.place);
    form.setAttribute('data-hx-post', table.dataset.place);
    form.dispatchEvent(new Event('placed'));
  }

  document.addEventListener('pointerdown', function (event) {
    var table = event.target.closest && event.target.closest('[data-plan] [data-place]');
    dragged = false;
    if (!table || !event.isPrimary || event.button !== 0) return;
    held = {table: table, from: place(table), x: event.clientX, y: event.clientY, scale: 1000 / table.ownerSVGElement.getBoundingClientRect().width / GRID};
    table.setPointerCapture(event.pointerId);
  });
  document.addEventListener('pointermove', function (event) {
    if (!held || !event.isPrimary) return;
    var right = event.clientX - held.x, down = event.clientY - held.y;
    if (!dragged && Math.abs(right) < SLIP && Math.abs(down) < SLIP) return;
    dragged = true;
    put(held.table, held.from[0] + right * held.scale, held.from[1] + down * held.scale);
  });
  document.addEventListener('pointerup', function (event) {
    if (!held || !event.isPrimary) return;
    if (dragged) save(held.table);
    held = null;
  });
  document.addEventListener('pointercancel', function () {
    if (held) back(held.table);
    held = null;
  });
  document.addEventListener('dragstart', function (event) {
    if (event.target.closest && event.target.closest('[data-plan]')) event.preventDefault();
  });
  document.addEventListener('click', function (event) {      // letting go is no tap on the link
    if (dragged && event.target.closest('[data-plan]')) event.preventDefault();
    dragged = false;
  }, true);

  // Several steps in a row are one move.
  function settle() {
    if (!waiting) return;
    clearTimeout(waiting.timer);
    var table = waiting.table;
    waiting = null;
    save(table);
  }
  document.addEventListener('keydown', function (event) {
    var table = event.target.closest && event.target.closest('[data-plan] [data-place]');
    var step = {ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP]}[event.key];
    if (!table || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Escape' && waiting) {
      clearTimeout(waiting.timer);
      waiting = null;
      back(table);
    }
    if (!step) return;
    event.preventDefault();
    put(table, place(table)[0] + step[0], place(table)[1] + step[1]);
    if (waiting) clearTimeout(waiting.timer);
    waiting = {table: table, timer: setTimeout(settle, PAUSE)};
  });
  document.addEventListener('focusout', settle);
}());
