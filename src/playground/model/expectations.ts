import type { Algorithm, Claims, VerifyOptions } from '../../index.ts'

/** The fields in which a person says what a token must be, as they stand there. An empty text asks for nothing. */
export interface Expectations {
  readonly algorithms: readonly Algorithm[]
  readonly issuer: string
  readonly audience: string
  readonly subject: string
  readonly typ: string
  readonly maxAge: string
  readonly clockTolerance: string
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
  if (!expected.requireExp) options['requireExp'] = false
  if (expected.ignoreExpiration) options['ignoreExpiration'] = true
  if (expected.allowWeakKeys) options['allowWeakKeys'] = true
  return options as unknown as VerifyOptions
}

const listed = (words: readonly (string | false)[]): string => words.filter(Boolean).join(', ')

/** What a verification that held has looked at, and what nobody asked it to look at. */
export function coverage(expected: Expectations, payload: Claims): string {
  const asked = [...TEXTS, 'maxAge' as const].filter((name) => expected[name] !== '')
  const expiry = payload.exp !== undefined
  const checked = listed(['algorithm', 'signature', expiry && !expected.ignoreExpiration && 'expiry', ...asked])
  const open = listed([
    expiry && expected.ignoreExpiration && 'expiry',
    expected.issuer === '' && 'issuer',
    expected.audience === '' && 'audience',
  ])
  return `Checked: ${checked}.${open && ` Not checked: ${open}.`}`
}
