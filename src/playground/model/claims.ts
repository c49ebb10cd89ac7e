import type { Member } from './json.ts'
import { fromNow, moment } from './time.ts'

/** What is said beside a member of a header or payload. */
export interface Note {
  /** `bad` is what a verifier refuses by itself; `wary` what deserves a look. */
  readonly tone: 'plain' | 'bad' | 'wary'
  readonly text: string
}

/** Registered claims and header parameters in words (RFC 7519 §4.1, RFC 7515 §4.1). */
const MEANING: { readonly [name: string]: string } = {
  iss: 'issuer',
  sub: 'subject',
  aud: 'audience',
  jti: 'token id',
  alg: 'algorithm',
  typ: 'type',
  kid: 'key id',
  cty: 'content type',
}

const TIMES = ['exp', 'nbf', 'iat']

/** Beyond this a number of seconds is more likely one of milliseconds: the year 5138. */
const MILLISECONDS = 1e11

function noteOnTime(name: string, value: unknown, now: number): Note {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return { tone: 'bad', text: 'is no finite number of seconds: every verifier here refuses it' }
  }
  const when = `${moment(value)}, ${fromNow(value, now)}`
  if (Math.abs(value) > MILLISECONDS)
    return { tone: 'wary', text: `${when}. Are these milliseconds? Tokens count seconds.` }
  if (name === 'exp')
    return value <= now ? { tone: 'bad', text: `expired: ${when}` } : { tone: 'plain', text: `expires: ${when}` }
  if (name === 'nbf') {
    return value > now
      ? { tone: 'bad', text: `not valid before: ${when}` }
      : { tone: 'plain', text: `valid since: ${when}` }
  }
  return { tone: value > now ? 'wary' : 'plain', text: `issued: ${when}` }
}

/**
 * What is to be said of one claim of a payload.
 *
 * @param now seconds since the epoch
 */
export function noteOnClaim(name: string, value: unknown, now: number): Note | undefined {
  if (TIMES.includes(name)) return noteOnTime(name, value, now)
  return Object.hasOwn(MEANING, name) ? { tone: 'plain', text: MEANING[name] as string } : undefined
}

/** The moments at which a verdict on these claims may change, in seconds since the epoch. */
export function turnsOf(payload: { readonly [claim: string]: unknown }): number[] {
  return ['exp', 'nbf'].flatMap((name) => {
    const value = payload[name]
    return typeof value === 'number' && Number.isFinite(value) ? [value] : []
  })
}

/** Parameters that bring or name a key, which whoever made the token chose. */
const KEY_BRINGERS = ['jku', 'x5u', 'jwk', 'x5c']

/** What is to be said of one parameter of a header. */
export function noteOnParameter(name: string, value: unknown): Note | undefined {
  if (name === 'alg' && typeof value === 'string' && value.toLowerCase() === 'none') {
    return { tone: 'bad', text: 'no signature at all: no verifier here accepts it' }
  }
  if (KEY_BRINGERS.includes(name)) return { tone: 'wary', text: 'brings or names a key: never followed' }
  if (name === 'crit') return { tone: 'wary', text: 'refused unless each name is declared in the option crit' }
  return Object.hasOwn(MEANING, name) ? { tone: 'plain', text: MEANING[name] as string } : undefined
}

/** Names that a header gives a wrong type, with what is wrong (RFC 7515 §4.1). */
export function faultsOfHeader(
  header: { readonly [name: string]: unknown },
  members: readonly Member[],
): [Member, string][] {
  return members.flatMap((member): [Member, string][] => {
    const { name } = member
    const value = Object.hasOwn(header, name) ? header[name] : undefined
    if (['alg', 'kid', 'typ', 'cty'].includes(name) && typeof value !== 'string') {
      return [[member, `“${name}” is not a text.`]]
    }
    if (name === 'b64' && value !== true) return [[member, '“b64” asks for an unencoded payload, which no JWT has.']]
    if (name === 'cty' && (value as string).toLowerCase().replace(/^application\//, '') === 'jwt') {
      return [[member, 'The token holds another token (“cty” is JWT); nested tokens are not read.']]
    }
    return []
  })
}
