// The tests' own signing kit against node:crypto: what it forges is what it says.
import { createHash, createHmac, randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { base64url, bytesOf, forge, hmac, secret, sha256, utf8 } from './forge.ts'

const samples = Array.from({ length: 140 }, (_, length) => randomBytes(length))

it('hashes as node:crypto does, at every length around the blocks', () => {
  for (const sample of samples)
    expect(Buffer.from(sha256([...sample]))).toEqual(createHash('sha256').update(sample).digest())
})

it('computes HMAC as node:crypto does, with short and long keys', () => {
  for (const sample of samples) {
    expect(Buffer.from(hmac([...sample], [...sample]))).toEqual(createHmac('sha256', sample).update(sample).digest())
  }
})

it('encodes and decodes base64url as node does', () => {
  for (const sample of samples) {
    expect(base64url(sample)).toBe(sample.toString('base64url'))
    expect(Buffer.from(bytesOf(base64url(sample)))).toEqual(sample)
  }
})

it('encodes UTF-8 as node does', () => {
  for (const text of ['', 'plain %41', 'ä€\u{1f600}\0']) expect(Buffer.from(utf8(text))).toEqual(Buffer.from(text))
})

it('forges a token whose parts and signature are what was asked for', () => {
  const [header, payload, signature] = forge({ alg: 'x' }, Uint8Array.of(0xff)).split('.') as [string, string, string]
  expect(Buffer.from(header, 'base64url').toString()).toBe('{"alg":"x"}')
  expect(payload).toBe('_w')
  expect(signature).toBe(createHmac('sha256', secret).update(`${header}.${payload}`).digest('base64url'))
})
