import { describe, expect, it } from 'vitest'
import { type AlgorithmFacts, everyAlgorithm, factsOf } from '../../src/algorithms/table.ts'
import type { ErrorCode } from '../../src/errors.ts'
import { admitKey, CURVE_BITS, checkExponent, checkMaterial, checkModulus, type Numbers } from '../../src/keys/check.ts'
import { readJwk } from '../../src/keys/jwk.ts'
import { Key, type KeyFacts, type Material } from '../../src/keys/key.ts'
import type { Algorithm } from '../../src/types.ts'
import { errorOf, hex } from '../encoding/bytes.ts'
import { ed25519, p256, p384, p521, rsa } from '../vectors/keys.ts'
import { unsoundEc, unsoundEd25519, unsoundRsa } from '../vectors/odd-keys.ts'

function refused(action: () => unknown, code: ErrorCode, reason: string | RegExp): void {
  const message = typeof reason === 'string' ? expect.stringContaining(reason) : expect.stringMatching(reason)
  expect(errorOf(action)).toMatchObject({ name: 'JwtError', code, message })
}

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'base64url'))

/** The numbers of a public JWK. */
function numbersOf(jwk: { readonly [member: string]: string }): [Numbers, Material] {
  const { kty, crv, ...members } = jwk
  const material = Object.fromEntries(Object.entries(members).map(([name, text]) => [name, bytes(text)]))
  return [{ kty, side: 'public', ...(crv && { crv }) } as Numbers, material]
}

const modulus = bytes(rsa.publicJwk.n)
const e65537 = Uint8Array.of(1, 0, 1)
const publicRsa: Numbers = { kty: 'RSA', side: 'public' }
const rsaBits = (n: Uint8Array, e: Uint8Array = e65537) => checkMaterial(publicRsa, { n, e })

/** An odd number of that many bits. */
function odd(bits: number): Uint8Array {
  const number = new Uint8Array(Math.ceil(bits / 8))
  number[0] = 1 << ((bits - 1) % 8)
  number[number.length - 1] = (number[number.length - 1] as number) | 1
  return number
}

describe('checkMaterial of RSA keys', () => {
  it('counts the bits of the modulus', () => {
    for (const bits of [1, 7, 8, 9, 1024, 2041, 2047, 2048, 2049, 4096, 16384]) expect(rsaBits(odd(bits))).toBe(bits)
  })

  it.each(Object.entries(unsoundRsa))('refuses an unsound key: %s', (_name, { jwk }) => {
    refused(() => checkMaterial(...numbersOf(jwk)), 'ERR_KEY_INVALID', /exponent|modulus|leading zeros/)
  })

  it('refuses more than 16384 bits', () => {
    refused(() => rsaBits(odd(16385)), 'ERR_KEY_INVALID', '16385 bits')
  })

  it('refuses an even modulus, however it ends', () => {
    for (const last of [0, 2, 0x80, 0xfe]) {
      const even = Uint8Array.from([...modulus.subarray(0, -1), last])
      refused(() => rsaBits(even), 'ERR_KEY_INVALID', 'modulus is even')
    }
  })

  it('refuses a modulus with the mark of CVE-2017-15361 from 1024 bits on; below, its size speaks against it', () => {
    // 1, and so a power of 65537, modulo each prime that is looked at.
    const step = [331, 241, 97, 257, 239, 37, 229, 349, 233, 281, 353, 79].reduce((all, each) => all * BigInt(each), 2n)
    const marked = (bits: bigint) => hex(((2n ** (bits - 1n) / step + 1n) * step + 1n).toString(16))
    for (const bits of [1024n, 2048n]) refused(() => rsaBits(marked(bits)), 'ERR_KEY_INVALID', 'ROCA')
    expect(rsaBits(marked(1023n))).toBe(1023)
  })

  it.each(['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'])('refuses "%s" with a leading zero, or empty', (name) => {
    const material = { n: modulus, e: e65537, d: e65537, p: e65537, q: e65537, dp: e65537, dq: e65537, qi: e65537 }
    for (const bad of [Uint8Array.of(0, ...modulus), new Uint8Array()]) {
      const act = () => checkMaterial({ kty: 'RSA', side: 'private' }, { ...material, [name]: bad })
      refused(act, 'ERR_KEY_INVALID', `"${name}" is empty or has leading zeros`)
    }
  })
})

