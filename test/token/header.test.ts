import { expect, it } from 'vitest'
import { everyAlgorithm } from '../../src/algorithms/table.ts'
import { admitHeader } from '../../src/token/header.ts'

/** What RFC 7515 §4.1, RFC 7516 §4.1 and RFC 7518 §4 register, and RFC 7797 §3. */
const REGISTERED = [
  ['alg', 'jku', 'jwk', 'kid', 'x5u', 'x5c', 'x5t', 'x5t#S256', 'typ', 'cty', 'crit'],
  ['enc', 'zip'],
  ['epk', 'apu', 'apv', 'iv', 'tag', 'p2s', 'p2c'],
  ['b64'],
].flat()

it('refuses a crit with a registered name, even where the caller was let declare it', () => {
  for (const name of REGISTERED) {
    const header = { kid: 'k', [name]: 'x', alg: 'HS256', crit: [name] }
    const rules = { algorithms: everyAlgorithm(), crit: [name] }
    expect(() => admitHeader(header, rules), name).toThrow(expect.objectContaining({ code: 'ERR_CRIT' }))
  }
})

it('refuses a crit that is nested beyond the stack like any other that is no list of names', () => {
  let deep: unknown = 'exm'
  for (let depth = 0; depth < 100_000; depth++) deep = [deep]
  const rules = { algorithms: everyAlgorithm(), crit: ['exm'] }
  const judge = () => admitHeader({ alg: 'HS256', exm: 1, crit: [deep] } as never, rules)
  expect(judge).toThrow(expect.objectContaining({ code: 'ERR_CRIT' }))
})
