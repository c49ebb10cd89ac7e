import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  createFileStore,
  createKeyRing,
  createMemoryStore,
  createVerifier,
  decode,
  exportJwk,
  generateKeyPair,
  isJwtError,
  type JwtError,
  type KeyRing,
  type KeyRingOptions,
  type RingState,
  type RingStore,
  sign,
  thumbprint,
  verify,
} from '../../src/index.ts'
import { ed25519, p256, rsa } from '../vectors/keys.ts'

const START = 1_000_000

/** A ring on a clock that the test sets. Spans: published 100 s ahead, signing for 1000 s, tokens of 50 s. */
function ringAt(clock: { now: number }, more: Partial<KeyRingOptions> = {}): KeyRing {
  const spans = { publishAhead: 100, rotateEvery: 1000, maxTokenLifetime: 50 }
  return createKeyRing({ algorithm: 'Ed25519', ...spans, now: () => clock.now, ...more })
}

async function errorOf(work: () => unknown): Promise<JwtError> {
  try {
    await work()
  } catch (error) {
    if (isJwtError(error)) return error
    throw new Error(`no JwtError: ${String(error)}`)
  }
  throw new Error('no error')
}

function headerOf(token: string): { alg: string; kid: string } {
  return (decode(token, { complete: true }) as { header: { alg: string; kid: string } }).header
}

async function phasesOf(ring: KeyRing): Promise<string[]> {
  return (await ring.status()).keys.map(({ state }) => state)
}

const kidsOf = async (ring: KeyRing) => (await ring.jwks()).keys.map(({ kid }) => kid)
const options = { expiresIn: 50 }

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('createKeyRing', () => {
  it.each<[string, object, string]>([
    ['no algorithm', {}, 'algorithm is missing'],
    ['an unknown algorithm', { algorithm: 'RS257' }, 'algorithm'],
    ['a secret', { algorithm: 'HS256' }, 'none to publish'],
    ['a misspelt option', { algorithm: 'RS256', rotateEach: '1d' }, 'rotateEvery'],
    ['an option that is undefined', { algorithm: 'RS256', rotateEvery: undefined }, 'undefined'],
    ['a span without a unit', { algorithm: 'RS256', rotateEvery: '3600' }, 'rotateEvery'],
    ['no time ahead', { algorithm: 'RS256', publishAhead: 0 }, 'above zero'],
    ['a negative lifetime', { algorithm: 'RS256', maxTokenLifetime: '-1h' }, 'above zero'],
    ['turns shorter than the time ahead', { algorithm: 'RS256', publishAhead: '2h', rotateEvery: '1h' }, 'shorter'],
    ['a small modulus', { algorithm: 'RS256', modulusLength: 1024 }, 'modulusLength'],
    ['a modulus for a curve', { algorithm: 'ES256', modulusLength: 2048 }, 'modulusLength'],
    ['a clock that is no time', { algorithm: 'RS256', now: Number.NaN }, 'now'],
    ['a store without save', { algorithm: 'RS256', store: { load() {} } }, 'save()'],
    ['a store without load', { algorithm: 'RS256', store: { save() {} } }, 'load()'],
    ['a store that is no object', { algorithm: 'RS256', store: 'redis' }, 'save()'],
    ['a listener that is none', { algorithm: 'RS256', onStoreError: true }, 'a function'],
  ])('refuses %s at once', async (_, given, reason) => {
    const error = await errorOf(() => createKeyRing(given as KeyRingOptions))
    expect(error.code).toBe('ERR_CONFIG')
    expect(error.message).toContain(reason)
  })

  it('may publish a key for as long as it then signs', () => {
    expect(createKeyRing({ algorithm: 'RS256', publishAhead: '2h', rotateEvery: '2h' }).maxAge).toBe(1800)
  })

  it('refuses a broken state at once', async () => {
    const state: RingState = { format: 1, time: 1, keys: [] }
    expect((await errorOf(() => createKeyRing({ algorithm: 'RS256', state }))).code).toBe('ERR_KEY_INVALID')
  })

  it('has spans that fit usual verifiers by default: an hour ahead, thirty days, tokens of an hour', async () => {
    const ring = createKeyRing({ algorithm: 'ES256', now: START })
    const { time, publishesAt, keys } = await ring.status()
    expect([time, publishesAt - time, ring.maxAge]).toEqual([START, 30 * 86400 - 3600, 900])
    expect(keys).toHaveLength(1)
    expect(await ring.sign({}, { expiresIn: '1h' })).toBeTypeOf('string')
    expect((await errorOf(() => ring.sign({}, { expiresIn: 3601 }))).code).toBe('ERR_CONFIG')
    const pending = await ring.rotate()
    expect(pending.signsFrom - pending.publishedAt).toBe(3600)
  })

  it('reads the real clock when it is given none', async () => {
    const ring = createKeyRing({ algorithm: 'Ed25519' })
    const { time } = await ring.status()
    expect(Math.abs(time - Date.now() / 1000)).toBeLessThan(5)
    await verify(await ring.sign({}, { expiresIn: '5m' }), ring, { algorithms: ['Ed25519'] })
  })

  it.each(['RS256', 'PS384', 'ES512', 'Ed25519', 'EdDSA'] as const)('makes keys for %s', async (algorithm) => {
    const ring = createKeyRing({ algorithm, now: START })
    const token = await ring.sign({ sub: 'a' }, options)
    expect(await verify(token, ring, { algorithms: [algorithm], now: START })).toMatchObject({ sub: 'a' })
    expect((await ring.jwks()).keys[0]).toMatchObject({ alg: algorithm, use: 'sig' })
  })

  it('makes RSA keys of the size that is asked for', async () => {
    const ring = createKeyRing({ algorithm: 'RS256', modulusLength: 3072 })
    const key = await ring.find({ alg: 'RS256', kid: (await kidsOf(ring))[0] as string })
    expect(key.bits).toBe(3072)
  })
})

