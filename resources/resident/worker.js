// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps the pages of one town that were looked at, for when there is no network. A page that is
// given from here says so: its bar of being offline is shown, and nothing on it is live.
const CACHE = `parvis ${new URL(self.registration.scope).pathname}`;
const LEAST = 8000;

const isPage = (request) => request.mode === 'navigate' || request.headers.get('X-Parvis') === 'page';
const isAsset = (url) => url.pathname.startsWith('/resident/');

/** Another version of the same asset is not needed any more. */
async function keepAsset(request, response) {
  const cache = await caches.open(CACHE);
  const base = new URL(request.url).pathname.replace(/-[0-9a-f]+(\.\w+)$/, '$1');
  for (const old of await cache.keys()) {
    const path = new URL(old.url).pathname;
    if (old.url !== request.url && path.startsWith('/resident/')
      && path.replace(/-[0-9a-f]+(\.\w+)$/, '$1') === base) await cache.delete(old);
  }
  await cache.put(request.url, response);
}

async function keepPage(url, response) {
  const cache = await caches.open(CACHE);
  const text = await response.text();
  await cache.put(url, new Response(text, { headers: { 'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': response.headers.get('Content-Security-Policy') } }));
  const assets = [...text.matchAll(/(?:href|src)="(\/resident\/[^"]+)"/g)].map((match) => match[1]);
  await Promise.all(assets.map(async (asset) => {
    if (await cache.match(asset)) return;
    const got = await fetch(asset);
    if (got.ok) await keepAsset(got.clone(), got);
  }));
}

const plain = (url) => `${url.origin}${url.pathname}`;

async function givePage(request) {
  const url = new URL(request.url);
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), LEAST);
  try {
    const response = await fetch(request, { signal: patience.signal });
    // What has begun to come may take its time.
    clearTimeout(timer);
    if (response.ok && !response.redirected) keepPage(plain(url), response.clone()).catch(() => {});
    return response;
  } catch (error) {
    clearTimeout(timer);
    const kept = await caches.match(plain(url), { cacheName: CACHE });
    if (!kept) throw error;
    const text = (await kept.text()).replace('<body>', '<body class="offline">');
    return new Response(text, { headers: kept.headers });
  }
}

async function giveAsset(request) {
  const kept = await caches.match(request.url, { cacheName: CACHE });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) keepAsset(request, response.clone()).catch(() => {});
  return response;
}

self.addEventListener('install', (event) => {
  self.skipWaiting();
  event.waitUntil(fetch(self.registration.scope)
    .then((response) => (response.ok ? keepPage(plain(new URL(response.url)), response) : null))
    .catch(() => {}));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (isAsset(url)) event.respondWith(giveAsset(event.request));
  else if (isPage(event.request) && url.search === '') event.respondWith(givePage(event.request));
});

// A page that was there before the worker is kept too.
self.addEventListener('message', (event) => {
  const url = new URL(event.data.keep, self.location.origin);
  if (url.origin !== self.location.origin) return;
  event.waitUntil(fetch(plain(url)).then((response) => (response.ok
    ? keepPage(plain(url), response) : null)).catch(() => {}));
});
