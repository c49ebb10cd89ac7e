import { explainAlgorithm } from './algorithms.ts'
import { annotate, type Remark } from './annotated.ts'
import { dateText, isoText, MILLISECONDS, relative } from './moments.ts'
import type { Style } from './style.ts'

type Members = { readonly [name: string]: unknown }

/** Claims that are times in seconds, beside the three that a verifier judges (OpenID Connect Core §2, §5.1). */
const TIMES = ['iat', 'auth_time', 'updated_at']

/** Header parameters that name or hold a key: a way to make a verifier trust the forger's own. */
const OFFERED = ['jku', 'jwk', 'x5u', 'x5c']

function remarkOnHeader(name: string, value: unknown): Remark | undefined {
  if (name === 'alg') return { text: explainAlgorithm(value), bad: /^no /.test(explainAlgorithm(value)) }
  if (name === 'crit') return { text: 'a verifier must understand each of these, or refuse the token' }
  if (OFFERED.includes(name)) return { text: 'offered by the token itself: never followed, never trusted' }
  return undefined
}

/** The header of a token, its algorithm explained. */
export function headerLines(header: Members, style: Style): string[] {
  return annotate(header, remarkOnHeader, style)
}

/** The payload of a token, its times as dates and as seen from now. */
export function payloadLines(payload: Members, now: number, style: Style): string[] {
  return annotate(payload, (name, value) => remarkOnClaim(name, value, now), style)
}

function remarkOnClaim(name: string, value: unknown, now: number): Remark | undefined {
  const judged = name === 'exp' || name === 'nbf' || name === 'iat'
  if (judged && typeof value !== 'number') return { text: 'no number: a verifier refuses it', bad: true }
  if (typeof value !== 'number') return undefined
  if (!Number.isFinite(value)) {
    return { text: `beyond all numbers${judged ? ': a verifier refuses it' : ''}`, bad: judged }
  }
  if (!judged && !TIMES.includes(name)) {
    return Number.isInteger(value) && !Number.isSafeInteger(value)
      ? { text: 'larger than JavaScript counts exactly: its last digits may differ' }
      : undefined
  }
  if (value >= MILLISECONDS) return { text: 'looks like milliseconds; times in a token are seconds', bad: true }
  return { ...timeRemark(name, value, now), text: `${dateText(value)}, ${timeRemark(name, value, now).text}` }
}

function timeRemark(name: string, value: number, now: number): Remark {
  const when = relative(value, now)
  if (name === 'exp') return value <= now ? { text: `expired ${when}`, bad: true } : { text: `expires ${when}` }
  if (name === 'nbf')
    return value > now ? { text: `not valid yet, ${when}`, bad: true } : { text: `valid since ${when}` }
  if (name === 'iat') return { text: value > now ? `issued in the future, ${when}` : `issued ${when}` }
  return { text: when }
}

/** The times of a payload for programs, as ISO 8601. */
export function timesOf(payload: Members): { [claim: string]: string } {
  const times = ['exp', 'nbf', ...TIMES].map((name) => [name, isoText(payload[name])] as const)
  return Object.fromEntries(times.filter((entry): entry is [string, string] => entry[1] !== null))
}
