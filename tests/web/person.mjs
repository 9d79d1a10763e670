// SPDX-License-Identifier: GPL-3.0-or-later
// A person before a browser: reads one JSON array a line, [WHAT, …], does it, and answers with a line,
// {"said": …} or {"error": …}. Ends with its standard input.
import { createInterface } from 'node:readline';
import { launch, whyNot } from './browser.mjs';

const PATIENCE = 30000;
let browser = null;
let context = null;
let page = null;

const acts = {
  'why-not': async () => whyNot(),

  /** A browser that knows nobody, with or without scripts. */
  async fresh(javaScriptEnabled) {
    browser ??= await launch();
    await context?.close();
    context = await browser.newContext({ locale: 'en-GB', javaScriptEnabled });
    page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
  },

  /** From here on the browser cannot reach an application that waits on this machine. */
  async 'block-answers'() {
    const devtools = await context.newCDPSession(page);
    devtools.on('Fetch.requestPaused', ({ requestId }) => {
      devtools.send('Fetch.failRequest', { requestId, errorReason: 'ConnectionRefused' });
    });
    await devtools.send('Fetch.enable', { patterns: [{ urlPattern: 'http://127.0.0.1:*/\\?code=*' }] });
  },

  goto: (url) => page.goto(url).then((answer) => answer.status()),
  fill: (selector, text) => page.fill(selector, text),
  press: (selector = 'button.main') => page.locator(selector).last().click(),
  'wait-url': (glob) => page.waitForURL(glob),
  'wait-text': (text) => page.getByText(text).first().waitFor(),
  'wait-error': () => page.waitForURL('chrome-error://**'),
  text: (selector) => page.textContent(selector),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [what, ...given] = JSON.parse(line);
  let answer = null;
  try {
    answer = { said: await acts[what](...given) };
  } catch (error) {
    const words = await page?.textContent('body').catch(() => '');
    answer = { error: `${error.message} (at ${page?.url()}: ${words?.replaceAll(/\s+/g, ' ')})` };
  }
  console.log(JSON.stringify(answer));
}
await browser?.close();
