// SPDX-License-Identifier: GPL-3.0-or-later
// An OpenID provider that lies. The issuer's path names the lie: http://127.0.0.1:PORT/LIE, and
// "/truth" is the honest one. The code that a client brings is the nonce of its ID token, so that
// no browser is needed. GET /LIE/count/NAME says how often NAME was asked for.
// Prints its address; ends with its standard input.
import crypto from 'node:crypto';
import http from 'node:http';

const CLIENT = 'parvis';
const SECRET = 'a secret that only two know, 32+';
const b64 = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const now = () => Math.floor(Date.now() / 1000);

const rsa = (bits) => crypto.generateKeyPairSync('rsa', { modulusLength: bits });
const ec = (curve) => crypto.generateKeyPairSync('ec', { namedCurve: curve });
const keys = { rsa: rsa(2048), other: rsa(2048), weak: rsa(1024), ec: ec('P-256'), p384: ec('P-384') };
const jwk = (name, more = {}) => ({ ...keys[name].publicKey.export({ format: 'jwk' }), kid: name, use: 'sig', ...more });

function signature(alg, key, text) {
  switch (alg) {
  case 'RS256': return crypto.sign('sha256', text, key);
  case 'RS384': return crypto.sign('sha384', text, key);
  case 'PS256': return crypto.sign('sha256', text, { key, padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });
  case 'ES256': return crypto.sign('sha256', text, { key, dsaEncoding: 'ieee-p1363' });
  case 'HS256': return crypto.createHmac('sha256', key).update(text).digest();
  default: return Buffer.alloc(0);
  }
}

function sign(claims, { alg = 'RS256', kid = 'rsa', key = keys.rsa.privateKey, header = {} } = {}) {
  const said = Object.entries({ alg, kid, ...header }).filter(([, value]) => value !== null);
  const text = `${b64(Object.fromEntries(said))}.${b64(claims)}`;
  return `${text}.${signature(alg, key, Buffer.from(text)).toString('base64url')}`;
}

const without = (claims, name) => { const { [name]: _, ...rest } = claims; return rest; };
const pem = keys.rsa.publicKey.export({ type: 'spki', format: 'pem' });
const deep = (depth) => '['.repeat(depth) + ']'.repeat(depth);
const redirect = (issuer) => ({ status: 302, headers: { location: `${issuer}/elsewhere` }, body: '' });

