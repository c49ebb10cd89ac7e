// The async engine where the runtime lacks something, refuses something, or is not there at all.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type AlgorithmFacts, factsOf } from '../../src/algorithms/table.ts'
import { loadedHandle, loadHandle } from '../../src/engines/webcrypto.ts'
import {
  exportJwk,
  exportPem,
  generateKeyPair,
  generateSecret,
  importKey,
  isJwtError,
  type JwtError,
  sign,
  thumbprint,
  verify,
} from '../../src/index.ts'
import { readJwk } from '../../src/keys/jwk.ts'
import { Key } from '../../src/keys/key.ts'
import { hs256, live, NOW, secret } from '../conformance/forge.ts'
import { derOf } from '../encoding/bytes.ts'
import { ed25519, p256, p521, rsa, rsaOther, secrets } from '../vectors/keys.ts'
import { rsa8192 } from '../vectors/long-keys.ts'
import { tokens, vectorPayload } from '../vectors/tokens.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const { subtle } = globalThis.crypto
const facts = (name: string) => factsOf(name) as AlgorithmFacts
const hs = { algorithms: ['HS256'], now: NOW } as const
const rs = { algorithms: ['RS256'], now: NOW } as const

/** The error that a promise ends with. */
async function errorOf(promise: Promise<unknown>): Promise<JwtError> {
  const error = await promise.then(
    (value) => value,
    (reason: unknown) => reason,
  )
  expect(isJwtError(error), String(error)).toBe(true)
  return error as JwtError
}

/** An error as Web Crypto raises it. */
function domError(name: string): Error {
  return Object.assign(new Error('x'), { name })
}

/** A secret that no other test has made ready. */
let count = 0
const fresh = () => `${secret}${count++}`

describe('without crypto.subtle', () => {
  it('says that the page came over plain http', async () => {
    vi.stubGlobal('crypto', { getRandomValues: () => 0 })
    vi.stubGlobal('isSecureContext', false)
    const error = await errorOf(verify(hs256(live), fresh(), hs))
    expect(error.code).toBe('ERR_NO_WEBCRYPTO')
    expect(error.message).toMatch(/plain http.*countersign\/sync/)
  })

  it.each([undefined, {}, { subtle: undefined }])('says since when Node has it, with crypto %o', async (crypto) => {
    vi.stubGlobal('crypto', crypto)
    for (const action of [
      verify(hs256(live), fresh(), hs),
      sign(live, fresh(), { algorithm: 'HS256' }),
      generateKeyPair('ES256'),
      thumbprint(rsa.publicPem),
      importKey(rsa.publicPem, 'RS384'),
    ]) {
      const error = await errorOf(action)
      expect(error.code).toBe('ERR_NO_WEBCRYPTO')
      expect(error.message).toMatch(/Node 20\.19/)
    }
  })

  it('exports what it holds', async () => {
    vi.stubGlobal('crypto', undefined)
    expect(await exportJwk(rsa.publicPem)).toEqual(rsa.publicJwk)
  })

  it('does not remember that it was missing', async () => {
    const key = fresh()
    vi.stubGlobal('crypto', undefined)
    await errorOf(sign(live, key, { algorithm: 'HS256', now: NOW }))
    vi.unstubAllGlobals()
    expect(await verify(await sign(live, key, { algorithm: 'HS256', now: NOW, noTimestamp: true }), key, hs)).toEqual(
      live,
    )
  })
})