describe('a ring that signs', () => {
  it('names the key in the header by its RFC 7638 thumbprint', async () => {
    const ring = ringAt({ now: START })
    const { keys } = await ring.jwks()
    const token = await ring.sign({}, { ...options, header: { typ: 'at+jwt' } })
    expect(headerOf(token)).toEqual({ alg: 'Ed25519', typ: 'at+jwt', kid: keys[0]?.kid })
    expect(await thumbprint(keys[0] as never)).toBe(keys[0]?.kid)
  })

  it('dates tokens by the ring’s clock', async () => {
    const token = await ringAt({ now: START }).sign({}, options)
    expect(decode(token)).toEqual({ iat: START, exp: START + 50 })
  })

  it('publishes public members only, and a copy of its own each time', async () => {
    const ring = ringAt({ now: START })
    const [jwk] = (await ring.jwks()).keys
    expect(Object.keys(jwk as object).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x'])
    ;(jwk as { kid: string }).kid = 'changed'
    expect((await ring.jwks()).keys[0]?.kid).not.toBe('changed')
    const large = await createKeyRing({ algorithm: 'RS256' }).jwks()
    expect(Object.keys(large.keys[0] as object).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use'])
  })

  it.each<[string, object, object]>([
    ['expiresIn', {}, { expiresIn: 51 }],
    ['expiresIn: null', {}, { expiresIn: null }],
    ['exp', { exp: START + 51 }, {}],
    ['exp behind an iat in the future', { iat: START + 1000 }, { expiresIn: 1 }],
    ['a fraction of a second', { exp: START + 50.5 }, {}],
    ['a text', {}, { expiresIn: '1h' }],
  ])('refuses a lifetime beyond maxTokenLifetime, given by %s', async (_, payload, given) => {
    const error = await errorOf(() => ringAt({ now: START }).sign(payload, given))
    expect(error.code).toBe('ERR_CONFIG')
    expect(error.message).toContain('maxTokenLifetime')
  })

  it('refuses a lifetime that is none, as sign does', async () => {
    const ring = ringAt({ now: START })
    const bare = await errorOf(() => ring.sign({}, { expiresIn: '60' as never }))
    expect([bare.code, bare.message]).toEqual(['ERR_CONFIG', expect.stringMatching(/^expiresIn is "60"/)])
    expect(await errorOf(() => ring.sign({ exp: '9999999999' }))).toMatchObject({ code: 'ERR_CLAIM', claim: 'exp' })
  })

  it('asks for a lifetime where none is given, and does not advise a token that never expires', async () => {
    const ring = ringAt({ now: START })
    const { code, message } = await errorOf(() => ring.sign({}))
    expect([code, message]).toEqual([
      'ERR_CONFIG',
      'ring.sign() needs the option expiresIn, or exp in the payload: at most 50 s (maxTokenLifetime).',
    ])
    expect((await errorOf(() => ring.sign('text' as never))).message).not.toContain('expiresIn')
  })

  it('is no key of sign, which says what to call', async () => {
    for (const given of [{ algorithm: 'Ed25519', expiresIn: 50 }, { expiresIn: 50 }]) {
      const error = await errorOf(() => sign({}, ringAt({ now: START }) as never, given as never))
      expect([error.code, error.message]).toEqual(['ERR_CONFIG', expect.stringContaining('ring.sign()')])
    }
  })

  it('says of a token without kid that it names no key', async () => {
    const ring = ringAt({ now: START })
    for (const header of [{ alg: 'Ed25519' }, { alg: 'Ed25519', kid: 1 }, null]) {
      const error = await errorOf(() => ring.find(header as never))
      expect([error.code, error.message]).toEqual(['ERR_KEY_NOT_FOUND', expect.stringContaining('names no key')])
    }
  })

  it.each<[object, object | undefined]>([
    [{}, { expiresIn: 50 }],
    [{ exp: START + 50 }, undefined],
    [{ iat: START - 1000 }, { expiresIn: 1050 }],
    [{}, { expiresIn: '50s', subject: 'a', audience: 'b', jwtid: true, notBefore: 10 }],
  ])('signs %j with %j', async (payload, given) => {
    const token = await ringAt({ now: START }).sign(payload, given)
    expect((decode(token) as { exp: number }).exp).toBe(START + 50)
  })

  it.each<[string, unknown, unknown, string]>([
    ['no end', {}, {}, 'ERR_CONFIG'],
    ['an algorithm of the caller', {}, { ...options, algorithm: 'Ed25519' }, 'ERR_CONFIG'],
    ['a kid of the caller', {}, { ...options, keyid: 'a' }, 'ERR_CONFIG'],
    ['a kid in the header', {}, { ...options, header: { kid: 'a' } }, 'ERR_CONFIG'],
    ['a clock of the caller', {}, { ...options, now: 1 }, 'ERR_CONFIG'],
    ['weak keys', {}, { ...options, allowWeakKeys: true }, 'ERR_CONFIG'],
    ['a misspelt option', {}, { expiresin: 5 }, 'ERR_CONFIG'],
    ['a header that is none', {}, { ...options, header: 'typ' }, 'ERR_CONFIG'],
    ['options that are none', {}, '5m', 'ERR_CONFIG'],
    ['options that are null', {}, null, 'ERR_CONFIG'],
    ['a lifetime that is none', {}, { expiresIn: 'soon' }, 'ERR_CONFIG'],
    ['a payload that is none', 'sub', options, 'ERR_CONFIG'],
    ['a payload that is null', null, options, 'ERR_CONFIG'],
    ['a claim that JSON cannot carry', { at: new Date() }, options, 'ERR_CLAIM'],
    ['an iat that is a text', { iat: '1' }, options, 'ERR_CLAIM'],
  ])('refuses %s', async (_, payload, given, code) => {
    const ring = ringAt({ now: START })
    expect((await errorOf(() => ring.sign(payload as object, given as object))).code).toBe(code)
  })
})

it('shows no secret that stands in the place of the options', async () => {
  const error = await errorOf(() => ringAt({ now: START }).sign({}, 'a-secret-in-the-wrong-place' as never))
  expect(error.code).toBe('ERR_CONFIG')
  expect(error.message).not.toContain('a-secret')
})

describe('a ring in time', () => {
  it('rotates by itself: pending, signing, retired, removed', async () => {
    const clock = { now: START }
    const ring = ringAt(clock)
    const first = headerOf(await ring.sign({}, options)).kid
    expect(await phasesOf(ring)).toEqual(['signing'])
    clock.now = START + 900
    expect(headerOf(await ring.sign({}, options)).kid).toBe(first)
    expect(await ring.status()).toMatchObject({
      time: START + 900,
      publishesAt: START + 1900,
      keys: [
        { kid: first, alg: 'Ed25519', state: 'signing', signsUntil: START + 1000, removedAt: START + 1050 },
        { state: 'pending', publishedAt: START + 900, signsFrom: START + 1000, signsUntil: null, removedAt: null },
      ],
    })
    clock.now = START + 1000
    const second = headerOf(await ring.sign({}, options)).kid
    expect(second).not.toBe(first)
    expect(await kidsOf(ring)).toEqual([second, first])
    expect(await phasesOf(ring)).toEqual(['retired', 'signing'])
    clock.now = START + 1050
    expect(await kidsOf(ring)).toEqual([second])
    expect(await phasesOf(ring)).toEqual(['signing'])
  })

  it('publishes the next key in the very second in which it is due', async () => {
    const clock = { now: START }
    const ring = ringAt(clock)
    await ring.status()
    clock.now = START + 899
    expect(await phasesOf(ring)).toEqual(['signing'])
    clock.now = START + 900
    expect(await phasesOf(ring)).toEqual(['signing', 'pending'])
  })

  it('verifies the last token of a key to its last second, and none after the key is gone', async () => {
    const clock = { now: START }
    const ring = ringAt(clock)
    const accept = createVerifier(ring, { algorithms: ['Ed25519'], now: () => clock.now })
    await ring.sign({}, options)
    clock.now = START + 900
    await ring.status()
    clock.now = START + 999
    const token = await ring.sign({}, options)
    clock.now = START + 1048
    expect(await accept(token)).toMatchObject({ iat: START + 999 })
    clock.now = START + 1050
    expect((await errorOf(() => accept(token))).code).toBe('ERR_KEY_NOT_FOUND')
  })

  it('accepts a pending key: a peer whose clock is ahead may sign with it already', async () => {
    const ring = ringAt({ now: START })
    const { kid } = await ring.rotate()
    const ahead = ringAt({ now: START + 100 }, { state: await ring.export() })
    const token = await ahead.sign({}, options)
    expect(headerOf(token).kid).toBe(kid)
    expect(await phasesOf(ring)).toEqual(['signing', 'pending'])
    expect(await verify(token, ring, { algorithms: ['Ed25519'], now: START })).toBeTypeOf('object')
  })

  it('does not follow a clock that runs back', async () => {
    const clock = { now: START }
    const ring = ringAt(clock)
    const first = (await kidsOf(ring))[0] as string
    clock.now = START + 900
    await ring.status()
    clock.now = START + 1050
    await ring.status()
    clock.now = START
    expect(await kidsOf(ring)).not.toContain(first)
    const token = await ring.sign({}, options)
    expect(headerOf(token).kid).not.toBe(first)
    // A token is dated by the clock all the same, and may not outlive what it says.
    expect(decode(token)).toEqual({ iat: START, exp: START + 50 })
    expect((await errorOf(() => ring.sign({ exp: START + 60 }))).code).toBe('ERR_CONFIG')
  })

  it('keeps the Key of an unchanged key identical, so that handles made of it serve on', async () => {
    const clock = { now: START }
    const store = createMemoryStore()
    const ring = ringAt(clock, { store })
    const [kid] = await kidsOf(ring)
    const header = { alg: 'Ed25519', kid: kid as string }
    const key = await ring.find(header)
    const peer = ringAt(clock, { store })
    await peer.rotate()
    clock.now = START + 30
    expect(await kidsOf(ring)).toHaveLength(2)
    expect(await ring.find(header)).toBe(key)
    clock.now = START + 110
    expect(await phasesOf(ring)).toEqual(['retired', 'signing'])
    expect(await ring.find(header)).toBe(key)
  })

  it('moves to another algorithm with the next rotation; until then the old key signs on', async () => {
    const clock = { now: START }
    const state = await ringAt(clock).export()
    const ring = ringAt(clock, { algorithm: 'ES256', state })
    expect(headerOf(await ring.sign({}, options)).alg).toBe('Ed25519')
    await ring.rotate()
    clock.now = START + 100
    const token = await ring.sign({}, options)
    expect(headerOf(token).alg).toBe('ES256')
    expect((await ring.jwks()).keys.map(({ alg }) => alg)).toEqual(['ES256', 'Ed25519'])
    await verify(token, ring, { algorithms: ['ES256', 'Ed25519'], now: clock.now })
    const confused = { alg: 'Ed25519', kid: headerOf(token).kid }
    expect(await ring.find(confused)).toMatchObject({ alg: 'ES256' })
  })

  it('waits with a longer lifetime until the state says so, and keeps the retired key as long', async () => {
    const clock = { now: START }
    const store = createMemoryStore()
    await ringAt(clock, { store }).status()
    const ring = ringAt(clock, { store, maxTokenLifetime: 500 })
    await ring.sign({}, { expiresIn: 500 })
    await ring.rotate()
    clock.now = START + 120
    expect((await ring.status()).keys[0]).toMatchObject({ state: 'retired', removedAt: START + 600 })
  })

  it('grants what it is told now, though its keys have granted more', async () => {
    const clock = { now: START }
    const store = createMemoryStore()
    await ringAt(clock, { store, maxTokenLifetime: 500 }).status()
    const ring = ringAt(clock, { store })
    expect((await errorOf(() => ring.sign({}, { expiresIn: 51 }))).code).toBe('ERR_CONFIG')
    await ring.rotate()
    clock.now = START + 120
    expect((await ring.status()).keys[0]).toMatchObject({ state: 'retired', removedAt: START + 600 })
  })

  it('refuses a longer lifetime while a failing store keeps it from being known', async () => {
    const clock = { now: START }
    const inner = createMemoryStore()
    await ringAt(clock, { store: inner }).status()
    const store: RingStore = { load: () => inner.load(), save: () => Promise.reject(new Error('down')) }
    const ring = ringAt(clock, { store, maxTokenLifetime: 500 })
    expect((await errorOf(() => ring.sign({}, { expiresIn: 500 }))).message).toContain('50 s')
    expect(await ring.sign({}, { expiresIn: 50 })).toBeTypeOf('string')
  })
})

describe('rotating and revoking by hand', () => {
  it('rotates once however often it is asked before the new key signs', async () => {
    const ring = ringAt({ now: START })
    const [a, b, c] = await Promise.all([ring.rotate(), ring.rotate(), ring.rotate()])
    expect(a).toMatchObject({ state: 'pending', publishedAt: START, signsFrom: START + 100 })
    expect([b, c]).toEqual([a, a])
    expect(await phasesOf(ring)).toEqual(['signing', 'pending'])
  })

  it('takes a leaked signing key out at once and goes on with another', async () => {
    const ring = ringAt({ now: START })
    const token = await ring.sign({}, options)
    const { kid } = headerOf(token)
    await ring.revoke(kid)
    expect(await kidsOf(ring)).not.toContain(kid)
    expect((await errorOf(() => verify(token, ring, { algorithms: ['Ed25519'], now: START }))).code).toBe(
      'ERR_KEY_NOT_FOUND',
    )
    const next = await ring.sign({}, options)
    expect(headerOf(next).kid).not.toBe(kid)
    await verify(next, ring, { algorithms: ['Ed25519'], now: START })
    expect(JSON.stringify(await ring.export())).not.toContain(kid)
  })

  it('succeeds for each of several that revoke one key at once', async () => {
    const store = createMemoryStore()
    const clock = { now: START }
    const rings = [ringAt(clock, { store }), ringAt(clock, { store }), ringAt(clock, { store })]
    const [kid] = await kidsOf(rings[0] as KeyRing)
    await Promise.all(rings.map((ring) => ring.revoke(kid as string)))
    expect(new Set((await Promise.all(rings.map(kidsOf))).map(String)).size).toBe(1)
    expect(await kidsOf(rings[0] as KeyRing)).toHaveLength(1)
  })

  it.each([['never-there'], [''], [undefined], [7]])('says that it does not have the kid %j', async (kid) => {
    const error = await errorOf(() => ringAt({ now: START }).revoke(kid as string))
    expect(error.code).toBe(kid === 'never-there' ? 'ERR_KEY_NOT_FOUND' : 'ERR_CONFIG')
  })
})

describe('a ring as a key source', () => {
  it('refuses a token without a kid, and one of another ring', async () => {
    const ring = ringAt({ now: START })
    for (const header of [{ alg: 'Ed25519' }, { alg: 'Ed25519', kid: 5 }, undefined, null]) {
      expect((await errorOf(() => ring.find(header as never))).code).toBe('ERR_KEY_NOT_FOUND')
    }
    const foreign = await ringAt({ now: START }).sign({}, options)
    const error = await errorOf(() => verify(foreign, ring, { algorithms: ['Ed25519'], now: START }))
    expect(error.code).toBe('ERR_KEY_NOT_FOUND')
  })

  it('hands out public keys only', async () => {
    const ring = ringAt({ now: START })
    const key = await ring.find({ alg: 'Ed25519', kid: (await kidsOf(ring))[0] as string })
    expect(key.side).toBe('public')
  })
})

describe('export and state', () => {
  it('goes on with the same keys elsewhere', async () => {
    const clock = { now: START }
    const ring = ringAt(clock)
    await ring.rotate()
    const token = await ring.sign({}, options)
    const state = JSON.parse(JSON.stringify(await ring.export())) as RingState
    const other = ringAt(clock, { state })
    expect(await other.status()).toEqual(await ring.status())
    expect(await other.export()).toEqual(state)
    await verify(token, other, { algorithms: ['Ed25519'], now: START })
    expect(headerOf(await other.sign({}, options)).kid).toBe(headerOf(token).kid)
  })

  it('leaves out removed keys and the secrets of retired ones', async () => {
    const clock = { now: START }
    const ring = ringAt(clock)
    await ring.rotate()
    clock.now = START + 100
    const [retired, signing] = (await ring.export()).keys
    expect([retired?.jwk['d'], typeof signing?.jwk['d']]).toEqual([undefined, 'string'])
    clock.now = START + 150
    expect((await ring.export()).keys).toHaveLength(1)
  })

  it('is a copy: what a caller does to it changes no ring', async () => {
    const ring = ringAt({ now: START })
    const state = await ring.export()
    const kids = await kidsOf(ring)
    ;(state.keys[0]?.jwk as { kid: string }).kid = 'changed'
    ;(state.keys as unknown[]).length = 0
    expect((await ring.export()).keys.map(({ jwk }) => jwk.kid)).toEqual(kids)
  })

  it('counts below a store that holds a ring already', async () => {
    const clock = { now: START }
    const store = createMemoryStore()
    const kept = await kidsOf(ringAt(clock, { store }))
    const state = await ringAt(clock).export()
    expect(await kidsOf(ringAt(clock, { store, state }))).toEqual(kept)
    const empty = createMemoryStore()
    expect(await kidsOf(ringAt(clock, { store: empty, state }))).toEqual(state.keys.map(({ jwk }) => jwk.kid))
    expect((await empty.load())?.state).toEqual(state)
  })

  it.each<[string, (jwk: Record<string, string>) => object]>([
    ['a kid that is no thumbprint', (jwk) => ({ ...jwk, kid: 'mine' })],
    ['a private half of another key', (jwk) => ({ ...jwk, d: ed25519.privateJwk['d'] })],
  ])('refuses %s when it is first used', async (_, change) => {
    const state = await ringAt({ now: START }).export()
    const [key] = state.keys
    const changed = { ...state, keys: [{ ...key, jwk: change(key?.jwk as never) }] } as RingState
    const error = await errorOf(() => ringAt({ now: START }, { state: changed }).jwks())
    expect(error.code).toBe('ERR_KEY_INVALID')
    expect(error.message).toContain('changed or damaged')
    expect(error.message + String(error.cause)).not.toContain(key?.jwk['d'])
  })

  it('finds a damaged private half where the runtime does not look', async () => {
    const { privateKey } = await generateKeyPair('RS256')
    const jwk = { ...(await exportJwk(privateKey)), kid: await thumbprint(privateKey), alg: 'RS256', use: 'sig' }
    const key = { jwk, publishedAt: START, signsFrom: START, signsUntil: null, lifetime: 50 }
    const state = { format: 1, time: START, keys: [key] } as unknown as RingState
    vi.spyOn(crypto.subtle, 'verify').mockResolvedValueOnce(false)
    const ring = () => ringAt({ now: START }, { state })
    expect(await errorOf(() => ring().jwks())).toMatchObject({
      message: expect.stringContaining('halves'),
      cause: { code: 'ERR_KEY_INVALID' },
    })
    const lacking = Object.assign(new Error('x'), { name: 'NotSupportedError' })
    vi.spyOn(crypto.subtle, 'importKey').mockRejectedValueOnce(lacking)
    expect((await errorOf(() => ring().jwks())).code).toBe('ERR_ALG_UNSUPPORTED')
    vi.restoreAllMocks()
    expect(await kidsOf(ring())).toEqual([jwk.kid])
  })

  it('never shows a private member in what it says of itself', async () => {
    const ring = ringAt({ now: START })
    const secret = (await ring.export()).keys[0]?.jwk['d'] as string
    const shown = JSON.stringify([await ring.jwks(), await ring.status(), ring])
    expect(shown).not.toContain(secret)
    expect(secret.length).toBeGreaterThan(40)
  })

  it('reads the keys that other tools made', async () => {
    const keys = await Promise.all(
      [
        { ...rsa.privateJwk, alg: 'RS256' },
        { ...p256.privateJwk, alg: 'ES256' },
      ].map(async (jwk) => ({ ...jwk, kid: await thumbprint(jwk as never), use: 'sig' })),
    )
    for (const jwk of keys) {
      const key = { jwk, publishedAt: START, signsFrom: START, signsUntil: null, lifetime: 50 }
      const ring = ringAt({ now: START }, { state: { format: 1, time: START, keys: [key as never] } })
      const token = await ring.sign({}, options)
      await verify(token, ring, { algorithms: ['RS256', 'ES256'], now: START })
    }
  })
})

it('has no file store where there is no node:fs', async () => {
  const ring = ringAt({ now: START }, { store: createFileStore('ring.json') })
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never)
  expect((await errorOf(() => ring.jwks())).code).toBe('ERR_CONFIG')
})
