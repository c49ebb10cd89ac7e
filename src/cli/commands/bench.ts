import { type Algorithm, generateKeyPair, generateSecret } from '../../index.ts'
import { ALGORITHM_NAMES, isShared, readAlgorithms } from '../algorithms.ts'
import { type Command, command } from '../command.ts'
import { UsageError } from '../failures.ts'
import { progress } from '../progress.ts'
import { measure, type Task } from '../stopwatch.ts'
import { pad, type Style } from '../style.ts'
import { runtimeText } from '../version.ts'

/** What is measured when nothing is named. Beside a larger RSA key, the bars of all others would vanish. */
const USUAL = [
  ['HS256', undefined],
  ['RS256', 2048],
  ['PS256', 2048],
  ['ES256', undefined],
  ['Ed25519', undefined],
] as const satisfies readonly Contestant[]

type Contestant = readonly [algorithm: Algorithm, bits: number | undefined]

/** What one algorithm costs, in microseconds for one call. */
interface Cost {
  readonly alg: Algorithm
  readonly bits?: number
  readonly sign: number
  readonly verify: number
}

/** `countersign bench`. */
export const benchCommand: Command = command({
  usage: '[OPTIONS]',
  about:
    'Measures what signing and verifying one token costs with each algorithm, on this machine and in this runtime: calls of countersign/sync one after another on one core, keys prepared once, a payload of four claims.',
  options: {
    alg: { value: 'ALG', many: true, choices: ALGORITHM_NAMES, about: 'measure that algorithm' },
    bits: { value: 'NUMBER', about: 'with --alg: the size of RSA keys; 2048 without it' },
    seconds: { value: 'NUMBER', about: 'how long to measure in all; 5 without it' },
  },
  examples: [
    ['HMAC against RSA against EC', 'countersign bench'],
    ['what a larger key would cost', 'countersign bench --alg RS256 --bits 3072 --seconds 2'],
    ['for a program', "countersign bench --alg HS256,RS256 --json | jq '.costs[].sign'"],
  ],
  async run({ options, world }) {
    const seconds = readSeconds(options.seconds)
    const contestants = contestantsOf(options.alg, options.bits)
    const tasks: Task[] = []
    for (const contestant of contestants) {
      progress(`making a key: ${labelOf(contestant)}`, world)
      tasks.push(...(await tasksOf(contestant)))
    }
    const times = await measure(tasks, seconds, (share) => progress(`measuring: ${Math.floor(share * 100)} %`, world))
    progress('', world)
    const costs = contestants.map((contestant) => costOf(contestant, times))
    const { cpus } = await import('node:os')
    const machine = { runtime: runtimeText(), cpu: processorOf(cpus()) }
    return {
      json: { ...machine, seconds, unit: 'microseconds', costs },
      text: (style) => [`${machine.runtime}, ${machine.cpu}`, '', ...draw(costs, style)].join('\n'),
    }
  },
})

/** The name of the processor. A sandbox may tell of none. */
export function processorOf(processors: readonly { readonly model: string }[]): string {
  return processors[0]?.model.trim() || 'unknown processor'
}

function readSeconds(text: string = '5'): number {
  const seconds = /^\d{1,3}(?:\.\d{1,3})?$/.test(text) ? Number(text) : 0
  if (seconds > 0 && seconds <= 600) return seconds
  throw new UsageError('--seconds is no number of seconds above 0, up to 600.')
}

function contestantsOf(names: readonly string[], bits: string | undefined): readonly Contestant[] {
  if (!names.length) {
    if (bits === undefined) return USUAL
    throw new UsageError('--bits goes with --alg: without it, RSA keys of 2048 bits are measured.')
  }
  if (bits !== undefined && !/^\d{4,5}$/.test(bits))
    throw new UsageError('--bits is no number of bits from 2048 to 16384.')
  const chosen = readAlgorithms(names).map((name) => [name, isRsa(name) ? Number(bits ?? 2048) : undefined] as const)
  if (bits !== undefined && !chosen.some(([name]) => isRsa(name)))
    throw new UsageError('--bits is for RSA keys, and --alg names none.')
  return chosen
}

function isRsa(name: string): boolean {
  return /^[RP]S/.test(name)
}

function labelOf([algorithm, bits]: Contestant): string {
  return bits === undefined ? algorithm : `${algorithm} ${bits}`
}

async function tasksOf(contestant: Contestant): Promise<readonly Task[]> {
  const [algorithm, modulusLength] = contestant
  // Loaded here, because no other command has a use for the second entry.
  const { createSigner, createVerifier } = await import('../../sync.ts')
  const key = isShared(algorithm)
    ? await generateSecret(algorithm)
    : await generateKeyPair(algorithm, modulusLength === undefined ? {} : { modulusLength })
  const sign = createSigner(key, { algorithm, expiresIn: '1h' })
  const verify = createVerifier(key, { algorithms: [algorithm] })
  const payload = { sub: 'user-1', role: 'customer', iss: 'https://issuer.example', aud: 'https://shop.example' }
  const token = sign(payload)
  const label = labelOf(contestant)
  return [
    { name: `${label} sign`, run: () => sign(payload) },
    { name: `${label} verify`, run: () => verify(token) },
  ]
}

function costOf(contestant: Contestant, times: ReadonlyMap<string, number>): Cost {
  const [alg, bits] = contestant
  const [sign, verify] = ['sign', 'verify'].map((verb) =>
    Number((times.get(`${labelOf(contestant)} ${verb}`) as number).toPrecision(3)),
  )
  return { alg, ...(bits !== undefined && { bits }), sign: sign as number, verify: verify as number }
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const

/** A bar of a length in columns, to the eighth of one. */
function bar(length: number): string {
  const eighths = Math.max(1, Math.round(length * 8))
  return '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8]
}

function draw(costs: readonly Cost[], style: Style): string[] {
  const room = Math.floor((style.width - 14 - 2 * 10) / 2)
  const most = {
    sign: Math.max(...costs.map(({ sign }) => sign)),
    verify: Math.max(...costs.map(({ verify }) => verify)),
  }
  const cell = (cost: Cost, verb: 'sign' | 'verify', paint: (text: string) => string) =>
    `${pad(figure(cost[verb]), 8, 'right')} ${paint(pad(bar((cost[verb] / most[verb]) * (room - 1)), room))}`
  const head = `${pad('', 14)}${pad('sign µs', 8, 'right')} ${pad('', room)} ${pad('verify µs', 9, 'right')}`
  return [
    style.dim(head),
    ...costs.map((cost) =>
      `${pad(labelOf([cost.alg, cost.bits]), 14)}${cell(cost, 'sign', style.yellow)}  ${cell(cost, 'verify', style.cyan)}`.trimEnd(),
    ),
    ...comparison(costs, style),
  ]
}

/** Three digits are what such a measurement is worth. */
function figure(micros: number): string {
  return micros >= 100 ? String(Math.round(micros)) : micros.toPrecision(3)
}

/** The costs in words, each against HS256. */
function comparison(costs: readonly Cost[], style: Style): string[] {
  const base = costs.find(({ alg }) => alg === 'HS256')
  const others = costs.filter((cost) => cost !== base)
  if (!base || !others.length) return []
  const times = (ratio: number) => `${Number(ratio.toPrecision(2))} times`
  return [
    '',
    ...others.map(({ alg, bits, sign, verify }) =>
      style.dim(
        `${labelOf([alg, bits])}: ${times(sign / base.sign)} HS256 to sign, ${times(verify / base.verify)} to verify`,
      ),
    ),
  ]
}
