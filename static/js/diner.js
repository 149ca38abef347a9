/* The diners' pages: quantities and search on the menu, the dish sheet, a slow or lost network, what is said aloud.
   Without it every form still works. */
(function () {
  'use strict';
  var $ = function (id) { return document.getElementById(id); };
  var all = function (css, root) { return Array.prototype.slice.call((root || document).querySelectorAll(css)); };
  var still = window.matchMedia && matchMedia('(prefers-reduced-motion)').matches;

  function key() {
    var bytes = crypto.getRandomValues(new Uint8Array(12));
    return Array.prototype.map.call(bytes, function (byte) { return byte.toString(16).padStart(2, '0'); }).join('');
  }

  function buzz(pattern) { if (navigator.vibrate && !still) navigator.vibrate(pattern); }

  // Quantities: the dishes are the same for everybody; how many of them are ours comes with the slip's fragment, and what was
  // tapped and not yet answered is guessed on top of it.
  var guessed = {};

  function paint() {
    var dock = $('dock');
    if (!dock) return;
    var counts = {}, sections = {};
    (dock.dataset.quantities || '').split(' ').forEach(function (pair) {
      var parts = pair.split(':');
      if (parts[1]) counts[parts[0]] = Number(parts[1]);
    });
    Object.keys(guessed).forEach(function (dish) { counts[dish] = Math.max(0, (counts[dish] || 0) + guessed[dish]); });
    all('[data-dish]').forEach(function (place) {
      var count = counts[place.dataset.dish] || 0, output = place.querySelector('output');
      if (output) {
        var buttons = place.querySelectorAll('button');
        if (!count && document.activeElement === buttons[0]) buttons[1].focus({ preventScroll: true });
        place.classList.toggle('step', count > 0);
        output.hidden = buttons[0].hidden = !count;
        output.textContent = count;
        buttons[1].classList.toggle('add', !count);
        buttons[1].classList.toggle('r', !count);
      } else {
        place.textContent = count ? ' · ' + count : '';
      }
      var section = place.closest('section').getAttribute('aria-labelledby');
      sections[section] = (sections[section] || 0) + count;
    });
    all('.cats a').forEach(function (link) {
      var count = sections[link.getAttribute('href').slice(1)], badge = link.querySelector('sup');
      if (badge && !count) badge.remove();
      if (count) (badge || link.appendChild(document.createElement('sup'))).textContent = count;
    });
  }

  // The search as typed, over names, pinyin and initials; and the diets.
  function sift() {
    var list = $('dishes'), field = document.querySelector('.find input');
    if (!list || !field || 'narrowed' in list.dataset) return;
    var wanted = field.value.trim().toLowerCase(), found = 0;
    var diets = all('[data-diet][aria-current]').map(function (chip) { return chip.dataset.diet; });
    all('.dish').forEach(function (row) {
      var suits = row.dataset.suits.split(' ');
      row.hidden = row.dataset.find.indexOf(wanted) < 0 || !diets.every(function (diet) { return suits.indexOf(diet) >= 0; });
      if (!row.hidden) found += 1;
    });
    all('.list section').forEach(function (section) {
      section.hidden = !section.querySelector('.dish:not([hidden])');
      document.querySelector('.cats [href="#' + section.getAttribute('aria-labelledby') + '"]').hidden = section.hidden;
    });
    $('nothing').hidden = found > 0;
    $('unstated').hidden = diets.indexOf('peanut') < 0;
  }

  function toggle(chip, on) {
    if (on) chip.setAttribute('aria-current', 'true'); else chip.removeAttribute('aria-current');
  }

  // The dish sheet: over the menu, closed by its cross, the scrim, Escape and Back.
  var opener = null;

  async function openSheet(link) {
    opener = link;
    link.setAttribute('aria-busy', 'true');
    try {
      var answer = await patient(link.href, { headers: { 'HX-Request': 'true' } });
      if (!answer.ok) { location.href = link.href; return; }
      await htmx.swap({ text: await answer.text(), target: $('sheet'), swap: 'innerHTML' });
    } catch (error) {
      tell('lost');
      return;
    } finally {
      link.removeAttribute('aria-busy');
    }
    if (show()) history.pushState({ sheet: true }, '');
  }

  function show() {
    var dialog = document.querySelector('#sheet dialog:not([open])');
    if (!dialog) return false;
    dialog.showModal();
    wake(dialog);
    (dialog.querySelector('[role=alert]') ? dialog.querySelector('.foot button:not([hidden])') : $('dn')).focus();
    return true;
  }

  function closeSheet(fromHistory) {
    var dialog = document.querySelector('dialog.sheet');
    if (!dialog) return;
    if (dialog.open) dialog.close();
    dialog.remove();
    if (!fromHistory && history.state && history.state.sheet) history.back();
    if (opener) (opener.isConnected ? opener : $('main')).focus({ preventScroll: true });
  }

  // A dish's form: the price follows what is chosen (the server counts again), no more is chosen than may be.
  function wake(form) {
    all('[data-by]', form).forEach(function (button) { button.hidden = false; });
    price(form);
  }

  function price(form) {
    var button = form.querySelector('[data-unit]');
    if (!button) return;
    var unit = Number(button.dataset.unit), quantity = Math.max(1, Number($('quantity').value) || 1);
    all('[data-price]', form).forEach(function (field) {
      unit += Number(field.dataset.price) * (field.type === 'number' ? Number(field.value) : Number(field.checked));
    });
    button.textContent = button.dataset.label.replace('{}', amount(Math.max(0, unit) * quantity, button));
    all('[data-most]', form).forEach(function (group) {
      var fields = all('[data-price]', group), chosen = 0;
      fields.forEach(function (field) { chosen += field.type === 'number' ? Number(field.value) : Number(field.checked); });
      fields.forEach(function (field) {
        var full = chosen >= Number(group.dataset.most);
        if (field.type === 'number') field.nextElementSibling.disabled = full || Number(field.value) >= Number(field.max);
        else field.disabled = full && !field.checked;
      });
    });
    all('[data-by="-1"]', form).forEach(function (fewer) {
      fewer.disabled = Number(fewer.nextElementSibling.value) <= Number(fewer.nextElementSibling.min);
    });
  }

  function amount(minor, button) {
    var places = Number(button.dataset.places), point = button.dataset.point, figures = String(minor).padStart(places + 1, '0');
    var whole = places ? figures.slice(0, -places) : figures, rest = places ? figures.slice(-places) : '';
    whole = whole.replace(/\B(?=(\d{3})+$)/g, point === ',' ? '.' : ',');
    return button.dataset.pattern.replace('{}', whole + (Number(rest) ? point + rest : ''));
  }

  document.addEventListener('click', function (event) {
    var target = event.target.closest ? event.target : null;
    if (!target || event.metaKey || event.ctrlKey) return;
    var link = target.closest('.dish h3 a, a[data-sheet]'), chip = target.closest('[data-diet], [data-all]'), by = target.closest('[data-by]');
    if (link && window.HTMLDialogElement) { event.preventDefault(); openSheet(link); return; }
    if (target.closest('dialog [data-close]') || target.matches('dialog.sheet')) { event.preventDefault(); closeSheet(); return; }
    if (chip && !('narrowed' in $('dishes').dataset)) {
      event.preventDefault();
      if (chip.dataset.diet) toggle(chip, !chip.hasAttribute('aria-current'));
      else { document.querySelector('.find input').value = ''; all('[data-diet]').forEach(function (each) { toggle(each, false); }); }
      sift();
      return;
    }
    if (target.closest('[data-loud]')) { document.body.classList.toggle('loud'); scrollTo(0, 0); return; }
    if (by) {
      var field = by.parentNode.querySelector('input');
      field.value = Math.min(field.max, Math.max(field.min, (Number(field.value) || 0) + Number(by.dataset.by)));
      buzz(10);
      price(by.closest('form'));
      return;
    }
    link = target.closest('a[href]');
    if (link && document.body.classList.contains('offline') && link.getAttribute('href')[0] !== '#') { event.preventDefault(); tell('lost'); }
  });
  document.addEventListener('cancel', function (event) { if (event.target.matches('dialog.sheet')) { event.preventDefault(); closeSheet(); } }, true);
  addEventListener('popstate', function () { closeSheet(true); });
  document.addEventListener('input', function (event) {
    if (event.target.matches('.find input')) sift();
    if (event.target.id === 'note') $('allergy-said').hidden = !/过敏|過敏|allerg/i.test(event.target.value);
    if (event.target.form) price(event.target.form);
  });
  document.addEventListener('submit', function (event) {
    if (event.target.matches('.find') && !('narrowed' in $('dishes').dataset)) { event.preventDefault(); event.target.querySelector('input').blur(); }
  });

  // Every tap on a plus is meant: it gets a key of its own, which its retry keeps. What was tapped shows at once.
  document.addEventListener('htmx:config:request', function (event) {
    var ctx = event.detail.ctx, form = ctx.request.form, body = ctx.request.body, by = ctx.request.submitter;
    if (!form) return;
    if ($('dock')) body.set('v', $('dock').dataset.version);       // the dishes come along only when they changed
    if ('tap' in form.dataset) { body.set('key', key()); buzz(10); }
    ctx.fetch = function (address, request) { return patient(address, request).catch(function () { return lose(ctx); }); };
    ctx.request.timeout = '30s';
    if (form.id === 'add' || form.id === 'fewer') guess(ctx, body.get('dish'), form.id === 'add' ? 1 : -1);
    else if (by && by.name === 'quantity' && by.closest('.step')) {
      var buttons = all('button', by.parentNode), wanted = Number(by.value);
      by.parentNode.querySelector('output').textContent = wanted;
      buttons[0].value = Math.max(0, wanted - 1);
      buttons[1].value = wanted + 1;
      leaving = { id: by.closest('[id]').id, at: all('.item').indexOf(by.closest('.item')) };
    }
  });

  function guess(ctx, dish, by) {
    ctx.undo = function () { ctx.undo = null; guessed[dish] = (guessed[dish] || 0) - by; };
    guessed[dish] = (guessed[dish] || 0) + by;
    paint();
  }

  // Ten seconds for an answer, then one quiet retry of the very same request, its key with it.
  async function patient(address, request) {
    for (var tries = 0; ; tries += 1) {
      var abort = new AbortController(), limit = setTimeout(function () { this.abort(); }.bind(abort), 10000);
      try {
        return await fetch(address, Object.assign({ credentials: 'same-origin' }, request, { signal: abort.signal }));
      } catch (error) {
        if (tries) throw error;
      } finally {
        clearTimeout(limit);
      }
    }
  }

  document.addEventListener('htmx:before:request', function (event) {
    var ctx = event.detail.ctx, form = ctx.sourceElement, button = form.dataset.send && form.querySelector('button.p');
    form.setAttribute('aria-busy', 'true');
    ctx.timers = [
      setTimeout(function () { if (button) { ctx.words = button.textContent; button.textContent = form.dataset.send; } }, 1000),
      setTimeout(function () { tell('slow'); }, 4000)
    ];
  });
  document.addEventListener('htmx:finally:request', function (event) {
    var ctx = event.detail.ctx, form = ctx.sourceElement, button = form.querySelector('button.p');
    (ctx.timers || []).forEach(clearTimeout);
    form.removeAttribute('aria-busy');
    quiet('slow');
    if (ctx.undo) { ctx.undo(); paint(); }
    if (ctx.words && button && button.textContent === form.dataset.send) button.textContent = ctx.words;
    if (ctx.response && form.dataset.send && ctx.response.headers.get('HX-Redirect')) buzz([20, 40, 20]);
  });

  // What could not be sent to the slip is kept on this phone and joins it, in order and with its keys, when the network is back.
  var shelf = 'kept ' + location.pathname.split('/').slice(0, 3).join('/'), sending = false;

  function kept() { try { return JSON.parse(localStorage.getItem(shelf)) || []; } catch (error) { return []; } }
  function keep(list) { try { localStorage.setItem(shelf, JSON.stringify(list)); } catch (error) { /* then it is not kept */ } saved(); }

  function lose(ctx) {
    tell('lost');
    if ('keep' in ctx.request.form.dataset) keep(kept().concat([[ctx.request.action, String(ctx.request.body), Date.now()]]));
    return new Response(null, { status: 204 });
  }

  async function deliver() {
    var list = kept().filter(function (each) { return Date.now() - each[2] < 36e5; });
    if (sending || !list.length) { if (!list.length) keep([]); return; }
    sending = true;
    try {
      while (list.length) {
        var answer = await patient(list[0][0], { method: 'POST', body: new URLSearchParams(list[0][1]), headers: { 'HX-Request': 'true' } });
        list.shift();
        keep(list);
        if (answer.status >= 400 && $('say')) await htmx.swap({ text: await answer.text(), target: $('say'), swap: 'innerHTML' });
      }
      quiet('lost');
      if (window.live) window.live.now();
    } catch (error) { /* still no network: the next answer tries again */ }
    sending = false;
  }

  function saved() {
    var count = kept().length, line = $('net-lost');
    quiet('kept');
    if (count) tell('kept', String(count));
    if (line && count) line.hidden = false;
  }

  function tell(what, count) {
    var words = $('words'), net = $('net');
    if (!words || !net || $('net-' + what)) return;
    var line = document.createElement('p');
    line.id = 'net-' + what;
    line.className = 'note w';
    line.textContent = words.dataset[what].replace('{}', count);
    net.appendChild(line);
    net.classList.add('stuck');
  }
  function quiet(what) {
    var line = $('net-' + what);
    if (line) line.remove();
    if ($('net') && !$('net').querySelector('[id^=net-]')) $('net').classList.remove('stuck');
  }
  document.addEventListener('live:lost', function () { tell('lost'); });
  document.addEventListener('live:heard', function () { quiet('lost'); if (kept().length) deliver(); age(); });

  // After a swap: what belongs to this phone is put back, and focus stays near the finger.
  var leaving = null;

  function settle() {
    paint();
    sift();
    rail();
    countDown();
    listen();
    if (leaving && !$(leaving.id)) {
      var items = all('.item'), next = items[Math.min(leaving.at, items.length - 1)];
      var there = next ? next.querySelector('.step button:last-child') || next.querySelector('button') : $('more');
      if (there && (document.activeElement === document.body || !document.activeElement)) there.focus({ preventScroll: true });
    }
    leaving = null;
  }

  document.addEventListener('htmx:after:swap', function (event) {
    var ctx = event.detail.ctx, form = ctx && ctx.sourceElement, status = ctx && ctx.response && ctx.response.status;
    if (ctx && ctx.undo) ctx.undo();
    if (status >= 400) show();
    else if (status && document.querySelector('dialog[open] [data-closes]') && ctx.request.form && 'closes' in ctx.request.form.dataset) closeSheet();
    settle();
    hush();
  });
  document.addEventListener('live:fresh', settle);

  // A toast goes after 8 s.
  var hushing = 0;
  function hush() {
    clearTimeout(hushing);
    if ($('say') && $('say').children.length) hushing = setTimeout(function () { $('say').textContent = ''; }, 8000);
  }

  // Said aloud, politely: what the live part of the page has to say, one sentence every three seconds at most.
  var heard = null, saying = 0, lastSaid = 0;

  function speak(words) {
    clearTimeout(saying);
    saying = setTimeout(function () { lastSaid = Date.now(); $('heard').textContent = words; }, Math.max(50, lastSaid + 3000 - Date.now()));
  }

  function listen() {
    var source = document.querySelector('[data-said]'), words = source && source.dataset.said;
    if (heard !== null && words && words !== heard) speak(words);
    heard = words || '';
  }

  // "Just now" holds for a minute; then it is a time.
  function age() {
    all('[data-until]').forEach(function (place) {
      place.seen = place.seen || Date.now();
      if (Date.now() - place.seen > Number(place.dataset.until) * 1000) place.textContent = place.dataset.then;
    });
  }

  // Seconds in which a round can be taken back: said at the start and at three.
  var ticking = 0;
  function countDown() {
    clearInterval(ticking);
    var open = all('[data-left]');
    if (!open.length) return;
    open.forEach(function (place) { if (!place.begun) { place.begun = true; speak(place.querySelector('[data-words]').textContent); } });
    ticking = setInterval(function () {
      all('[data-left]').forEach(function (place) {
        var left = Number(place.dataset.left) - 1, words = place.querySelector('[data-words]');
        if (left <= 0) { place.remove(); if (window.live) window.live.now(); return; }
        place.dataset.left = left;
        words.textContent = words.dataset.words.replace('{}', left);
        if (left === 3) speak(words.textContent);
      });
    }, 1000);
  }

  // The rail shows where we are; the search comes back when scrolling up.
  var here = '';
  function rail() {
    all('.cats a').forEach(function (link) {
      toggle(link, link.getAttribute('href') === here);
      if (link.hasAttribute('aria-current')) link.parentNode.scrollLeft = link.offsetLeft - 16;
    });
  }

  function follow() {
    var links = all('.cats a'), top = document.querySelector('.top.has-find'), before = scrollY;
    if (links.length && window.IntersectionObserver) {
      var watcher = new IntersectionObserver(function (entries) {
        entries.forEach(function (entry) {
          if (!entry.isIntersecting) return;
          here = '#' + entry.target.getAttribute('aria-labelledby');
          rail();
        });
      }, { rootMargin: '-30% 0px -60% 0px' });
      all('.list section').forEach(function (section) { watcher.observe(section); });
    }
    if (top) addEventListener('scroll', function () {
      if (Math.abs(scrollY - before) < 8) return;
      top.classList.toggle('show', scrollY < before || scrollY < 60);
      before = scrollY;
    }, { passive: true });
  }

  listen();
  settle();
  hush();
  follow();
  if (kept().length) { saved(); deliver(); }
  var whole = document.querySelector('main .sheet');
  if (whole) wake(whole);
}());
