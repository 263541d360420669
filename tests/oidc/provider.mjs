// A certified OpenID provider (npm's oidc-provider) for the browser tests. Environment: OIDC_LIBRARY, its folder; OIDC_PORT; OIDC_REDIRECTS,
// where it may send people back, and OIDC_AFTER, where to after signing out, both separated by commas.
// Anybody signs in by the name that he types; `GROUPS` says what he belongs to. `POST /rotate` puts a new signing key in the place of
// the old one, as a provider does from time to time.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const { OIDC_LIBRARY, OIDC_PORT, OIDC_REDIRECTS, OIDC_AFTER } = process.env;
const { default: Provider } = await import(pathToFileURL(`${OIDC_LIBRARY}/lib/index.js`));

const GROUPS = { hanako: ["faq", "人事"], taro: ["faq"], nobody: [] };

const account = (id) => ({
  accountId: id,
  claims: () => ({
    sub: id,
    name: id,
    email: `${id}@example.co.jp`,
    email_verified: true,
    groups: GROUPS[id] ?? [],
  }),
});

let made = 0;
const key = () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  made += 1;
  return { ...privateKey.export({ format: "jwk" }), kid: `key-${made}`, alg: "RS256", use: "sig" };
};

const start = () => {
  const provider = new Provider(`http://127.0.0.1:${OIDC_PORT}`, {
    clients: [
      {
        client_id: "kotae",
        client_secret: "a secret of the tests, long enough for HS256",
        redirect_uris: OIDC_REDIRECTS.split(","),
        post_logout_redirect_uris: OIDC_AFTER.split(","),
        grant_types: ["authorization_code", "refresh_token"],
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
    // Claims stand in the ID token, too.
    conformIdTokenClaims: false,
    cookies: { keys: ["only for tests"] },
    findAccount: (_, id) => account(id),
    jwks: { keys: [key()] },
    pkce: { required: () => true },
    ttl: { Session: 3600, Grant: 3600, Interaction: 3600, AccessToken: 600, IdToken: 600, RefreshToken: 3600 },
  });
  return provider.callback();
};

let answer = start();
createServer((request, response) => {
  if (request.method === "POST" && request.url === "/rotate") {
    answer = start();
    response.end();
    return;
  }
  answer(request, response);
}).listen(Number(OIDC_PORT), "127.0.0.1", () => console.log("the provider is ready"));
