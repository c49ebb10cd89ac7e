// Signatures: right ones, wrong ones, and those that an attacker would try.
import { constants, createHmac, privateEncrypt, sign } from 'node:crypto'
import fc from 'fast-check'
import { derFromRaw } from '../../algorithms/ecdsa-der.ts'
import { encodePkcs1, encodePss, type Pkcs1Parts } from '../../engines/plain/rsa-forge.ts'
import { SIGNERS, type Signer, textNamed } from '../material.ts'

/** How a signature is made. */
export type SignatureSpec =
  | { readonly kind: 'good' | 'empty' | 'zero' | 'der' }
  | { readonly kind: 'other'; readonly signer: number }
  | { readonly kind: 'public'; readonly name: string }
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'cut'; readonly by: number }
  | { readonly kind: 'more'; readonly hex: string; readonly front: boolean }
  | { readonly kind: 'twin'; readonly half: 0 | 1; readonly times: number }
  | { readonly kind: 'raw'; readonly hex: string }
  | {
      readonly kind: 'encoded'
      readonly start: string
      readonly info: number
      readonly end: string
      readonly shift: number
    }
  | {
      readonly kind: 'salted'
      readonly salt: number
      readonly trailer: number
      readonly padding: number
      readonly top: boolean
    }

const hex = (most: number) => fc.uint8Array({ maxLength: most }).map((bytes) => Buffer.from(bytes).toString('hex'))
const PUBLIC_TEXTS = ['rsa.publicPem', 'p256.publicPem', 'ed25519.publicPem', 'rsa.certificate']

const wrong: fc.Arbitrary<SignatureSpec> = fc.oneof(
  fc.record({ kind: fc.constantFrom('empty', 'zero', 'der') }),
  fc.record({ kind: fc.constant('other'), signer: fc.nat(SIGNERS.length - 1) }),
  fc.record({ kind: fc.constant('public'), name: fc.constantFrom(...PUBLIC_TEXTS) }),
  fc.record({ kind: fc.constant('flip'), at: fc.nat(600), bit: fc.nat(7) }),
  fc.record({ kind: fc.constant('cut'), by: fc.integer({ min: -40, max: 40 }) }),
  fc.record({ kind: fc.constant('more'), hex: hex(5), front: fc.boolean() }),
  fc.record({ kind: fc.constant('twin'), half: fc.constantFrom(0, 1), times: fc.integer({ min: -2, max: 3 }) }),
  fc.record({ kind: fc.constant('raw'), hex: hex(140) }),
  fc.record({
    kind: fc.constant('encoded'),
    start: fc.constantFrom('0001', '0002', '0000', '0101'),
    info: fc.nat(4),
    end: fc.constantFrom('', '00', 'ff', '0500'),
    shift: fc.integer({ min: 0, max: 3 }),
  }),
  fc.record({
    kind: fc.constant('salted'),
    salt: fc.constantFrom(0, 20, 31, 32, 33, 48, 64),
    trailer: fc.constantFrom(0xbc, 0xcc, 0),
    padding: fc.constantFrom(0, 1, 0x80),
    top: fc.boolean(),
  }),
)

/** Signatures, half of them right. */
export const signatures: fc.Arbitrary<SignatureSpec> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<SignatureSpec>({ kind: 'good' }) },
  { weight: 2, arbitrary: wrong },
)

/** The signature that RFC 7518 and RFC 8037 ask for. */
export function goodSignature({ alg, privateKey }: Signer, input: Uint8Array): Buffer {
  const hash = `sha${alg.slice(2)}`
  if (alg.startsWith('HS')) return createHmac(hash, privateKey).update(input).digest()
  if (alg.startsWith('E'))
    return sign(/^ES/.test(alg) ? hash : null, input, { key: privateKey, dsaEncoding: 'ieee-p1363' })
  const padding = alg.startsWith('PS') ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING
  return sign(hash, input, { key: privateKey, padding, saltLength: Number(alg.slice(2)) / 8 })
}

/** The number of points of each curve's group (SEC 2 §2, RFC 8032 §5.1): what a scalar can be wound around. */
const ORDERS: { readonly [alg: string]: bigint } = {
  ES256: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  ES384: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  ES512:
    0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  Ed: 2n ** 252n + 27742317777372353535851937790883648493n,
}

const integer = (bytes: Uint8Array) => BigInt(`0x0${Buffer.from(bytes).toString('hex')}`)

