// Stands in for src/engines/plain/sha256.ts in the page: the same as a loop. It takes about twice as long and a tenth of
// the room; the page has 120 kB of room, and no need of the speed. A test holds the two equal.
import { ROUNDS, STARTS } from './constants.ts'

/** The eight words that SHA-256 starts from: the high halves of SHA-512's (FIPS 180-4 §5.3.3). */
export const INITIAL_256: Int32Array = STARTS.filter((_, at) => at < 16 && at % 2 === 0)

/** The compression of SHA-256 (FIPS 180-4 §6.2.2). No branch and no index depends on the bytes. */
export function compress256(state: Int32Array, bytes: Uint8Array, offset: number, blocks: number): void {
  const turned = (word: number, by: number) => (word >>> by) | (word << (32 - by))
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const w: number[] = []
  for (let at = offset; at < offset + blocks * 64; at += 64) {
    let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]
    for (let t = 0; t < 64; t++) {
      if (t < 16) w[t] = view.getInt32(at + 4 * t)
      else {
        const [early, late] = [w[t - 15]!, w[t - 2]!]
        const s0 = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3)
        const s1 = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10)
        w[t] = (s1 + w[t - 7]! + s0 + w[t - 16]!) | 0
      }
      const t1 = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[2 * t]! + w[t]!
      const t2 = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))
      ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0]
    }
    for (const [at, word] of [a, b, c, d, e, f, g, h].entries()) state[at]! += word
  }
}
