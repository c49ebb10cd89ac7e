import type { Member } from './json.ts'
import { fromNow, moment } from './time.ts'

/** What is said beside a member of a header or payload. */
export interface Note {
  /** `bad` is what a verifier refuses by itself; `wary` what deserves a look. */
  readonly tone: 'plain' | 'bad' | 'wary'
  readonly text: string
}

/** Registered names in words (RFC 7519 §4.1, RFC 7515 §4.1). */
const MEANING: { readonly [name: string]: string } = {
  iss: 'issuer',
  sub: 'subject',
  aud: 'audience',
  jti: 'token id',
  kid: 'key id',
}

/** Beyond this a number of seconds is more likely one of milliseconds: the year 5138. */
const MILLISECONDS = 1e11

/** How each time is told, ahead and behind, and in which of the two cases a verifier refuses the token. */
const TIMES: { readonly [name: string]: readonly [ahead: string, behind: string, bad?: boolean] } = {
  exp: ['expires', 'expired', false],
  nbf: ['becomes valid', 'valid since', true],
  iat: ['issued', 'issued'],
}

function noteOnTime(name: string, value: unknown, now: number): Note {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return { tone: 'bad', text: 'no finite number of seconds: always refused' }
  }
  const [ahead, behind, bad] = TIMES[name] as [string, string, boolean?]
  const later = value > now
  const text = `${later ? ahead : behind} ${fromNow(value, now)}: ${moment(value)}`
  if (Math.abs(value) > MILLISECONDS) return { tone: 'wary', text: `${text}. Milliseconds? Tokens count seconds.` }
  if (name === 'iat') return { tone: later ? 'wary' : 'plain', text }
  return { tone: later === bad ? 'bad' : 'plain', text }
}

/**
 * What is to be said of one claim of a payload.
 *
 * @param now seconds since the epoch
 */
export function noteOnClaim(name: string, value: unknown, now: number): Note | undefined {
  return Object.hasOwn(TIMES, name) ? noteOnTime(name, value, now) : meaningOf(name)
}

function meaningOf(name: string): Note | undefined {
  return Object.hasOwn(MEANING, name) ? { tone: 'plain', text: MEANING[name] as string } : undefined
}

/** What is to be said of one parameter of a header. */
export function noteOnParameter(name: string, value: unknown): Note | undefined {
  if (name === 'alg' && `${value}`.toLowerCase() === 'none')
    return { tone: 'bad', text: 'no signature: always refused' }
  // Whoever made the token chose these.
  if (/^(jku|x5u|jwk|x5c)$/.test(name)) return { tone: 'wary', text: 'brings or names a key: never followed' }
  if (name === 'crit') return { tone: 'wary', text: 'refused unless the option crit declares each name' }
  return meaningOf(name)
}

/** Members of a header of a wrong type or meaning, with what is wrong (RFC 7515 §4.1, RFC 7797, RFC 7519 §5.2). */
export function faultsOfHeader(
  header: { readonly [name: string]: unknown },
  members: readonly Member[],
): [Member, string][] {
  return members.flatMap((member): [Member, string][] => {
    const { name } = member
    const value = header[name]
    if (/^(alg|kid|typ|cty)$/.test(name) && typeof value !== 'string') return [[member, `“${name}” is not a text.`]]
    if (name === 'b64' && value !== true) return [[member, '“b64”: no JWT has an unencoded payload.']]
    if (name === 'cty' && /^(application\/)?jwt$/i.test(value as string)) {
      return [[member, '“cty” is JWT: nested tokens are not read.']]
    }
    return []
  })
}
