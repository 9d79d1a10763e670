// SPDX-License-Identifier: GPL-3.0-or-later
// The residents' pages in a real browser, in both languages: test-residents.mjs PARVISD WEB-TOWN SMTP-SERVER
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import { launch, look, open, whyNot } from './browser.mjs';
import { startService } from './service.mjs';

const [parvisd, people, smtp] = process.argv.slice(2);
const evidence = process.env.PARVIS_EVIDENCE;
const HOME = '/saint-aubin-sur-loire-49270';
const PAGES = ['', '/piscine', '/se-garer', '/pain', '/mes-choix', '/accessibilite', '/mentions'];
const FIRST_VISIT = 40 * 1024;
const SCRIPTS = 20 * 1024;

const from = () => createRequire(`${process.env.PARVIS_TEST_WEB}/`);

async function read(service, place, value) {
  const { id, key } = service.secrets[place];
  const answer = await fetch(`${service.origin}/api/v1/towns/49270/sources/${id}/readings`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ observed_at: new Date().toISOString(), value }),
  });
  assert.equal(answer.status, 200);
}

/** The station says nothing, so there is something of which nobody knows. */
async function readAll(service) {
  await read(service, 'pool', 142);
  await read(service, 'quay', 58);
  await read(service, 'market', 0);
}

const words = {
  fr: { bread: 'Oui : 12 Tradition', sure: 'Confirmé par la boutique', sum: '2 à régler sur place : 2,60 €', send: 'Réserver pour 18:00', soldOut: 'Épuisé', faster: 'il n’en reste plus que 2', cancelled: 'Vous avez annulé', mine: 'Mes réservations', room: 'Oui, il y a de la place.', live: 'En direct', offline: 'Hors connexion', done: 'Effacé.',
    calmer: 'Plus calme après', silent: 'Gare : pas de chiffre fiable', fresh: 'À jour' },
  en: { bread: 'Yes: 12 Tradition', sure: 'Confirmed by the shop', sum: '2 to pay in the shop: €2.60', send: 'Reserve for 18:00', soldOut: 'Sold out', faster: 'only 2 are left', cancelled: 'You cancelled', mine: 'My reservations', room: 'Yes, there is room.', live: 'Live', offline: 'Offline', done: 'Erased.',
    calmer: 'Quieter after', silent: 'Gare: no reliable figure', fresh: 'Up to date' },
};

/** As it is typed here, whatever its spaces are. */
const plain = (words) => words.replaceAll(/\s/g, ' ');

const text = (page, selector = 'main') => page.locator(selector).innerText();

