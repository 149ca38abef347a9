/* The office. A form with data-auto saves a field as soon as it is left; what has data-guarded waits for Enter or Save. Rows of
   [data-order] are dragged by their grip; the buttons in it do the same. Everything works without. */
(function () {
  'use strict';

  document.addEventListener('change', function (event) {
    var form = event.target.form;
    if (!form || !('auto' in form.dataset) || 'guarded' in event.target.dataset) return;
    form.dataset.saving = '1';
    form.dispatchEvent(new Event('autosave'));
  });

  document.addEventListener('htmx:config:request', function (event) {
    var ctx = event.detail.ctx, form = ctx.sourceElement;
    if (!form || !form.dataset || !form.dataset.saving) return;
    delete form.dataset.saving;
    ctx.request.body.set('auto', '1');
  });

  // What is too large is said before it is sent: over a bad network that takes minutes.
  document.addEventListener('change', function (event) {
    var field = event.target, file = field.files && field.files[0];
    if (field.type === 'file' && 'most' in field.dataset) field.setCustomValidity(file && file.size > field.dataset.most ? field.dataset.tooLarge : '');
    if (field.type === 'file') field.reportValidity();
  });

  // On a phone the parts of the office scroll: where one is stands in sight.
  var here = document.querySelector('.side nav [aria-current]');
  if (here && here.offsetLeft + here.offsetWidth > here.parentNode.clientWidth) here.parentNode.scrollLeft = here.offsetLeft - 60;

  // Dragging: the row's own form is sent with the row it was dropped before.
  var dragged = null;
  document.addEventListener('dragstart', function (event) {
    dragged = event.target.closest && event.target.closest('[data-order] [data-row]');
    if (dragged) event.dataTransfer.setData('text/plain', dragged.dataset.row);
  });
  document.addEventListener('dragover', function (event) {
    if (dragged && event.target.closest('[data-order]') === dragged.parentNode) event.preventDefault();
  });
  document.addEventListener('drop', function (event) {
    var row = dragged && event.target.closest('[data-row]');
    if (!row || row.parentNode !== dragged.parentNode || row === dragged) return;
    event.preventDefault();
    var below = event.clientY > row.getBoundingClientRect().top + row.offsetHeight / 2, next = below ? row.nextElementSibling : row;
    var form = dragged.querySelector('.grip form'), before = document.createElement('input');
    before.type = 'hidden';
    before.name = 'before';
    before.value = next ? next.dataset.row : '0';
    form.append(before);
    form.submit();
  });
  document.addEventListener('dragend', function () { dragged = null; });

  // data-copy names the field whose text goes to the clipboard; execCommand works without https too.
  document.querySelectorAll('[data-copy]').forEach(function (button) {
    button.hidden = false;
    button.addEventListener('click', function () {
      document.getElementById(button.dataset.copy).select();
      if (document.execCommand('copy')) button.textContent = button.dataset.done;
    });
  });
}());
