// Bar charts as SVG, written out by hand: readable on light and dark pages, no runtime dependency.

import { thousands } from './figures.mjs'

const LEFT = 250
const WIDE = 400
const RIGHT = 100
const ROW = 22
const TOP = 44

const escaped = (text) => String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** How long a bar is: in proportion to the greatest, or by decades from the decade below the least. */
function scaleOf(values, log) {
  const most = Math.max(...values)
  if (!log) return (value) => (value / most) * WIDE
  const base = 10 ** (Math.ceil(Math.log10(Math.min(...values))) - 1)
  return (value) => (Math.log10(value / base) / Math.log10(most / base)) * WIDE
}

const figure = (value) => (value >= 100 ? thousands(Number(value.toPrecision(3))) : Number(value.toPrecision(3)))

/** One chart: `{ title, unit, log, bars: [[label, value]] }`. Bars whose label names countersign stand out. */
export function drawBars({ title, unit, log = false, bars }) {
  const length = scaleOf(
    bars.map(([, value]) => value),
    log,
  )
  const height = TOP + bars.length * ROW + 12
  const rows = bars.map(([label, value], at) => {
    const y = TOP + at * ROW
    const wide = Math.max(1, length(value)).toFixed(1)
    const ours = /countersign/.test(label) || !bars.some(([other]) => /countersign/.test(other))
    return [
      `<text x="${LEFT - 8}" y="${y + 15}" text-anchor="end">${escaped(label)}</text>`,
      `<rect class="${ours ? 'ours' : 'other'}" x="${LEFT}" y="${y + 3}" width="${wide}" height="${ROW - 6}" rx="2"/>`,
      `<text x="${LEFT + Number(wide) + 6}" y="${y + 15}">${figure(value)}${escaped(unit)}</text>`,
    ].join('')
  })
  const style =
    'text{font:12px system-ui,sans-serif;fill:#1f2328}.title{font-weight:600;font-size:14px}.ours{fill:#0a7d5a}.other{fill:#9aa4ae}' +
    '@media (prefers-color-scheme:dark){text{fill:#e6edf3}.ours{fill:#3fb68b}.other{fill:#6e7681}}'
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${LEFT + WIDE + RIGHT} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<style>${style}</style>`,
    `<text class="title" x="12" y="24">${escaped(title)}${log ? ' (log scale)' : ''}</text>`,
    ...rows,
    '</svg>\n',
  ].join('\n')
}
