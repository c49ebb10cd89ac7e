import { describe, expect, it } from 'vitest'
import { processorOf } from '../../src/cli/commands/bench.ts'
import { measure } from '../../src/cli/stopwatch.ts'
import { runtimeText } from '../../src/cli/version.ts'
import { runHere } from './stage.ts'

const bench = (...args: string[]) => runHere(['bench', '--seconds', '0.05', ...args])

describe('countersign bench', () => {
  it('tells what each algorithm costs, in numbers and in bars', async () => {
    const { code, stdout, stderr } = await bench('--alg', 'HS256,ES256', '--alg', 'RS256')
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^Node \d/)
    for (const label of ['HS256', 'ES256', 'RS256 2048']) {
      expect(stdout).toMatch(new RegExp(`^${label} +[\\d.]+ [█▏▎▍▌▋▊▉]+ +[\\d.]+ [█▏▎▍▌▋▊▉]+$`, 'm'))
    }
    expect(stdout).toMatch(/ES256: [\d.]+ times HS256 to sign, [\d.]+ times to verify/)
  })

  it('prints JSON for programs', async () => {
    const told = JSON.parse((await bench('--alg', 'PS256', '--alg', 'HS512', '--bits', '2048', '--json')).stdout)
    expect(told).toEqual({
      runtime: expect.stringContaining('Node'),
      cpu: expect.any(String),
      seconds: 0.05,
      unit: 'microseconds',
      costs: [
        { alg: 'PS256', bits: 2048, sign: expect.any(Number), verify: expect.any(Number) },
        { alg: 'HS512', sign: expect.any(Number), verify: expect.any(Number) },
      ],
    })
    for (const { sign, verify } of told.costs) expect(Math.min(sign, verify)).toBeGreaterThan(0)
  })

  it('measures HMAC, RSA and EC when nothing is named', async () => {
    const { stdout } = await bench('--json')
    const names = JSON.parse(stdout).costs.map(({ alg, bits }: { alg: string; bits?: number }) => [alg, bits])
    expect(names).toEqual([
      ['HS256', undefined],
      ['RS256', 2048],
      ['PS256', 2048],
      ['ES256', undefined],
      ['Ed25519', undefined],
    ])
  }, 120_000)

  it('compares nothing where there is nothing to compare', async () => {
    for (const alg of ['HS256', 'ES256']) expect((await bench('--alg', alg)).stdout).not.toContain('times')
  })

  it('shows its progress on a terminal, on one line that it takes away', async () => {
    const { stderr } = await runHere(['bench', '--seconds', '0.05', '--alg', 'HS256'], { terminal: 80 })
    expect(stderr).toMatch(/^\r\u001b\[Kmaking a key: HS256(\r\u001b\[Kmeasuring: \d+ %)+\r\u001b\[K$/)
  })

  it.each([
    [['--seconds', '0'], '--seconds is no number'],
    [['--seconds', '601'], '--seconds is no number'],
    [['--seconds', '1e3'], '--seconds is no number'],
    [['--bits', '2048'], '--bits goes with --alg'],
    [['--alg', 'ES256', '--bits', '2048'], '--bits is for RSA keys'],
    [['--alg', 'RS256', '--bits', 'x'], '--bits is no number'],
    [['--alg', 'RS256', '--bits', '1024'], '--bits is 1024'],
    [['--alg', 'nope'], '--alg names no algorithm'],
  ])('refuses %j', async (args, words) => {
    const { code, stdout, stderr } = await runHere(['bench', ...args])
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(words)])
  })
})

it('names the processor, where the runtime tells of one', () => {
  expect(processorOf([{ model: ' Fast 9000 ' }])).toBe('Fast 9000')
  expect(processorOf([])).toBe('unknown processor')
})

it('names the runtime', () => {
  const { versions } = process
  const told = [{}, { bun: '1.2' }, { deno: '2.9' }].map((more) => runtimeText({ ...versions, node: '20.1', ...more }))
  expect(told).toEqual(['Node 20.1', 'Bun 1.2', 'Deno 2.9'])
})

describe('the stopwatch', () => {
  it('gives every task the same number of looks, and tells the share of the time that is over', async () => {
    const calls = { a: 0, b: 0 }
    const shares: number[] = []
    const tasks = (['a', 'b'] as const).map((name) => ({ name, run: () => (calls[name] += 1) }))
    const times = await measure(tasks, 0.1, (share) => shares.push(share))
    expect([...times.keys()]).toEqual(['a', 'b'])
    expect(Math.min(calls.a, calls.b, ...times.values())).toBeGreaterThan(0)
    expect(shares.at(-1)).toBe(1)
    expect([...shares].sort((a, b) => a - b)).toEqual(shares)
  })

  it('looks at least once, however short the time', async () => {
    expect((await measure([{ name: 'a', run: () => 1 }], 0, () => {})).get('a')).toBeGreaterThan(0)
  })
})
