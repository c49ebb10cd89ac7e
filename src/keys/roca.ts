// Of the primes that divide the number by which those chips step, the twelve that tell most: 65537 has the fewest powers
// modulo them (two modulo 331, so that nearly every key is let off there).
const PRIMES = [331, 241, 97, 257, 239, 37, 229, 349, 233, 281, 353, 79]

/**
 * True for an RSA modulus with the mark of the chips of CVE-2017-15361 (ROCA), whose private keys can be computed: it
 * is a power of 65537 modulo each of those primes, as its two factors are. Of other moduli one in 2^46 is. For keys of
 * 992 bits and more: shorter ones are marked by fewer primes.
 */
export function isRoca(modulus: Uint8Array): boolean {
  return PRIMES.every((prime) => {
    let residue = 0
    for (const byte of modulus) residue = (residue * 256 + byte) % prime
    let power = 1
    do {
      if (power === residue) return true
      power = (power * 65537) % prime
    } while (power > 1)
    return false
  })
}
