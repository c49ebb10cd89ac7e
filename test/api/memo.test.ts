import { createPublicKey, createSecretKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { rememberKey } from '../../src/api/memo.ts'
import type { Key } from '../../src/keys/key.ts'
import { PUBLIC_FORMATS } from '../../src/keys/spki.ts'
import { p256, rsa, rsaOther, secrets } from '../vectors/keys.ts'

const forVerifying = (input: unknown, kty: 'RSA' | 'oct' | 'EC' = 'RSA'): Key =>
  rememberKey(input, kty, 'verify', PUBLIC_FORMATS)

describe('a key given as text', () => {
  it('is read once for each family and operation', () => {
    const first = forVerifying(rsa.publicPem)
    expect(forVerifying(rsa.publicPem)).toBe(first)
    expect(forVerifying(rsa.publicPem, 'EC')).not.toBe(first)
    expect(rememberKey(rsa.publicPem, 'RSA', 'sign', PUBLIC_FORMATS)).not.toBe(first)
    expect(forVerifying(rsaOther.publicPem)).not.toBe(first)
  })

  it('is forgotten after a hundred others, the oldest first', () => {
    const secret = (count: number) => `${secrets.HS256}${count}`
    const first = forVerifying(secret(0), 'oct')
    const second = forVerifying(secret(1), 'oct')
    for (let count = 2; count < 100; count++) forVerifying(secret(count), 'oct')
    expect(forVerifying(secret(0), 'oct')).toBe(first)
    forVerifying(secret(100), 'oct')
    expect(forVerifying(secret(1), 'oct')).toBe(second)
    expect(forVerifying(secret(0), 'oct')).not.toBe(first)
  })

  it('that cannot be read is not remembered, and says so each time', () => {
    for (let round = 0; round < 2; round++) expect(() => forVerifying('no key')).toThrow(/PEM/)
  })
})

describe('a key given as an object', () => {
  it('is read once, as long as it stays the same', () => {
    const bytes = Buffer.from(secrets.HS256)
    const jwk: { [member: string]: unknown } = { ...rsa.publicJwk, key_ops: ['verify'] }
    for (const [input, kty] of [
      [bytes, 'oct'],
      [jwk, 'RSA'],
      [createPublicKey(rsa.publicPem), 'RSA'],
    ] as const) {
      expect(forVerifying(input, kty)).toBe(forVerifying(input, kty))
    }
    const before = forVerifying(jwk)
    jwk['kid'] = 'k'
    expect(forVerifying(jwk).kid).toBe('k')
    delete jwk['kid']
    expect(forVerifying(jwk)).not.toBe(before)
    expect(forVerifying(jwk).kid).toBeUndefined()
  })

  it('is read anew when one of its lists has changed, whatever stands in the lists', () => {
    const odd = [Symbol('a'), Object.create(null), JSON.parse('['.repeat(9000) + ']'.repeat(9000))]
    const jwk = { ...rsa.publicJwk, key_ops: ['verify', 'x'], x5c: odd }
    const first = forVerifying(jwk)
    expect(forVerifying(jwk)).toBe(first)
    jwk.key_ops = ['verify,x']
    expect(forVerifying(jwk).ops).toEqual(['verify,x'])
    jwk.key_ops = ['verify', 'y']
    expect(forVerifying(jwk).ops).toEqual(['verify', 'y'])
    Object.assign(jwk, { key_ops: 2, verify: 'y' })
    expect(() => forVerifying(jwk)).toThrow('key_ops')
  })

  it('is read anew for another operation', () => {
    const jwk = { ...rsa.publicJwk }
    const first = forVerifying(jwk)
    expect(rememberKey(jwk, 'RSA', 'sign', PUBLIC_FORMATS)).not.toBe(first)
  })

  it('is read anew when one byte, the last byte or the length has changed', () => {
    const bytes = Buffer.from(secrets.HS256)
    for (const change of [() => (bytes[0] = 1), () => (bytes[31] = 1), () => bytes.fill(7)]) {
      const before = forVerifying(bytes, 'oct')
      expect(forVerifying(bytes, 'oct')).toBe(before)
      change()
      expect(forVerifying(bytes, 'oct')).not.toBe(before)
    }
  })

  it('is the half of a pair that the operation needs', () => {
    const pair = { privateKey: { ...rsa.privateJwk }, publicKey: { ...rsa.publicJwk } }
    expect(forVerifying(pair).side).toBe('public')
    expect(forVerifying(pair)).toBe(forVerifying(pair.publicKey))
    expect(rememberKey(pair, 'RSA', 'sign', PUBLIC_FORMATS).side).toBe('private')
  })

  it('that has been read already goes through as it is', () => {
    const key = forVerifying(p256.publicPem, 'EC')
    expect(forVerifying(key, 'RSA')).toBe(key)
    expect(forVerifying({ publicKey: key })).toBe(key)
  })

  it('of node:crypto that holds a secret is read by its own kind', () => {
    expect(forVerifying(createSecretKey(Buffer.from(secrets.HS256)), 'oct').kty).toBe('oct')
  })
})
