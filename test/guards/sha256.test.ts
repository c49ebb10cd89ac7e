// SHA-256 is written out round by round: each of them is held to the one that it is a copy of.
import { expect, it } from 'vitest'
import { read } from './source.ts'

/** The 64 rounds of SHA-256 as sha256.ts spells them out, from one round, one step of the schedule and the constants. */
function roundsWrittenOut(constants: readonly string[]): string[] {
  const names = [...'abcdefgh']
  return constants.flatMap((constant, i) => {
    const [a, b, c, d, e, f, g, h] = names.map((_, at) => names[(at - (i % 8) + 8) % 8])
    const [w, w1, w9, w14] = [0, 1, 9, 14].map((ahead) => `w${(i + ahead) % 16}`)
    const step =
      `${w} = ((${w14}>>>17 | ${w14}<<15) ^ (${w14}>>>19 | ${w14}<<13) ^ ${w14}>>>10)` +
      ` + ((${w1}>>>7 | ${w1}<<25) ^ (${w1}>>>18 | ${w1}<<14) ^ ${w1}>>>3) + ${w} + ${w9} | 0`
    const first =
      `t = ${h} + ((${e}>>>6 | ${e}<<26) ^ (${e}>>>11 | ${e}<<21) ^ (${e}>>>25 | ${e}<<7))` +
      ` + (${g} ^ (${e} & (${f} ^ ${g}))) + ${w} + ${constant} | 0`
    const second =
      `${d} = ${d} + t | 0; ${h} = t + ((${a}>>>2 | ${a}<<30) ^ (${a}>>>13 | ${a}<<19) ^ (${a}>>>22 | ${a}<<10))` +
      ` + ((${a} & ${b}) | (${c} & (${a} | ${b}))) | 0`
    return i < 16 ? [first, second] : [step, first, second]
  })
}

it('sha256.ts is one round, written out 64 times', () => {
  const lines = read('src/engines/plain/sha256.ts')
    .split('\n')
    .map((line) => line.trim())
  const start = lines.findIndex((line) => line.startsWith('t = '))
  const end = lines.findIndex((line) => line.startsWith('state[0] = '))
  const rounds = lines.slice(start, end)
  const constants = rounds.flatMap((line) => /^t = .* (0x[0-9a-f]{8}) \| 0$/.exec(line)?.[1] ?? [])
  expect(constants).toHaveLength(64)
  expect(rounds).toEqual(roundsWrittenOut(constants))
})