/** A line to the service that counts what it sends: heads, pages, what a worker asks for too. */
async function startScale(origin) {
  const scale = { sent: 0 };
  const { port } = new URL(origin);
  const server = net.createServer((mine) => {
    const theirs = net.connect(port, '127.0.0.1');
    theirs.on('data', (data) => { scale.sent += data.length; });
    for (const [one, other] of [[mine, theirs], [theirs, mine]]) {
      one.pipe(other);
      one.on('error', () => other.destroy());
    }
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  scale.origin = `http://127.0.0.1:${server.address().port}`;
  scale.stop = () => server.close();
  return scale;
}

/** A first visit, until the worker has all that it keeps. */
async function visit(page, url) {
  let scripts = 0;
  page.on('response', async (response) => {
    if (response.request().resourceType() === 'script') scripts += Number(response.headers()['content-length']);
  });
  await page.goto(url, { waitUntil: 'load' });
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await page.waitForFunction(async (kept) => {
    const cache = await caches.open((await caches.keys())[0] ?? 'none');
    return Boolean(await cache.match(kept)) && (await cache.keys()).length >= 4;
  }, url);
  return scripts;
}

const tests = {
  async 'one sees at once whether there is room'({ page, service, language, see }) {
    await readAll(service);
    for (const part of PAGES) {
      await page.goto(service.origin + HOME + part);
      await see(`resident${part.replace('/', '-') || '-home'}`);
    }
    await page.goto(service.origin + HOME);
    const home = await text(page);
    for (const word of ['room', 'live', 'calmer', 'silent']) {
      assert.ok(home.includes(words[language][word]), `${words[language][word]} in ${home}`);
    }
    assert.ok(home.includes('142'));
    assert.equal(await page.locator('nav a').count(), 4);
  },

  async 'each page is valid html'({ service, language }) {
    const { HtmlValidate } = from()('html-validate');
    const validator = new HtmlValidate({ extends: ['html-validate:standard'],
      rules: { 'no-inline-style': 'error', 'require-sri': 'off', 'long-title': 'off' } });
    await readAll(service);
    for (const part of PAGES) {
      const answer = await fetch(service.origin + HOME + part, { headers: { 'Accept-Language': language } });
      const report = await validator.validateString(await answer.text());
      const found = report.results.flatMap((one) => one.messages)
        .map((one) => `${part} ${one.line}:${one.column} ${one.ruleId} ${one.message}`);
      assert.deepEqual(found, []);
    }
  },

  async 'it is small'({ browser, service, locale }) {
    for (const part of PAGES) {
      const scale = await startScale(service.origin);
      const context = await open(browser, locale);
      const page = await context.newPage();
      const scripts = await visit(page, scale.origin + HOME + part);
      console.log(`# ${part || '/'}: ${scale.sent} bytes in all, ${scripts} of scripts`);
      assert.ok(scale.sent > 4096 && scale.sent <= FIRST_VISIT, `${part}: ${scale.sent} bytes`);
      assert.ok(scripts > 1024 && scripts <= SCRIPTS, `${part}: ${scripts} bytes of scripts`);
      await context.close();
      scale.stop();
    }
  },

  async 'no script is needed'({ browser, service, locale, language }) {
    await readAll(service);
    const context = await browser.newContext({ locale, javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
    const page = await context.newPage();
    await page.goto(`${service.origin}/49270`);
    assert.equal(page.url(), service.origin + HOME);
    assert.ok((await text(page)).includes(words[language].room));
    await page.locator('nav a').nth(1).click();
    assert.ok((await text(page)).includes('4 rue des Halles'));
    await page.locator('summary').click();
    assert.ok(await page.locator('table').isVisible());
    await page.locator('nav a').nth(2).click();
    assert.ok((await text(page)).includes('58'));
    assert.ok(await page.locator('#tools').isHidden());
    await page.click('.language');
    assert.equal(await page.getAttribute('html', 'lang'), language === 'fr' ? 'en' : 'fr');
    await context.close();
  },

  async 'figures follow what is measured'({ page, service }) {
    await readAll(service);
    await page.goto(service.origin + HOME);
    await page.waitForFunction(() => performance.getEntriesByType('resource').length > 0);
    await read(service, 'pool', 147);
    await page.waitForFunction(() => document.querySelector('[data-present]').textContent === '147');
    // The words come with the page itself.
    await read(service, 'pool', 219);
    await page.waitForFunction(() => document.querySelector('.bars').classList.contains('l5'));
  },

  async 'without network it says so, and nothing is live'({ page, service, language, see }) {
    await readAll(service);
    await page.goto(service.origin + HOME);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    await page.goto(`${service.origin}${HOME}/piscine`);
    await page.waitForFunction(async (path) => Boolean(await caches.match(location.origin + path)), `${HOME}/piscine`);
    await page.context().setOffline(true);
    await page.reload();
    assert.ok(await page.locator('#offline').isVisible());
    assert.match(await text(page, '#offline'), new RegExp(`${words[language].offline}.*\\d\\d:\\d\\d`));
    assert.ok(!(await text(page)).includes(words[language].live));
    for (const time of await page.locator('.fresh time').allInnerTexts()) assert.match(time, /^\d\d:\d\d$/);
    await see('resident-offline');
    await page.goto(service.origin + HOME);
    assert.ok(await page.locator('#offline').isVisible());
    await page.context().setOffline(false);
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await page.locator('#offline').waitFor({ state: 'hidden' });
    assert.ok((await text(page)).includes(words[language].live));
  },

  async 'the list is chosen, sorted and starred on the phone'({ page, service }) {
    await readAll(service);
    const sent = [];
    await page.context().grantPermissions(['geolocation']);
    await page.context().setGeolocation({ latitude: 47.5, longitude: 1.5 });
    await page.goto(`${service.origin}${HOME}/se-garer`);
    page.on('request', (request) => sent.push(request.url()));
    const names = () => page.locator('.parks h3').filter({ visible: true }).allInnerTexts();
    assert.deepEqual(await names(), ['Parking de la gare', 'Parking du marché', 'Parking du quai']);
    await page.locator('[data-only="pmr"]').click();
    assert.deepEqual(await names(), ['Parking du quai']);
    await page.locator('[data-only="pmr"]').click();
    const star = page.locator('[data-place]', { hasText: 'Parking du quai' }).locator('.star');
    await star.focus();
    await page.keyboard.press('Enter');
    assert.deepEqual(await names(), ['Parking du quai', 'Parking du marché', 'Parking de la gare']);
    await page.reload();
    assert.deepEqual(await names(), ['Parking du quai', 'Parking du marché', 'Parking de la gare']);
    await star.click();
    await page.locator('[data-sort]').click();
    await page.waitForFunction(() => document.querySelector('.parks h3').textContent === 'Parking de la gare');
    assert.ok(sent.every((url) => !url.includes('47.5')), 'where one is stays on the phone');
    assert.match(await page.locator('.button').first().getAttribute('href'), /^geo:47\.5/);
  },

  async 'bread is reserved, kept without a network, and cancelled'({ page, service, language, see }) {
    const say = words[language];
    await page.goto(`${service.origin}${HOME}/mes-choix`);
    await page.check('[data-choice="name"]');
    await page.goto(`${service.origin}${HOME}/pain`);
    assert.ok(plain(await text(page)).includes(say.bread), await text(page));
    await page.click('.button.main');
    await see('resident-shop');
    assert.ok((await text(page)).includes(say.soldOut));
    const more = page.locator('.breads li', { hasText: 'Tradition' }).locator('.stepper button').nth(1);
    await more.click();
    await more.click();
    await page.locator('[for="s.1080"]').click();
    assert.equal(plain(await text(page, '#sum')), say.sum);
    assert.equal(plain(await text(page, '#send')), say.send);
    await page.fill('#name', 'Mme Lefèvre');
    await page.fill('#phone', '06 12 34 56 78');
    await see('resident-shop-chosen');
    await page.click('#send');
    await page.locator('.code').waitFor();
    assert.ok((await text(page)).includes(say.sure));
    const code = await text(page, '.code');
    assert.match(code, /^[A-Z]\s\d\d$/);
    await see('resident-code');
    const order = page.url();
    await page.waitForFunction(async (url) => Boolean(await caches.match(url)), order);
    await page.context().setOffline(true);
    await page.reload();
    assert.equal(await text(page, '.code'), code);
    await page.context().setOffline(false);

    // What was typed once comes by itself, and only here.
    await page.goto(`${service.origin}${HOME}/pain`);
    assert.ok((await text(page)).includes(say.mine));
    await page.click('.button.main');
    assert.equal(await page.inputValue('#name'), 'Mme Lefèvre');
    await page.goto(order);
    await page.click('.cancel summary');
    await page.click('.danger');
    await page.waitForFunction(() => !document.querySelector('.code'));
    assert.ok((await text(page)).includes(say.cancelled));

    // This phone forgets who it was.
    await page.goto(`${service.origin}${HOME}/mes-choix`);
    await page.click('.forget summary');
    await page.click('#forget');
    await page.waitForFunction(() => document.querySelector('#forgotten').textContent !== '');
    assert.deepEqual((await page.context().cookies()).filter((one) => one.name.endsWith('-device')), []);
    const answer = await page.goto(order);
    assert.equal(answer.status(), 404);
  },

  async 'bread is reserved without a script'({ browser, service, locale, language }) {
    const say = words[language];
    const context = await browser.newContext({ locale, javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
    const page = await context.newPage();
    await page.goto(`${service.origin}${HOME}/pain`);
    await page.click('.button.main');
    await page.locator('.breads input').nth(1).fill('2');
    await page.locator('[for="s.1080"]').click();
    await page.fill('#name', 'Awa');
    await page.fill('#email', 'awa@courrier.example');
    await page.click('#send');
    assert.ok((await text(page)).includes(say.sure));
    await page.locator('.cancel summary').click();
    await page.locator('.danger').click();
    assert.ok((await text(page)).includes(say.cancelled));
    await context.close();
  },

  async 'somebody who is faster is told of, and nothing typed is lost'({ page, browser, service, locale, language }) {
    const say = words[language];
    const shop = `${service.origin}${HOME}/pain`;
    const fill = async (one, quantity) => {
      await one.goto(shop);
      await one.click('.button.main');
      await one.locator('.breads li', { hasText: 'Campagne' }).locator('input').fill(quantity);
      await one.locator('[for="s.1050"]').click();
      await one.fill('#name', 'Yanis');
      await one.fill('#phone', '0612345670');
      await one.fill('#note', 'Bien cuit');
    };
    const context = await open(browser, locale);
    const other = await context.newPage();
    await fill(page, '4');
    await fill(other, '4');
    await other.fill('#phone', '0612345671');
    await other.click('#send');
    await other.locator('.code').waitFor();
    await page.click('#send');
    await page.locator('.problem').waitFor();
    assert.ok((await text(page)).includes(say.faster), await text(page));
    assert.equal(await page.inputValue('#note'), 'Bien cuit');
    await page.locator('#send').click();
    await page.locator('.code').waitFor();
    await context.close();
  },

  async 'what one chooses is kept, and erased'({ page, service, language }) {
    await page.goto(`${service.origin}${HOME}/mes-choix`);
    await page.check('[data-choice="name"]');
    await page.uncheck('[data-choice="favourites"]');
    await page.reload();
    assert.ok(await page.isChecked('[data-choice="name"]'));
    assert.ok(!await page.isChecked('[data-choice="favourites"]'));
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    await page.click('.forget summary');
    await page.click('#forget');
    await page.waitForFunction(() => document.querySelector('#forgotten').textContent !== '');
    assert.ok((await text(page, '#forgotten')).startsWith(words[language].done));
    assert.deepEqual(await page.evaluate(async () => [localStorage.length, (await caches.keys()).length]), [0, 0]);
    assert.deepEqual(await page.context().cookies(), []);
  },

  async 'the keyboard is enough'({ page, service }) {
    await readAll(service);
    await page.goto(service.origin + HOME);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
    const seen = new Set();
    for (let i = 0; i < 20; i += 1) {
      await page.keyboard.press('Tab');
      const where = await page.evaluate(() => {
        const one = document.activeElement;
        return { href: one.getAttribute('href'), outline: getComputedStyle(one).outlineWidth, body: one === document.body };
      });
      if (where.body) break;
      assert.notEqual(where.outline, '0px', 'one sees where one is');
      seen.add(where.href);
    }
    for (const part of PAGES) assert.ok(seen.has(HOME + part), `${part} is reached`);
  },

  async 'targets are large, and 320 pixels are enough'({ page, service }) {
    await readAll(service);
    await page.setViewportSize({ width: 320, height: 640 });
    for (const part of PAGES) {
      await page.goto(service.origin + HOME + part);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 320, `${part} is ${wide} pixels wide`);
      const small = await page.locator('nav a, button, .button, .language, summary, footer a').evaluateAll((all) => all
        .filter((one) => one.checkVisibility())
        .map((one) => [one.textContent.trim(), one.getBoundingClientRect().height])
        .filter(([, height]) => height < 44));
      assert.deepEqual(small, [], part);
    }
  },
};

async function runAll(language, locale, number) {
  const service = await startService({ parvisd, people, smtp }, language);
  const browser = await launch();
  let failed = 0;
  for (const [name, test] of Object.entries(tests)) {
    const context = await open(browser, locale);
    const page = await context.newPage();
    page.setDefaultTimeout(20000);
    // All of a page at once: axe takes what is below the bar at the bottom for covered.
    const see = async (picture) => {
      const size = page.viewportSize();
      await page.setViewportSize({ width: size.width, height: 4000 });
      await look(page, picture, language, null);
      await page.setViewportSize(size);
      for (const colorScheme of evidence ? ['dark', 'light'] : []) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: `${evidence}/${picture}-${language}-${colorScheme}.png` });
      }
    };
    const line = `${number} /web/residents/${language}/${name.replaceAll(' ', '-').replaceAll(',', '')}`;
    try {
      await test({ browser, page, service, see, language, locale });
      console.log(`ok ${line}`);
    } catch (error) {
      failed += 1;
      console.log(`not ok ${line}`);
      console.log(`${error.stack}\nat ${page.url()}`.replaceAll(/^/gm, '# '));
    }
    number += 1;
    await context.close();
  }
  await browser.close();
  await service.stop();
  return failed;
}

const why = whyNot();
if (why) {
  console.log(`1..0 # SKIP ${why}`);
} else {
  if (evidence) fs.mkdirSync(evidence, { recursive: true });
  const n = Object.keys(tests).length;
  console.log(`1..${2 * n}`);
  const failed = await runAll('fr', 'fr-FR', 1) + await runAll('en', 'en-GB', n + 1);
  process.exitCode = failed ? 1 : 0;
}