describe('a runtime that refuses', () => {
  it('says that it does not support the algorithm, by the name of the error', async () => {
    vi.spyOn(subtle, 'importKey').mockRejectedValue(domError('NotSupportedError'))
    for (const action of [
      verify(tokens.EdDSA, { ...ed25519.publicJwk }, { algorithms: ['EdDSA'], now: NOW }),
      sign(live, { ...ed25519.privateJwk }, { algorithm: 'EdDSA' }),
      importKey({ ...ed25519.publicJwk }, 'EdDSA'),
    ]) {
      const error = await errorOf(action)
      expect([error.code, (error.cause as Error).name]).toEqual(['ERR_ALG_UNSUPPORTED', 'NotSupportedError'])
      expect(error.message).toMatch(/EdDSA/)
    }
  })

  it.each([domError('DataError'), new TypeError('x'), null])(
    'says that it refused the key, with %o as cause',
    async (cause) => {
      vi.spyOn(subtle, 'importKey').mockRejectedValue(cause)
      const error = await errorOf(sign(live, { ...p256.privateJwk }, { algorithm: 'ES256' }))
      expect(error.code).toBe('ERR_KEY_INVALID')
      expect(error.cause).toBe(cause)
      expect(error.message).toMatch(/ES256.*inspectKey/)
    },
  )

  it('does not remember a failed import', async () => {
    const key = fresh()
    const spy = vi.spyOn(subtle, 'importKey').mockRejectedValueOnce(domError('DataError'))
    await errorOf(sign(live, key, { algorithm: 'HS256', now: NOW }))
    await sign(live, key, { algorithm: 'HS256', now: NOW })
    expect(spy).toHaveBeenCalledTimes(2)
  })

  it('imports a key once, also when many calls come at the same time', async () => {
    const key = fresh()
    const spy = vi.spyOn(subtle, 'importKey')
    const token = await sign(live, key, { algorithm: 'HS256', now: NOW })
    await Promise.all(Array.from({ length: 20 }, () => verify(token, key, hs)))
    const before = spy.mock.calls.length
    await Promise.all(Array.from({ length: 20 }, () => verify(token, key, hs)))
    await sign(live, key, { algorithm: 'HS256', now: NOW })
    expect(spy.mock.calls.length).toBe(before)
  })

  it('has one handle of a key for each algorithm and operation, also when several calls wait for it', async () => {
    const key = readJwk({ ...rsa.publicJwk })
    const [one, other] = await Promise.all([
      loadHandle(key, facts('RS256'), 'verify'),
      loadHandle(key, facts('RS256'), 'verify'),
    ])
    expect(other).toBe(one)
    const pss = await loadHandle(key, facts('PS256'), 'verify')
    expect(loadedHandle(key, facts('RS256'), 'verify')).toBe(one)
    expect(loadedHandle(key, facts('PS256'), 'verify')).toBe(pss)
    expect(loadedHandle(key, facts('RS384'), 'verify')).toBeUndefined()
    expect(loadedHandle(key, facts('RS256'), 'sign')).toBeUndefined()
    expect(loadedHandle(readJwk({ ...rsa.publicJwk }), facts('RS256'), 'verify')).toBeUndefined()
  })

  it('imports the key of a set once, however often the set is passed', async () => {
    const set = { keys: [{ ...rsa.publicJwk }, null] as unknown as object[] }
    const spy = vi.spyOn(subtle, 'importKey')
    for (let round = 0; round < 3; round++) expect(await verify(tokens.RS256, set, rs)).toEqual(vectorPayload)
    expect(spy).toHaveBeenCalledTimes(1)
  })

  it('says when it could not sign', async () => {
    const cause = domError('OperationError')
    vi.spyOn(subtle, 'sign').mockRejectedValueOnce(cause).mockRejectedValueOnce(domError('NotSupportedError'))
    const failed = await errorOf(sign(live, secret, { algorithm: 'HS256' }))
    expect([failed.code, failed.cause]).toEqual(['ERR_KEY_INVALID', cause])
    expect(failed.message).toMatch(/could not sign/)
    expect((await errorOf(sign(live, secret, { algorithm: 'HS256' }))).code).toBe('ERR_ALG_UNSUPPORTED')
  })

  it('takes a private key whose public half the runtime cannot verify with, and none whose signature it denies', async () => {
    const es256 = { algorithm: 'ES256' } as const
    vi.spyOn(subtle, 'verify').mockRejectedValueOnce(domError('OperationError')).mockResolvedValueOnce(false)
    expect(await sign(live, { ...p256.privateJwk, kid: 'raising' }, es256)).toMatch(/^eyJ/)
    const denied = await errorOf(sign(live, { ...p256.privateJwk, kid: 'denied' }, es256))
    expect(denied.code).toBe('ERR_KEY_INVALID')
    expect(denied.message).toMatch(/do not belong/)
  })

  it('has answered no when it raises an error at a signature, unless it lacks the algorithm', async () => {
    vi.spyOn(subtle, 'verify').mockRejectedValueOnce(domError('OperationError')).mockRejectedValueOnce(null)
    expect((await errorOf(verify(tokens.RS256, rsa.publicPem, rs))).code).toBe('ERR_SIGNATURE')
    expect((await errorOf(verify(tokens.RS256, rsa.publicPem, rs))).code).toBe('ERR_SIGNATURE')
    vi.spyOn(subtle, 'verify').mockRejectedValueOnce(domError('NotSupportedError'))
    expect((await errorOf(verify(tokens.RS256, rsa.publicPem, rs))).code).toBe('ERR_ALG_UNSUPPORTED')
  })

  it('makes a pair when the runtime has failed to once or twice', async () => {
    for (const failures of [1, 2]) {
      const generate = vi.spyOn(subtle, 'generateKey')
      for (let at = 0; at < failures; at++) generate.mockRejectedValueOnce(domError('OperationError'))
      const pair = await generateKeyPair('ES256')
      const token = await sign(live, pair, { algorithm: 'ES256', now: NOW })
      expect(await verify(token, pair, { algorithms: ['ES256'], now: NOW })).toMatchObject(live)
      expect(generate).toHaveBeenCalledTimes(failures + 1)
      generate.mockRestore()
    }
  })

  it('says when it could not make a pair', async () => {
    const cause = domError('NotSupportedError')
    vi.spyOn(subtle, 'generateKey').mockRejectedValue(cause)
    const error = await errorOf(generateKeyPair('EdDSA'))
    expect([error.code, error.cause]).toEqual(['ERR_ALG_UNSUPPORTED', cause])
  })
})

