import { describe, expect, it } from 'vitest'
import { everyAlgorithm, factsOf } from '../../src/algorithms/table.ts'

describe('the table of algorithms', () => {
  it('has the algorithms of RFC 7518 §3.1, RFC 8037 and RFC 9864, and no other', () => {
    expect(everyAlgorithm().map(({ name }) => name)).toEqual([
      ...['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
      ...['ES256', 'ES384', 'ES512', 'Ed25519', 'EdDSA'],
    ])
  })

  it.each(everyAlgorithm())('$name stands under its own name, with facts that fit it', (facts) => {
    expect(factsOf(facts.name)).toBe(facts)
    const [, family = '', bits] = /^([A-Z]{2})(\d+)$/.exec(facts.name) ?? []
    const kinds: { [family: string]: readonly string[] } = {
      HS: ['oct', 'HMAC'],
      RS: ['RSA', 'RSASSA-PKCS1-v1_5'],
      PS: ['RSA', 'RSA-PSS'],
      ES: ['EC', 'ECDSA'],
    }
    expect([facts.kty, facts.scheme]).toEqual(kinds[family] ?? ['OKP', 'Ed25519'])
    expect(facts.hash).toBe(`SHA-${bits ?? 512}`)
  })

  it('has the lengths of signatures, and the shortest secrets', () => {
    const sizes = everyAlgorithm().map(({ name, size, crv }) => [name, size, crv])
    expect(sizes.filter(([, size, crv]) => size ?? crv)).toEqual([
      ['HS256', 32, undefined],
      ['HS384', 48, undefined],
      ['HS512', 64, undefined],
      ['ES256', 64, 'P-256'],
      ['ES384', 96, 'P-384'],
      ['ES512', 132, 'P-521'],
      ['Ed25519', 64, 'Ed25519'],
      ['EdDSA', 64, 'Ed25519'],
    ])
  })

  it.each(['none', 'hs256', 'HS256 ', '', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'ES256K'])(
    'knows no %j',
    (name) => {
      expect(factsOf(name)).toBeUndefined()
    },
  )

  it('knows names that are texts only, and none that would turn into one', () => {
    for (const name of [['HS256'], { toString: () => 'HS256' }, undefined, null, 256])
      expect(factsOf(name)).toBeUndefined()
  })
})
