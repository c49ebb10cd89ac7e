import { encodePublic } from '../../encoding/base64url.ts'
import { encodeAscii } from '../../encoding/utf8.ts'
import { randomUuid } from '../../engines/random.ts'
import { composeHeader, composePayload } from '../../token/compose.ts'
import { refine } from '../../token/sign-options.ts'
import type { ClaimOptions, ExternalSigner, KeyInput, SignerOptions } from '../../types.ts'
import { acceptSignature, readSigning, type Signing, signerFailure } from '../signing.ts'
import { load, loaded, signText } from './engine.ts'
import { OWN, type SignOptions } from './options.ts'

type Signer = (payload: object, perCall?: ClaimOptions) => Promise<string>

/**
 * Makes a signer: created once, called for each token. The options and the key are read now, and what is wrong with
 * them is raised now. The options of a call go over the signer's own.
 *
 * @throws JwtError `ERR_CONFIG`, `ERR_KEY_INVALID`, `ERR_KEY_MISMATCH` or `ERR_KEY_WEAK`
 */
export function createSigner(signer: ExternalSigner, options: SignerOptions): Signer
export function createSigner(key: KeyInput, options: SignOptions): Signer
export function createSigner(key: unknown, options: unknown): Signer {
  const signing = readSigning(key, options, OWN)
  const header = composeHeader(signing.plan, signing.kid)
  return (payload, perCall) => send(payload, perCall, header, signing)
}

/**
 * Signs a payload and returns the token in compact form (RFC 7515 §7.1).
 *
 * @throws JwtError `ERR_CONFIG`, `ERR_CLAIM` for a claim that JSON cannot carry, `ERR_SIGNER`, and a code for each way
 * in which a key can be wrong
 */
export async function sign(payload: object, signer: ExternalSigner, options: SignerOptions): Promise<string>
export async function sign(payload: object, key: KeyInput, options: SignOptions): Promise<string>
export async function sign(payload: object, key: unknown, options: unknown): Promise<string> {
  const signing = readSigning(key, options, OWN)
  return send(payload, undefined, composeHeader(signing.plan, signing.kid), signing)
}

async function send(payload: unknown, perCall: unknown, header: string, signing: Signing): Promise<string> {
  const plan = perCall === undefined ? signing.plan : refine(signing.plan, perCall)
  const input = `${header}.${composePayload(payload, plan, plan.now(), randomUuid)}`
  return `${input}.${await signatureOf(input, signing)}`
}

async function signatureOf(input: string, { plan, key, signer }: Signing): Promise<string> {
  const { algorithm, engine } = plan
  if (key) {
    const handle = loaded(key, algorithm, 'sign', engine) ?? (await load(key, algorithm, 'sign', engine))
    return signText(handle, algorithm, input)
  }
  let answer: unknown
  try {
    // A copy of its own: the platform's buffer may be a view of a larger one.
    answer = await signer.sign(Uint8Array.from(encodeAscii(input)))
  } catch (cause) {
    throw signerFailure(cause)
  }
  return encodePublic(acceptSignature(answer, algorithm))
}
