// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in with a real browser, in both languages: test-sign-in.mjs PARVISD WEB-PEOPLE SMTP-SERVER
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import { launch, look, open, whyNot } from './browser.mjs';
import { base32, startService, totp } from './service.mjs';

const [parvisd, people, smtp] = process.argv.slice(2);
const evidence = process.env.PARVIS_EVIDENCE;
const PASSWORD = 'quatre chevaux verts';
const NEW_PASSWORD = 'sept lampes au grenier';
const PLAIN = 'nadia@saint-aubin.example';
const NEW_EMAIL = 'nadia@ailleurs.example';
const GUARDED = 'helene@saint-aubin.example';

const press = (page, selector = 'button.main') => page.locator(selector).last().click();

async function signIn(page, email, password) {
  await page.fill('#email', email);
  await page.fill('#password', password);
  await press(page);
}

/** An application that waits on this machine for its code. */
async function startApplication() {
  const server = http.createServer();
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    redirect: `http://127.0.0.1:${server.address().port}/`,
    code: new Promise((resolve) => {
      server.on('request', (request, response) => {
        const url = new URL(request.url, 'http://127.0.0.1');
        response.end('Parvis');
        if (url.pathname === '/') resolve(url.searchParams);
      });
    }),
    stop: () => server.close(),
  };
}

const wish = (service, redirect, town = '00001') => `${service.origin}/sign-in/authorize?${Object.entries({
  response_type: 'code', client_id: 'fr.parvis.Parvis', redirect_uri: redirect,
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256',
  state: 'xyz 1&2', ...(town ? { town } : {}), label: 'Poste de l’accueil',
}).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`;

