import { expect, it } from 'vitest'
import { everyAlgorithm } from '../../src/algorithms/table.ts'
import { admitHeader } from '../../src/token/header.ts'

it('refuses a crit with a registered name, even where the caller was let declare it', () => {
  for (const name of ['alg', 'kid', 'x5t#S256', 'p2c', 'b64']) {
    const header = { alg: 'HS256', kid: 'k', 'x5t#S256': 'x', p2c: 1, b64: true, crit: [name] }
    const rules = { algorithms: everyAlgorithm(), crit: [name] }
    expect(() => admitHeader(header, rules)).toThrow(expect.objectContaining({ code: 'ERR_CRIT' }))
  }
})
