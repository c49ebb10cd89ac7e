// Tokens and keys exchanged with other people's libraries, both ways, by one table of cases. What is not installed is
// skipped and says how to install it; `.ci/run` installs everything. The matrix of what was exchanged is printed last.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLocalJwks, inspectKey, thumbprint } from '../../src/index.ts'
import { refused } from '../conformance/case.ts'
import { roads } from '../roads.ts'
import type { ForeignKey } from './driver.ts'
import { Exchange, HEADER, keysOf, makeAllKeys, otherKeysOf, refusedHere, roadsFor, sound } from './exchange.ts'
import { formsFor, type Keys, mended, ownForm } from './keys.ts'
import { libraries } from './libraries.ts'
import { count, matrix } from './matrix.ts'
import { type Parcel, parcels } from './parcels.ts'
import { changed, HOUR, NOW, neighbour, REFUSALS } from './refusals.ts'

beforeAll(makeAllKeys, 120_000)

afterAll(() => {
  console.log(matrix(libraries))
})

/** The audience to expect, where a payload is for one: libraries differ in what they do with an aud unasked. */
const audienceOf = ({ aud }: Parcel['payload']) => (aud === undefined ? {} : { audience: 'shop' })

/** What libraries make of a header and a payload, here; and of ours, there. */
function carryTokens({ driver, library }: Exchange, algorithm: string, parcel: Parcel) {
  const { header, payload, spelt, unsignedBy, garbledBy } = parcel
  const { private: own, public: open } = keysOf(algorithm)
  const garbled = garbledBy?.[library.name] !== undefined

  async function theirs(): Promise<void> {
    const parts = { header: JSON.stringify(header), payload: spelt ?? JSON.stringify(payload) }
    for (const key of formsFor(library, algorithm, own)) {
      const signing = driver.sign({ algorithm, key, ...parts })
      if (unsignedBy?.[library.name]) {
        await expect(signing).rejects.toThrow(/^sign: /)
        continue
      }
      const token = await signing
      for (const { lib } of roadsFor(algorithm, 'verify')) {
        const options = { algorithms: [algorithm], complete: true, ...audienceOf(payload) }
        const verify = () => lib.verify(token, open.text, options) as { header: object; payload: object }
        if (garbled) {
          await refusedHere('ERR_TOKEN_MALFORMED', verify)
          continue
        }
        const found = await verify()
        expect(found.header).toMatchObject({ ...header, alg: algorithm })
        expect(found.payload).toEqual(payload)
        count(library, algorithm, 'theirs here')
      }
    }
  }

  async function ours(): Promise<void> {
    for (const { lib } of roadsFor(algorithm, 'sign')) {
      const token = (await lib.sign(payload, own.text, { algorithm, header, noTimestamp: true })) as string
      for (const key of formsFor(library, algorithm, open)) {
        const found = await driver.verify({ algorithm, key, token, ...audienceOf(payload) })
        expect(found.header).toMatchObject({ ...(garbled ? {} : header), alg: algorithm })
        expect(found.payload).toEqual(payload)
        count(library, algorithm, 'ours there')
      }
    }
  }

  return { theirs, ours }
}