describe('checkExponent and checkModulus', () => {
  it('take odd exponents from 3 to 2^32 - 1', () => {
    for (const digits of ['03', '05', '010001', 'ffffffff'])
      expect(errorOf(() => checkExponent(hex(digits)))).toBeUndefined()
    for (const digits of [
      '',
      '00',
      '01',
      '02',
      '04',
      '010000',
      'fffffffe',
      '0100000001',
      '0100000000',
      'ff'.repeat(256),
    ]) {
      refused(() => checkExponent(hex(digits)), 'ERR_KEY_INVALID', 'exponent')
    }
  })

  it('take moduli up to 16384 bits', () => {
    expect(checkModulus(16384)).toBe(16384)
    refused(() => checkModulus(16385), 'ERR_KEY_INVALID', 'more than 16384')
  })
})

/** b of each curve (FIPS 186-4 D.1.2). */
const CONSTANTS: { readonly [crv: string]: bigint } = {
  'P-256': 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  'P-384': 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  'P-521':
    0x051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
}

describe('checkMaterial of EC keys', () => {
  it.each([p256, p384, p521])('takes a point of the curve $publicJwk.crv', ({ publicJwk }) => {
    expect(checkMaterial(...numbersOf(publicJwk))).toBe(CURVE_BITS[publicJwk.crv as keyof typeof CURVE_BITS])
  })

  const unsound = Object.entries(unsoundEc).flatMap(([crv, cases]) =>
    Object.entries(cases).map(([name, { jwk }]) => [crv, name, jwk] as const),
  )
  it.each(unsound)('refuses what is no point of %s: %s', (crv, _name, jwk) => {
    refused(() => checkMaterial(...numbersOf(jwk)), 'ERR_KEY_INVALID', `the point is not on ${crv}`)
  })

  const SQUARES: readonly (readonly [string, bigint, bigint])[] = [
    ['P-256', 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n, 32n],
    ['P-384', 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n, 48n],
    ['P-521', 2n ** 521n - 1n, 66n],
  ]
  it.each(SQUARES)(
    'refuses a coordinate of %s that is the field prime, where zero would be on the curve',
    (crv, p, size) => {
      const b = CONSTANTS[crv] as bigint
      let y = 1n
      // p is 3 modulo 4: the square root of b, as far as it has one, is b to the (p + 1) / 4.
      for (let bit = (p + 1n) / 4n, square = b; bit; bit >>= 1n, square = (square * square) % p) {
        if (bit & 1n) y = (y * square) % p
      }
      const write = (number: bigint) => hex(number.toString(16).padStart(Number(size) * 2, '0'))
      const numbers = { kty: 'EC', side: 'public', crv } as Numbers
      expect((y * y - b) % p).toBe(0n)
      expect(checkMaterial(numbers, { x: write(0n), y: write(y) })).toBe(CURVE_BITS[crv as 'P-256'])
      refused(() => checkMaterial(numbers, { x: write(p), y: write(y) }), 'ERR_KEY_INVALID', 'not on')
    },
  )

  it.each([p256, p384, p521])('wants numbers of the full length on $publicJwk.crv', ({ privateJwk }) => {
    const [numbers, material] = numbersOf(privateJwk)
    for (const name of ['x', 'y', 'd'] as const) {
      const number = material[name] as Uint8Array
      for (const bad of [Uint8Array.of(0, ...number), number.subarray(1), new Uint8Array()]) {
        refused(
          () => checkMaterial(numbers, { ...material, [name]: bad }),
          'ERR_KEY_INVALID',
          `"${name}" has ${bad.length} bytes`,
        )
      }
    }
  })

  it('takes a private number alone', () => {
    expect(checkMaterial({ kty: 'EC', side: 'private', crv: 'P-384' }, { d: new Uint8Array(48).fill(1) })).toBe(384)
  })

  it.each([p256, p384, p521])('refuses zero and what lies beyond the order for $publicJwk.crv', ({ privateJwk }) => {
    const [numbers, material] = numbersOf(privateJwk)
    for (const byte of [0, 0xff]) {
      const d = new Uint8Array((material.d as Uint8Array).length).fill(byte)
      refused(() => checkMaterial(numbers, { ...material, d }), 'ERR_KEY_INVALID', '"d" is no private number')
    }
  })

  it('wants a curve of the family', () => {
    const x = new Uint8Array(32)
    refused(() => checkMaterial({ kty: 'EC', side: 'public' }, { x, y: x }), 'ERR_KEY_INVALID', 'P-256, P-384 or P-521')
    refused(() => checkMaterial({ kty: 'EC', side: 'public', crv: 'Ed25519' }, { x, y: x }), 'ERR_KEY_INVALID', 'P-256')
    refused(
      () => checkMaterial({ kty: 'OKP', side: 'public', crv: 'P-256' }, { x }),
      'ERR_KEY_INVALID',
      'the curve Ed25519',
    )
    refused(() => checkMaterial({ kty: 'OKP', side: 'public' }, { x }), 'ERR_KEY_INVALID', 'the curve Ed25519')
  })
})

