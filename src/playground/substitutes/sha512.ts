// Stands in for src/engines/plain/sha512.ts in the page: the same with BigInt, a fifth of the room. It serves HS384 and
// HS512 on pages from plain http alone, where nobody waits for it: slower by far, and its timing is the engine's affair.
import { ROUNDS, STARTS } from './constants.ts'

/** The words that SHA-512 starts from, the high half of each before the low one (FIPS 180-4 §5.3.5). */
export const INITIAL_512: Int32Array = STARTS.slice(0, 16)

/** The same for SHA-384 (FIPS 180-4 §5.3.4). */
export const INITIAL_384: Int32Array = STARTS.slice(16)

const word = (value: bigint) => BigInt.asUintN(64, value)

const joined = (halves: Int32Array, at: number) => word((BigInt(halves[at]!) << 32n) | BigInt(halves[at + 1]! >>> 0))

/** The exclusive or of a word turned right by each of some counts. */
const turned = (value: bigint, ...counts: bigint[]) =>
  counts.reduce((sum, by) => sum ^ word((value >> by) | (value << (64n - by))), 0n)

/** The compression of SHA-384 and SHA-512 (FIPS 180-4 §6.4.2), on a state of pairs of halves. */
export function compress512(state: Int32Array, bytes: Uint8Array, offset: number, blocks: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  for (let at = offset; at < offset + blocks * 128; at += 128) {
    const w = Array.from({ length: 16 }, (_, t) => view.getBigUint64(at + 8 * t))
    const start = Array.from({ length: 8 }, (_, place) => joined(state, 2 * place))
    let [a, b, c, d, e, f, g, h] = start as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint]
    for (let t = 0; t < 80; t++) {
      if (t > 15) {
        const [early, late] = [w[t - 15]!, w[t - 2]!]
        const s0 = turned(early, 1n, 8n) ^ (early >> 7n)
        const s1 = turned(late, 19n, 61n) ^ (late >> 6n)
        w.push(word(s1 + w[t - 7]! + s0 + w[t - 16]!))
      }
      const t1 = h + turned(e, 14n, 18n, 41n) + ((e & f) ^ (~e & g)) + joined(ROUNDS, 2 * t) + w[t]!
      const t2 = turned(a, 28n, 34n, 39n) + ((a & b) ^ (a & c) ^ (b & c))
      ;[h, g, f, e, d, c, b, a] = [g, f, e, word(d + t1), c, b, a, word(t1 + t2)]
    }
    for (const [place, end] of [a, b, c, d, e, f, g, h].entries()) {
      const sum = start[place]! + end
      state[2 * place] = Number(BigInt.asIntN(32, sum >> 32n))
      state[2 * place + 1] = Number(BigInt.asIntN(32, sum))
    }
  }
}
