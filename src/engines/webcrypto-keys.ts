import { type AlgorithmFacts, everyAlgorithm } from '../algorithms/table.ts'
import { JwtError } from '../errors.ts'
import { Key } from '../keys/key.ts'
import { LOCKED } from '../keys/native.ts'
import type { CryptoKeyInput } from '../types.ts'
import { exportNumbers, importNumbers, keyParameters, subtleCrypto } from './webcrypto.ts'

/** The SHA-256 of some bytes. @throws JwtError `ERR_NO_WEBCRYPTO` */
export async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await subtleCrypto().digest('SHA-256', bytes))
}

/**
 * The key with all its numbers at hand, for export: taken out of a `CryptoKey`, or completed with the public members
 * that a private key came without.
 *
 * @throws JwtError `ERR_KEY_MISMATCH` for a `CryptoKey` that is not extractable; `ERR_KEY_INVALID`, `ERR_NO_WEBCRYPTO`
 */
export async function exposeKey(key: Key): Promise<Key> {
  let native = Key.native(key) as CryptoKeyInput | undefined
  if (!native && !Key.material(key).pkcs8) return key
  const subtle = subtleCrypto()
  const facts = everyAlgorithm().find((row) => row.kty === key.kty && row.crv === key.crv) as AlgorithmFacts
  native ??= await importNumbers(subtle, key, facts, ['sign'], true)
  if (!native.extractable) {
    throw new JwtError('ERR_KEY_MISMATCH', LOCKED)
  }
  return Key.described(await exportNumbers(subtle, native), key)
}

/** 65537, most significant byte first. */
const EXPONENT = [1, 0, 1]

/**
 * Makes a pair of keys.
 *
 * @param modulusLength in bits, for RSA
 * @throws JwtError `ERR_ALG_UNSUPPORTED` or `ERR_NO_WEBCRYPTO`
 */
export async function generatePair(
  facts: AlgorithmFacts,
  modulusLength: number,
  extractable: boolean,
): Promise<unknown> {
  const size = facts.kty === 'RSA' ? { modulusLength, publicExponent: Uint8Array.from(EXPONENT) } : {}
  const subtle = subtleCrypto()
  const make = () => subtle.generateKey({ ...keyParameters(facts), ...size }, extractable, ['sign', 'verify'])
  try {
    // WebKit on Linux fails now and then to make an Ed25519 pair, and makes the next one.
    return await make().catch(make).catch(make)
  } catch (cause) {
    throw new JwtError(
      'ERR_ALG_UNSUPPORTED',
      `This runtime's Web Crypto could not make a key pair for ${facts.name}.`,
      { cause },
    )
  }
}
