// Signatures printed in RFCs whose payloads are no claims, made again by the engines byte for byte; and the committed
// vectors themselves against node:crypto.
import { constants, createHmac, createPublicKey, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { factsOf } from '../src/algorithms/table.ts'
import * as asyncEngine from '../src/api/async/engine.ts'
import * as syncEngine from '../src/api/sync/engine.ts'
import { encodeBase64url } from '../src/encoding/base64url.ts'
import { readJwk } from '../src/keys/jwk.ts'
import { ed25519, p256, p384, p521, rsa, rsa1024, rsaOther, secrets } from './vectors/keys.ts'
import type { RfcExample } from './vectors/tokens.ts'
import { rfc, special, tokens } from './vectors/tokens.ts'

const text = (signature: Uint8Array | string) =>
  typeof signature === 'string' ? signature : encodeBase64url(signature)

async function resign(
  { alg, jwk, token }: RfcExample,
  engine: typeof asyncEngine | typeof syncEngine,
): Promise<string> {
  const facts = factsOf(alg) as NonNullable<ReturnType<typeof factsOf>>
  const input = token.slice(0, token.lastIndexOf('.'))
  const handle = await engine.load(readJwk(jwk), facts, 'sign', undefined)
  return `${input}.${text(await engine.signText(handle as never, facts, input))}`
}

const deterministic = Object.entries(rfc).filter(([, { alg }]) => /^(HS|RS|Ed)/.test(alg))

describe.each([
  ['the async engine', asyncEngine],
  ['the sync engine', syncEngine],
] as const)('%s', (_, engine) => {
  it.each(deterministic)('makes the signature of %s again', async (_section, example) => {
    expect(await resign(example, engine)).toBe(example.token)
  })
})

const PUBLIC = { RS: rsa, PS: rsa, ES256: p256, ES384: p384, ES512: p521, Ed: ed25519 } as const

/** True when node:crypto finds that the signature holds. */
function holds(alg: string, token: string, pem?: string): boolean {
  const [header, payload, signature] = token.split('.') as [string, string, string]
  const input = Buffer.from(`${header}.${payload}`)
  const hash = `sha${alg.slice(2)}`
  if (alg.startsWith('HS')) {
    return (
      createHmac(hash, secrets[alg as 'HS256'])
        .update(input)
        .digest('base64url') === signature
    )
  }
  const pair = PUBLIC[alg as 'ES256'] ?? PUBLIC[alg.slice(0, 2) as 'RS']
  const padding = alg.startsWith('PS')
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: Number(alg.slice(2)) / 8 }
    : {}
  const key = createPublicKey(pem ?? pair.publicPem)
  const how = { key, dsaEncoding: 'ieee-p1363' as const, ...padding }
  return verify(alg.startsWith('Ed') ? null : hash, input, how, Buffer.from(signature, 'base64url'))
}

describe('the committed tokens', () => {
  it.each(Object.entries(tokens))('of %s hold for node:crypto', (alg, token) => {
    expect(holds(alg, token)).toBe(true)
  })

  it('out of the ordinary hold for node:crypto', () => {
    expect(holds('RS256', special.rsaOther, rsaOther.publicPem)).toBe(true)
    expect(holds('RS256', special.otherWithKid, rsaOther.publicPem)).toBe(true)
    expect(holds('RS256', special.rsa1024, rsa1024.publicPem)).toBe(true)
    expect(holds('RS256', special.withKid)).toBe(true)
    expect(holds('ES256', special.es256Short)).toBe(true)
  })
})
