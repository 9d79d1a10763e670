// SPDX-License-Identifier: GPL-3.0-or-later
// What a script adds to a page that is whole without it: figures that stay true while one looks,
// the order of a list, favourites and choices kept on this phone, and pages without a network.

const STEP = 5000;         // between two looks at the ages
const CALM = 10000;        // between two looks at the page itself
const POLL = 30000;        // where there is no stream
const SILENT = 40000;      // a stream that says nothing for so long is none

const main = document.querySelector('main');
const told = document.querySelector('#told');

/** What this phone remembers; nothing where it may not. */
export const memory = {
  read(name) {
    try { return JSON.parse(localStorage.getItem(`parvis-${name}`)); } catch { return null; }
  },
  write(name, value) {
    try { localStorage.setItem(`parvis-${name}`, JSON.stringify(value)); } catch { /* full, or forbidden */ }
  },
  forget() {
    try {
      Object.keys(localStorage).filter((key) => key.startsWith('parvis-'))
        .forEach((key) => localStorage.removeItem(key));
    } catch { /* nothing was kept then */ }
  },
};

/** Whether its owner lets this phone do something; see the page of choices. */
export const allows = (name) => memory.read('choices')?.[name] ?? name === 'favourites';

const say = (text) => { if (told && told.textContent !== text) told.textContent = text; };

/* Ages: "20 s" is what a clock would make one reckon. */

function tellAges() {
  const offline = document.body.classList.contains('offline');
  for (const time of document.querySelectorAll('time')) {
    time.dataset.clock ??= time.textContent;
    const age = (Date.now() - Date.parse(time.dateTime)) / 1000;
    let text = time.dataset.clock;
    if (!offline && age >= -90 && age < 60) text = `${Math.max(5, Math.floor(age / 5) * 5)} s`;
    else if (!offline && age >= 60 && age < 3600) text = `${Math.floor(age / 60)} min`;
    if (time.textContent !== text) time.textContent = text;
  }
}

/* The line: what is there is asked for again when something changed. */

let offline = false;

function setOffline(is) {
  if (is === offline && document.body.classList.contains('offline') === is) return;
  offline = is;
  document.body.classList.toggle('offline', is);
  say(is ? told.dataset.offline : told.dataset.fresh);
  dispatchEvent(new Event('parvis-line'));
  tellAges();
}

let asked = 0;
let waiting = 0;

/** Puts what is new where it stands, and leaves the rest, so that nobody loses his place. */
function take(html) {
  const fresh = new DOMParser().parseFromString(html, 'text/html');
  for (const place of ['header', '#offline']) {
    const [mine, other] = [document.querySelector(place), fresh.querySelector(place)];
    if (mine && other && mine.innerHTML !== other.innerHTML) mine.replaceChildren(...other.childNodes);
  }
  const old = [...main.querySelectorAll('section[data-live]')];
  const next = new Map([...fresh.querySelectorAll('main section[data-live]')].map((one) => [one.dataset.live, one]));
  if (old.length !== next.size || old.some((one) => !next.has(one.dataset.live))) {
    if (!main.contains(document.activeElement)) location.reload();
    return;
  }
  for (const one of old) {
    if (one.contains(document.activeElement)) continue;
    const open = [...one.querySelectorAll('details')].map((details) => details.open);
    one.replaceChildren(...next.get(one.dataset.live).childNodes);
    one.querySelectorAll('details').forEach((details, n) => { details.open = open[n] ?? false; });
  }
  arrange();
  tellAges();
}

async function look() {
  waiting = 0;
  asked = Date.now();
  try {
    const response = await fetch(location.pathname, { headers: { 'X-Parvis': 'page' } });
    const html = await response.text();
    if (!response.ok) return;
    const was = offline;
    setOffline(html.includes('<body class="offline">'));
    // A page that was kept, and is not refreshed in parts, is asked for anew; a form is not lost.
    if (!offline && was && !main.querySelector('[data-live]') && !main.querySelector('form#reserve')) location.reload();
    else if (!offline) take(html);
  } catch {
    setOffline(true);
  }
}

