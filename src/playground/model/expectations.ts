import type { Algorithm, Claims, VerifyOptions } from '../../index.ts'
import { readMoment } from './time.ts'

/** The fields in which a person says what a token must be, as they stand there. An empty text asks for nothing. */
export interface Expectations {
  readonly algorithms: readonly Algorithm[]
  readonly issuer: string
  readonly audience: string
  readonly subject: string
  readonly typ: string
  readonly maxAge: string
  readonly clockTolerance: string
  readonly now: string
  readonly requireExp: boolean
  readonly ignoreExpiration: boolean
  readonly allowWeakKeys: boolean
}

const TEXTS = ['issuer', 'audience', 'subject', 'typ'] as const
const SPANS = ['maxAge', 'clockTolerance'] as const

/**
 * The options of `verify` that these fields ask for. A span of digits alone is seconds, as its label says; anything else
 * is for the library to judge.
 */
export function optionsOf(expected: Expectations): VerifyOptions {
  const options: { [name: string]: unknown } = { algorithms: expected.algorithms }
  for (const name of TEXTS) if (expected[name] !== '') options[name] = expected[name]
  for (const name of SPANS) {
    const text = expected[name].trim()
    if (text !== '') options[name] = /^\d+$/.test(text) ? Number(text) : text
  }
  if (expected.now.trim() !== '') {
    const now = readMoment(expected.now)
    if (now === undefined)
      throw new Error('“Judge at” is no date. Write 2026-12-31 18:00 (UTC), or seconds since 1970.')
    options['now'] = now
  }
  if (!expected.requireExp) options['requireExp'] = false
  if (expected.ignoreExpiration) options['ignoreExpiration'] = true
  if (expected.allowWeakKeys) options['allowWeakKeys'] = true
  return options as unknown as VerifyOptions
}

const CLAIMS: readonly (readonly [option: keyof Expectations, words: string])[] = [
  ['issuer', 'issuer'],
  ['audience', 'audience'],
  ['subject', 'subject'],
  ['typ', 'type'],
  ['maxAge', 'age'],
]

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

/** What a verification that succeeded has looked at, and what nobody asked it to look at. */
export function coverage(expected: Expectations, payload: Claims): { checked: string; unchecked: string } {
  const asked = CLAIMS.filter(([option]) => expected[option] !== '').map(([, words]) => words)
  const open = CLAIMS.slice(0, 2).filter(([option]) => expected[option] === '')
  const times = [
    ...(payload.exp !== undefined && !expected.ignoreExpiration ? ['expiry'] : []),
    ...(payload.nbf !== undefined ? ['start'] : []),
  ]
  return {
    checked: listed(['algorithm', 'signature', ...times, ...asked]),
    unchecked: listed([...(expected.ignoreExpiration ? ['expiry'] : []), ...open.map(([, words]) => words)]),
  }
}