describe('Web Crypto', () => {
  it.each([
    ['HS384', secrets.HS384, { name: 'HMAC', hash: 'SHA-384' }, { name: 'HMAC' }],
    ['RS512', rsa.privateJwk, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' }, { name: 'RSASSA-PKCS1-v1_5' }],
    ['PS384', rsa.privateJwk, { name: 'RSA-PSS', hash: 'SHA-384' }, { name: 'RSA-PSS', saltLength: 48 }],
    ['ES512', p521.privateJwk, { name: 'ECDSA', namedCurve: 'P-521' }, { name: 'ECDSA', hash: 'SHA-512' }],
    ['EdDSA', ed25519.privateJwk, { name: 'Ed25519' }, { name: 'Ed25519' }],
  ] as const)(
    'is told of %s what it asks for and no more, and keeps the keys inside',
    async (algorithm, jwk, imported, called) => {
      const imports = vi.spyOn(subtle, 'importKey')
      const signs = vi.spyOn(subtle, 'sign')
      const key = typeof jwk === 'string' ? `${jwk}${algorithm}` : { ...jwk, kid: 'fresh' }
      await sign(live, key, { algorithm, now: NOW })
      expect(imports).toHaveBeenCalled()
      for (const [, , parameters, extractable] of imports.mock.calls) {
        expect(parameters).toStrictEqual(imported)
        expect(extractable).toBe(false)
      }
      for (const [parameters] of signs.mock.calls) expect(parameters).toStrictEqual(called)
    },
  )

  it.each([
    ['ES384', { name: 'ECDSA', namedCurve: 'P-384' }],
    ['Ed25519', { name: 'Ed25519' }],
    ['PS256', { name: 'RSA-PSS', hash: 'SHA-256', modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) }],
  ] as const)('is told what a pair for %s has to be', async (algorithm, parameters) => {
    const made = vi.spyOn(subtle, 'generateKey')
    await generateKeyPair(algorithm)
    expect(made.mock.calls[0]?.[0]).toStrictEqual(parameters)
  })
})

const ALGORITHMS = ['RS256', 'PS384', 'ES256', 'ES384', 'ES512', 'Ed25519', 'EdDSA'] as const