/** Soon, and not with everybody else at once. */
function lookSoon() {
  if (waiting || document.hidden) return;
  waiting = setTimeout(look, Math.max(0, asked + CALM - Date.now()) + Math.random() * 1500);
}

let stream = null;
let heard = 0;

function takeFigure(change) {
  const body = change.body;
  if (change.kind !== 'gauge' || !body) return;
  for (const [name, value] of [['present', body.present], ['free', body.free]]) {
    const figure = main.querySelector(`[data-${name}="${CSS.escape(change.id)}"]`);
    if (figure && Number.isInteger(value) && body.state === 'live') {
      figure.textContent = figure.textContent.replace(/\d+/, value);
    }
  }
}

function listen() {
  if (stream || !window.EventSource || !main.dataset.town || main.querySelector('[data-poll]')) return;
  stream = new EventSource(`/api/v1/towns/${main.dataset.town}/live/events`);
  stream.addEventListener('snapshot', () => { heard = Date.now(); setOffline(false); });
  stream.addEventListener('heartbeat', () => { heard = Date.now(); setOffline(false); });
  stream.addEventListener('change', (event) => {
    heard = Date.now();
    takeFigure(JSON.parse(event.data));
    lookSoon();
  });
  stream.onerror = () => { if (stream?.readyState === EventSource.CLOSED) deafen(); };
}

function deafen() {
  stream?.close();
  stream = null;
}

function beat() {
  tellAges();
  if (document.hidden) return;
  if (stream && heard && Date.now() - heard > SILENT) deafen();
  if (!stream) listen();
  if (Date.now() - asked > (stream && heard && Date.now() - heard < SILENT ? 60000 : POLL)) lookSoon();
}

document.addEventListener('visibilitychange', () => {
  if (document.hidden) { deafen(); return; }
  listen();
  lookSoon();
});
addEventListener('offline', () => setOffline(true));
addEventListener('online', look);
addEventListener('pagehide', deafen);

/* The list of car parks: where one is stays on the phone. */

const tools = document.querySelector('#tools');
const wish = { only: new Set(), near: null };

const favourites = () => (allows('favourites') ? memory.read('favourites') ?? [] : []);

function distance(place) {
  const [lat, lon] = place.dataset.where.split(',').map(Number);
  const across = (lon - wish.near.longitude) * Math.cos((lat * Math.PI) / 180);
  return Math.hypot(lat - wish.near.latitude, across);
}

function addStar(place) {
  if (!allows('favourites') || place.querySelector('.star')) return;
  const star = document.createElement('button');
  star.type = 'button';
  star.className = 'star';
  star.setAttribute('aria-pressed', favourites().includes(place.dataset.place));
  star.textContent = `★ ${tools.dataset.favourite}`;
  const name = document.createElement('span');
  name.className = 'unseen';
  name.textContent = ` ${place.querySelector('h3').textContent}`;
  star.append(name);
  star.addEventListener('click', () => {
    const kept = favourites();
    const is = kept.includes(place.dataset.place);
    memory.write('favourites', is ? kept.filter((id) => id !== place.dataset.place)
      : [...kept, place.dataset.place]);
    star.setAttribute('aria-pressed', !is);
    arrange();
  });
  place.append(star);
}