const tests = {
  async 'a wrong password is told, then the right one lets in'({ page, service, see }) {
    await page.goto(`${service.origin}/sign-in`);
    await see('sign-in');
    await signIn(page, PLAIN, 'not this one');
    await see('wrong-password');
    assert.equal(await page.inputValue('#email'), PLAIN);
    await signIn(page, PLAIN, PASSWORD);
    await page.waitForURL('**/sign-in/security');
    await see('account');
    const [cookie] = (await page.context().cookies()).filter((one) => one.name === '__Host-parvis');
    assert.ok(cookie.httpOnly && cookie.secure && cookie.sameSite === 'Lax' && cookie.path === '/');
    await page.goto(`${service.origin}/sign-in/security/password`);
    await see('change-password');
    await page.goto(`${service.origin}/sign-in/security`);
    await press(page, 'button.plain');
    await page.waitForURL('**/sign-in');
  },

  async 'pages need no script'({ browser, service, locale }) {
    const context = await browser.newContext({ locale, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${service.origin}/sign-in`);
    await signIn(page, PLAIN, PASSWORD);
    await page.waitForURL('**/sign-in/security');
    await context.close();
  },

  async 'the keyboard is enough'({ page, service }) {
    await page.goto(`${service.origin}/sign-in`);
    await page.focus('#email');
    await page.keyboard.type(PLAIN);
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineWidth);
    assert.notEqual(outline, '0px', 'one sees where one is');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/sign-in/security');
  },

  async 'a telephone is asked for, and the application gets its code'({ page, service, see }) {
    const application = await startApplication();
    await page.goto(wish(service, application.redirect));
    await signIn(page, GUARDED, PASSWORD);
    await page.waitForURL('**/sign-in/totp');
    await see('totp');
    await page.fill('#code', '000000');
    await press(page);
    await see('totp-wrong');
    await page.fill('#code', totp());
    await press(page);
    const answer = await application.code;
    assert.equal(answer.get('state'), 'xyz 1&2');
    assert.equal(answer.get('iss'), service.origin);
    assert.match(answer.get('code'), /^[\w-]{43}$/);

    await page.goto(wish(service, application.redirect));
    await see('authorize');
    await page.goto(`${service.origin}/sign-in/security/totp`);
    await see('telephone-on');
    application.stop();
  },

  async 'who is signed in is asked, and form-action lets the answer through'({ page, service }) {
    const application = await startApplication();
    await page.goto(`${service.origin}/sign-in`);
    await signIn(page, PLAIN, PASSWORD);
    await page.goto(wish(service, application.redirect));
    await press(page);
    assert.ok((await application.code).get('code'));
    application.stop();
  },

  async 'a town is found by its name, and kept'({ page, service, see, language }) {
    await page.goto(wish(service, 'http://127.0.0.1:9/', null));
    await see('sign-in-without-town');
    await page.getByText('ProConnect').click();
    await see('town');
    await page.fill('#town', 'Nulle-Part');
    await press(page);
    await see('town-unknown');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'town');
    await page.fill('#town', 'ste lucie');
    await press(page);
    await see('town-found');
    await page.click('footer a');
    assert.notEqual(await page.getAttribute('html', 'lang'), language);
    await page.getByText('(2A004)').click();
    const provider = new URL(await page.getByText('ProConnect').getAttribute('href'), service.origin);
    assert.equal(provider.searchParams.get('town'), '2A004');
    const next = new URL(provider.searchParams.get('next'), service.origin);
    assert.equal(next.searchParams.get('town'), '2A004');
    assert.equal(next.searchParams.get('state'), 'xyz 1&2');
  },

  async 'an address that is not complete goes nowhere'({ page, service, see }) {
    const answer = await page.goto(`${service.origin}/sign-in/authorize?redirect_uri=https://evil.example/`);
    assert.equal(answer.status(), 400);
    await see('authorize-wrong');
  },

  async 'a lost password is replaced by mail'({ page, service, see }) {
    await page.goto(`${service.origin}/sign-in/recover`);
    await see('recover');
    await page.fill('#email', PLAIN);
    await press(page);
    await see('recover-sent');
    const letter = await service.letter();
    assert.equal(letter.to, PLAIN);
    await page.goto(letter.link);
    await see('reset');
    await page.fill('#password', 'motdepasse2026');
    await page.fill('#again', 'motdepasse2026');
    await press(page);
    await see('reset-weak');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'password');
    await page.fill('#password', NEW_PASSWORD);
    await page.fill('#again', NEW_PASSWORD);
    await press(page);
    await see('reset-done');
    assert.equal((await service.letter()).to, PLAIN);
    await page.goto(letter.link);
    await see('reset-stale');
    await page.goto(`${service.origin}/sign-in`);
    await signIn(page, PLAIN, NEW_PASSWORD);
    await page.waitForURL('**/sign-in/security');
  },

  async 'a mayor is invited, and sets up the telephone before all else'({ page, service, see }) {
    const application = await startApplication();
    await page.goto(`${service.origin}/sign-in/invitation/${service.secrets.link}`);
    await see('invitation');
    await page.fill('#password', PASSWORD);
    await page.fill('#again', 'another');
    await press(page);
    await see('invitation-wrong');
    await page.fill('#password', PASSWORD);
    await page.fill('#again', PASSWORD);
    await press(page);
    await see('welcome');
    await page.goto(wish(service, application.redirect));
    await press(page);
    await see('one-more-step');
    await press(page);
    await see('telephone');
    const key = base32(await page.textContent('.codes code'));
    await page.fill('#code', totp(key));
    await press(page);
    await see('recovery-codes');
    assert.equal(await page.locator('.codes li').count(), 10);
    await page.locator('main .link a').click();
    await press(page);
    assert.ok((await application.code).get('code'));
    application.stop();
  },

  async 'a code of an invitation is typed'({ page, service, see }) {
    await page.goto(`${service.origin}/sign-in/invitation`);
    await see('invitation-code');
    await page.fill('#code', 'ABCD-2345');
    await press(page);
    await see('invitation-code-wrong');
    await page.fill('#code', service.secrets.code.toLowerCase());
    await press(page);
    await see('invitation-by-code');
  },

  async 'a device is connected by its code'({ page, service, see }) {
    await page.goto(`${service.origin}/sign-in/device?user_code=${service.secrets.device}`);
    await signIn(page, PLAIN, NEW_PASSWORD);
    await see('device');
    await press(page);
    await see('device-confirm');
    assert.match(await page.textContent('main'), /Poste de l’accueil.*Saint-Aubin-sur-Loire/s);
    await press(page);
    await see('device-done');
    await page.goto(`${service.origin}/sign-in/security/totp`);
    await see('telephone-off');
  },

  async 'the address is changed from the new one'({ page, service, see }) {
    await page.goto(`${service.origin}/sign-in/security/email`);
    await signIn(page, PLAIN, NEW_PASSWORD);
    await page.waitForURL('**/sign-in/security/email');
    await see('email');
    await page.fill('#email', NEW_EMAIL);
    await page.fill('#current', 'not this one');
    await press(page);
    await see('email-wrong');
    assert.equal(await page.inputValue('#email'), NEW_EMAIL);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'current');
    await page.fill('#current', NEW_PASSWORD);
    await press(page);
    await see('email-sent');
    let letter;
    do letter = await service.letter(); while (letter.to !== NEW_EMAIL);
    await page.goto(letter.link);
    await see('email-confirm');
    await press(page);
    await see('email-changed');
    assert.equal((await service.letter()).to, PLAIN);
    await page.goto(letter.link);
    await see('email-stale');
  },

  async 'the language is chosen, and stays'({ page, service, language }) {
    const other = language === 'fr' ? 'en' : 'fr';
    await page.goto(`${service.origin}/sign-in`);
    await page.click('footer a');
    assert.equal(await page.getAttribute('html', 'lang'), other);
    await page.goto(`${service.origin}/sign-in/recover`);
    assert.equal(await page.getAttribute('html', 'lang'), other);
  },

  async 'what is not there is told in words'({ page, service, see }) {
    const answer = await page.goto(`${service.origin}/sign-in/nothing`);
    assert.equal(answer.status(), 404);
    await see('nothing');
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
    const see = (picture) => look(page, picture, language, evidence);
    try {
      await test({ browser, page, service, see, language, locale });
      console.log(`ok ${number} /web/${language}/${name.replaceAll(' ', '-').replaceAll(',', '')}`);
    } catch (error) {
      failed += 1;
      console.log(`not ok ${number} /web/${language}/${name.replaceAll(' ', '-').replaceAll(',', '')}`);
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
