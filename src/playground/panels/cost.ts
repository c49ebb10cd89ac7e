import type { Algorithm } from '../../index.ts'
import { engine, hasWebCrypto } from '../engine.ts'
import { type Cost, explanation } from '../model/cost.ts'
import { readKeyText } from '../model/key-text.ts'
import { announce } from '../view/announce.ts'
import { chart, costTable } from '../view/chart.ts'
import { h } from '../view/element.ts'
import { button } from '../view/form.ts'
import { newKey } from './new-key.ts'

const ALGORITHMS: readonly Algorithm[] = hasWebCrypto ? ['HS256', 'RS256', 'ES256', 'Ed25519'] : ['HS256']

/** Milliseconds for one figure; of three the best counts, since other work only ever adds. */
const SLICE = 120
const SLICES = 3
/** A batch is to last so long that a clock of whole milliseconds can tell it, and no frame waits for it. */
const BATCH = 12

const pause = () => new Promise((resolve) => setTimeout(resolve, 0))

/** Microseconds a call, many under way at a time. */
async function measure(call: () => Promise<unknown>): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  let size = 2
  for (let slice = 0; slice < SLICES; slice++) {
    let calls = 0
    let spent = 0
    while (spent < SLICE) {
      const start = performance.now()
      await Promise.all(Array.from({ length: size }, call))
      const took = performance.now() - start
      spent += took
      calls += size
      if (took < BATCH && size < 512) size *= 2
      await pause()
    }
    best = Math.min(best, (spent * 1000) / calls)
  }
  return best
}

async function costOf(algorithm: Algorithm): Promise<Cost> {
  const { signing, verifying } = await newKey(algorithm)
  const claims = { sub: 'user-1', iss: 'https://issuer.example', aud: 'shop', scope: 'read write' }
  const signingKey = readKeyText(signing) as string
  const sign = () => engine.sign(claims, signingKey, { algorithm, expiresIn: '1h' })
  const token = await sign()
  const verify = () => engine.verify(token, verifying, { algorithms: [algorithm] })
  await verify()
  return { algorithm, sign: await measure(sign), verify: await measure(verify) }
}

/** Makes the panel that measures what the algorithms take in this browser. */
export function costPanel(): HTMLElement {
  const results = h('div', { class: 'stack' })
  const run = button('Measure', () => void measureAll(), 'primary')
  async function measureAll(): Promise<void> {
    run.disabled = true
    announce('Measuring', 0)
    const costs: Cost[] = []
    for (const algorithm of ALGORITHMS) {
      run.textContent = `Measuring ${algorithm}…`
      costs.push(await costOf(algorithm))
      results.replaceChildren(h('figure', {}, chart(costs)), costTable(costs))
    }
    results.append(...explanation(costs).map((line) => h('p', {}, line)))
    run.textContent = 'Measure again'
    run.disabled = false
    announce(explanation(costs)[0] ?? '', 0)
  }
  return h(
    'section',
    { class: 'card stack' },
    h('h2', {}, 'HS256 or RS256?'),
    h(
      'p',
      { class: 'lead' },
      'What an algorithm costs depends on the machine. This measures yours: one call of sign and of verify, with all checks, in this browser.',
    ),
    run,
    results,
  )
}