function tokens(exchange: Exchange, algorithm: string): void {
  const algorithms = [algorithm]

  it.each(parcels)('of theirs carry $name', (parcel) => carryTokens(exchange, algorithm, parcel).theirs())

  it.each(parcels)('of ours carry $name', (parcel) => carryTokens(exchange, algorithm, parcel).ours())

  it('of theirs are refused here for what they claim, with the code that says so', async () => {
    for (const [name, claims, options, code, claim] of REFUSALS) {
      const token = await exchange.theirs(algorithm, { ...sound, ...claims })
      for (const { lib } of roadsFor(algorithm, 'verify')) {
        const verify = () => lib.verify(token, keysOf(algorithm).public.text, { algorithms, ...options })
        expect((await refusedHere(code, verify)).claim, name).toBe(claim)
      }
    }
  })

  it('of theirs are refused here by another key, under another algorithm, and with a bit changed', async () => {
    const token = await exchange.theirs(algorithm, sound)
    const { text } = keysOf(algorithm).public
    const elsewhere = neighbour(algorithm)
    for (const { lib } of roadsFor(algorithm, 'verify')) {
      expect(await lib.verify(token, text, { algorithms })).toEqual(sound)
      const other = otherKeysOf(algorithm).public.text
      await refusedHere('ERR_SIGNATURE', () => lib.verify(token, other, { algorithms }))
      await refusedHere('ERR_SIGNATURE', () => lib.verify(changed(token, 1), text, { algorithms }))
      await refusedHere('ERR_SIGNATURE', () => lib.verify(changed(token, 2), text, { algorithms }))
      const fitting = keysOf(elsewhere).public.text
      await refusedHere('ERR_ALG_NOT_ALLOWED', () => lib.verify(token, fitting, { algorithms: [elsewhere] }))
    }
  })

  it('of ours are refused there by another key, under another algorithm, and with a bit changed', async () => {
    const token = await exchange.ours(algorithm, sound)
    const key = exchange.key(algorithm, 'public')
    expect((await exchange.driver.verify({ algorithm, key, token })).payload).toEqual(sound)
    await exchange.refusedThere(algorithm, token, exchange.key(algorithm, 'public', otherKeysOf(algorithm)))
    await exchange.refusedThere(algorithm, changed(token, 1), key)
    await exchange.refusedThere(algorithm, changed(token, 2), key)
    const elsewhere = algorithm === 'HS256' ? 'HS384' : 'HS256'
    await exchange.refusedThere(elsewhere, token, exchange.key(elsewhere, 'public'))
  })

  if (exchange.can('claims'))
    it('of ours are refused there when expired, early or misdirected', async () => {
      for (const claims of [{ exp: NOW - HOUR }, { nbf: NOW + HOUR }, { aud: 'bank' }]) {
        const token = await exchange.ours(algorithm, { aud: 'shop', ...sound, ...claims })
        await exchange.refusedThere(algorithm, token, exchange.key(algorithm, 'public'), 'shop')
      }
    })
}

function pairs(exchange: Exchange, algorithm: string): void {
  const algorithms = [algorithm]

  it('of their making are read here in every form', async () => {
    const pair = await exchange.driver.make(algorithm)
    const own = Object.values(pair.private)
    const token = await exchange.theirs(algorithm, sound, own[0])
    for (const open of Object.values(pair.public).map(ownForm)) {
      for (const { lib } of roadsFor(algorithm, 'verify')) {
        expect(await lib.verify(token, open, { algorithms })).toEqual(sound)
      }
      for (const { lib } of roadsFor(algorithm, 'sign')) {
        for (const key of own) {
          const again = await lib.sign(sound, ownForm(key), { algorithm, noTimestamp: true })
          expect(await lib.verify(again, open, { algorithms })).toEqual(sound)
        }
      }
    }
  })

  if (exchange.library.odd?.includes(algorithm))
    it('of their making that break a rule are told how', async () => {
      const { odd = {}, public: open } = await exchange.driver.make(algorithm)
      const expected = await thumbprint(ownForm(open['SPKI PEM'] as ForeignKey) as string)
      expect(Object.keys(odd)).not.toEqual([])
      for (const [form, key] of Object.entries(odd)) {
        const found = ownForm(key)
        for (const { lib } of roads) await refused('ERR_KEY_INVALID', () => lib.importKey(found, algorithm))
        if (typeof found === 'string') expect(await thumbprint(mended(found)), form).toBe(expected)
        else expect(inspectKey(found).problems[0]?.message, form).toMatch(/"[xyd]" has \d+ bytes; on P-\d+ it has \d+/)
      }
    })
}

async function exchangeSets(exchange: Exchange, algorithm: string): Promise<void> {
  const member = (keys: Keys, kid: string) => ({ ...keys.public.jwk, kid, alg: algorithm, use: 'sig' })
  const decoy = member(otherKeysOf(algorithm), 'k-0')
  const jwks = { keys: [decoy, member(keysOf(algorithm), 'k-1')] }
  const token = await exchange.ours(algorithm, sound)
  expect((await exchange.driver.verify({ algorithm, key: { jwks }, token })).payload).toEqual(sound)

  const pair = await exchange.driver.make(algorithm)
  const { jwk } = pair.public['JWK'] as { jwk: object }
  const foreign = await exchange.theirs(algorithm, sound, Object.values(pair.private)[0])
  const theirSet = createLocalJwks({ keys: [decoy, { ...jwk, kid: 'k-1' }] })
  const ourSet = createLocalJwks(jwks)
  for (const { lib } of roadsFor(algorithm, 'verify')) {
    expect(await lib.verify(foreign, theirSet, { algorithms: [algorithm] })).toEqual(sound)
    await refusedHere('ERR_SIGNATURE', () => lib.verify(foreign, ourSet, { algorithms: [algorithm] }))
  }
}

