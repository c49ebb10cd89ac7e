import { type AlgorithmFacts, factsOf } from '../../algorithms/table.ts'
import { encodeBase64url } from '../../encoding/base64url.ts'
import { isJwtError, JwtError } from '../../errors.ts'
import { isPrivate, publicJwk, type RingJwk, type RingState } from '../../jwks/ring-state.ts'
import { readJwk } from '../../keys/jwk.ts'
import type { Key } from '../../keys/key.ts'
import { thumbprintInput } from '../../keys/thumbprint.ts'
import type { RingPlan } from '../ring-options.ts'
import { load, sha256 } from './engine.ts'
import { generateKeyPair } from './generate.ts'
import { exportJwk, thumbprint } from './keys.ts'

/** A key of a ring, read. It stays the same object while the ring holds it, and so do the native handles made of it. */
export interface OpenKey {
  /** What everyone may see. */
  readonly jwk: RingJwk
  readonly facts: AlgorithmFacts
  readonly verifying: Key
  readonly signing: Key | undefined
}

/** Makes a key for a ring. @throws JwtError `ERR_ALG_UNSUPPORTED` or `ERR_NO_WEBCRYPTO` */
export async function makeRingJwk({ algorithm: { name }, modulusLength }: RingPlan): Promise<RingJwk> {
  const { privateKey } = await generateKeyPair(name, modulusLength === undefined ? {} : { modulusLength })
  const jwk = await exportJwk(privateKey)
  return { ...jwk, kid: await thumbprint(privateKey), alg: name, use: 'sig' } as RingJwk
}

/**
 * Reads the keys of a state; those that were read before stay as they are.
 *
 * @throws JwtError `ERR_KEY_INVALID` for a kid that is no thumbprint, or halves that are no pair; as `load`
 */
export async function openKeys(
  { keys }: RingState,
  before: ReadonlyMap<string, OpenKey> | undefined,
): Promise<ReadonlyMap<string, OpenKey>> {
  const open = new Map<string, OpenKey>()
  for (const { jwk } of keys) open.set(jwk.kid, await openKey(jwk, before?.get(jwk.kid)))
  return open
}

async function openKey(jwk: RingJwk, before: OpenKey | undefined): Promise<OpenKey> {
  // The kid stands for the public numbers, and those for the private ones.
  const known = before?.jwk.alg === jwk.alg ? before : await readPublic(jwk)
  if (!isPrivate(jwk)) return known.signing ? { ...known, signing: undefined } : known
  if (known.signing) return known
  const signing = readJwk(jwk)
  await admitPair(signing, known)
  return { ...known, signing }
}

async function readPublic(jwk: RingJwk): Promise<OpenKey> {
  const shown = publicJwk(jwk)
  const verifying = readJwk(shown)
  if (encodeBase64url(await sha256(thumbprintInput(verifying))) !== jwk.kid)
    invalid('has a kid that is not its thumbprint (RFC 7638)')
  return { jwk: shown, facts: factsOf(jwk.alg) as AlgorithmFacts, verifying, signing: undefined }
}

/** A damaged private half would make tokens that nobody accepts: the engine finds out when it makes the key ready. */
async function admitPair(signing: Key, { facts }: OpenKey): Promise<void> {
  try {
    await load(signing, facts, 'sign', undefined)
  } catch (cause) {
    if (isJwtError(cause, 'ERR_KEY_INVALID')) invalid('has halves that do not belong together', { cause })
    throw cause
  }
}

function invalid(reason: string, details?: { readonly cause: unknown }): never {
  const message = `A key of the ring ${reason}; the state has been changed or damaged.`
  throw new JwtError('ERR_KEY_INVALID', message, details)
}
