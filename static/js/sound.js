/* Short sounds for the screens of the staff, made here; the same never twice within 5 s. A browser lets a page sound only after
   a tap or a key: sound.unlock(changed) at every one, `changed` is called when it may or may not sound any more. */
(function () {
  'use strict';
  var SAME = 5000;
  var NOTES = {                           // [shape, from Hz, to Hz, after s, for s]
    new: [['triangle', 920, 620, 0, 0.07], ['square', 1400, 700, 0, 0.03]],
    changed: [['triangle', 520, 520, 0, 0.12], ['triangle', 780, 780, 0.14, 0.16]],
    void: [['sawtooth', 500, 420, 0, 0.16], ['sawtooth', 300, 220, 0.2, 0.3]],
    late: [['sine', 150, 140, 0, 1.2], ['sine', 302, 280, 0, 0.8]],
    call: [['sine', 880, 880, 0, 0.18], ['sine', 660, 660, 0.2, 0.32]]
  };
  var Context = window.AudioContext || window.webkitAudioContext, audio = null, played = {};

  function isOn() { return Boolean(audio) && audio.state === 'running'; }

  function tone(note) {
    var source = audio.createOscillator(), volume = audio.createGain(), start = audio.currentTime + note[3], end = start + note[4];
    source.type = note[0];
    source.frequency.setValueAtTime(note[1], start);
    source.frequency.exponentialRampToValueAtTime(note[2], end);
    volume.gain.setValueAtTime(0.0001, start);
    volume.gain.exponentialRampToValueAtTime(0.5, start + 0.008);
    volume.gain.exponentialRampToValueAtTime(0.0001, end);
    source.connect(volume).connect(audio.destination);
    source.start(start);
    source.stop(end + 0.02);
  }

  function play(name) {
    if (!isOn() || sound.mutedUntil > Date.now() || Date.now() - (played[name] || 0) < SAME) return;
    played[name] = Date.now();
    NOTES[name].forEach(tone);
  }

  function unlock(changed) {
    if (!Context) return;
    if (!audio) { audio = new Context(); audio.onstatechange = changed; }
    if (!isOn()) audio.resume().then(changed, changed);
  }

  var sound = window.sound = { canPlay: Boolean(Context), mutedUntil: 0, isOn: isOn, play: play, unlock: unlock };
}());