describe('checkMaterial of Ed25519 keys', () => {
  it('takes the points of RFC 8032 §7.1, and of keys made here, and leaves them as they are', () => {
    const points = [
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
      '278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e',
      'ec172b93ad5e563f4932c70e1245034c35467ef2efd4d64ebf819683467e2bf2',
    ]
    for (const point of [...points.map(hex), bytes(ed25519.publicJwk.x)]) {
      const x = point.slice()
      expect(checkMaterial({ kty: 'OKP', side: 'public', crv: 'Ed25519' }, { x })).toBe(255)
      expect(x).toEqual(point)
    }
  })

  const check = (jwk: { readonly [member: string]: string }) => () => checkMaterial(...numbersOf(jwk))

  it.each(unsoundEd25519.smallOrder)('refuses a point of small order (%#)', ({ jwk }) => {
    refused(check(jwk), 'ERR_KEY_INVALID', 'small order')
  })

  it.each(unsoundEd25519.notCanonical)('refuses an encoding that is not canonical (%#)', ({ jwk }) => {
    refused(check(jwk), 'ERR_KEY_INVALID', 'not in canonical form')
  })

  it.each(unsoundEd25519.notOnCurve)('refuses a number that is no point (%#)', ({ jwk }) => {
    refused(check(jwk), 'ERR_KEY_INVALID', 'not on its curve')
  })
})

const facts = (name: string) => factsOf(name) as AlgorithmFacts

/** A key of which nothing but its facts is looked at. */
function keyWith(given: Partial<KeyFacts>): Key {
  return new Key({ kty: 'RSA', side: 'public', bits: 2048, ...given }, {})
}

const verifies =
  (given: Partial<KeyFacts>, name: Algorithm, weak = false) =>
  () =>
    admitKey(keyWith(given), facts(name), 'verify', weak)
const signs =
  (given: Partial<KeyFacts>, name: Algorithm, weak = false) =>
  () =>
    admitKey(keyWith({ side: 'private', ...given }), facts(name), 'sign', weak)