function bytesOf(number: bigint, size: number): Buffer {
  const digits = number.toString(16).padStart(size * 2, '0')
  return Buffer.from(digits.slice(-size * 2), 'hex')
}

/**
 * The same signature in other numbers: a multiple of the modulus or of the group's order added; -1 times the order turns
 * s into its negative, which holds for ECDSA by its nature.
 */
function twinOf({ alg, privateKey }: Signer, good: Buffer, half: 0 | 1, times: number): Buffer {
  if (alg.startsWith('HS')) return Buffer.concat([good, good.subarray(0, times & 3)])
  if (/^[RP]S/.test(alg)) {
    const n = integer(Buffer.from(String(privateKey.export({ format: 'jwk' }).n), 'base64url'))
    return bytesOf(integer(good) + n * BigInt(Math.max(1, times)), good.length)
  }
  const size = good.length / 2
  const halves = [good.subarray(0, size), good.subarray(size)] as [Buffer, Buffer]
  if (!alg.startsWith('ES')) {
    const s = integer(Buffer.from(halves[1]).reverse()) + (ORDERS['Ed'] as bigint) * BigInt(Math.max(1, times))
    return Buffer.concat([halves[0], bytesOf(s, size).reverse()])
  }
  const order = ORDERS[alg] as bigint
  const number = integer(halves[half])
  halves[half] = bytesOf(times < 0 ? order - number : number + order * BigInt(times), size)
  return Buffer.concat(halves)
}

const HASH = { 256: 'SHA-256', 384: 'SHA-384', 512: 'SHA-512' } as const
const INFOS = [
  '',
  '302f300b0609608648016503040201',
  '3031300d060960864801650304020105000420',
  '3031300d060960864801650304020305000420',
]

/** The private operation on a block that was put together by hand. */
function sealed({ privateKey }: Signer, block: Buffer): Buffer {
  try {
    return privateEncrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, block)
  } catch {
    // A block that is above the modulus has no signature.
    return Buffer.alloc(block.length)
  }
}

const hashOf = ({ alg }: Signer) => HASH[alg.slice(2) as unknown as 256]

function pkcs1Parts({ start, info, end, shift }: SignatureSpec & { kind: 'encoded' }): Partial<Pkcs1Parts> {
  const chosen = INFOS[info]
  const digest = 32
  const room =
    256 - start.length / 2 - 1 - (chosen ?? (INFOS[2] as string)).length / 2 - digest - end.length / 2 - shift
  return {
    start,
    end: end + '00'.repeat(shift),
    ...(chosen !== undefined && { info: chosen }),
    padding: 'ff'.repeat(Math.max(0, room)),
  }
}

/** Makes a signature of some bytes. */
export function signatureBytes(spec: SignatureSpec, signer: Signer, input: Uint8Array): Buffer {
  const isRsa = /^[RP]S/.test(signer.alg)
  if (spec.kind === 'empty') return Buffer.alloc(0)
  if (spec.kind === 'raw') return Buffer.from(spec.hex, 'hex')
  if (spec.kind === 'other') return goodSignature(SIGNERS[spec.signer] as Signer, input)
  if (spec.kind === 'public') return createHmac('sha256', textNamed(spec.name)).update(input).digest()
  if (spec.kind === 'encoded' && isRsa && signer.alg.endsWith('256')) {
    return sealed(signer, encodePkcs1(input, { size: 256, hash: 'SHA-256', ...pkcs1Parts(spec) }))
  }
  if (spec.kind === 'salted' && isRsa) {
    const { trailer, padding, top } = spec
    const parts = { salt: Buffer.alloc(spec.salt, 7), trailer, padding, topBit: top }
    return sealed(signer, encodePss(input, { bits: 2048, hash: hashOf(signer), ...parts }))
  }
  const good = goodSignature(signer, input)
  switch (spec.kind) {
    case 'zero':
      return Buffer.alloc(good.length)
    case 'der':
      return Buffer.from(derFromRaw(good))
    case 'flip': {
      const at = spec.at % good.length
      good[at] = (good[at] as number) ^ (1 << spec.bit)
      return good
    }
    case 'cut':
      return good.subarray(0, spec.by < 0 ? spec.by : Math.max(0, good.length - spec.by))
    case 'more': {
      const more = Buffer.from(spec.hex, 'hex')
      return spec.front ? Buffer.concat([more, good]) : Buffer.concat([good, more])
    }
    case 'twin':
      return twinOf(signer, good, spec.half, spec.times)
    default:
      return good
  }
}
