// SPDX-License-Identifier: GPL-3.0-or-later
// A push service and the browser behind it: takes what a service pushes as RFC 8030 says, checks
// who it is as RFC 8292 says (npm's jose) and decrypts it as RFC 8291 says (npm's http_ece). Prints
// "URL P256DH AUTH", and for each request one line: its path, the status that it got, TTL, urgency,
// topic, who sent it, and what it says, as JSON. What is below /p/ is answered by its name:
//   gone    410                   busy    503 once, then 201
//   shut    429, to be left alone for a day
//   bad     400                   many    429 once, to be left alone for 90 seconds, then 201
// Ends with its standard input.
import crypto from 'node:crypto';
import http from 'node:http';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const from = createRequire(`${process.env.PARVIS_TEST_WEB}/`);
const ece = from('http_ece');
const jose = await import(pathToFileURL(from.resolve('jose')));

const browser = crypto.createECDH('prime256v1');
const p256dh = browser.generateKeys().toString('base64url');
const auth = crypto.randomBytes(16);
const seen = new Set();
let origin;

const checkSender = async (header) => {
  const match = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(header ?? '');
  const point = Buffer.from(match[2], 'base64url');
  const key = await jose.importJWK({
    kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  }, 'ES256');
  // Signed by a clock that the test turns: only how long it holds is looked at.
  const claims = jose.decodeJwt(match[1]);
  const { payload } = await jose.jwtVerify(match[1], key, {
    audience: origin, currentDate: new Date((claims.exp - 24 * 3600) * 1000),
  });
  return { sub: payload.sub, key: match[2] };
};

const choose = (name) => {
  const again = seen.has(name);
  seen.add(name);
  const once = { busy: [503, {}], many: [429, { 'Retry-After': '90' }] }[name];
  if (once && !again) {
    return once;
  }
  return { gone: [410, {}], shut: [429, { 'Retry-After': '86400' }], bad: [400, {}] }[name] ?? [201, { Location: `${origin}/m/${seen.size}` }];
};

const server = http.createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) {
    parts.push(part);
  }
  const told = { path: request.url };
  let [status, headers] = [400, {}];
  try {
    Object.assign(told, await checkSender(request.headers.authorization));
    if (request.method !== 'POST' || request.headers['content-encoding'] !== 'aes128gcm') {
      throw new Error('this is no push');
    }
    told.text = ece.decrypt(Buffer.concat(parts), {
      version: 'aes128gcm', privateKey: browser, authSecret: auth.toString('base64url'),
    }).toString();
    told.ttl = Number(request.headers.ttl);
    told.urgency = request.headers.urgency;
    told.topic = request.headers.topic;
    [status, headers] = choose(request.url.slice('/p/'.length));
  } catch (error) {
    told.error = String(error);
  }
  response.writeHead(status, headers);
  response.end(() => console.log(JSON.stringify({ ...told, status })));
});

server.listen(0, '127.0.0.1', () => {
  origin = `http://127.0.0.1:${server.address().port}`;
  console.log(`${origin} ${p256dh} ${auth.toString('base64url')}`);
});
process.stdin.on('end', () => process.exit(0)).resume();