describe('key pairs', () => {
  it.each(ALGORITHMS)('of %s are made, used as a pair or in halves, exported and read again', async (algorithm) => {
    const pair = await generateKeyPair(algorithm)
    const options = { algorithms: [algorithm], now: NOW }
    for (const key of [pair, pair.privateKey, await exportPem(pair.privateKey), await exportJwk(pair.privateKey)]) {
      const token = await sign(live, key as never, { algorithm, now: NOW, noTimestamp: true })
      for (const other of [pair, pair.publicKey, await exportPem(pair.publicKey), await exportJwk(pair.publicKey)]) {
        expect(await verify(token, other as never, options)).toEqual(live)
      }
    }
    expect(await thumbprint(pair.privateKey)).toBe(await thumbprint(pair.publicKey))
  })

  it('have the modulus that was asked for', async () => {
    const { publicKey } = await generateKeyPair('RS256', { modulusLength: 2056 })
    expect((publicKey.algorithm as { modulusLength?: number }).modulusLength).toBe(2056)
    expect((await generateKeyPair('RS256')).publicKey.algorithm).toMatchObject({ modulusLength: 2048 })
  })

  it('that were made not to be exported sign, verify and are not exported', async () => {
    const pair = await generateKeyPair('ES256', { extractable: false })
    const token = await sign(live, pair, { algorithm: 'ES256', now: NOW, noTimestamp: true })
    expect(await verify(token, pair, { algorithms: ['ES256'], now: NOW })).toEqual(live)
    expect((await errorOf(exportJwk(pair.privateKey))).code).toBe('ERR_KEY_MISMATCH')
    expect(await exportPem(pair.publicKey)).toMatch(/^-----BEGIN PUBLIC KEY-----/)
  })
})

describe('CryptoKeys', () => {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const imported = (jwk: object, extractable: boolean, usage: 'sign' | 'verify' = 'verify') =>
    subtle.importKey('jwk', jwk, algorithm, extractable, [usage])

  it('verify, whether the runtime lets their numbers out or not', async () => {
    for (const extractable of [true, false]) {
      expect(await verify(tokens.RS256, await imported(rsa.publicJwk, extractable), rs)).toEqual(vectorPayload)
      const other = await imported(rsaOther.publicJwk, extractable)
      expect((await errorOf(verify(tokens.RS256, other, rs))).code).toBe('ERR_SIGNATURE')
    }
  })

  it('of small order are refused where the runtime lets their numbers out', async () => {
    const x = Buffer.from([1, ...new Uint8Array(31)]).toString('base64url')
    const key = await subtle.importKey('jwk', { kty: 'OKP', crv: 'Ed25519', x }, 'Ed25519', true, ['verify'])
    const error = await errorOf(verify(tokens.EdDSA, key, { algorithms: ['EdDSA'], now: NOW }))
    expect(error.code).toBe('ERR_KEY_INVALID')
  })

  it('that hold secrets sign and verify, and one of a secret that is a public key is refused', async () => {
    const hmac = { name: 'HMAC', hash: 'SHA-256' }
    const key = await subtle.importKey('raw', Buffer.from(secret), hmac, true, ['sign', 'verify'])
    expect(await verify(await sign(live, key, { algorithm: 'HS256', now: NOW, noTimestamp: true }), key, hs)).toEqual(
      live,
    )
    const pem = await subtle.importKey('raw', Buffer.from(rsa.publicPem), hmac, true, ['sign', 'verify'])
    expect((await errorOf(verify(hs256(live), pem, hs))).code).toBe('ERR_KEY_INVALID')
  })

  it('that are private are left in peace, whether the runtime lets their numbers out or not', async () => {
    const exported = vi.spyOn(subtle, 'exportKey')
    const attempt = vi.spyOn(subtle, 'verify')
    for (const extractable of [true, false])
      await sign(live, await imported(rsa.privateJwk, extractable, 'sign'), { algorithm: 'RS256' })
    expect(exported).not.toHaveBeenCalled()
    expect(attempt).not.toHaveBeenCalled()
  })

  it('that answer an attempt with an error that is none of type are taken, and answer for their signatures', async () => {
    const key = await imported(rsa.publicJwk, false)
    const attempt = vi.spyOn(subtle, 'verify').mockRejectedValueOnce(new DOMException('no', 'OperationError'))
    expect(await verify(tokens.RS256, key, rs)).toEqual(vectorPayload)
    expect(attempt).toHaveBeenCalledTimes(2)
  })

  it('that look like some and are none raise a JwtError', async () => {
    const fake = {
      [Symbol.toStringTag]: 'CryptoKey',
      type: 'secret',
      extractable: true,
      algorithm: { name: 'HMAC', hash: { name: 'SHA-256' }, length: 256 },
      usages: ['sign', 'verify'],
    }
    for (const extractable of [true, false]) {
      for (const each of [
        { ...fake, extractable },
        { ...fake, extractable, algorithm: { ...fake.algorithm, length: 512 } },
      ]) {
        await errorOf(verify(hs256(live), each, hs))
        await errorOf(sign(live, each, { algorithm: 'HS256' }))
        await errorOf(exportJwk(each))
        const error = await errorOf(importKey(each, 'HS256', 'verify'))
        expect(error).toMatchObject({ code: 'ERR_KEY_INVALID', cause: expect.any(TypeError) })
        expect(error.message).toMatch(/CryptoKey of its own/)
      }
    }
  })
})

