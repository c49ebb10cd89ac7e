import { describe, expect, it } from 'vitest'
import { noteOnClaim, noteOnParameter } from '../../src/playground/model/claims.ts'

const NOW = 1_700_000_000

describe('noteOnClaim', () => {
  it.each([
    ['exp', NOW, 'bad', 'expired now'],
    ['exp', NOW - 60, 'bad', 'expired 1 minute ago: 14 Nov 2023 22:12:20 UTC'],
    ['exp', NOW + 60, 'plain', 'expires in 1 minute'],
    ['nbf', NOW + 60, 'bad', 'becomes valid in 1 minute'],
    ['nbf', NOW, 'plain', 'valid since now'],
    ['iat', NOW - 60, 'plain', 'issued 1 minute ago'],
    ['iat', NOW + 60, 'wary', 'issued in 1 minute'],
    ['exp', NOW * 1000, 'wary', 'Milliseconds?'],
    ['exp', `${NOW}`, 'bad', 'always refused'],
    ['nbf', null, 'bad', 'always refused'],
    ['iat', Number.POSITIVE_INFINITY, 'bad', 'always refused'],
    ['iss', 'https://issuer.example', 'plain', 'issuer'],
  ] as const)('%s of %s is %s: %s', (name, value, tone, words) => {
    expect(noteOnClaim(name, value, NOW)).toEqual({ tone, text: expect.stringContaining(words) })
  })

  it('has nothing to say of a name that only looks registered', () => {
    expect(noteOnClaim('role', 'admin', NOW)).toBeUndefined()
    expect(noteOnClaim('constructor', 'admin', NOW)).toBeUndefined()
    expect(noteOnClaim('__proto__', {}, NOW)).toBeUndefined()
  })
})

describe('noteOnParameter', () => {
  it.each([
    ['alg', 'nOnE', 'bad'],
    ['jku', 'https://attacker.example', 'wary'],
    ['jwk', {}, 'wary'],
    ['x5c', [], 'wary'],
    ['x5u', '', 'wary'],
    ['crit', ['b64'], 'wary'],
    ['kid', 'a', 'plain'],
  ] as const)('takes %s of %j as %s', (name, value, tone) => {
    expect(noteOnParameter(name, value)?.tone).toBe(tone)
  })

  it('has nothing to say of an ordinary algorithm', () => {
    expect(noteOnParameter('alg', 'RS256')).toBeUndefined()
  })
})
