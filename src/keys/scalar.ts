import type { Curve } from '../algorithms/table.ts'

/** What the order of each curve's group (SEC 2 §2.4.2, §2.5.1, §2.6.1) lacks to all bits of its bytes, in hexadecimal. */
const GAPS: { readonly [curve in Curve]?: string } = {
  'P-256': 'ffffffff00000000000000004319055258e8617b0c46353d039cdaaf',
  'P-384': '389cb27e0bc8d220a7e5f24db74f58851313e695333ad68d',
  'P-521':
    'fe000000000000000000000000000000000000000000000000000000000000000005ae79787c40d069948033feb708f65a2fc44a36477663b851449048e16ec79bf7',
}

/**
 * True for a number from 1 to the order less 1, which alone is a private key (SEC 1 §3.2.1): for zero everybody can sign,
 * and beyond the order a key has a second spelling. Node signs with either. The number is secret, so nothing branches on
 * its bytes: it is beyond the order when its sum with the gap runs over.
 */
export function isScalar(number: Uint8Array, crv: Curve): boolean {
  const gap = (GAPS[crv] as string).padStart(number.length * 2, '0')
  let any = 0
  let carry = 0
  for (let at = number.length; at--; ) {
    const byte = number[at] as number
    any |= byte
    carry = (carry + byte + Number.parseInt(gap.slice(at * 2, at * 2 + 2), 16)) >> 8
  }
  return any > 0 && carry === 0
}