// claims, info: (claims, issuer) => claims; id, signed: (claims) => token; any document:
// (document, issuer) => document, or { status, type, headers, body } as it goes out.
const lies = {
  'truth': {},
  'es256': { id: (c) => sign(c, { alg: 'ES256', kid: 'ec', key: keys.ec.privateKey }) },
  'ps256': { id: (c) => sign(c, { alg: 'PS256' }) },
  'hs256': { id: (c) => sign(c, { alg: 'HS256', key: SECRET }), jwks: () => ({ status: 500, body: '' }) },
  'no-kid': { id: (c) => sign(c, { kid: null }) },
  'audience-list': { claims: (c) => ({ ...c, aud: [CLIENT], azp: CLIENT }) },
  'at-hash-right': {},
  'fraction': { claims: (c) => ({ ...c, iat: c.iat + 0.25 }) },

  'alg-none': { id: (c) => sign(c, { alg: 'none' }) },
  'alg-none-signed': { id: (c) => `${b64({ alg: 'none', kid: 'rsa' })}.${sign(c).split('.').slice(1).join('.')}` },
  'alg-mixed-case': { id: (c) => sign(c, { alg: 'nOnE' }) },
  'alg-missing': { id: (c) => sign(c, { alg: null }) },
  'alg-list': { id: (c) => sign(c, { alg: ['RS256'] }) },
  'alg-rs384': { id: (c) => sign(c, { alg: 'RS384' }) },
  'hmac-with-public-key': { id: (c) => sign(c, { alg: 'HS256', key: pem }) },
  'hmac-with-secret': { id: (c) => sign(c, { alg: 'HS256', key: SECRET }) },
  'hmac-with-other-secret': { id: (c) => sign(c, { alg: 'HS256', key: 'a secret that the provider made up itself' }) },
  'hmac-no-key': { id: (c) => sign(c, { alg: 'HS256', key: '' }) },
  'encrypted': { id: () => `${b64({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.AAAA.AAAA.AAAA.AAAA` },
  'other-key': { id: (c) => sign(c, { key: keys.other.privateKey }) },
  'unknown-key': { id: (c) => sign(c, { kid: 'other', key: keys.other.privateKey }) },
  'key-in-header': { id: (c) => sign(c, { kid: null, key: keys.other.privateKey,
    header: { jwk: keys.other.publicKey.export({ format: 'jwk' }) } }),
    jwks: () => ({ keys: [] }) },
  'key-address-in-header': { id: (c, issuer) => sign(c, { kid: 'other', key: keys.other.privateKey,
    header: { jku: `${issuer}/elsewhere` } }) },
  'key-not-named': { id: (c) => sign(c, { kid: null }), jwks: () => ({ keys: [jwk('rsa'), jwk('other')] }) },
  'key-twice': { jwks: () => ({ keys: [jwk('rsa'), jwk('other', { kid: 'rsa' })] }) },
  'key-number': { id: (c) => sign(c, { kid: 7 }) },
  'key-weak': { id: (c) => sign(c, { kid: 'weak', key: keys.weak.privateKey }), jwks: () => ({ keys: [jwk('weak')] }) },
  'key-exponent': { jwks: () => ({ keys: [jwk('rsa', { e: Buffer.alloc(256, 255).toString('base64url') })] }) },
  'key-huge': { jwks: () => ({ keys: [jwk('rsa', { n: Buffer.alloc(4096, 255).toString('base64url') })] }) },
  'key-for-encryption': { jwks: () => ({ keys: [jwk('rsa', { use: 'enc' })] }) },
  'key-for-signing': { jwks: () => ({ keys: [jwk('rsa', { key_ops: ['sign'] })] }) },
  'key-of-other-algorithm': { jwks: () => ({ keys: [jwk('rsa', { alg: 'PS256' })] }) },
  'key-of-other-kind': { id: (c) => sign(c, { alg: 'ES256', kid: 'rsa', key: keys.ec.privateKey }) },
  'key-of-other-curve': { id: (c) => sign(c, { alg: 'ES256', kid: 'p384', key: keys.p384.privateKey }),
    jwks: () => ({ keys: [jwk('p384')] }) },
  'key-not-on-curve': { id: (c) => sign(c, { alg: 'ES256', kid: 'ec', key: keys.ec.privateKey }),
    jwks: () => ({ keys: [jwk('ec', { x: Buffer.alloc(32, 1).toString('base64url') })] }) },
  'key-odd': { jwks: () => ({ keys: [jwk('rsa', { n: `=${jwk('rsa').n}` })] }) },
  'key-odd-beside': { jwks: () => ({ keys: [jwk('rsa', { d: '=', p: 'A', x: undefined, oth: 7 })] }) },
  'key-secret': { id: (c) => sign(c, { kid: 'oct' }),
    jwks: () => ({ keys: [{ kty: 'oct', k: b64(SECRET), kid: 'oct', alg: 'RS256' }] }) },
  'keys-many': { jwks: () => ({ keys: Array.from({ length: 33 }, (_, i) => jwk('ec', { kid: `${i}` })) }) },
  'keys-long': { jwks: () => ({ keys: [jwk('rsa')], padding: 'x'.repeat(65536) }) },
  'keys-deep': { jwks: () => ({ body: `{"keys":${deep(20000)}}` }) },
  'keys-twice': { jwks: () => ({ body: `{"keys":[],"keys":[${JSON.stringify(jwk('rsa'))}]}` }) },
  'keys-no-list': { jwks: () => ({ keys: { rsa: jwk('rsa') } }) },
  'keys-failing': { jwks: () => ({ status: 503, body: '{}' }) },
  'keys-elsewhere': { jwks: (d, issuer) => redirect(issuer) },
  'critical': { id: (c) => sign(c, { header: { crit: ['exp'] } }) },
  'not-encoded': { id: (c) => { const text = `${b64({ alg: 'RS256', kid: 'rsa', b64: false, crit: ['b64'] })}.{}`;
    return `${text}.${signature('RS256', keys.rsa.privateKey, Buffer.from(text)).toString('base64url')}`; } },
  'access-token': { id: (c) => sign(c, { header: { typ: 'at+jwt' } }) },
  'tampered': { id: (c) => { const [h, , s] = sign(c).split('.'); return `${h}.${b64({ ...c, sub: 'mayor' })}.${s}`; } },
  'signature-missing': { id: (c) => sign(c).replace(/[^.]*$/, '') },
  'two-parts': { id: (c) => sign(c).replace(/\.[^.]*$/, '') },
  'four-parts': { id: (c) => `${sign(c)}.AAAA` },
  'signature-odd': { id: (c) => sign(c).replace(/(.)$/, '=$1') },
  'signature-odd-length': { id: (c) => sign(c).replace(/[^.]*$/, 'A') },
  'payload-odd': { id: (c) => sign(c).replace(/\.(.)/, '.=$1') },
  'payload-missing': { id: (c) => sign(c).replace(/\.[^.]*\./, '..') },
  'padded': { id: (c) => sign(c).replace(/\./, '=.') },
  'no-object': { id: () => sign(['sub']) },
  'claim-twice': { id: () => { const text = `${b64({ alg: 'RS256', kid: 'rsa' })}.${b64('{"sub":"a","sub":"b"}')}`;
    return `${text}.${signature('RS256', keys.rsa.privateKey, Buffer.from(text)).toString('base64url')}`; } },

  'iss-other': { claims: (c) => ({ ...c, iss: 'https://other.example' }) },
  'iss-slash': { claims: (c) => ({ ...c, iss: `${c.iss}/` }) },
  'iss-missing': { claims: (c) => without(c, 'iss') },
  'aud-other': { claims: (c) => ({ ...c, aud: 'another-town' }) },
  'aud-missing': { claims: (c) => without(c, 'aud') },
  'aud-two': { claims: (c) => ({ ...c, aud: [CLIENT, 'another-town'] }) },
  'aud-two-azp': { claims: (c) => ({ ...c, aud: [CLIENT, 'another-town'], azp: CLIENT }) },
  'azp-other': { claims: (c) => ({ ...c, azp: 'another-town' }) },
  'exp-past': { claims: (c) => ({ ...c, iat: now() - 130, exp: now() - 70 }) },
  'exp-missing': { claims: (c) => without(c, 'exp') },
  'exp-text': { claims: (c) => ({ ...c, exp: '9999999999' }) },
  'exp-huge': { claims: (c) => ({ ...c, exp: 1e300 }) },
  'iat-missing': { claims: (c) => without(c, 'iat') },
  'iat-future': { claims: (c) => ({ ...c, iat: now() + 120 }) },
  'iat-old': { claims: (c) => ({ ...c, iat: now() - 600 }) },
  'nbf-future': { claims: (c) => ({ ...c, nbf: now() + 120 }) },
  'nonce-other': { claims: (c) => ({ ...c, nonce: 'of another sign-in' }) },
  'nonce-missing': { claims: (c) => without(c, 'nonce') },
  'nonce-list': { claims: (c) => ({ ...c, nonce: [c.nonce] }) },
  'sub-missing': { claims: (c) => without(c, 'sub') },
  'sub-number': { claims: (c) => ({ ...c, sub: 7 }) },
  'sub-empty': { claims: (c) => ({ ...c, sub: '' }) },
  'sub-long': { claims: (c) => ({ ...c, sub: 'x'.repeat(256) }) },
  'sub-control': { claims: (c) => ({ ...c, sub: 'a\nb' }) },
  'at-hash-other': { claims: (c) => ({ ...c, at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }) },
  'at-hash-number': { claims: (c) => ({ ...c, at_hash: 7 }) },
  'acr-low': { claims: (c) => ({ ...c, acr: 'eidas1' }) },
  'acr-list': { claims: (c) => ({ ...c, acr: ['eidas2'] }) },
  'acr-missing': { claims: (c) => without(c, 'acr') },
  'amr-lacking': { claims: (c) => ({ ...c, amr: ['pwd'] }) },
  'amr-text': { claims: (c) => ({ ...c, amr: 'pwd mfa' }) },
  'auth-time-old': { claims: (c) => ({ ...c, auth_time: now() - 7200 }) },
  'auth-time-missing': { claims: (c) => without(c, 'auth_time') },

  'info-sub-other': { info: (c) => ({ ...c, sub: 'mayor' }) },
  'info-sub-missing': { info: (c) => without(c, 'sub') },
  'info-plain': { userinfo: (d) => ({ type: 'application/json', body: JSON.stringify(d) }) },
  'info-plain-signed': { userinfo: (d) => ({ type: 'application/jwt', body: sign(d) }) },
  'info-html': { userinfo: () => ({ type: 'text/html', body: '<html>' }) },
  'info-list': { userinfo: () => ({ body: '[]' }) },
  'info-unsigned': { signed: (c) => sign(c, { alg: 'none' }) },
  'info-other-key': { signed: (c) => sign(c, { key: keys.other.privateKey }) },
  'info-iss-other': { info: (c) => ({ ...c, iss: 'https://other.example' }) },
  'info-aud-other': { info: (c) => ({ ...c, aud: 'another-town' }) },
  'info-aud-missing': { info: (c) => without(c, 'aud') },
  'info-exp-past': { info: (c) => ({ ...c, exp: now() - 70 }) },
  'info-nul': { signed: (c) => `${sign(c)}\0` },
  'info-elsewhere': { userinfo: (d, issuer) => redirect(issuer) },
  'info-forbidden': { userinfo: () => ({ status: 403, body: '{}' }) },
  'siret-other': { info: (c) => ({ ...c, siret: '21340126800131' }) },
  'siret-missing': { info: (c) => without(c, 'siret') },
  'siret-list': { info: (c) => ({ ...c, siret: ['21340126800130'] }) },
  'siret-number': { info: (c) => ({ ...c, siret: 21340126800130 }) },
  'email-doubtful': { info: (c) => ({ ...c, email_verified: false }) },
  'email-doubtful-text': { info: (c) => ({ ...c, email_verified: 'true' }) },
  'email-two-lines': { info: (c) => ({ ...c, email: 'claire@example.fr\r\nBcc: all@example.fr' }) },
  'name-ugly': { info: (c) => ({ ...c, given_name: 'Claire\r\n\u202e ', usual_name: `D${'u'.repeat(500)}` }) },
  'name-missing': { info: (c) => without(without(c, 'given_name'), 'usual_name') },

  'document-of-other': { metadata: (d) => ({ ...d, issuer: 'https://other.example' }) },
  'document-slash': { metadata: (d) => ({ ...d, issuer: `${d.issuer}/` }) },
  'document-list': { metadata: () => ({ body: '[]' }) },
  'document-html': { metadata: () => ({ type: 'text/html', body: '<html>' }) },
  'document-long': { metadata: (d) => ({ ...d, padding: 'x'.repeat(65536) }) },
  'document-endless': { endless: true },
  'document-head': { metadata: (d) => ({ headers: { padding: 'x'.repeat(20000) }, body: JSON.stringify(d) }) },
  'document-deep': { metadata: () => ({ body: `{"a":${deep(20000)}}` }) },
  'document-drips': { drips: true },
  'document-failing': { metadata: () => ({ status: 500, body: '' }) },
  'document-elsewhere': { metadata: (d, issuer) => redirect(issuer) },
  'token-endpoint-plain': { metadata: (d) => ({ ...d, token_endpoint: 'http://10.0.0.1/token' }) },
  'token-endpoint-file': { metadata: (d) => ({ ...d, token_endpoint: 'file:///etc/passwd' }) },
  'token-endpoint-named': { metadata: (d) => ({ ...d, token_endpoint: 'https://user@other.example/' }) },
  'token-endpoint-missing': { metadata: (d) => without(d, 'token_endpoint') },
  'jwks-missing': { metadata: (d) => without(d, 'jwks_uri') },
  'userinfo-missing': { metadata: (d) => without(d, 'userinfo_endpoint') },
  'linklocal': { metadata: (d) => ({ ...d, token_endpoint: 'https://169.254.169.254/' }) },

  'token-drips': { tokenDrips: true },
  'token-elsewhere': { token: (d, issuer) => redirect(issuer) },
  'token-refused': { token: () => ({ status: 400, body: '{"error":"invalid_grant"}' }) },
  'token-html': { token: () => ({ type: 'text/html', body: '<html>' }) },
  'token-endless': { token: (d) => ({ ...d, padding: 'x'.repeat(70000) }) },
  'token-type': { token: (d) => ({ ...d, token_type: 'mac' }) },
  'token-lines': { token: (d) => ({ ...d, access_token: 'a\r\nHost: other.example' }) },
  'token-without-id': { token: (d) => without(d, 'id_token') },
  'token-without-access': { token: (d) => without(d, 'access_token') },

  'iss-advertised': { metadata: (d) => ({ ...d, authorization_response_iss_parameter_supported: true }) },
  'rotated': { id: (c) => sign(c, { kid: 'other', key: keys.other.privateKey }),
    jwks: (d, issuer, count) => ({ keys: [jwk('rsa'), ...(count > 1 ? [jwk('other')] : [])] }) },
  'query': { metadata: (d) => ({ ...d, authorization_endpoint: `${d.authorization_endpoint}?realm=1` }) },
};

