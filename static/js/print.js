/* A page that is meant for paper: prints itself once it is there. A button with data-print prints it again. */
(function () {
  'use strict';
  var again = document.querySelector('[data-print]');
  if (!again) return;
  again.hidden = false;
  again.addEventListener('click', function () { window.print(); });
  addEventListener('load', function () { window.print(); });
}());