/** What is no signed token, or no key for it. */
function others(exchange: Exchange): void {
  const can = (skill: Parameters<Exchange['can']>[0]) => exchange.can(skill)

  /** Fails unless every road refuses a token with a code. */
  async function refusedByAll(token: string, algorithm: string, code: string): Promise<string[]> {
    const verify = roads.map(({ lib }) =>
      refusedHere(code, () => lib.verify(token, keysOf(algorithm).public.text, { algorithms: [algorithm] })),
    )
    return (await Promise.all(verify)).map(({ message }) => message)
  }

  if (can('none'))
    it('their unsecured token is refused here', async () => {
      const parts = { algorithm: 'none', key: null, header: '{}', payload: JSON.stringify(sound) }
      const token = await exchange.driver.sign(parts)
      expect(token).toMatch(/^[\w-]+\.[\w-]+\.$/)
      for (const algorithm of ['HS256', 'RS256']) await refusedByAll(token, algorithm, 'ERR_ALG_NOT_ALLOWED')
    })

  if (can('confused'))
    it('their HS256 token by the text of our public key is refused here', async () => {
      const { text } = keysOf('RS256').public
      const token = await exchange.theirs('HS256', sound, { secret: text })
      await refusedByAll(token, 'RS256', 'ERR_ALG_NOT_ALLOWED')
      for (const { lib } of roads) {
        await refusedHere('ERR_KEY_INVALID', () => lib.verify(token, text, { algorithms: ['HS256'] }))
      }
    })

  if (can('secret') && !can('confused'))
    it('they take the text of a public key for no secret either', async () => {
      const signing = exchange.theirs('HS256', sound, { secret: keysOf('RS256').public.text })
      await expect(signing).rejects.toThrow(/^sign: /)
    })

  if (can('encrypt'))
    it('their encrypted token is refused here as what it is', async () => {
      const jwk = { kty: 'oct', k: Buffer.alloc(32, 7).toString('base64url'), alg: 'A256KW' }
      const token = await exchange.driver.encrypt(JSON.stringify(sound), { jwk })
      for (const message of await refusedByAll(token, 'HS256', 'ERR_TOKEN_MALFORMED')) expect(message).toMatch(/JWE/)
    })

  if (can('flattened'))
    it('their token in the JSON serialization is refused here as what it is', async () => {
      const parts = { algorithm: 'HS256', header: HEADER, payload: JSON.stringify(sound) }
      const key = exchange.key('HS256', 'private')
      const token = await exchange.driver.sign({ ...parts, key, serialization: 'flattened' })
      expect(JSON.parse(token)).toHaveProperty('signature')
      for (const message of await refusedByAll(token, 'HS256', 'ERR_TOKEN_MALFORMED')) {
        expect(message).toMatch(/JSON serialization/)
      }
    })
}

for (const library of libraries) {
  const { name, version, installed, install } = library
  const title = installed ? `${name} ${version}` : `${name} is not installed: ${install}`

  describe.skipIf(!installed)(title, { timeout: 120_000 }, () => {
    const exchange = new Exchange(library)
    beforeAll(() => exchange.start(), 120_000)
    afterAll(() => exchange.stop())

    describe.each(library.algorithms)('%s tokens', (algorithm) => tokens(exchange, algorithm))

    const asymmetric = library.algorithms.filter((algorithm) => /^(RS256|PS384|ES|Ed)/.test(algorithm))
    if (exchange.can('make')) describe.each(asymmetric)('%s keys', (algorithm) => pairs(exchange, algorithm))

    if (exchange.can('jwks'))
      it.each(['RS256', 'ES256'])('sets of %s keys give the one of the kid, both ways', (alg) =>
        exchangeSets(exchange, alg),
      )

    if (exchange.can('thumbprint'))
      it('their thumbprints are ours', async () => {
        for (const algorithm of asymmetric.filter((one) => exchange.can('okp thumbprint') || !one.startsWith('Ed'))) {
          const { jwk } = keysOf(algorithm).public
          expect(await exchange.driver.thumbprint(jwk), algorithm).toBe(await thumbprint(jwk as { kty: string }))
        }
      })

    others(exchange)
  })
}
