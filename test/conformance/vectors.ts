// Known answers: what RFCs print, what node:crypto made, and signatures that must come out byte for byte.
import { ed25519, p256, p384, p521, rsa, rsa1024, secrets } from '../vectors/keys.ts'
import { joe, type RfcExample, rfc, special, tokens, vectorPayload } from '../vectors/tokens.ts'
import { type Case, equal, type Group, holds, type Need, refused } from './case.ts'
import { NOW } from './forge.ts'

/** The one key or secret of each algorithm, for verifying and for signing. */
const KEYS: { readonly [algorithm: string]: readonly [verifying: string, signing: string] } = {
  HS256: [secrets.HS256, secrets.HS256],
  HS384: [secrets.HS384, secrets.HS384],
  HS512: [secrets.HS512, secrets.HS512],
  ...Object.fromEntries(
    ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'].map((name) => [name, [rsa.publicPem, rsa.privatePem]]),
  ),
  ES256: [p256.publicPem, p256.privatePem],
  ES384: [p384.publicPem, p384.privatePem],
  ES512: [p521.publicPem, p521.privatePem],
  Ed25519: [ed25519.publicPem, ed25519.privatePem],
  EdDSA: [ed25519.publicPem, ed25519.privatePem],
}

function needOf(algorithm: string): readonly Need[] {
  return algorithm.startsWith('ES') ? ['ecdsa'] : algorithm.startsWith('Ed') ? ['ed25519'] : []
}

/** A token with one bit of one part's bytes changed, in its own strict spelling. */
function changed(token: string, part: number): string {
  const parts = token.split('.')
  const text = parts[part] as string
  parts[part] = `${text[0] === 'e' ? 'f' : text[0] === 'A' ? 'B' : 'A'}${text.slice(1)}`
  return parts.join('.')
}

const algorithms: readonly Case[] = Object.entries(tokens).map(([algorithm, token]) => ({
  name: `verifies an ${algorithm} token of node:crypto, and not with a bit of it changed`,
  needs: needOf(algorithm),
  async run(lib) {
    const [key] = KEYS[algorithm] as readonly [string, string]
    const verify = { algorithms: [algorithm], now: NOW }
    equal(await lib.verify(token, key, verify), vectorPayload)
    await refused('ERR_SIGNATURE', () => lib.verify(changed(token, 2), key, verify))
    await refused('ERR_SIGNATURE', () => lib.verify(changed(token, 1), key, verify))
  },
}))

const answers: readonly Case[] = Object.entries(tokens)
  .filter(([algorithm]) => !/^[PE]S/.test(algorithm))
  .map(([algorithm, token]) => ({
    name: `signs with ${algorithm} byte for byte as node:crypto does`,
    needs: algorithm.startsWith('HS') ? [] : ['private keys', ...needOf(algorithm)],
    async run(lib) {
      const [, key] = KEYS[algorithm] as readonly [string, string]
      const more = { now: vectorPayload.iat, expiresIn: vectorPayload.exp - vectorPayload.iat }
      equal(await lib.sign({ sub: 'vector' }, key, { algorithm, ...more }), token)
    },
  }))

/** What may be known of an RFC's key: a secret, or the public members. */
function verifying({ jwk }: RfcExample): object {
  const { kty, n, e, crv, x, y, k } = jwk
  return JSON.parse(JSON.stringify({ kty, n, e, crv, x, y, k }))
}

const printed: readonly Case[] = ['RFC 7515 A.1', 'RFC 7515 A.2', 'RFC 7515 A.3'].map((section) => {
  const example = rfc[section] as RfcExample
  const { alg, token } = example
  const key = verifying(example)
  return {
    name: `verifies the ${alg} token of ${section}${section.endsWith('A.1') ? ' (RFC 7519 §3.1)' : ''}, expired since 2011`,
    needs: needOf(alg),
    async run(lib) {
      const verify = { algorithms: [alg], issuer: 'joe' }
      equal(await lib.verify(token, key, { ...verify, now: joe.exp - 1 }), joe)
      await refused('ERR_TOKEN_EXPIRED', () => lib.verify(token, key, { ...verify, now: joe.exp }))
      await refused('ERR_TOKEN_EXPIRED', () => lib.verify(token, key, verify))
      await refused('ERR_SIGNATURE', () => lib.verify(changed(token, 2), key, { ...verify, now: joe.exp - 1 }))
    },
  }
})

/** Their payloads are no JSON: where the signature holds that is what is said, and only there. */
const texts: readonly Case[] = Object.entries(rfc)
  .filter(([section]) => !/7515 A\.[123]/.test(section))
  .map(([section, example]) => ({
    name: `finds that the ${example.alg} signature of ${section} holds, and its payload is no JSON object`,
    needs: needOf(example.alg),
    async run(lib) {
      const { alg, token } = example
      const key = verifying(example)
      const error = await refused('ERR_TOKEN_MALFORMED', () => lib.verify(token, key, { algorithms: [alg] }))
      holds(/payload/.test(error.message), error.message)
      await refused('ERR_SIGNATURE', () => lib.verify(changed(token, 2), key, { algorithms: [alg] }))
      await refused('ERR_SIGNATURE', () => lib.verify(changed(token, 1), key, { algorithms: [alg] }))
      await refused('ERR_TOKEN_MALFORMED', () => lib.decode(token))
    },
  }))

const refusals: readonly Case[] = [
  {
    name: 'refuses the unsecured token of RFC 7519 §6.1 and RFC 7515 A.5',
    async run(lib) {
      const payload = (rfc['RFC 7515 A.1'] as RfcExample).token.split('.')[1]
      const unsecured = `eyJhbGciOiJub25lIn0.${payload}.`
      await refused('ERR_ALG_NOT_ALLOWED', () =>
        lib.verify(unsecured, secrets.HS256, { algorithms: ['HS256'], now: NOW }),
      )
      equal(await lib.decode(unsecured), joe)
    },
  },
  {
    name: 'verifies with an RSA key of 1024 bits only where weak keys are admitted',
    async run(lib) {
      const verify = { algorithms: ['RS256'], now: NOW }
      await refused('ERR_KEY_WEAK', () => lib.verify(special.rsa1024, rsa1024.publicPem, verify))
      equal(await lib.verify(special.rsa1024, rsa1024.publicPem, { ...verify, allowWeakKeys: true }), vectorPayload)
    },
  },
]

export const group: Group = {
  name: 'known answers',
  cases: [...algorithms, ...answers, ...printed, ...texts, ...refusals],
}
