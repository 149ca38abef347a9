/* A page that is meant for paper: prints itself once it is there. A button with data-print prints it again; with data-print="asked" only it does. */
(function () {
  'use strict';
  var again = document.querySelector('[data-print]');
  if (!again) return;
  again.hidden = false;
  again.addEventListener('click', function () { window.print(); });
  if (again.dataset.print !== 'asked') addEventListener('load', function () { window.print(); });
}());