describe('admitKey', () => {
  it('lets each kind of key serve its own algorithms and no other', () => {
    const kinds: Partial<KeyFacts>[] = [
      { kty: 'oct', side: 'secret', bits: 512 },
      { kty: 'RSA' },
      { kty: 'EC', crv: 'P-256', bits: 256 },
      { kty: 'EC', crv: 'P-384', bits: 384 },
      { kty: 'EC', crv: 'P-521', bits: 521 },
      { kty: 'OKP', crv: 'Ed25519', bits: 255 },
    ]
    for (const kind of kinds) {
      for (const row of everyAlgorithm()) {
        const act = verifies(kind, row.name)
        if (row.kty === kind.kty && row.crv === kind.crv) expect(act()).toBeInstanceOf(Key)
        else refused(act, 'ERR_KEY_MISMATCH', /needs (a secret|an RSA key|an EC key|an Ed25519 key|a key on)/)
      }
    }
  })

  it('says what was needed and what came', () => {
    refused(verifies({}, 'HS256'), 'ERR_KEY_MISMATCH', 'HS256 needs a secret; got an RSA key.')
    refused(verifies({ kty: 'oct' }, 'EdDSA'), 'ERR_KEY_MISMATCH', 'EdDSA needs an Ed25519 key; got a secret.')
    refused(
      verifies({ kty: 'EC', crv: 'P-384' }, 'ES256'),
      'ERR_KEY_MISMATCH',
      'needs a key on P-256; got one on P-384.',
    )
  })

  it('holds a key to the algorithm that it is bound to', () => {
    expect(verifies({ alg: 'PS256' }, 'PS256')()).toBeInstanceOf(Key)
    refused(verifies({ alg: 'PS256' }, 'RS256'), 'ERR_KEY_MISMATCH', 'bound to PS256; the call uses RS256')
    refused(verifies({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' }, 'Ed25519'), 'ERR_KEY_MISMATCH', 'bound to EdDSA')
  })

  it('verifies with public keys and signs with private ones', () => {
    refused(verifies({ side: 'private' }, 'RS256'), 'ERR_KEY_MISMATCH', 'private key was given to verify with')
    refused(signs({ side: 'public' }, 'RS256'), 'ERR_KEY_MISMATCH', 'public key was given to sign with')
    expect(signs({}, 'RS256')()).toBeInstanceOf(Key)
    const secret = { kty: 'oct', side: 'secret', bits: 256 } as const
    expect(signs(secret, 'HS256')()).toBeInstanceOf(Key)
    expect(verifies(secret, 'HS256')()).toBeInstanceOf(Key)
  })

  it('holds a key to its declared uses', () => {
    for (const use of ['enc', 'SIG', '']) refused(verifies({ use }, 'RS256'), 'ERR_KEY_MISMATCH', '"use" is not "sig"')
    expect(verifies({ use: 'sig' }, 'RS256')()).toBeInstanceOf(Key)
    expect(verifies({ ops: ['sign', 'verify'] }, 'RS256')()).toBeInstanceOf(Key)
    for (const ops of [[], ['sign'], ['encrypt']])
      refused(verifies({ ops }, 'RS256'), 'ERR_KEY_MISMATCH', 'include "verify"')
    for (const ops of [[], ['verify']]) refused(signs({ ops }, 'RS256'), 'ERR_KEY_MISMATCH', 'include "sign"')
  })

  it.each([
    ['HS256', 32],
    ['HS384', 48],
    ['HS512', 64],
  ] as const)('wants %s secrets of %i bytes', (name, length) => {
    const secret = (count: number): Partial<KeyFacts> => ({ kty: 'oct', side: 'secret', bits: count * 8 })
    expect(verifies(secret(length), name)()).toBeInstanceOf(Key)
    for (const short of [1, length - 1]) {
      refused(verifies(secret(short), name), 'ERR_KEY_WEAK', `at least ${length} bytes (RFC 7518 §3.2); got ${short}`)
      refused(signs(secret(short), name), 'ERR_KEY_WEAK', `generateSecret('${name}')`)
      expect(verifies(secret(short), name, true)()).toBeInstanceOf(Key)
    }
  })

  it('wants RSA keys of 2048 bits, or of 1024 when weak ones are allowed', () => {
    for (const bits of [2048, 4096]) expect(verifies({ bits }, 'RS256')()).toBeInstanceOf(Key)
    for (const bits of [512, 1024, 2047])
      refused(verifies({ bits }, 'PS256'), 'ERR_KEY_WEAK', `${bits} bits; at least 2048`)
    expect(verifies({ bits: 1024 }, 'RS256', true)()).toBeInstanceOf(Key)
    refused(verifies({ bits: 1023 }, 'RS256', true), 'ERR_KEY_WEAK', 'at least 1024')
  })

  it('relaxes nothing but sizes', () => {
    refused(verifies({ use: 'enc' }, 'RS256', true), 'ERR_KEY_MISMATCH', 'use')
    refused(verifies({ alg: 'RS512' }, 'RS256', true), 'ERR_KEY_MISMATCH', 'bound')
    refused(verifies({ side: 'private' }, 'RS256', true), 'ERR_KEY_MISMATCH', 'private')
    refused(verifies({ kty: 'EC', crv: 'P-256' }, 'RS256', true), 'ERR_KEY_MISMATCH', 'needs an RSA key')
  })

  it('returns the very key that was judged', () => {
    const key = readJwk(p256.publicJwk)
    expect(admitKey(key, facts('ES256'), 'verify', false)).toBe(key)
  })
})
