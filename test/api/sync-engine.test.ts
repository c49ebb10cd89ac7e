// Which road the sync entry takes, and what it says where none leads.
import * as crypto from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { exportJwk, generateSecret, importKey, sign, thumbprint, verify } from '../../src/sync.ts'
import { hs256, live, NOW, options, secret } from '../conformance/forge.ts'
import { ed25519, p256, rsa } from '../vectors/keys.ts'
import { tokens } from '../vectors/tokens.ts'

afterEach(() => vi.unstubAllGlobals())

/** A `node:crypto` that counts the calls of its HMAC and RSA functions. */
function counting(more: object = {}) {
  const calls: string[] = []
  const counted =
    (name: string, original: unknown) =>
    (...values: unknown[]) => {
      calls.push(name)
      return (original as (...values: unknown[]) => unknown)(...values)
    }
  const builtin = {
    ...crypto,
    createHmac: counted('createHmac', crypto.createHmac),
    hash: counted('hash', crypto.hash),
    verify: counted('verify', crypto.verify),
    ...more,
  }
  vi.stubGlobal('process', { getBuiltinModule: (name: string) => (name === 'node:crypto' ? builtin : undefined) })
  return calls
}

const noNode = () => vi.stubGlobal('process', undefined)
/** A secret that no other test has loaded: handles are kept by key. */
const fresh = () => crypto.randomBytes(64).toString('hex')
const issue = (key: string, algorithm: 'HS256' | 'HS512', size: number) =>
  sign({ filler: 'x'.repeat(size) }, key, { algorithm, expiresIn: 60, now: NOW })

describe('HMAC', () => {
  it('goes by the one-shot hash where the runtime has one, whatever the length', () => {
    const calls = counting()
    const key = fresh()
    const token = issue(key, 'HS256', 1)
    expect(calls.splice(0)).toEqual(['hash', 'hash'])
    verify(token, key, { algorithms: ['HS256'], now: NOW })
    expect(calls).toEqual(['hash', 'hash'])
  })

  it.each([
    ['HS256', 20, 400],
    ['HS512', 1, 200],
  ] as const)(
    '%s goes by plain TypeScript for short texts and by createHmac for long ones elsewhere',
    (name, short, long) => {
      const calls = counting({ hash: undefined })
      const key = fresh()
      const token = issue(key, name, short)
      expect(calls).toEqual([])
      verify(token, key, { algorithms: [name], now: NOW })
      expect(calls).toEqual([])
      verify(issue(key, name, long), key, { algorithms: [name], now: NOW })
      expect(calls).toEqual(['createHmac', 'createHmac'])
    },
  )

  it.each([
    ['HS256', 256],
    ['HS512', 128],
  ] as const)('%s takes the way of short texts up to %i characters', (name, most) => {
    const calls = counting({ hash: undefined })
    const roads: { [length: number]: number } = {}
    for (let size = 1; size < most; size++) {
      const key = fresh()
      calls.length = 0
      const token = issue(key, name, size)
      verify(token, key, { algorithms: [name], now: NOW })
      roads[token.lastIndexOf('.')] = calls.length
    }
    expect([roads[most], roads[most + 1]]).toEqual([0, 2])
  })

  it('goes by createHmac for short texts too where the engine is to be native', () => {
    const calls = counting({ hash: undefined })
    const key = fresh()
    const token = sign(live, key, { algorithm: 'HS256', engine: 'native' })
    verify(token, key, { ...options, algorithms: ['HS256'], engine: 'native' })
    expect(calls).toEqual(['createHmac', 'createHmac'])
  })

  it('goes by plain TypeScript where there is no node:crypto', () => {
    noNode()
    const key = fresh()
    expect(verify(issue(key, 'HS256', 5000), key, { algorithms: ['HS256'], now: NOW })).toHaveProperty('filler')
  })
})

