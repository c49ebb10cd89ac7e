import { ALGORITHMS, admit, type ReferenceKey, readReferenceJwk } from './keys.ts'
import { need, Refusal } from './refusal.ts'

type Jwk = { readonly [member: string]: unknown }

const isObject = (value: unknown): value is Jwk => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The key, or why there is none; never a guess among several. */
function read(jwk: Jwk, algorithm: string): ReferenceKey | undefined {
  try {
    const key = readReferenceJwk(jwk)
    // Sizes are the verifier's to judge, once one key is chosen.
    admit(key, algorithm, 'verify', true)
    return key
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

/**
 * The one member of a JWK Set that a header asks for (RFC 7517 §5: what cannot be read is passed over; RFC 7515 §4.1.4:
 * `kid` is compared exactly). @throws Refusal
 */
export function chooseReference(keys: readonly unknown[], header: Jwk): ReferenceKey {
  const algorithm = header['alg'] as string
  need('key', Object.hasOwn(ALGORITHMS, algorithm), 'no such algorithm')
  const kid = Object.hasOwn(header, 'kid') ? header['kid'] : undefined
  const named = keys
    .filter(isObject)
    .filter((jwk) => kid === undefined || (Object.hasOwn(jwk, 'kid') && jwk['kid'] === kid))
  const fitting = named.map((jwk) => read(jwk, algorithm)).filter((key) => key !== undefined)
  need('key', fitting.length === 1, `${fitting.length} keys fit`)
  return fitting[0] as ReferenceKey
}
