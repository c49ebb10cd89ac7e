import { rawFromDer } from '../algorithms/ecdsa.ts'
import type { AlgorithmFacts } from '../algorithms/table.ts'
import { isObject, own } from '../encoding/json.ts'
import { JwtError, show } from '../errors.ts'
import { admitKey } from '../keys/check.ts'
import { Key } from '../keys/key.ts'
import { PRIVATE_FORMATS } from '../keys/pkcs8.ts'
import { isBytes } from '../keys/read.ts'
import { isPlain, misconfigured } from '../token/options.ts'
import { settled } from '../token/schema.ts'
import { compileSign, type MoreSignReaders, type SignPlan } from '../token/sign-options.ts'
import type { ExternalSigner } from '../types.ts'
import { rememberKey } from './memo.ts'

/** What signs: a key of ours, or a signer outside of this process. */
export type Signing = { readonly plan: SignPlan; readonly kid: string | undefined } & (
  | { readonly key: Key; readonly signer?: undefined }
  | { readonly key?: undefined; readonly signer: ExternalSigner }
)

/**
 * Reads the key argument and the options of `sign`.
 *
 * @throws JwtError `ERR_CONFIG`, `ERR_KEY_INVALID`, `ERR_KEY_MISMATCH` or `ERR_KEY_WEAK`
 */
export function readSigning(input: unknown, options: unknown, more: MoreSignReaders): Signing {
  if (isObject(input) && !(input instanceof Key) && typeof input.sign === 'function') {
    return readSigner(input as unknown as ExternalSigner, options)
  }
  if (typeof input === 'function' || (isObject(input) && own(input, 'keys') !== undefined)) {
    misconfigured('sign takes one key; a key set or a function of the header is for verify.')
  }
  const plan = compileSign(options, more)
  const key = rememberKey(input, plan.algorithm.kty, 'sign', PRIVATE_FORMATS)
  admitKey(key, plan.algorithm, 'sign', plan.allowWeakKeys)
  return { plan, kid: key.kid, key }
}

function readSigner(signer: ExternalSigner, options: unknown): Signing {
  if (signer.algorithm === undefined) misconfigured('The signer names no algorithm; of a key ring, call ring.sign().')
  const named = isPlain(options) ? { algorithm: signer.algorithm, ...options } : options
  // No road and no key of ours are in play: an option about either would be accepted and ignored.
  if (isPlain(options) && Object.hasOwn(options, 'allowWeakKeys'))
    misconfigured('allowWeakKeys says nothing to an external signer, which judges its own keys.')
  const plan = compileSign(named, {})
  if (plan.algorithm.name !== signer.algorithm) {
    misconfigured(
      `The signer signs with ${show(signer.algorithm)}, and the option algorithm says ${plan.algorithm.name}.`,
    )
  }
  const kid: unknown = signer.keyid
  if (kid !== undefined && (typeof kid !== 'string' || !kid)) misconfigured('The keyid of the signer is not a text.')
  return { plan, kid: signer.keyid, signer }
}

/** What a failed signer comes out as. */
export function signerFailure(cause: unknown): JwtError {
  return new JwtError('ERR_SIGNER', 'The external signer raised an error; see cause.', { cause })
}

/**
 * The signature that an external signer returned, in the raw form of JWS.
 *
 * @throws JwtError `ERR_SIGNER` when it is none; `ERR_CONFIG` for a promise in the sync entry
 */
export function acceptSignature(answer: unknown, facts: AlgorithmFacts): Uint8Array {
  const signature = settled(answer, 'The signer')
  if (!isBytes(signature)) throw new JwtError('ERR_SIGNER', 'The external signer returned no Uint8Array.')
  const { kty, size } = facts
  const { length } = signature
  // RSA: the shortest modulus that is admitted has 2048 bits.
  if (size === undefined ? length >= 256 : length === size) return signature
  const raw = kty === 'EC' ? rawFromDer(signature, size as number) : undefined
  if (raw) return raw
  const wanted = size === undefined ? '256 or more' : size
  throw new JwtError(
    'ERR_SIGNER',
    `The external signer returned ${length} bytes, which are no ${facts.name} signature (${wanted} bytes).`,
  )
}
