import { type Cost, figure, scaleOf } from '../model/cost.ts'
import { h, svg } from './element.ts'

const WIDTH = 440
const LEFT = 68
const RIGHT = 92
const ROW = 50
const BAR = 16

/** Bars on a logarithmic scale, one pair for each algorithm. The table says the same to those who cannot see it. */
export function chart(costs: readonly Cost[]): Element {
  const { ticks, at } = scaleOf(costs.flatMap(({ sign, verify }) => [sign, verify]))
  const x = (value: number) => LEFT + at(value) * (WIDTH - LEFT - RIGHT)
  const height = costs.length * ROW + 24
  const grid = ticks.flatMap((value) => [
    svg('line', { class: 'grid', x1: x(value), x2: x(value), y2: height - 22 }),
    svg('text', { class: 'axis', x: x(value), y: height - 6, 'text-anchor': 'middle' }, figure(value)),
  ])
  const bars = costs.flatMap(({ algorithm, sign, verify }, row) => {
    const top = row * ROW + 6
    const bar = (kind: string, value: number, y: number) => [
      svg('rect', { class: kind, x: LEFT, y, width: Math.max(x(value) - LEFT, 2), height: BAR, rx: 3 }),
      svg('text', { x: x(value) + 7, y: y + 12 }, `${kind} ${figure(value)}`),
    ]
    return [
      svg('text', { class: 'name', x: LEFT - 10, y: top + BAR + 5, 'text-anchor': 'end' }, algorithm),
      ...bar('sign', sign, top),
      ...bar('verify', verify, top + BAR + 3),
    ]
  })
  const label = 'Time a call on a logarithmic scale; the table has the numbers'
  return svg('svg', { viewBox: `0 0 ${WIDTH} ${height}`, role: 'img', 'aria-label': label }, ...grid, ...bars)
}

/** The numbers of the chart. */
export function costTable(costs: readonly Cost[]): HTMLElement {
  const row = (tag: 'th' | 'td', first: string, ...rest: string[]) =>
    h('tr', {}, h('th', { scope: tag === 'th' ? 'col' : 'row' }, first), ...rest.map((text) => h(tag, {}, text)))
  return h(
    'table',
    {},
    h('caption', {}, 'Time a call'),
    row('th', 'Algorithm', 'Sign', 'Verify'),
    ...costs.map(({ algorithm, sign, verify }) => row('td', algorithm, figure(sign), figure(verify))),
  )
}