function sort(list, weigh) {
  const items = [...list.children];
  const sorted = items.map((item, i) => [weigh(item), i, item]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  if (sorted.some(([, i], n) => i !== n)) list.append(...sorted.map(([, , item]) => item));
}

function arrange() {
  if (!tools) return;
  tools.hidden = false;
  const loved = favourites();
  const weigh = (place) => (loved.includes(place.dataset.place) ? -1e6 : 0) + (wish.near ? distance(place) : 0);
  for (const place of main.querySelectorAll('[data-place]')) {
    place.hidden = [...wish.only].some((what) => place.dataset[what] === undefined);
    addStar(place);
  }
  const areas = [...main.querySelectorAll('.area')];
  areas.forEach((area) => {
    const list = area.querySelector('.parks');
    const focused = document.activeElement;
    sort(list, weigh);
    if (list.contains(focused)) focused.focus();
    area.hidden = [...list.children].every((place) => place.hidden);
  });
  const weights = new Map(areas.map((area) => [area, Math.min(...[...area.querySelectorAll('[data-place]')].map(weigh))]));
  const order = [...areas].sort((a, b) => weights.get(a) - weights.get(b));
  if (order.some((area, i) => area !== areas[i])) {
    const focused = document.activeElement;
    order.forEach((area) => main.append(area));
    if (main.contains(focused)) focused.focus();
  }
}

function findPosition(button) {
  const where = document.querySelector('#where');
  if (wish.near) {
    wish.near = null;
    where.textContent = '';
    location.reload();
    return;
  }
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    wish.near = coords;
    button.setAttribute('aria-pressed', 'true');
    where.textContent = where.dataset.found;
    arrange();
  }, () => { where.textContent = where.dataset.denied; }, { maximumAge: 60000, timeout: 15000 });
}

function startTools() {
  if (!tools) return;
  tools.addEventListener('click', ({ target }) => {
    const button = target.closest('button');
    if (!button) return;
    if (button.dataset.only) {
      const is = button.getAttribute('aria-pressed') === 'true';
      button.setAttribute('aria-pressed', !is);
      if (is) wish.only.delete(button.dataset.only); else wish.only.add(button.dataset.only);
      arrange();
    } else {
      findPosition(button);
    }
  });
  const near = tools.querySelector('[data-sort]');
  if (!navigator.geolocation) near.hidden = true;
  else if (allows('position')) findPosition(near);
  arrange();
}

/* Choices. */

function startChoices() {
  const forget = document.querySelector('#forget');
  if (!forget) return;
  for (const box of document.querySelectorAll('[data-choice]')) {
    box.disabled = false;
    box.checked = allows(box.dataset.choice);
    box.addEventListener('change', () => {
      memory.write('choices', { ...memory.read('choices'), [box.dataset.choice]: box.checked });
      if (!box.checked) memory.write(box.dataset.choice, null);
    });
  }
  forget.addEventListener('click', async (event) => {
    event.preventDefault();
    memory.forget();
    // What a script cannot reach is the service's to take back.
    await fetch(forget.form.action, { method: 'POST' }).catch(() => { /* without a network */ });
    if (window.caches) {
      const names = await caches.keys();
      await Promise.all(names.filter((name) => name.startsWith('parvis ')).map((name) => caches.delete(name)));
    }
    const workers = await navigator.serviceWorker?.getRegistrations() ?? [];
    await Promise.all(workers.map((worker) => worker.unregister()));
    for (const box of document.querySelectorAll('[data-choice]')) box.checked = allows(box.dataset.choice);
    const done = document.querySelector('#forgotten');
    done.textContent = done.dataset.done;
  });
}

function startWorker() {
  const scope = `/${location.pathname.split('/')[1]}`;
  navigator.serviceWorker?.register(`${scope}/worker.js`, { scope })
    .then(() => navigator.serviceWorker.ready)
    .then((registration) => registration.active.postMessage({ keep: location.pathname }))
    .catch(() => { /* pages work without */ });
}

offline = document.body.classList.contains('offline');
if (!navigator.onLine) setOffline(true);
asked = Date.now();
startTools();
startChoices();
for (const part of document.querySelectorAll('[data-src]')) {
  import(part.dataset.src).then((module) => module.start(part, { allows, memory }))
    .catch(() => { /* it works without */ });
}
tellAges();
if (main.querySelector('[data-live]')) {
  setInterval(beat, STEP);
  if (!document.hidden) listen();
}
startWorker();
