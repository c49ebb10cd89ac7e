// SHA-2, HMAC and RSA in plain TypeScript beside node:crypto: any bytes, any key, any number as a signature.
import { constants, createHash, createHmac, privateEncrypt, verify } from 'node:crypto'
import fc from 'fast-check'
import * as hmac from '../../../src/engines/plain/hmac.ts'
import { verifyPkcs1, verifyPss } from '../../../src/engines/plain/rsa.ts'
import { digest, type HashName } from '../../../src/engines/plain/sha2.ts'
import { encodePkcs1, encodePss, pairOf } from '../../engines/plain/rsa-forge.ts'
import { must, target } from '../target.ts'

const HASHES: { readonly [hash in HashName]: string } = {
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
}
const hash = fc.constantFrom(...(Object.keys(HASHES) as HashName[]))
const hex = (most: number) =>
  fc.uint8Array({ maxLength: most, size: 'max' }).map((bytes) => Buffer.from(bytes).toString('hex'))
const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'))

export const macs = target(
  'hmac',
  300,
  fc.record({ hash, key: hex(300), message: hex(600), text: fc.string({ maxLength: 300 }), flip: fc.nat() }),
  (input) => {
    const [key, message] = [bytesOf(input.key), bytesOf(input.message)]
    const name = HASHES[input.hash]
    const plain = digest(input.hash, message)
    must(
      Buffer.compare(plain, createHash(name).update(message).digest()) === 0,
      'the digest is the one of FIPS 180-4',
      input,
    )
    const ready = hmac.prepareHmac(input.hash, key)
    const mac = Uint8Array.from(createHmac(name, key).update(message).digest())
    must(Buffer.compare(hmac.sign(ready, message), mac) === 0, 'the MAC is the one of RFC 2104', input)
    must(hmac.verify(ready, mac, message), 'and holds')
    const wrong = mac.slice()
    const at = input.flip % mac.length
    wrong[at] = (wrong[at] as number) ^ (1 << (input.flip % 8))
    must(!hmac.verify(ready, wrong, message), 'with any bit changed it does not', at)
    must(
      !hmac.verify(ready, mac.subarray(1), message) && !hmac.verify(ready, Uint8Array.from([...mac, 0]), message),
      'nor with another length',
    )
    const text = input.text.replace(/[^\x00-\x7f]/g, '?')
    const ofText = createHmac(name, key).update(text).digest()
    must(Buffer.compare(hmac.signText(ready, text), ofText) === 0, 'the MAC of a text is that of its bytes', text)
    must(hmac.verifyText(ready, Uint8Array.from(ofText), text), 'and holds', text)
  },
)

const SIZES = [1024, 1032, 2048]
const PAIRS = SIZES.map((size) => pairOf(size))

type Block =
  | { readonly kind: 'raw'; readonly hex: string }
  | {
      readonly kind: 'pkcs1'
      readonly start: string
      readonly padding: number
      readonly info: string
      readonly end: string
    }
  | {
      readonly kind: 'pss'
      readonly salt: number
      readonly trailer: number
      readonly separator: number
      readonly padding: number
      readonly top: boolean
    }

const INFO = '3031300d060960864801650304020105000420'
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constant('raw' as const), hex: hex(260) }),
  fc.record({
    kind: fc.constant('pkcs1' as const),
    start: fc.constantFrom('0001', '0001', '0002', '0000', '00', '01', '0100'),
    padding: fc.integer({ min: -3, max: 3 }),
    info: fc.constantFrom(INFO, INFO, '302f300b0609608648016503040201', '3031300d060960864801650304020205000420', ''),
    end: fc.constantFrom('', '', '00', '0000ff'),
  }),
  fc.record({
    kind: fc.constant('pss' as const),
    salt: fc.constantFrom(32, 32, 0, 31, 33, 48),
    trailer: fc.constantFrom(0xbc, 0xbc, 0xcc),
    separator: fc.constantFrom(1, 1, 0, 2),
    padding: fc.constantFrom(0, 0, 1, 128),
    top: fc.boolean(),
  }),
)

/** An encoded message as long as the modulus, whatever stands in it. */
function encoded(spec: Block, message: Uint8Array, bits: number): Buffer {
  const size = Math.ceil(bits / 8)
  if (spec.kind === 'pss') {
    const { trailer, separator, padding, top } = spec
    return encodePss(message, {
      bits,
      hash: 'SHA-256',
      salt: Buffer.alloc(spec.salt, 9),
      trailer,
      separator,
      padding,
      topBit: top,
    })
  }
  if (spec.kind === 'raw') return Buffer.concat([Buffer.alloc(size), Buffer.from(spec.hex, 'hex')]).subarray(-size)
  const { start, info, end } = spec
  const room = size - (start.length + end.length + info.length) / 2 - 33 + spec.padding
  const made = encodePkcs1(message, {
    size,
    hash: 'SHA-256',
    start,
    info,
    end,
    padding: 'ff'.repeat(Math.max(0, room)),
  })
  return Buffer.concat([Buffer.alloc(size), made]).subarray(-size)
}

const rsaInputs = fc.record({
  pair: fc.nat(SIZES.length - 1),
  block,
  message: hex(40),
  add: fc.constantFrom(0, 0, 0, 1),
  cut: fc.constantFrom(0, 0, 0, 1),
})

export const rsaSignatures = target('rsa', 60, rsaInputs, ({ pair: place, block: spec, message: text, add, cut }) => {
  const pair = PAIRS[place] as (typeof PAIRS)[number]
  const message = bytesOf(text)
  let signature: Buffer
  try {
    signature = privateEncrypt(
      { key: pair.privateKey, padding: constants.RSA_NO_PADDING },
      encoded(spec, message, pair.key.bits),
    )
  } catch {
    // Above the modulus: no signature can say so.
    return
  }
  const number = BigInt(`0x${signature.toString('hex')}`) + pair.n * BigInt(add)
  const digits = number.toString(16).padStart(pair.size * 2, '0')
  const bytes = Uint8Array.from(Buffer.from(digits.slice(cut * 2, cut * 2 + pair.size * 2), 'hex')).subarray(
    0,
    pair.size - cut,
  )
  for (const [padding, plain] of [
    [constants.RSA_PKCS1_PADDING, verifyPkcs1],
    [constants.RSA_PKCS1_PSS_PADDING, verifyPss],
  ] as const) {
    // OpenSSL takes one whose leading zeros are missing; the library asks for the length before either road does.
    const native =
      bytes.length === pair.size &&
      holdsNative(() => verify('sha256', message, { key: pair.publicKey, padding, saltLength: 32 }, bytes))
    must(plain(pair.key, 'SHA-256', bytes, message) === native, 'plain and native agree', [spec, padding, native])
  }
})

function holdsNative(judge: () => boolean): boolean {
  try {
    return judge()
  } catch {
    return false
  }
}