const person = { sub: 'claire', given_name: 'Claire', usual_name: 'Dubois', email: 'claire@example.fr', siret: '21340126800130' };
const counts = {};

function idToken(lie, issuer, nonce, access) {
  const hash = crypto.createHash('sha256').update(access).digest().subarray(0, 16).toString('base64url');
  const claims = { iss: issuer, sub: person.sub, aud: CLIENT, iat: now(), exp: now() + 60, nonce, at_hash: hash,
    acr: 'eidas2', amr: ['pwd', 'mfa'], auth_time: now() };
  return (lie.id ?? sign)(lie.claims ? lie.claims(claims, issuer) : claims, issuer);
}

const documents = {
  '.well-known/openid-configuration': (lie, issuer) => {
    const d = { issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/userinfo`, jwks_uri: `${issuer}/jwks`, end_session_endpoint: `${issuer}/session/end` };
    return lie.metadata ? lie.metadata(d, issuer) : d;
  },
  'jwks': (lie, issuer, request, count) => {
    const d = { keys: [jwk('rsa'), jwk('ec')] };
    return lie.jwks ? lie.jwks(d, issuer, count) : d;
  },
  'token': (lie, issuer, request) => {
    const access = crypto.randomBytes(16).toString('hex');
    const d = { access_token: access, token_type: 'Bearer',
      id_token: idToken(lie, issuer, new URLSearchParams(request.text).get('code'), access) };
    return lie.token ? lie.token(d, issuer) : d;
  },
  'userinfo': (lie, issuer, request) => {
    const claims = { iss: issuer, aud: CLIENT, iat: now(), exp: now() + 60, ...person };
    const d = lie.info ? lie.info(claims, issuer) : claims;
    if (lie.userinfo)
      return lie.userinfo(d, issuer);
    return request.headers.accept === 'application/jwt'
      ? { type: 'application/jwt', body: (lie.signed ?? sign)(d) } : d;
  },
  'elsewhere': () => ({ keys: [jwk('other')] }),
};

function write(response, { status = 200, type = 'application/json', headers = {}, body }) {
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(body);
}

// Bodies without an end: as fast as they are read, or a byte now and then.
function flood(response, slow) {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(slow ? ' ' : ' '.repeat(32768)), slow ? 200 : 1);
  response.on('close', () => clearInterval(timer));
}

function serve(request, response) {
  const match = /^\/([a-z0-9-]+)\/(?:count\/)?(.+)$/.exec(request.url);
  const lie = match && lies[match[1]];
  if (!lie)
    return write(response, { status: 404, body: '{}' });
  const issuer = `http://127.0.0.1:${server.address().port}/${match[1]}`;
  const key = `${match[1]}/${match[2]}`;
  if (request.url.includes('/count/'))
    return write(response, { type: 'text/plain', body: `${counts[key] ?? 0}` });
  counts[key] = (counts[key] ?? 0) + 1;
  if (match[2].startsWith('.well-known') && (lie.endless || lie.drips))
    return flood(response, lie.drips);
  if (match[2] === 'token' && lie.tokenDrips)
    return flood(response, true);
  const document = documents[match[2]]?.(lie, issuer, request, counts[key]) ?? { status: 404, body: '{}' };
  return write(response, 'body' in document ? document : { body: JSON.stringify(document) });
}

const server = http.createServer((request, response) => {
  request.text = '';
  request.on('data', (chunk) => { request.text += chunk; });
  request.on('end', () => serve(request, response));
});

server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
