import { JwtError } from '../errors.ts'
import { Key } from './key.ts'

/** What a private key signs once, when it is made ready. No token looks like it. */
export const PROBE = 'countersign'

/**
 * The public half that a private key brings along. A signature compares the two, because not every runtime does: where
 * they differ, Node signs with RSA keys and Deno with EC and Ed25519 keys, and the tokens hold nowhere.
 */
export function publicHalf(key: Key): Key | undefined {
  const { kty, side, bits, crv } = key
  const { n, e, x, y } = Key.material(key)
  if (side !== 'private' || !(n ?? x)) return undefined
  const numbers = kty === 'RSA' ? { n, e } : kty === 'EC' ? { x, y } : { x }
  return new Key({ kty, side: 'public', bits, ...(crv && { crv }) }, numbers as ReturnType<typeof Key.material>)
}

/** What a private key comes out as whose signature its own public half does not accept. */
export function noPair(): JwtError {
  return new JwtError(
    'ERR_KEY_INVALID',
    'The key is not sound: its private members do not belong to its public ones. Export the key again, whole.',
  )
}
