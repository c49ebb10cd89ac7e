import type { Algorithm } from '../../index.ts'
import { engine, hasWebCrypto } from '../engine.ts'
import { type Cost, explanation } from '../model/cost.ts'
import { announce } from '../view/announce.ts'
import { chart, costTable } from '../view/chart.ts'
import { h } from '../view/element.ts'
import { button } from '../view/form.ts'
import { box, card } from '../view/parts.ts'
import { newKey } from './new-key.ts'

/** Milliseconds for one figure; of three the best counts, since other work only ever adds. */
const SLICE = 120
const SLICES = 3

/** Milliseconds that a batch is to last: a clock of whole milliseconds can tell it, and no frame waits for it. */
const BATCH = 12

/** Microseconds a call, many under way at a time. */
async function measure(call: () => Promise<unknown>): Promise<number> {
  let best = Infinity
  let size = 1
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
      await new Promise((resolve) => setTimeout(resolve))
    }
    best = Math.min(best, (spent * 1000) / calls)
  }
  return best
}

async function costOf(algorithm: Algorithm): Promise<Cost> {
  const { signing, verifying } = await newKey(algorithm)
  const claims = { sub: 'user-1', iss: 'https://issuer.example', aud: 'shop', scope: 'read write' }
  const sign = () => engine.sign(claims, signing, { algorithm, expiresIn: '1h' })
  const token = await sign()
  const verify = () => engine.verify(token, verifying, { algorithms: [algorithm] })
  return { algorithm, sign: await measure(sign), verify: await measure(verify) }
}

/** Makes the panel that measures what the algorithms take in this browser. */
export function costPanel(): HTMLElement {
  const algorithms: Algorithm[] = hasWebCrypto ? ['HS256', 'RS256', 'ES256', 'Ed25519'] : ['HS256']
  const picture = h('figure', { class: 'stack' })
  const words = box('stack', ...explanation([]).map((line) => h('p', {}, line)))
  const run = button('Measure', () => void measureAll(), 'primary')
  async function measureAll(): Promise<void> {
    const costs: Cost[] = []
    run.disabled = true
    announce('Measuring', 0)
    for (const algorithm of algorithms) {
      run.textContent = `Measuring ${algorithm}…`
      costs.push(await costOf(algorithm))
      picture.replaceChildren(chart(costs), costTable(costs))
    }
    const lines = explanation(costs)
    words.replaceChildren(...lines.map((line) => h('p', {}, line)))
    announce(lines[0] as string, 0)
    run.textContent = 'Measure again'
    run.disabled = false
  }
  return card(
    h('h2', {}, 'HS256 or RS256?'),
    h('p', { class: 'hint' }, 'What a call of sign and of verify takes in this browser, all checks included.'),
    run,
    box('two', picture, words),
  )
}
