// SPDX-License-Identifier: GPL-3.0-or-later
// npm's web-push beside bench-push.c: "node bench-push.mjs P256DH AUTH"; for each number of
// pushes on standard input, one line with the µs of CPU that it took to make them. Before the
// first, one push is written out so that the other side can see that it is the same thing.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const require = createRequire(join(process.env.PARVIS_TEST_WEB, 'package.json'));
const webpush = require('web-push');
const [p256dh, auth] = process.argv.slice(2);
const keys = webpush.generateVAPIDKeys();
const subscription = { endpoint: 'https://push.example.net/p/1', keys: { p256dh, auth } };
const vapidDetails = { subject: 'mailto:push@example.com', ...keys };
const text = process.env.PUSH_TEXT;

const make = () => webpush.generateRequestDetails(subscription, text, {
  vapidDetails, TTL: 3600, contentEncoding: 'aes128gcm',
});

console.log(make().body.length);
for await (const line of createInterface({ input: process.stdin })) {
  const n = Number(line);
  const before = process.cpuUsage();
  for (let i = 0; i < n; i++) {
    make();
  }
  const used = process.cpuUsage(before);
  console.log(used.user + used.system);
}
