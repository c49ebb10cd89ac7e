import { type Cost, figure, scaleOf } from '../model/cost.ts'
import { h, svg } from './element.ts'

const WIDTH = 640
const LEFT = 76
const RIGHT = 74
const ROW = 58
const BAR = 18

/** Bars on a logarithmic scale, one pair for each algorithm. The table beneath says the same to those who cannot see it. */
export function chart(costs: readonly Cost[]): Element {
  const all = costs.flatMap(({ sign, verify }) => [sign, verify]).filter((value) => value !== undefined)
  const scale = scaleOf(all)
  const x = (value: number) => LEFT + scale.at(value) * (WIDTH - LEFT - RIGHT)
  const height = costs.length * ROW + 30
  const grid = scale.ticks.flatMap((value) => [
    svg('line', { class: 'grid', x1: x(value), x2: x(value), y1: 0, y2: height - 24 }),
    svg('text', { class: 'axis', x: x(value), y: height - 8, 'text-anchor': 'middle' }, figure(value)),
  ])
  const bars = costs.flatMap(({ algorithm, sign, verify }, row) => {
    const top = row * ROW + 6
    const bar = (kind: string, value: number | undefined, y: number) =>
      value === undefined
        ? [svg('text', { class: 'axis', x: LEFT + 6, y: y + 13 }, 'not on this page')]
        : [
            svg('rect', { class: kind, x: LEFT, y, width: Math.max(x(value) - LEFT, 2), height: BAR, rx: 3 }),
            svg('text', { class: 'value', x: Math.max(x(value), LEFT + 2) + 7, y: y + 13 }, figure(value)),
          ]
    return [
      svg('text', { class: 'name', x: LEFT - 12, y: top + BAR + 5, 'text-anchor': 'end' }, algorithm),
      ...bar('sign', sign, top),
      ...bar('verify', verify, top + BAR + 3),
    ]
  })
  const label = 'Time a call, on a logarithmic scale. The table below holds the numbers.'
  return svg(
    'svg',
    { class: 'chart', viewBox: `0 0 ${WIDTH} ${height}`, role: 'img', 'aria-label': label },
    ...grid,
    ...bars,
  )
}

/** The numbers of the chart. */
export function costTable(costs: readonly Cost[]): HTMLElement {
  const cell = (value: number | undefined) => h('td', {}, value === undefined ? '–' : figure(value))
  return h(
    'table',
    {},
    h('caption', {}, 'Time a call'),
    h('thead', {}, h('tr', {}, ...['Algorithm', 'Sign', 'Verify'].map((name) => h('th', { scope: 'col' }, name)))),
    h(
      'tbody',
      {},
      ...costs.map(({ algorithm, sign, verify }) =>
        h('tr', {}, h('th', { scope: 'row' }, algorithm), cell(sign), cell(verify)),
      ),
    ),
  )
}
