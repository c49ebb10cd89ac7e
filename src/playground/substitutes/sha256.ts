// Stands in for src/engines/plain/sha256.ts in the page: the same function as a loop. It takes about twice as long and a
// tenth of the room; the page has room for 120 kB and no need of the speed. A test holds the two equal.

/** The eight words that SHA-256 starts from (FIPS 180-4 §5.3.3). */
export const INITIAL_256: Int32Array = wordsOf('6a09e667bb67ae853c6ef372a54ff53a510e527f9b05688c1f83d9ab5be0cd19')

/** The constants of the rounds (FIPS 180-4 §4.2.2). */
const ROUNDS: Int32Array = wordsOf(
  '428a2f9871374491b5c0fbcfe9b5dba53956c25b59f111f1923f82a4ab1c5ed5d807aa9812835b01243185be550c7dc372be5d7480deb1fe' +
    '9bdc06a7c19bf174e49b69c1efbe47860fc19dc6240ca1cc2de92c6f4a7484aa5cb0a9dc76f988da983e5152a831c66db00327c8bf597fc7' +
    'c6e00bf3d5a7914706ca63511429296727b70a852e1b21384d2c6dfc53380d13650a7354766a0abb81c2c92e92722c85a2bfe8a1a81a664b' +
    'c24b8b70c76c51a3d192e819d6990624f40e3585106aa07019a4c1161e376c082748774c34b0bcb5391c0cb34ed8aa4a5b9cca4f682e6ff3' +
    '748f82ee78a5636f84c878148cc7020890befffaa4506cebbef9a3f7c67178f2',
)

function wordsOf(hex: string): Int32Array {
  return Int32Array.from(hex.match(/.{8}/g) ?? [], (word) => Number.parseInt(word, 16))
}

const SCHEDULE = new Int32Array(64)

/** The compression of SHA-256 (FIPS 180-4 §6.2.2). No branch and no index depends on the bytes. */
export function compress256(state: Int32Array, bytes: Uint8Array, offset: number, blocks: number): void {
  const turned = (word: number, by: number) => (word >>> by) | (word << (32 - by))
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const w = SCHEDULE as unknown as number[]
  for (let at = offset; at < offset + blocks * 64; at += 64) {
    let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]
    for (let t = 0; t < 64; t++) {
      if (t < 16) w[t] = view.getInt32(at + 4 * t)
      else {
        const early = w[t - 15]!
        const late = w[t - 2]!
        const s0 = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3)
        const s1 = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10)
        w[t] = (s1 + w[t - 7]! + s0 + w[t - 16]!) | 0
      }
      const t1 = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[t]! + w[t]!
      const t2 = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))
      ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0]
    }
    const ends = [a, b, c, d, e, f, g, h]
    for (let word = 0; word < 8; word++) state[word] = (state[word]! + ends[word]!) | 0
  }
}
