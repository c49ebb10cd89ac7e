// The async and the sync verbs are one text: this holds them equal.
import { expect, it } from 'vitest'
import { read } from './source.ts'

/** A verb's text as its sync twin has it. */
function withoutPromises(text: string): string {
  let stripped = text.replace(/\basync /g, '').replace(/\bawait /g, '')
  // From the inside out: Promise<CompleteToken<Payload>> holds another pair of brackets.
  while (/\bPromise</.test(stripped))
    stripped = stripped.replace(/\bPromise<((?:[^<>]|<(?:[^<>]|<[^<>]*>)*>)*)>/g, '$1')
  return folded(stripped)
}

/** White space and trailing commas are the formatter's, and so are the brackets around an awaited condition. */
function folded(text: string): string {
  return text
    .replace(/,\s*\)/g, ')')
    .replace(/[\s()]+/g, ' ')
    .replace(/ ?([,;{}<>]) ?/g, '$1')
    .replace(/,([}\]])/g, '$1')
}

it.each(['keys', 'sign', 'verify'])('%s reads the same in both entries, but for the waiting', (name) => {
  expect(withoutPromises(read(`src/api/async/${name}.ts`))).toBe(folded(read(`src/api/sync/${name}.ts`)))
})

it('tells a difference from none', () => {
  expect(withoutPromises('async function f(a: A): Promise<B<C>> { return await g(a) }')).toBe(
    folded('function f(a: A): B<C> { return g(a) }'),
  )
  expect(withoutPromises('await f(a)')).not.toBe(folded('f(b)'))
})
