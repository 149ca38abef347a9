/* The diners' pages: quantities on the menu, the dish sheet, the search, a slow network. Without it every form still works. */
(function () {
  'use strict';
  var $ = function (id) { return document.getElementById(id); };
  var all = function (css, root) { return Array.prototype.slice.call((root || document).querySelectorAll(css)); };

  function key() {
    var bytes = crypto.getRandomValues(new Uint8Array(12));
    return Array.prototype.map.call(bytes, function (byte) { return byte.toString(16).padStart(2, '0'); }).join('');
  }

  // Quantities: the dishes are the same for everybody, how many of them are ours comes with the slip's fragment.
  function paint() {
    var dock = $('dock');
    if (!dock) return;
    var counts = {}, sections = {};
    (dock.dataset.quantities || '').split(' ').forEach(function (pair) {
      var parts = pair.split(':');
      if (parts[1]) counts[parts[0]] = Number(parts[1]);
    });
    all('[data-dish]').forEach(function (place) {
      var count = counts[place.dataset.dish] || 0, output = place.querySelector('output');
      if (output) {
        var buttons = place.querySelectorAll('button');
        place.classList.toggle('step', count > 0);
        output.hidden = buttons[0].hidden = !count;
        output.textContent = count;
        buttons[1].classList.toggle('add', !count);
        buttons[1].classList.toggle('r', !count);
      } else {
        place.textContent = count ? ' · ' + count : '';
      }
      var section = place.closest('section');
      if (section && count) sections[section.getAttribute('aria-labelledby')] = (sections[section.getAttribute('aria-labelledby')] || 0) + count;
    });
    all('.cats a').forEach(function (link) {
      var count = sections[link.getAttribute('href').slice(1)], badge = link.querySelector('sup');
      if (badge && !count) badge.remove();
      if (count) {
        if (!badge) badge = link.appendChild(document.createElement('sup'));
        badge.textContent = count;
      }
    });
  }

  // The search: as typed, over names, pinyin and initials.
  function search(field) {
    var wanted = field.value.trim().toLowerCase(), found = 0;
    all('.dish').forEach(function (row) {
      var fits = !wanted || row.dataset.find.indexOf(wanted) >= 0;
      row.hidden = !fits;
      if (fits) found += 1;
    });
    all('.list section').forEach(function (section) { section.hidden = !section.querySelector('.dish:not([hidden])'); });
    var nothing = $('nothing');
    if (nothing) nothing.hidden = found > 0;
  }

  // The dish sheet: over the menu, closed by its cross, the scrim, Escape and Back.
  var opener = null;

  async function openSheet(link) {
    try {
      var answer = await fetch(link.href, { headers: { 'HX-Request': 'true' } });
      if (!answer.ok) throw new Error(answer.status);
      await htmx.swap({ text: await answer.text(), target: $('sheet'), swap: 'innerHTML' });
    } catch (error) {
      location.href = link.href;
      return;
    }
    var dialog = document.querySelector('dialog.sheet');
    if (!dialog || !dialog.showModal) { location.href = link.href; return; }
    opener = link;
    dialog.showModal();
    history.pushState({ sheet: true }, '');
    wake(dialog);
    $('dn').focus();
  }

  function closeSheet(fromHistory) {
    var dialog = document.querySelector('dialog.sheet');
    if (!dialog) return;
    if (dialog.open) dialog.close();
    dialog.remove();
    if (!fromHistory && history.state && history.state.sheet) history.back();
    if (opener && opener.isConnected) opener.focus({ preventScroll: true });
  }

  // A dish's form: the price follows what is chosen (the server counts again), an allergy in the note is answered.
  function wake(root) {
    all('[data-count]', root).forEach(function (place) {
      all('button', place).forEach(function (button) { button.hidden = false; });
    });
    price(root);
  }

  function price(root) {
    var button = root.querySelector('[data-unit]');
    if (!button) return;
    var unit = Number(button.dataset.unit);
    all('[data-price]', root).forEach(function (field) {
      if (field.tagName === 'SELECT') unit += Number(field.dataset.price) * Number(field.value);
      else if (field.checked) unit += Number(field.dataset.price);
    });
    var quantity = Math.max(1, Number($('quantity').value) || 1);
    button.textContent = button.dataset.label.replace('{}', amount(Math.max(0, unit) * quantity, button));
  }

  function amount(minor, button) {
    var places = Number(button.dataset.places), point = button.dataset.point, figures = String(minor).padStart(places + 1, '0');
    var whole = places ? figures.slice(0, -places) : figures, rest = places ? figures.slice(-places) : '';
    whole = whole.replace(/\B(?=(\d{3})+$)/g, point === ',' ? '.' : ',');
    return button.dataset.pattern.replace('{}', whole + (Number(rest) ? point + rest : ''));
  }

  document.addEventListener('click', function (event) {
    var target = event.target.closest ? event.target : null;
    if (!target) return;
    var link = target.closest('.dish h3 a, a[data-sheet]');
    if (link && !event.metaKey && !event.ctrlKey && window.HTMLDialogElement) { event.preventDefault(); openSheet(link); return; }
    if (target.closest('[data-close]') && target.closest('dialog')) { event.preventDefault(); closeSheet(); return; }
    if (target.matches('dialog.sheet')) { closeSheet(); return; }
    var by = target.closest('[data-by]');
    if (by) {
      var field = $('quantity');
      field.value = Math.min(99, Math.max(1, (Number(field.value) || 1) + Number(by.dataset.by)));
      price(by.closest('form'));
    }
  });
  document.addEventListener('cancel', function (event) { if (event.target.matches('dialog.sheet')) { event.preventDefault(); closeSheet(); } }, true);
  addEventListener('popstate', function () { closeSheet(true); });
  document.addEventListener('input', function (event) {
    if (event.target.matches('.find input')) search(event.target);
    if (event.target.id === 'note' && $('allergy-said')) $('allergy-said').hidden = !/过敏|過敏|allerg/i.test(event.target.value);
    if (event.target.form && event.target.form.querySelector('[data-unit]')) price(event.target.form);
  });
  document.addEventListener('submit', function (event) {
    if (event.target.matches('.find')) { event.preventDefault(); event.target.querySelector('input').blur(); }
  });

  // Every tap on a plus is meant: it gets a key of its own. A retry of the same tap keeps it.
  document.addEventListener('htmx:config:request', function (event) {
    var ctx = event.detail.ctx, form = ctx.request.form || ctx.sourceElement;
    if (form.matches && form.matches('form[data-tap]')) ctx.request.body.set('key', key());
  });

  // Slow and lost network: the button dims, then says so; after 10 s one quiet retry with the same key, then the choice.
  document.addEventListener('htmx:before:request', function (event) {
    var ctx = event.detail.ctx, form = ctx.sourceElement;
    if (!form.matches || !form.matches('form')) return;
    form.setAttribute('aria-busy', 'true');
    var button = form.dataset.send && form.querySelector('button.p');
    ctx.timers = [
      setTimeout(function () { if (button) { ctx.words = button.textContent; button.textContent = form.dataset.send; } }, 1000),
      setTimeout(function () { tell('slow'); }, 4000)
    ];
  });
  document.addEventListener('htmx:finally:request', function (event) {
    var ctx = event.detail.ctx, form = ctx.sourceElement;
    (ctx.timers || []).forEach(clearTimeout);
    if (form.removeAttribute) form.removeAttribute('aria-busy');
    quiet('slow');
    var button = ctx.words && form.querySelector && form.querySelector('button.p');
    if (button && button.textContent === form.dataset.send) button.textContent = ctx.words;
  });
  document.addEventListener('htmx:error', function (event) {
    var ctx = event.detail.ctx;
    if (!ctx || !ctx.request || !ctx.sourceElement.matches('form') || ctx.again) { if (ctx) tell('lost'); return; }
    ctx.again = true;
    fetch(ctx.request.action, { method: ctx.request.method, body: ctx.request.body, headers: ctx.request.headers, credentials: 'same-origin' })
      .then(async function (answer) {
        var elsewhere = answer.headers.get('HX-Redirect');
        if (elsewhere) { location.href = elsewhere; return; }
        await htmx.swap({ text: await answer.text(), target: answer.headers.get('HX-Retarget') || ctx.target,
          swap: answer.headers.get('HX-Reswap') || ctx.swap, sourceElement: ctx.sourceElement });
        paint();
      })
      .catch(function () { tell('lost'); });
  });

  function tell(what) {
    var words = $('words'), net = $('net');
    if (!words || !net || $('net-' + what)) return;
    var line = document.createElement('p');
    line.id = 'net-' + what;
    line.className = 'note w';
    line.textContent = words.dataset[what];
    net.appendChild(line);
  }
  function quiet(what) { var line = $('net-' + what); if (line) line.remove(); }
  document.addEventListener('live:lost', function () { tell('lost'); });
  document.addEventListener('live:back', function () { quiet('lost'); });

  // After a sheet's dish has joined the slip the sheet is done.
  document.addEventListener('htmx:after:swap', function (event) {
    var form = event.detail.ctx && event.detail.ctx.sourceElement, response = event.detail.ctx && event.detail.ctx.response;
    if (form && form.matches && form.matches('form[data-closes]') && response && response.status < 400) closeSheet();
    if (response && response.status >= 400) {
      var dialog = document.querySelector('#sheet dialog:not([open])');
      if (dialog) { dialog.showModal(); wake(dialog); }
    }
    paint();
    countDown();
    hush();
  });
  document.addEventListener('live:fresh', function () { paint(); countDown(); });

  // A toast goes after 8 s.
  var hushing = 0;
  function hush() {
    clearTimeout(hushing);
    if ($('say') && $('say').children.length) hushing = setTimeout(function () { $('say').textContent = ''; }, 8000);
  }

  // Seconds in which a round can be taken back.
  var ticking = 0;
  function countDown() {
    clearInterval(ticking);
    if (!document.querySelector('[data-left]')) return;
    ticking = setInterval(function () {
      var open = all('[data-left]');
      open.forEach(function (place) {
        var left = Number(place.dataset.left) - 1, words = place.querySelector('[data-words]');
        if (left <= 0) { place.remove(); if (window.live) window.live.now(); return; }
        place.dataset.left = left;
        if (words) words.textContent = words.dataset.words.replace('{}', left);
      });
      if (!open.length) clearInterval(ticking);
    }, 1000);
  }

  // The rail shows where we are; the search comes back when scrolling up.
  function follow() {
    var links = all('.cats a');
    if (links.length && window.IntersectionObserver) {
      var watcher = new IntersectionObserver(function (entries) {
        entries.forEach(function (entry) {
          if (!entry.isIntersecting) return;
          links.forEach(function (link) {
            if (link.getAttribute('href') === '#' + entry.target.getAttribute('aria-labelledby')) link.setAttribute('aria-current', 'true');
            else link.removeAttribute('aria-current');
          });
        });
      }, { rootMargin: '-30% 0px -60% 0px' });
      all('.list section').forEach(function (section) { watcher.observe(section); });
    }
    var top = document.querySelector('.top.has-find'), before = scrollY;
    if (top) addEventListener('scroll', function () {
      if (Math.abs(scrollY - before) < 8) return;
      top.classList.toggle('show', scrollY < before || scrollY < 60);
      before = scrollY;
    }, { passive: true });
  }

  paint();
  countDown();
  hush();
  follow();
  var whole = document.querySelector('main .sheet');
  if (whole) wake(whole);
}());