describe('secrets', () => {
  it('are random bytes of the hash’s length', async () => {
    for (const [algorithm, length] of [
      ['HS256', 32],
      ['HS384', 48],
      ['HS512', 64],
    ] as const) {
      const [one, other] = [await generateSecret(algorithm), await generateSecret(algorithm)]
      expect(one).toBeInstanceOf(Uint8Array)
      expect([one.length, other.length]).toEqual([length, length])
      expect(one).not.toEqual(other)
    }
    expect((await errorOf(generateSecret('RS256'))).code).toBe('ERR_CONFIG')
  })
})

describe('an RSA key of more than 4096 bits', () => {
  it('is tried once before its first token, and verifies where the runtime can', async () => {
    const tried = vi.spyOn(subtle, 'verify')
    const key = { ...rsa8192.publicJwk, kid: 'tried' }
    for (let round = 0; round < 2; round++) expect(await verify(rsa8192.token, key, rs)).toEqual(vectorPayload)
    expect(tried).toHaveBeenCalledTimes(3)
    expect(tried.mock.calls[0]?.[2]).toHaveLength(1024)
  })

  it('is refused as unsupported where the runtime raises an error at every signature, as Deno does', async () => {
    const cause = domError('OperationError')
    vi.spyOn(subtle, 'verify').mockRejectedValue(cause)
    const error = await errorOf(verify(rsa8192.token, { ...rsa8192.publicJwk, kid: 'refused' }, rs))
    expect(error).toMatchObject({ code: 'ERR_ALG_UNSUPPORTED', cause })
    expect(error.message).toMatch(/8192 bits.*countersign\/sync/)
  })

  it('leaves shorter keys alone, keys that sign, and long secrets', async () => {
    const tried = vi.spyOn(subtle, 'verify')
    await verify(tokens.RS256, { ...rsa.publicJwk, kid: 'short' }, rs)
    expect(tried).toHaveBeenCalledTimes(1)
    const n = Buffer.from(Uint8Array.from({ length: 512 }, (_, at) => at | 129)).toString('base64url')
    await loadHandle(readJwk({ ...rsa.publicJwk, n }), facts('RS256'), 'verify')
    const said = { kty: 'RSA', side: 'private', bits: 8192 } as const
    await loadHandle(new Key(said, { pkcs8: derOf(rsa.privatePem) }), facts('RS256'), 'sign')
    expect(tried).toHaveBeenCalledTimes(1)
    tried.mockClear()
    const long = 'x'.repeat(600)
    await verify(await sign(live, long, { algorithm: 'HS256', now: NOW }), long, hs)
    expect(tried).toHaveBeenCalledTimes(1)
  })
})
