/** The integer root of a number, by Newton's method from above. */
function rootOf(value: bigint, power: bigint): bigint {
  let root = 1n << 80n
  for (;;) {
    const next = ((power - 1n) * root + value / root ** (power - 1n)) / power
    if (next >= root) return root
    root = next
  }
}

/** The first 64 bits of the fractional parts of the roots of the first primes, as pairs of halves. */
function fractionsOf(power: bigint, count: number): Int32Array {
  const primes: number[] = []
  for (let next = 2; primes.length < count; next++) if (primes.every((prime) => next % prime)) primes.push(next)
  return Int32Array.from(
    primes.flatMap((prime) => {
      const root = rootOf(BigInt(prime) << (64n * power), power)
      return [Number((root >> 32n) & 0xffffffffn), Number(root & 0xffffffffn)]
    }),
  )
}

/** The constants of the rounds of SHA-512, high half first; the high halves are SHA-256's (FIPS 180-4 §4.2.2, §4.2.3). */
export const ROUNDS: Int32Array = fractionsOf(3n, 80)

/** The words that SHA-512 starts from, then those of SHA-384 (FIPS 180-4 §5.3). */
export const STARTS: Int32Array = fractionsOf(2n, 16)
