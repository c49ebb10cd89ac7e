import { isJwtError, type JwtError } from '../index.ts'
import { inFlags } from './fixes.ts'

/** How deep causes are followed: they may lead in a ring. */
const DEEPEST = 10

/** Longest text of a cause that is shown, in characters. */
const LONGEST = 200

/** What the library points to for whoever holds the error itself; here it is put into the sentence. */
const POINTER = /[;,] see cause\b/

/** When a source asks again: a command asks once, and ends. */
const NEXT_REQUEST = / The next request is made in \d+ s at the earliest\.$/

/** An error's message in the command's own words, with the cause in it where the library only points to that. */
export function messageOf(error: JwtError): string {
  const message = error.message.replace(NEXT_REQUEST, '')
  if (!POINTER.test(message)) return inFlags(message)
  const why = reasonOf(causesOf(error))
  return inFlags(message).replace(POINTER, () => (why ? ` (${why})` : ''))
}

/** The causes of an error, one below the other. */
function causesOf(error: unknown): readonly object[] {
  const causes: object[] = []
  let cause = (error as { cause?: unknown }).cause
  while (typeof cause === 'object' && cause !== null && causes.length < DEEPEST) {
    causes.push(cause)
    cause = (cause as { cause?: unknown }).cause
  }
  return causes
}

/**
 * What lies deepest: `fetch failed` says nothing, and the refused connection below it everything. Errors of the library
 * repeat what is told already, and count only where there is nothing else.
 */
function reasonOf(causes: readonly object[]): string | undefined {
  const foreign = causes.filter((cause) => !isJwtError(cause))
  const deepest = (foreign.length ? foreign : causes).at(-1)
  if (!deepest) return undefined
  if (isJwtError(deepest)) return inFlags(deepest.message).replace(/\.$/, '')
  const { code, message, path } = deepest as { code?: unknown; message?: unknown; path?: unknown }
  const named = typeof code === 'string' ? code : ''
  const text = typeof message === 'string' ? cleaned(message) : ''
  // The file system's own message repeats the path; that of a ring's lock or draft means nothing to anyone.
  if (named && (path !== undefined || !text)) return named
  return text.includes(named) ? text : `${named}: ${text}`
}

/** One line without its full stop, cut short. */
function cleaned(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim().replace(/\.$/, '')
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line
}
