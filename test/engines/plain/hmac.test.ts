import { createHmac } from 'node:crypto'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { prepareHmac, sign, signText, verify, verifyText } from '../../../src/engines/plain/hmac.ts'
import type { HashName } from '../../../src/engines/plain/sha2.ts'

const NODE: Record<HashName, string> = { 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' }
const HASHES = Object.keys(NODE) as HashName[]
const BLOCK: Record<HashName, number> = { 'SHA-256': 64, 'SHA-384': 128, 'SHA-512': 128 }

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const byNode = (hash: HashName, key: Uint8Array, bytes: Uint8Array): string =>
  createHmac(NODE[hash], key).update(bytes).digest('hex')
const some = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => (at * 89 + 7) & 0xff)

const LONG_KEY = 'aa'.repeat(131)
const text = (value: string): string => hex(Buffer.from(value))

/** RFC 4231 §4.2 to §4.8: key and data in hexadecimal, then the MACs. Case 5 (§4.6) gives the first 128 bits only. */
const RFC4231: readonly (readonly [string, string, string, Record<HashName, string>])[] = [
  [
    '1',
    '0b'.repeat(20),
    text('Hi There'),
    {
      'SHA-256': 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
      'SHA-384': 'afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6',
      'SHA-512':
        '87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854',
    },
  ],
  [
    '2',
    text('Jefe'),
    text('what do ya want for nothing?'),
    {
      'SHA-256': '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
      'SHA-384': 'af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649',
      'SHA-512':
        '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
    },
  ],
  [
    '3',
    'aa'.repeat(20),
    'dd'.repeat(50),
    {
      'SHA-256': '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
      'SHA-384': '88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b2a5ab39dc13814b94e3ab6e101a34f27',
      'SHA-512':
        'fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb',
    },
  ],
  [
    '4',
    '0102030405060708090a0b0c0d0e0f10111213141516171819',
    'cd'.repeat(50),
    {
      'SHA-256': '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
      'SHA-384': '3e8a69b7783c25851933ab6290af6ca77a9981480850009cc5577c6e1f573b4e6801dd23c4a7d679ccf8a386c674cffb',
      'SHA-512':
        'b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3dba91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd',
    },
  ],
  [
    '5',
    '0c'.repeat(20),
    text('Test With Truncation'),
    {
      'SHA-256': 'a3b6167473100ee06e0c796c2955552b',
      'SHA-384': '3abf34c3503b2a23a46efc619baef897',
      'SHA-512': '415fad6271580a531d4179bc891d87a6',
    },
  ],
  [
    '6',
    LONG_KEY,
    text('Test Using Larger Than Block-Size Key - Hash Key First'),
    {
      'SHA-256': '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
      'SHA-384': '4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952',
      'SHA-512':
        '80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598',
    },
  ],
  [
    '7',
    LONG_KEY,
    text(
      'This is a test using a larger than block-size key and a larger than block-size data. ' +
        'The key needs to be hashed before being used by the HMAC algorithm.',
    ),
    {
      'SHA-256': '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
      'SHA-384': '6617178e941f020d351e2f254e8fd32c602420feb0b8fb9adccebb82461e99c5a678cc31e799176d3860e6110c46523e',
      'SHA-512':
        'e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58',
    },
  ],
]

