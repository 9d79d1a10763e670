// SPDX-License-Identifier: GPL-3.0-or-later
// An honest OpenID provider, npm's oidc-provider, in one of three ways:
//   citizens   as FranceConnect: secret in the form, signed userinfo, acr_values needed
//   agents     as ProConnect: basic, signed userinfo, claims by name, unknown parameters refused
//   keys       a stricter one: private_key_jwt, PKCE needed, plain userinfo, iss in its answers
// Whoever comes is signed in as "claire". GET /client-key gives the client's private key.
// oidc-honest.mjs WAY [REDIRECT-URI]. Prints its issuer; ends with its standard input.
import crypto from 'node:crypto';
import http from 'node:http';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [way, redirect = 'https://parvis.example/sign-in/callback'] = process.argv.slice(2);
const from = createRequire(`${process.env.PARVIS_TEST_WEB}/`);
console.warn = () => {};   // that it keeps all in memory is what a test wants
const { default: Provider } = await import(pathToFileURL(from.resolve('oidc-provider')));

const makeKey = (alg, kid) => {
  const pair = alg === 'ES256' ? crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' })
    : crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...pair.privateKey.export({ format: 'jwk' }), kid, alg, use: 'sig' };
};
const publicPart = ({ d, p, q, dp, dq, qi, ...rest }) => rest;
const clientKey = makeKey('ES256', 'client');

const ways = {
  citizens: {
    alg: 'ES256',
    client: { client_secret: 'a secret that only two know, 32+', token_endpoint_auth_method: 'client_secret_post' },
    needed: ['acr_values', 'state', 'nonce'],
    claims: { identite_pivot: ['given_name', 'family_name', 'birthdate'] },
  },
  agents: {
    alg: 'RS256',
    client: { client_secret: 'a secret that only two know, 32+', token_endpoint_auth_method: 'client_secret_basic' },
    known: ['response_type', 'client_id', 'redirect_uri', 'scope', 'state', 'nonce', 'acr_values', 'claims', 'prompt', 'login_hint'],
    claims: { given_name: ['given_name'], usual_name: ['usual_name'], siret: ['siret'] },
  },
  keys: {
    alg: 'PS256', plain: true, pkce: true,
    client: { jwks: { keys: [publicPart(clientKey)] }, token_endpoint_auth_method: 'private_key_jwt' },
    claims: { profile: ['name'] },
  },
};
const { alg, client, known, needed = [], claims, plain, pkce } = ways[way];
const person = { given_name: 'Claire', usual_name: 'Dubois', family_name: 'DUBOIS', name: 'Claire Dubois',
  birthdate: '1962-08-24', email: 'claire@example.fr', siret: '21340126800130' };

const server = http.createServer();
await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
const issuer = `http://127.0.0.1:${server.address().port}/api/v2`;

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'parvis', redirect_uris: [redirect],
    post_logout_redirect_uris: ['https://parvis.example/'], response_types: ['code'],
    application_type: redirect.startsWith('https:') ? 'web' : 'native',
    grant_types: ['authorization_code'], id_token_signed_response_alg: alg,
    ...(plain ? { token_endpoint_auth_signing_alg: 'ES256' } : { userinfo_signed_response_alg: alg }), ...client,
  }],
  jwks: { keys: [makeKey(alg, 'provider')] },
  features: { devInteractions: { enabled: false }, jwtUserinfo: { enabled: true }, claimsParameter: { enabled: true },
    rpInitiatedLogout: { enabled: true } },
  acrValues: ['eidas1', 'eidas2'],
  claims: { openid: ['sub'], acr: null, amr: null, email: ['email'], ...claims },
  pkce: { required: () => Boolean(pkce), methods: ['S256'] },
  clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
  enabledJWA: { idTokenSigningAlgValues: [alg], userinfoSigningAlgValues: [alg],
    clientAuthSigningAlgValues: ['ES256', 'HS256'] },
  findAccount: (context, id) => ({ accountId: id, claims: () => ({ sub: id, ...person }) }),
  interactions: { url: (context, interaction) => `/login/${interaction.uid}` },
  ttl: { AccessToken: 60, IdToken: 60, AuthorizationCode: 30, Session: 600, Interaction: 600, Grant: 600 },
  cookies: { keys: ['for tests'] },
});

provider.use(async (context, next) => {
  if (context.path === '/auth') {
    const names = Object.keys(context.query);
    if (known && names.some((name) => !known.includes(name)))
      context.throw(400, `unknown parameter among ${names}`);
    if (needed.some((name) => !names.includes(name)))
      context.throw(400, 'a parameter is missing');
  }
  await next();
});

async function signIn(request, response) {
  const { params } = await provider.interactionDetails(request, response);
  const grant = new provider.Grant({ accountId: 'claire', clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  grant.addOIDCClaims(['acr', 'amr']);
  const grantId = await grant.save();
  await provider.interactionFinished(request, response,
    { login: { accountId: 'claire', acr: 'eidas2', amr: ['pwd', 'mfa'] }, consent: { grantId } },
    { mergeWithLastSubmission: false });
}

const answer = provider.callback();
server.on('request', (request, response) => {
  if (request.url === '/client-key')
    response.end(JSON.stringify(clientKey));
  else if (request.url.startsWith('/login/'))
    signIn(request, response).catch((error) => { response.statusCode = 500; response.end(`${error}`); });
  else if (request.url.startsWith('/api/v2/')) {
    request.originalUrl = request.url;
    request.url = request.url.slice('/api/v2'.length);
    answer(request, response);
  } else
    answer(request, response);
});

console.log(issuer);
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
