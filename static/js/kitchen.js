/* The kitchen's board. Without it every press is a form and the page loads itself again every ten seconds.

   A press is a button of the form #press. It is kept with a key of its own until the server has answered, so that one made
   while the connection is lost is sent when it is back, and one sent twice acts once. It carries the ticket and the lines that
   the button showed; a board that changes meanwhile cannot turn it into another. live.js brings what others did. */
(function () {
  'use strict';
  const GAP = 3000, STILL = 1000, BOUNCE = 700, OLD = 10, LONG = 60, LATE_AGAIN = 120000, MUTE = 600000, KEEP = 12 * 3600000;
  const $ = (id) => document.getElementById(id);
  const all = (css, root) => Array.from((root || document).querySelectorAll(css));
  const words = $('words').dataset;
  const store = 'kitchen ' + location.pathname;
  const pending = read();                 // presses that the server has not answered
  const ticked = new Map();               // line → when it was ticked here: a greasy finger bounces
  const late = new Map();                 // ticket → when its lateness was last heard
  let gaps = [];                          // where a ticket stood a moment ago
  let before = new Map();                 // the tickets as they were before the last change
  let mine = '';                          // the ticket of the press that is being answered
  let known = '';                         // the last board the server sent, as text
  let held = '';                          // one that came while a finger was down
  let offset = 0, page = 0, selected = '', lit = '', working = false;
  let calls = 0;                          // tables that call a waiter
  let begun = false;                      // the first board is no news
  let again = false;                      // Undo was pressed before the answer that it takes back
  let opening = null;                     // what is typed while a box is on its way
  let finger = false, touched = 0, heard = Date.now(), shown = Date.now();

  const board = () => $('board');
  const tickets = () => all('.tk', board());
  const now = () => Date.now() + offset;
  const clock = (at) => new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: $('clock').dataset.zone }).format(at);
  const span = (ms) => { const s = Math.max(0, Math.floor(ms / 1000)); return Math.floor(s / 60) + ':' + String(s % 60).padStart(2, '0'); };
  const fill = (text, value) => text.replace('{}', value);

  // ---- presses ----

  function key() {
    return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  function read() {
    try {
      return JSON.parse(localStorage.getItem('kitchen ' + location.pathname) || '[]').filter((each) => Date.now() - each.at < KEEP);
    } catch (error) { return []; }
  }

  function keep() {
    try { localStorage.setItem(store, JSON.stringify(pending)); } catch (error) { /* a private window: they live as long as the page */ }
  }

  function press(button) {
    const action = button.getAttribute('formaction'), value = button.value;
    if (/unticks$/.test(action) && Date.now() - (ticked.get(value) || 0) < BOUNCE) return;
    if (/undos$/.test(action) && takeBack()) return;
    const ticket = (action.match(/tickets\/(\d+)\//) || [])[1] || '';
    const made = { action: action, name: button.name, value: value, key: key(), station: $('press').station.value, ticket: ticket, at: Date.now() };
    if (button.closest('dialog')) $('sheet').close();
    if (ticket) late.set('t' + ticket, Infinity);
    pending.push(made);
    keep();
    foresee(made);
    work();
  }

  // What was pressed without a connection and not sent yet is simply not sent.
  function takeBack() {
    if (!lost() || !pending.length) return false;
    pending.pop();
    keep();
    waiting();
    if (known) put(known);
    return true;
  }

  // A tick shows at once. Everything else waits for the answer, dimmed.
  function foresee(each) {
    const ticket = $('t' + each.ticket);
    if (!ticket) return;
    if (/\/bumps$/.test(each.action)) ticket.classList.add('gone');
    if (!/\/ticks$/.test(each.action)) return;
    each.value.split(',').forEach((line) => {
      ticked.set(line, Date.now());
      all('li', ticket).forEach((row) => tickRow(row, line));
    });
  }

  function tickRow(row, line) {
    const one = row.querySelector('button[formaction$="/ticks"]'), every = row.querySelector('.every');
    if (!one) return;
    const ids = (every ? every.value : one.value).split(','), rest = ids.filter((id) => id !== line);
    if (rest.length === ids.length) return;
    if (every) every.value = rest.join(',');
    if (every && rest.length < 2) every.remove();
    if (rest.length) { one.value = rest[0]; one.firstElementChild.textContent = rest.length; return; }
    row.classList.add('done');
    one.disabled = true;
  }

  async function work() {
    if (working) return;
    working = true;
    while (pending.length) {
      const each = pending[0];
      let answer = null, text = '';
      try {
        answer = await send(each);
        text = await answer.text();
        if (answer.status >= 500) throw new Error(answer.status);
      } catch (error) {
        waiting();
        setTimeout(work, 2000);
        break;
      }
      if (pending[0] === each) pending.shift();
      keep();
      heard = Date.now();
      waiting();
      mine = each.ticket;
      if (answer.headers.get('HX-Redirect')) { location.href = answer.headers.get('HX-Redirect'); return; }
      const isBoard = /^\s*<div id="board"/.test(text);
      if (!isBoard) tell('', text);
      // Each answer holds all that came before it, so only the last one is shown.
      if (isBoard && !pending.length && each.station === $('press').station.value) put(text);
      else if (isBoard) problem(text);
    }
    working = false;
  }

  function send(each) {
    const body = new URLSearchParams({ csrf_token: $('press').csrf_token.value, key: each.key, station: each.station });
    if (each.name) body.set(each.name, each.value);
    const abort = new AbortController(), limit = setTimeout(() => abort.abort(), 10000);
    return fetch(each.action, { method: 'POST', body: body, headers: { 'HX-Request': 'true' }, signal: abort.signal, credentials: 'same-origin' })
      .finally(() => clearTimeout(limit));
  }

  function waiting() {
    const text = pending.length && lost() ? fill(words.queued, pending.length) : '';
    if ($('queue').textContent !== text) $('queue').textContent = text;
    $('queue').hidden = !text;
  }

  // ---- a new board ----

  async function put(text) {
    if (finger) { held = text; return; }
    held = '';
    look();
    await htmx.swap({ text: text, target: board(), swap: 'outerMorph', sourceElement: board() });
    arrange(text);
    if (again) undo();
  }

  function problem(text) {
    const said = new DOMParser().parseFromString(text, 'text/html').getElementById('board').dataset.problem;
    if (said) tell(said);
  }

  // How it stands before a change: where every ticket is, and what it asks for.
  function look() {
    before = new Map(tickets().map((ticket) => [ticket.id, {
      label: ticket.getAttribute('aria-label'), height: ticket.offsetHeight, after: ticket.previousElementSibling && ticket.previousElementSibling.id,
      voids: all('.void', ticket).length, asks: asks(ticket), asked: ticket.dataset.asked || ''
    }]));
  }

  const asks = (ticket) => ticket.getAttribute('aria-label') + all('.bump', ticket).map((button) => button.value).join();

  function arrange(text) {
    const root = board();
    if (text) known = text;
    offset = Number(root.dataset.now) - Date.now();
    shown = Date.now();
    if (root.dataset.problem) { tell(root.dataset.problem); root.dataset.problem = ''; }
    notice();
    gaps.forEach(leaveGap);
    pending.forEach(foresee);
    paint();
  }

  // What is new to the cook: sounds and words for what others did, a gap where a ticket stood.
  function notice() {
    const here = tickets(), present = new Set(here.map((ticket) => ticket.id));
    gaps = gaps.filter((gap) => !present.has(gap.id));
    before.forEach((was, id) => {
      if (!present.has(id)) gaps.push({ id: id, label: was.label, height: was.height, after: was.after, until: Date.now() + GAP });
    });
    const others = here.filter((ticket) => ticket.id !== 't' + mine);
    const fresh = others.filter((ticket) => !before.has(ticket.id));
    const old = others.filter((ticket) => before.has(ticket.id));
    if (begun) {
      if (fresh.length) { play('new'); $('announce').textContent = fill(words.new, fresh.map((ticket) => ticket.getAttribute('aria-label')).join(', ')); }
      if (Number(board().dataset.calls) > calls || old.some((ticket) => (ticket.dataset.asked || '') !== before.get(ticket.id).asked)) play('changed');
      if (old.some((ticket) => all('.void', ticket).length > before.get(ticket.id).voids)) play('void');
      else if (old.some((ticket) => more(asks(ticket), before.get(ticket.id).asks))) play('changed');
    }
    late.forEach((at, id) => { if (!present.has(id)) late.delete(id); });
    begun = true;
    calls = Number(board().dataset.calls);
    before = new Map();
    mine = '';
  }

  // Something to do came back, or the table moved; that a dish is done is no news worth a sound.
  function more(asked, was) {
    const ids = (text) => text.split(/\D+/).filter(Boolean);
    return asked.split(/\d/)[0] !== was.split(/\d/)[0] || ids(asked).some((id) => !ids(was).includes(id));
  }

  function leaveGap(gap) {
    const last = $('last'), place = document.createElement('div');
    place.className = 'gap';
    place.id = gap.id;
    place.style.height = gap.height + 'px';
    place.appendChild(document.createElement('span')).textContent = fill(words.gone, gap.label);
    if (last && 't' + last.dataset.round === gap.id && 'whole' in last.dataset) {
      const undo = place.appendChild(last.querySelector('button').cloneNode(true));
      undo.classList.add('kb');
    }
    const previous = gap.after && $(gap.after);
    if (previous && previous.parentNode === $('tickets')) previous.after(place);
    else $('tickets').prepend(place);
  }

  // A gap closes after 3 s, but never under a hand that is at work.
  function closeGaps() {
    const at = Date.now();
    if (finger || at - touched < STILL || !gaps.some((gap) => gap.until <= at)) return;
    gaps.filter((gap) => gap.until <= at).forEach((gap) => { const place = $(gap.id); if (place && place.matches('.gap')) place.remove(); });
    gaps = gaps.filter((gap) => gap.until > at);
    paint();
  }

  // ---- pages, digits, selection ----

  function paint() {
    const root = $('tickets'), style = getComputedStyle(root), flows = style.columnWidth === 'auto';
    const step = root.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) + parseFloat(style.columnGap || 0);
    const places = all('.tk,.gap', root);
    const pageOf = (place) => (flows ? 0 : Math.max(0, Math.floor((place.offsetLeft - parseFloat(style.paddingLeft) + 2) / step)));
    const on = places.map(pageOf), pages = 1 + Math.max(0, ...on);
    page = Math.min(page, pages - 1);
    stretch(root, flows ? 0 : (pages - 1) * step + root.clientWidth);
    if (!flows) root.scrollLeft = page * step;
    let digit = 0;
    places.forEach((place, at) => {
      const here = on[at] === page, sign = place.querySelector('.bump kbd');
      if (here) digit += 1;
      place.dataset.digit = here && digit <= 10 ? digit % 10 : '';
      if (sign) { sign.textContent = place.dataset.digit; sign.hidden = !place.dataset.digit; }
      place.classList.toggle('sel', place.id === selected);
    });
    $('page-on').hidden = page >= pages - 1;
    $('page-on').querySelector('sup').textContent = '+' + on.filter((each) => each > page).length;
    $('page-back').hidden = page === 0;
    all('#board footer kbd').forEach((each) => { each.hidden = false; });
    all('[data-dish]', $('tickets')).forEach((row) => row.closest('.tk').classList.remove('lit-up'));
    all('.allday [data-dish]').forEach((link) => {
      if (link.dataset.dish === lit) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    });
    if (lit) all('li[data-dish="' + lit + '"]:not(.done)', $('tickets')).forEach((row) => row.closest('.tk').classList.add('lit-up'));
    tick();
  }

  // The last page is a whole page too, so that its columns do not shift.
  function stretch(root, width) {
    let end = root.querySelector('.end-mark');
    if (!end) { end = document.createElement('i'); end.className = 'end-mark'; root.appendChild(end); }
    end.style.left = Math.max(0, width - 1) + 'px';
  }

  function turn(by) { page = Math.max(0, page + by); selected = ''; paint(); }

  function select(ticket) {
    selected = ticket ? ticket.id : '';
    if (late.has(selected)) late.set(selected, Infinity);
    paint();
  }

  function move(direction) {
    const here = tickets().filter((ticket) => ticket.dataset.digit !== ''), at = $(selected), index = here.indexOf(at);
    if (index < 0) { select(here[0]); return; }
    if (direction === 'ArrowDown' || direction === 'ArrowUp') {
      select(here[index + (direction === 'ArrowDown' ? 1 : -1)] || at);
      return;
    }
    const right = direction === 'ArrowRight', from = at.getBoundingClientRect();
    const side = here.filter((each) => (right ? each.getBoundingClientRect().left > from.left + 5 : each.getBoundingClientRect().left < from.left - 5));
    const far = (each) => { const box = each.getBoundingClientRect(); return Math.abs(box.left - from.left) * 100 + Math.abs(box.top - from.top); };
    if (side.length) select(side.reduce((best, each) => (far(each) < far(best) ? each : best)));
    else if (right ? !$('page-on').hidden : page > 0) { turn(right ? 1 : -1); move(direction); }
  }

  // ---- every second: ages, clock, how old the data is ----

  function tick() {
    const root = board(), at = now(), warm = root.dataset.warm * 60000, hot = root.dataset.late * 60000;
    let sum = 0, newlyLate = false;
    const here = tickets();
    here.forEach((ticket) => {
      const age = at - Number(ticket.dataset.since), place = ticket.querySelector('.age');
      const band = age >= hot ? 'hot' : age >= warm ? 'warm' : age < 60000 && !('touched' in ticket.dataset) ? 'fresh' : 'calm';
      sum += age;
      ['fresh', 'calm', 'warm', 'hot'].forEach((each) => ticket.classList.toggle(each, each === band));
      place.firstElementChild.textContent = span(age);
      let over = place.querySelector('small');
      if (band === 'hot' && !over) over = place.appendChild(document.createElement('small'));
      if (over && band !== 'hot') over.remove();
      else if (over) over.textContent = fill(words.late, span(age - hot));
      if (band === 'hot' && Date.now() - (late.get(ticket.id) || 0) >= LATE_AGAIN) { late.set(ticket.id, Date.now()); newlyLate = true; }
    });
    if (newlyLate) play('late');
    const line = $('sum').dataset, average = here.length ? span(sum / here.length) : '';
    $('sum').textContent = !here.length ? '' : here.length === 1 ? fill(line.one, average) : fill(fill(line.words, here.length), average);
    $('clock').textContent = clock(at);
    freshness();
    if (Date.now() - shown > 120000 && $('last') && !pending.length) $('last').remove();
    sounds();
  }

  const lost = () => document.body.classList.contains('offline') || Date.now() - heard > OLD * 1000;

  function freshness() {
    const old = Math.floor((Date.now() - heard) / 1000), isLost = lost();
    $('conn').classList.toggle('live', !isLost);
    $('fresh').textContent = isLost ? fill(words.off, span(old * 1000)) : fill(words.live, old);
    const bar = $('lost'), text = bar.querySelector('span');
    if (bar.hidden === isLost) bar.hidden = !isLost;
    if (!isLost) return;
    const said = fill(old > LONG ? text.dataset.long : text.dataset.since, clock(heard + offset));
    bar.classList.toggle('long', old > LONG);
    if (text.textContent !== said) text.textContent = said;
    waiting();
  }

  // ---- sound ----

  const play = (name) => sound.play(name), unlock = () => sound.unlock(sounds);

  function sounds() {
    const button = $('sound'), on = sound.isOn(), quiet = sound.mutedUntil > Date.now();
    button.hidden = !sound.canPlay;
    button.classList.toggle('off', !on || quiet);
    const text = !on ? words.tap : quiet ? fill(words.muted, span(sound.mutedUntil - Date.now())) : words.on;
    if (button.textContent.trim() !== text) button.querySelector('span').textContent = text;
  }

  function mute() { unlock(); sound.mutedUntil = sound.mutedUntil > Date.now() ? 0 : Date.now() + MUTE; sounds(); }

  // ---- the screen stays awake ----

  function wake() {
    if (navigator.wakeLock && !document.hidden) navigator.wakeLock.request('screen').catch(() => {});
  }

  // ---- recall and 86, over the board ----

  async function open(link) {
    const sheet = $('sheet');
    if (!sheet.showModal) { location.href = link.href; return; }
    opening = '';
    try {
      const answer = await fetch(link.href, { headers: { 'HX-Request': 'true' }, credentials: 'same-origin' });
      if (!answer.ok) throw new Error(answer.status);
      await htmx.swap({ text: await answer.text(), target: sheet, swap: 'innerHTML', sourceElement: sheet });
    } catch (error) { tell(words.failed); opening = null; return; }
    all('.rec[value] kbd', sheet).slice(0, 10).forEach((sign, at) => { sign.textContent = (at + 1) % 10; sign.hidden = false; });
    if (!sheet.open) sheet.showModal();
    const field = sheet.querySelector('[data-filter]');
    if (field) { field.focus(); field.value = opening; filter(field); }
    opening = null;
  }

  let sought = '';
  function filter(field) {
    sought = field.value.trim().toLowerCase();
    all('#stock [data-find]').forEach((row) => { row.hidden = Boolean(sought) && row.dataset.find.indexOf(sought) < 0; });
  }

  // One dish left: Enter is its 86. Several: Enter goes to the first.
  function choose() {
    const rows = all('#stock [data-find]:not([hidden])'), button = rows[0] && rows[0].querySelector('button');
    if (!button) return;
    if (rows.length === 1) button.click();
    else button.focus();
  }

  async function station(link) {
    try {
      const answer = await fetch(link.href, { headers: { 'HX-Request': 'true' }, credentials: 'same-origin' });
      if (!answer.ok) throw new Error(answer.status);
      const text = await answer.text();
      gaps = [];
      before = new Map();
      page = 0;
      selected = lit = '';
      await htmx.swap({ text: text, target: board(), swap: 'outerMorph', sourceElement: board() });
      history.replaceState(null, '', link.href);
      mine = 'all';
      known = text;
      look();
      arrange(text);
    } catch (error) { location.href = link.href; }
  }

  // ---- words for the cook ----

  let hush = 0;
  function tell(text, html) {
    const place = $('say');
    if (html) place.innerHTML = html;
    else {
      place.textContent = '';
      const line = place.appendChild(document.createElement('div'));
      line.className = 'toast pop';
      line.setAttribute('role', 'alert');
      line.textContent = text;
    }
    clearTimeout(hush);
    hush = setTimeout(() => { place.textContent = ''; }, 8000);
  }

  // ---- hands and keys ----

  addEventListener('pointerdown', () => { finger = true; touched = Date.now(); unlock(); });
  ['pointerup', 'pointercancel'].forEach((name) => addEventListener(name, () => {
    touched = Date.now();
    setTimeout(() => { finger = false; if (held) put(held); });
  }));

  document.addEventListener('click', (event) => {
    const at = event.target.closest ? event.target : document.body;
    const button = at.closest('button[form="press"]');
    if (button && !button.getAttribute('formtarget')) {
      event.preventDefault();
      const ticket = button.closest('.tk');
      if (event.detail && ticket) selected = ticket.id;
      if (event.detail) button.blur();        // or the bump bar's space would press it again
      press(button);
      return;
    }
    const dish = at.closest('.allday [data-dish]'), sheet = at.closest('[data-sheet]'), filterLink = at.closest('.stations a');
    if (event.metaKey || event.ctrlKey) return;
    if (dish) { event.preventDefault(); lit = lit === dish.dataset.dish ? '' : dish.dataset.dish; paint(); return; }
    if (sheet) { event.preventDefault(); open(sheet); return; }
    if (filterLink) { event.preventDefault(); station(filterLink); return; }
    if (at.closest('#sheet [data-close]') || at === $('sheet')) { event.preventDefault(); $('sheet').close(); return; }
    if (at.closest('#sound')) { if (sound.isOn() && Date.now() - unlocked > STILL) mute(); return; }
    if (at.closest('#page-on')) { turn(1); return; }
    if (at.closest('#page-back')) { turn(-1); return; }
    const ticket = at.closest('.tk');
    if (ticket) select(ticket);
  });
  let unlocked = 0;
  addEventListener('pointerdown', () => { if (!sound.isOn()) unlocked = Date.now(); }, true);

  document.addEventListener('input', (event) => { if (event.target.matches('[data-filter]')) filter(event.target); });
  document.addEventListener('submit', (event) => { if (event.target.matches('#sheet .seek')) { event.preventDefault(); choose(); } });
  document.addEventListener('htmx:after:swap', () => {
    const field = document.querySelector('#sheet [data-filter]');
    if (field && sought && field.value !== sought) field.value = sought;
    if (field) filter(field);
  });
  $('sheet').addEventListener('close', () => { sought = ''; });

  const KEYS = {
    ' ': () => { const ticket = $(selected); if (!ticket) move(); else push(ticket.querySelector('li button[formaction$="/ticks"]:not(:disabled)')); },
    Enter: () => { const ticket = $(selected); if (!ticket) move(); else bump(ticket); },
    u: () => undo(), Backspace: () => undo(),
    r: () => open($('to-recall')), '/': () => open($('to-stock')),
    PageDown: () => { if (!$('page-on').hidden) turn(1); }, PageUp: () => turn(-1),
    p: () => { const ticket = $(selected); if (ticket && ticket.matches('.tk')) ticket.querySelector('.print').click(); },
    m: () => mute()
  };

  function push(button) { if (button) press(button); }

  function bump(ticket) {
    const button = ticket.querySelector('.bump');
    if (!button) return;
    if (button.disabled) tell(button.textContent.trim());
    else press(button);
  }

  function undo() {
    if (takeBack()) return;
    again = pending.length > 0;
    if (!again) push(document.querySelector('#last button'));
  }

  addEventListener('keydown', (event) => {
    unlock();
    touched = Date.now();
    document.documentElement.classList.remove('touch');
    const typing = event.target.matches && event.target.matches('input,textarea,select');
    if (event.ctrlKey || event.metaKey || event.altKey || typing || event.repeat) return;
    if (opening !== null) { if (event.key.length === 1) { opening += event.key; event.preventDefault(); } return; }
    if ($('sheet').open) { inSheet(event); return; }
    const onControl = document.activeElement && document.activeElement.matches('button,a[href]');
    if (onControl && (event.key === ' ' || event.key === 'Enter')) return;
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const act = KEYS[name] || (/^Arrow/.test(name) && (() => move(name))) || (/^\d$/.test(name) && (() => digit(name)))
      || (/^F[1-5]$/.test(name) && (() => { const link = document.querySelector('.stations [data-key="' + name + '"]'); if (link) station(link); }));
    if (!act) return;
    event.preventDefault();
    act();
  });

  function digit(name) {
    const place = all('.tk,.gap', $('tickets')).find((each) => each.dataset.digit === name);
    if (place && place.matches('.tk:not(.gone)')) bump(place);
  }

  function inSheet(event) {
    const at = '1234567890'.indexOf(event.key), picked = at >= 0 && all('.rec[value]', $('sheet'))[at];
    if (picked) { event.preventDefault(); press(picked); }
    else if (event.key.toLowerCase() === 'r') $('sheet').close();
  }

  // ---- live ----

  document.addEventListener('live:before', (event) => { if (finger || pending.length) event.preventDefault(); else look(); });
  document.addEventListener('live:fresh', () => arrange(board().outerHTML));
  document.addEventListener('live:heard', (event) => { heard = event.detail; if (pending.length) work(); });
  document.addEventListener('visibilitychange', () => { if (!document.hidden) { heard = Math.max(heard, Date.now() - 5000); wake(); paint(); } });
  addEventListener('resize', paint);
  addEventListener('online', work);

  if (window.matchMedia && matchMedia('(pointer:coarse)').matches) document.documentElement.classList.add('touch');
  document.documentElement.classList.add('paged');
  known = board().outerHTML;
  arrange();
  wake();
  work();
  setInterval(() => { tick(); closeGaps(); }, 1000);
  setInterval(closeGaps, 250);
}());
