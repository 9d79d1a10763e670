// SPDX-License-Identifier: GPL-3.0-or-later
// A real browser, and what must hold of every page that it shows.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const CHROMIUM = '/usr/bin/chromium';
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
// The narrowest telephone, and what is left of a page at twice the size of the text.
const NARROW = 360;

/** Why there is no browser to test with, or null. */
export function whyNot() {
  const modules = `${process.env.PARVIS_TEST_WEB}/node_modules`;
  if (!fs.existsSync(CHROMIUM)) return 'no chromium here';
  if (!fs.existsSync(`${modules}/playwright-core`) || !fs.existsSync(`${modules}/axe-core`)) {
    return 'no packages of npm here (tools/install-web)';
  }
  return null;
}

const from = () => createRequire(`${process.env.PARVIS_TEST_WEB}/`);

export function launch() {
  const { chromium } = from()('playwright-core');
  // Who tests as root has no sandbox; the pages are our own.
  return chromium.launch({ executablePath: CHROMIUM, args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
}

export function open(browser, locale) {
  return browser.newContext({ locale, viewport: { width: NARROW, height: 740 } });
}

async function checkWidth(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= NARROW, `${name} is ${wide} pixels wide`);
}

/**
 * Looks at the page as it stands, in light and dark: axe finds nothing, nothing sticks out of a
 * narrow screen, not even with text of twice the size; title, language and heading are right. Keeps a picture.
 */
export async function look(page, name, language, evidence) {
  const axe = from()('axe-core');
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate((tags) => window.axe.run({ runOnly: tags }), RULES);
    const found = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`);
    assert.deepEqual(found, [], `${name} in ${language}, ${colorScheme}`);
    if (evidence) {
      await page.screenshot({ path: path.join(evidence, `${name}-${language}-${colorScheme}.png`), fullPage: true });
    }
    await checkWidth(page, name);
  }
  await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
  await checkWidth(page, `${name} at 200 %`);
  await page.evaluate(() => { document.documentElement.style.fontSize = ''; });
  assert.equal(await page.getAttribute('html', 'lang'), language);
  assert.equal(await page.locator('h1').count(), 1);
  assert.ok((await page.title()).includes(await page.textContent('h1')), 'the title says what the page is');
}
