// A verifier of signed tokens, written from RFC 7515, 7518, 7519, 8037, 8725 and node:crypto: plain, strict and slow. It
// shares no line with src/, so that the same mistake has to be made twice to go unseen.
import { judgeClaims, type ReferenceRules } from './claims.ts'
import { parseJson } from './json.ts'
import { ALGORITHMS, admit, type ReferenceKey } from './keys.ts'
import { need, Refusal, type Stage } from './refusal.ts'
import { holds } from './signature.ts'
import { unbase64url, unutf8 } from './text.ts'

/** What a token is held against. */
export interface ReferenceOptions extends ReferenceRules {
  readonly algorithms: readonly string[]
  readonly typ?: string
  readonly crit?: readonly string[]
  readonly maxTokenLength?: number
  readonly allowWeakKeys?: boolean
}

/** What the reference says of a token. */
export type Verdict =
  | { readonly ok: true; readonly header: JsonObject; readonly payload: JsonObject; readonly signature: string }
  | { readonly ok: false; readonly stage: Stage; readonly reason: string }

type JsonObject = { readonly [member: string]: unknown }

/** Names that RFC 7515 §4.1, 7516 §4.1 and 7518 define: `crit` may hold none of them (RFC 7515 §4.1.11). */
const DEFINED = ('alg jku jwk kid x5u x5c x5t x5t#S256 typ cty crit ' + 'enc zip epk apu apv iv tag p2s p2c').split(' ')

/** Judges a token; `keyFor` finds the key that its admitted header asks for, or throws a Refusal. */
export function judgeToken(
  token: unknown,
  keyFor: (header: JsonObject) => ReferenceKey,
  options: ReferenceOptions,
): Verdict {
  try {
    return { ok: true, ...judge(token, keyFor, options) }
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, stage: error.stage, reason: error.message }
    throw error
  }
}

function judge(token: unknown, keyFor: (header: JsonObject) => ReferenceKey, options: ReferenceOptions) {
  need('form', typeof token === 'string' && token.length <= (options.maxTokenLength ?? 16384), 'no text, or too long')
  const texts = token.split('.')
  need('form', texts.length === 3, 'not three parts')
  const [head, body, signature] = texts.map((text) => {
    const bytes = unbase64url(text)
    need('form', bytes?.length, 'an empty part, or no base64url')
    return bytes
  }) as [Uint8Array, Uint8Array, Uint8Array]
  const header = objectIn(head, 'header', { twice: false })
  const algorithm = judgeHeader(header, options)
  const key = keyFor(header)
  admit(key, algorithm, 'verify', options.allowWeakKeys)
  need('signature', holds(algorithm, key, signature, Buffer.from(`${texts[0]}.${texts[1]}`)), 'does not hold')
  // RFC 7519 §4 lets the last of two members of one name stand.
  const payload = objectIn(body, 'payload', { twice: true })
  judgeClaims(payload, options)
  return { header, payload, signature: texts[2] as string }
}

function objectIn(bytes: Uint8Array, stage: Stage, may: { readonly twice: boolean }): JsonObject {
  const text = unutf8(bytes)
  need(stage, text !== undefined, 'no UTF-8')
  const parsed = parseJson(text)
  const value = parsed?.value
  need(stage, typeof value === 'object' && value !== null && !Array.isArray(value), 'no JSON object')
  need(stage, may.twice || !parsed?.twice, 'a member twice')
  return value as JsonObject
}

function judgeHeader(header: JsonObject, options: ReferenceOptions): string {
  const member = (name: string): unknown => (Object.hasOwn(header, name) ? header[name] : undefined)
  const [alg, kid, typ, cty] = ['alg', 'kid', 'typ', 'cty'].map(member)
  need('header', typeof alg === 'string', 'no "alg"')
  for (const text of [kid, typ, cty]) need('header', text === undefined || typeof text === 'string', 'no text')
  need('header', options.algorithms.includes(alg) && Object.hasOwn(ALGORITHMS, alg), 'another "alg"')
  if (Object.hasOwn(header, 'crit')) {
    const crit = header['crit']
    need('header', Array.isArray(crit) && crit.length && new Set(crit).size === crit.length, 'no list as "crit"')
    for (const name of crit as unknown[]) {
      need('header', typeof name === 'string' && !DEFINED.includes(name) && name !== 'b64', '"crit" names a wrong one')
      need('header', Object.hasOwn(header, name) && options.crit?.includes(name), '"crit" names an unknown one')
    }
  }
  // RFC 7797 §7: no JWT has an unencoded payload.
  need('header', member('b64') === undefined || member('b64') === true, 'not encoded')
  need('header', plainType(cty) !== 'jwt', 'a token in a token')
  need('header', options.typ === undefined || plainType(typ) === plainType(options.typ), 'another "typ"')
  return alg
}

/** RFC 7515 §4.1.9 and §4.1.10: without case, and `application/` may be left out. */
function plainType(type: unknown): string | undefined {
  return typeof type === 'string' ? type.toLowerCase().replace(/^application\//, '') : undefined
}