describe('RSA verification', () => {
  const jwk = () => ({ ...rsa.publicJwk, kid: fresh() })

  it('goes by node:crypto, whatever the length', () => {
    const [input] = hs256({ exp: NOW + 1 }, { alg: 'RS256' }).match(/.*(?=\.)/) as RegExpMatchArray
    const signature = crypto.sign('sha256', Buffer.from(input as string), rsa.privatePem).toString('base64url')
    const calls = counting()
    for (const token of [tokens.RS256, `${input}.${signature}`]) {
      const key = importKey(jwk(), 'RS256')
      calls.length = 0
      verify(token, key, { algorithms: ['RS256'], now: NOW })
      expect(calls).toEqual(['verify'])
    }
  })

  it('goes by plain TypeScript in Deno, whose own takes several times as long', () => {
    vi.stubGlobal('Deno', {})
    const calls = counting()
    verify(tokens.RS256, jwk(), { algorithms: ['RS256'], now: NOW })
    expect(calls).toEqual([])
  })
})

describe('where there is no node:crypto', () => {
  it.each([
    ['sign RS256', () => sign(live, rsa.privatePem, { algorithm: 'RS256' })],
    ['verify ES256', () => verify(tokens.ES256, { ...p256.publicJwk, kid: 'x' }, { algorithms: ['ES256'], now: NOW })],
    ['verify Ed25519', () => verify(tokens.Ed25519, { ...ed25519.publicJwk, kid: 'x' }, { algorithms: ['Ed25519'] })],
    ['import a private key', () => importKey(p256.privatePem, 'ES256')],
  ])('says that it cannot %s, and what can', (_, action) => {
    noNode()
    expect(action).toThrowError(expect.objectContaining({ code: 'ERR_ALG_UNSUPPORTED' }))
    expect(action).toThrowError(/'countersign'/)
  })

  it('says that engine: native leads nowhere', () => {
    noNode()
    const action = () => verify(hs256(live), fresh(), { ...options, algorithms: ['HS256'], engine: 'native' })
    expect(action).toThrowError(expect.objectContaining({ code: 'ERR_ALG_UNSUPPORTED' }))
  })

  it('exports what it holds, and says what it cannot work out', () => {
    noNode()
    expect(exportJwk(rsa.publicPem)).toEqual(rsa.publicJwk)
    expect(thumbprint(p256.privateJwk)).toBe(thumbprint(p256.publicJwk))
    expect(() => exportJwk(ed25519.privatePem)).toThrowError(expect.objectContaining({ code: 'ERR_ALG_UNSUPPORTED' }))
  })
})

describe('keys', () => {
  it('are completed and exported through node:crypto', () => {
    expect(exportJwk(ed25519.privatePem)).toEqual(ed25519.privateJwk)
  })

  it('are made as secrets of the length of the hash', () => {
    expect([generateSecret('HS256').length, generateSecret('HS384').length, generateSecret('HS512').length]).toEqual([
      32, 48, 64,
    ])
    expect(generateSecret('HS256')).not.toEqual(generateSecret('HS256'))
  })

  it('are made ready once for each algorithm, operation and road', () => {
    const calls = counting({ hash: undefined })
    const made = vi.fn(crypto.createSecretKey)
    counting({ hash: undefined, createSecretKey: made })
    const key = importKey(secret, 'HS256')
    for (let round = 0; round < 3; round++) verify(hs256(live), key, { ...options, algorithms: ['HS256'] })
    expect(made).toHaveBeenCalledTimes(2) // to sign with, by importKey, and to verify with
    verify(hs256(live), key, { ...options, algorithms: ['HS256'], engine: 'native' })
    expect(made).toHaveBeenCalledTimes(3)
    for (let round = 0; round < 3; round++) sign(live, key, { algorithm: 'HS256', engine: 'native' })
    expect(made).toHaveBeenCalledTimes(4)
    expect(calls).toEqual([])
  })
})
