// The curves of RFC 7518 §6.2 and RFC 8037, as their standards write them: whether some coordinates are a point that may
// be a public key.

const big = (hex: string): bigint => BigInt(`0x${hex.replace(/\s/g, '')}`)

/** p, a, b and n of SEC 2 §2.4.2, §2.5.1 and §2.6.1, and how many bytes a coordinate has. */
const SHORT: { readonly [crv: string]: { p: bigint; a: bigint; b: bigint; n: bigint; size: number } } = {
  'P-256': {
    p: big('FFFFFFFF 00000001 00000000 00000000 00000000 FFFFFFFF FFFFFFFF FFFFFFFF'),
    a: big('FFFFFFFF 00000001 00000000 00000000 00000000 FFFFFFFF FFFFFFFF FFFFFFFC'),
    b: big('5AC635D8 AA3A93E7 B3EBBD55 769886BC 651D06B0 CC53B0F6 3BCE3C3E 27D2604B'),
    n: big('FFFFFFFF 00000000 FFFFFFFF FFFFFFFF BCE6FAAD A7179E84 F3B9CAC2 FC632551'),
    size: 32,
  },
  'P-384': {
    p: big(
      'FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFE FFFFFFFF 00000000 00000000 FFFFFFFF',
    ),
    a: big(
      'FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFE FFFFFFFF 00000000 00000000 FFFFFFFC',
    ),
    b: big(
      'B3312FA7 E23EE7E4 988E056B E3F82D19 181D9C6E FE814112 0314088F 5013875A C656398D 8A2ED19D 2A85C8ED D3EC2AEF',
    ),
    n: big(
      'FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFF C7634D81 F4372DDF 581A0DB2 48B0A77A ECEC196A CCC52973',
    ),
    size: 48,
  },
  'P-521': {
    p: big(`01FF${'FFFFFFFF'.repeat(16)}`),
    a: big(`01FF${'FFFFFFFF'.repeat(15)}FFFFFFFC`),
    b: big(
      '0051 953EB961 8E1C9A1F 929A21A0 B68540EE A2DA725B 99B315F3 B8B48991 8EF109E1 56193951 EC7E937B 1652C0BD 3BB1BF07 3573DF88 3D2C34F1 EF451FD4 6B503F00',
    ),
    n: big(
      `01FF${'FFFFFFFF'.repeat(7)}FFFFFFFA51868783 BF2F966B 7FCC0148 F709A5D0 3BB5C9B8 899C47AE BB6FB71E 91386409`,
    ),
    size: 66,
  },
}

/** How many bytes a coordinate and a private number of the curve have; `undefined` for a curve that is none of these. */
export function sizeOf(crv: string): number | undefined {
  return crv === 'Ed25519' ? 32 : Object.hasOwn(SHORT, crv) ? SHORT[crv]?.size : undefined
}

const integer = (bytes: Uint8Array): bigint => BigInt(`0x0${Buffer.from(bytes).toString('hex')}`)

/** True for the affine coordinates of a point of a NIST curve (SEC 1 §3.2.2.1; the curves have no cofactor). */
export function isShortPoint(crv: string, xBytes: Uint8Array, yBytes: Uint8Array): boolean {
  const { p, a, b } = SHORT[crv] as { p: bigint; a: bigint; b: bigint }
  const [x, y] = [integer(xBytes), integer(yBytes)]
  return x < p && y < p && (y * y) % p === (x * x * x + a * x + b) % p
}

/** True for a private number of a NIST curve (SEC 1 §3.2.1). */
export function isShortNumber(crv: string, number: Uint8Array): boolean {
  const d = integer(number)
  return d > 0n && d < (SHORT[crv] as { n: bigint }).n
}

const P = 2n ** 255n - 19n
const mod = (value: bigint): bigint => ((value % P) + P) % P

function power(base: bigint, exponent: bigint): bigint {
  if (exponent === 0n) return 1n
  const half = power(mod(base * base), exponent >> 1n)
  return exponent & 1n ? mod(half * base) : half
}

const invert = (value: bigint): bigint => power(value, P - 2n)
const D = mod(-121665n * invert(121666n))
const ROOT = power(2n, (P - 1n) / 4n)

type Point = readonly [x: bigint, y: bigint]

function add([x1, y1]: Point, [x2, y2]: Point): Point {
  const t = mod(D * x1 * x2 * y1 * y2)
  return [mod((x1 * y2 + x2 * y1) * invert(mod(1n + t))), mod((y1 * y2 + x1 * x2) * invert(mod(1n - t)))]
}

/** RFC 8032 §5.1.3, decoding, step by step. */
function decode(encoded: Uint8Array): Point | undefined {
  const number = integer(Uint8Array.from(encoded).reverse())
  const y = number & (2n ** 255n - 1n)
  if (y >= P) return undefined
  const u = mod(y * y - 1n)
  const v = mod(D * y * y + 1n)
  let x = mod(u * v ** 3n * power(mod(u * v ** 7n), (P - 5n) / 8n))
  if (mod(v * x * x) === mod(-u)) x = mod(x * ROOT)
  if (mod(v * x * x) !== u) return undefined
  const sign = number >> 255n
  if (x === 0n && sign === 1n) return undefined
  return (x & 1n) === sign ? [x, y] : [P - x, y]
}

/** True for an Ed25519 public key that eight times itself does not make the neutral element. */
export function isEdwardsKey(encoded: Uint8Array): boolean {
  const point = encoded.length === 32 ? decode(encoded) : undefined
  if (!point) return false
  let eightfold = point
  for (let doublings = 0; doublings < 3; doublings++) eightfold = add(eightfold, eightfold)
  return eightfold[0] !== 0n || eightfold[1] !== 1n
}
