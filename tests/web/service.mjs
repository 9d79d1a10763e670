// SPDX-License-Identifier: GPL-3.0-or-later
// The real programs around a browser: the service with its people, and a mail server.
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const SECRET = Buffer.from('1'.repeat(20));

/** A program that speaks in lines; next() waits for one, stop() ends it. */
function start(program, args) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise((resolve) => { child.once('exit', resolve); });
  return {
    next: async () => (await lines.next()).value,
    stop: () => {
      child.stdin.end();
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** What the telephone of "helene" shows (RFC 6238), @steps from now. */
export function totp(key = SECRET, steps = 0) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + steps));
  const hash = crypto.createHmac('sha1', key).update(counter).digest();
  const at = hash[19] & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0');
}

export function base32(text) {
  const bits = [...text.replaceAll(' ', '')]
    .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

export async function startService(programs, language) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'parvis-web-'));
  const state = path.join(folder, 'state');
  fs.mkdirSync(state, { mode: 0o700 });
  const secrets = JSON.parse(execFileSync(programs.people, [state, language], { encoding: 'utf8' }));

  const mail = start('/usr/bin/python3', [programs.smtp]);
  const port = (await mail.next()).split(' ')[1];
  const config = path.join(folder, 'parvisd.conf');
  fs.writeFileSync(config, `[parvisd]\nsmtp-url=smtp://localhost:${port}\nsmtp-plain=true\n`
    + 'mail-from=parvis@saint-aubin.example\n');
  const parvisd = start(programs.parvisd, ['--config', config, '--state-dir', state,
    '--listen', '127.0.0.1:0']);
  const origin = (await parvisd.next()).split(' ').pop();

  return {
    origin, secrets,
    /** The next letter's address in plain text, with its link. */
    async letter() {
      const [, , to, , , data] = (await mail.next()).split(' ');
      const text = Buffer.from(data, 'base64').toString().replaceAll('=\r\n', '').replaceAll('=3D', '=');
      return { to, link: text.match(/http:\/\/\S+/)?.[0] };
    },
    async stop() {
      await parvisd.stop();
      await mail.stop();
      fs.rmSync(folder, { recursive: true });
    },
  };
}