describe.each(HASHES)('HMAC with %s', (hash) => {
  it.each(RFC4231)('gives the answer of RFC 4231, test case %s', (_, key, data, macs) => {
    const mac = hex(sign(prepareHmac(hash, Buffer.from(key, 'hex')), Buffer.from(data, 'hex')))
    expect(mac.slice(0, macs[hash].length)).toBe(macs[hash])
  })

  it('agrees with node:crypto at every length from 0 to 1000 bytes, in bytes and in text', () => {
    const secret = some(32)
    const key = prepareHmac(hash, secret)
    const whole = 'The quick brown fox jumps over the lazy dog. '.repeat(23)
    for (let length = 0; length <= 1000; length++) {
      const part = whole.slice(0, length)
      const expected = byNode(hash, secret, Buffer.from(part))
      expect(`${length} ${hex(sign(key, Buffer.from(part)))}`).toBe(`${length} ${expected}`)
      expect(`${length} ${hex(signText(key, part))}`).toBe(`${length} ${expected}`)
    }
  })

  it('agrees with node:crypto for keys shorter than a block, as long, and longer', () => {
    const block = BLOCK[hash]
    for (const length of [0, 1, 31, block - 1, block, block + 1, 2 * block, 500]) {
      const secret = some(length)
      expect(hex(sign(prepareHmac(hash, secret), some(100)))).toBe(byNode(hash, secret, some(100)))
    }
  })

  it('agrees with node:crypto on any key and message', () => {
    const bytes = fc.uint8Array({ maxLength: 400 })
    fc.assert(
      fc.property(bytes, bytes, (secret, message) => {
        const key = prepareHmac(hash, secret)
        const mac = byNode(hash, secret, message)
        expect(hex(sign(key, message))).toBe(mac)
        expect(verify(key, Buffer.from(mac, 'hex'), message)).toBe(true)
      }),
    )
  })

  it('agrees with node:crypto on text outside ASCII, given as bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (message) => {
        const bytes = new TextEncoder().encode(message)
        expect(hex(sign(prepareHmac(hash, some(64)), bytes))).toBe(byNode(hash, some(64), bytes))
      }),
    )
  })

  it('accepts its own MACs, of bytes and of text', () => {
    const key = prepareHmac(hash, some(64))
    expect(verify(key, sign(key, some(600)), some(600))).toBe(true)
    expect(verifyText(key, signText(key, 'header.payload'), 'header.payload')).toBe(true)
  })

  it('refuses a MAC with any one bit turned', () => {
    const key = prepareHmac(hash, some(64))
    const mac = signText(key, 'header.payload')
    for (let bit = 0; bit < mac.length * 8; bit++) {
      const turned = mac.slice()
      turned[bit >> 3] = (turned[bit >> 3] as number) ^ (1 << (bit & 7))
      expect([bit, verifyText(key, turned, 'header.payload')]).toEqual([bit, false])
      expect([bit, verify(key, turned, Buffer.from('header.payload'))]).toEqual([bit, false])
    }
  })

  it('refuses a MAC of another length: cut short, continued, empty', () => {
    const key = prepareHmac(hash, some(64))
    const mac = sign(key, some(10))
    const others = [
      mac.slice(0, -1),
      mac.slice(0, -4),
      mac.slice(0, 0),
      new Uint8Array([...mac, 0]),
      new Uint8Array([...mac, ...mac]),
    ]
    expect(others.map((other) => verify(key, other, some(10)))).toEqual(others.map(() => false))
  })

  it('refuses a cut MAC whose missing bytes would be zero', () => {
    const key = prepareHmac(hash, some(64))
    let message = 0
    while (signText(key, `${message}`).at(-1) !== 0) message++
    expect(verifyText(key, signText(key, `${message}`), `${message}`)).toBe(true)
    expect(verifyText(key, signText(key, `${message}`).slice(0, -1), `${message}`)).toBe(false)
  })

  it('refuses the MAC of another message and of another key', () => {
    const key = prepareHmac(hash, some(64))
    const mac = signText(key, 'header.payload')
    expect(verifyText(key, mac, 'header.payloae')).toBe(false)
    expect(verifyText(key, mac, 'header.payload.')).toBe(false)
    expect(verifyText(key, mac, '')).toBe(false)
    expect(verifyText(prepareHmac(hash, some(63)), mac, 'header.payload')).toBe(false)
  })
})

describe('a prepared key', () => {
  const key = prepareHmac('SHA-256', some(32))

  it('shows nothing of itself when printed, listed, copied or made JSON', () => {
    expect(inspect(key, { depth: 9 })).toBe('HmacKey {}')
    expect(inspect(key, { depth: 9, showHidden: true })).not.toMatch(/\d|words|inner|outer/)
    expect(JSON.stringify(key)).toBe('{}')
    expect(Reflect.ownKeys(key)).toEqual([])
    expect(Reflect.ownKeys({ ...key })).toEqual([])
    expect(Reflect.ownKeys(structuredClone(key))).toEqual([])
  })

  it('leaves the bytes it is made from as they were, and does not follow their changes', () => {
    for (const length of [32, 64, 65]) {
      const secret = some(length)
      const prepared = prepareHmac('SHA-256', secret)
      expect(secret).toEqual(some(length))
      secret.fill(0)
      expect(hex(signText(prepared, 'x'))).toBe(byNode('SHA-256', some(length), Buffer.from('x')))
    }
  })

  it('keeps its MACs apart from those of other keys, hashes and messages made in between', () => {
    const other = prepareHmac('SHA-512', some(64))
    const mac = signText(key, 'a'.repeat(500))
    const copy = mac.slice()
    signText(other, 'b'.repeat(5000))
    sign(key, some(3))
    expect(mac).toEqual(copy)
    expect(verifyText(key, mac, 'a'.repeat(500))).toBe(true)
  })
})

describe('text', () => {
  afterEach(() => vi.unstubAllGlobals())

  class WithoutEncodeInto {
    encode(): Uint8Array {
      return new Uint8Array(0)
    }
  }

  it.each([
    ["by the platform's encoder", TextEncoder],
    ['without an encoder', undefined],
    ['beside an encoder that has no encodeInto', WithoutEncodeInto],
  ])('is read to its end and not beyond, %s', (_, encoder) => {
    vi.stubGlobal('TextEncoder', encoder)
    const key = prepareHmac('SHA-256', some(32))
    // Around 4096 characters the scratch memory ends; afterwards a short text must not meet the rest of a long one.
    for (const length of [4095, 4096, 4097, 20_000, 10, 0]) {
      const message = 'header.payload_'.repeat(1400).slice(0, length)
      expect([length, hex(signText(key, message))]).toEqual([length, byNode('SHA-256', some(32), Buffer.from(message))])
    }
  })

  it('goes through the loop where there is no encoder, and through the encoder where there is one', () => {
    const encodeInto = vi.spyOn(TextEncoder.prototype, 'encodeInto')
    const key = prepareHmac('SHA-256', some(32))
    vi.stubGlobal('TextEncoder', undefined)
    signText(key, 'header.payload')
    expect(encodeInto).toHaveBeenCalledTimes(0)
    vi.unstubAllGlobals()
    signText(key, 'header.payload')
    expect(encodeInto).toHaveBeenCalledTimes(1)
    encodeInto.mockRestore()
  })
})
