import type { RingKeyStatus, RingStatus } from '../index.ts'
import { dateText, relative } from './moments.ts'
import type { Style } from './style.ts'

/** One cell of a key's line, by what the key does. */
const CELLS = { pending: '░', signing: '█', retired: '▒' } as const

/** What each key of a ring does, as a timeline and as a list. */
export function describeRing(status: RingStatus, style: Style): string[] {
  return [
    ...drawTimeline(status, style),
    '',
    ...status.keys.flatMap((key, at) => keyLines(key, at, status.time, style)),
  ]
}

/** A part of the time axis, and how many columns it takes. */
interface Part {
  readonly from: number
  readonly until: number
  readonly columns: number
}

/**
 * The axis: one part between each two events. Lifetimes of minutes and rotations of months stand side by side here, so
 * that a part's columns follow the logarithm of its length.
 */
function axisOf({ keys, time }: RingStatus, room: number): readonly Part[] {
  const events = keys.flatMap((key) => [key.publishedAt, key.signsFrom, key.signsUntil, key.removedAt])
  const times = [...new Set([time, ...events.filter((event) => event !== null)])].sort((a, b) => a - b)
  const spans = times.map((from, at) => ({ from, until: times[at + 1] ?? Infinity }))
  const weight = ({ from, until }: { from: number; until: number }) => Math.log2(Math.min(until - from, 86400) + 2)
  const total = spans.reduce((sum, span) => sum + weight(span), 0)
  const free = Math.max(0, room - 3 * spans.length)
  return spans.map((span) => ({ ...span, columns: 3 + Math.floor((free * weight(span)) / total) }))
}

function drawTimeline(status: RingStatus, style: Style): string[] {
  const parts = axisOf(status, style.width - 8)
  const now = parts.findIndex(({ from }) => from === status.time)
  const before = parts.slice(0, now).reduce((sum, { columns }) => sum + columns, 0)
  const rows = status.keys.map((key, at) => {
    const cells = parts.map((part) => cellsOf(key, part, style)).join('')
    const open = key.signsUntil === null ? style.green('>') : ''
    return `${String(at + 1).padStart(3)} ${cells}${open}`.trimEnd()
  })
  const legend = `${CELLS.pending} published  ${style.green(CELLS.signing)} signs  ${style.yellow(CELLS.retired)} still published`
  return [`    ${' '.repeat(before)}${style.bold('v')} now, ${dateText(status.time)}`, ...rows, `    ${legend}`]
}

function cellsOf(key: RingKeyStatus, { from, columns }: Part, style: Style): string {
  if (from < key.publishedAt || (key.removedAt !== null && from >= key.removedAt)) return ' '.repeat(columns)
  if (from < key.signsFrom) return CELLS.pending.repeat(columns)
  if (key.signsUntil === null || from < key.signsUntil) return style.green(CELLS.signing.repeat(columns))
  return style.yellow(CELLS.retired.repeat(columns))
}

function keyLines(key: RingKeyStatus, at: number, now: number, style: Style): string[] {
  const paint = { pending: style.cyan, signing: style.green, retired: style.yellow, removed: style.dim }[key.state]
  return [
    `${String(at + 1).padStart(3)} ${paint(key.state.padEnd(8))} ${key.alg.padEnd(7)} ${key.kid}`,
    ...momentsOf(key).map(
      ([what, time]) => `             ${style.dim(what.padEnd(11))} ${dateText(time)} (${relative(time, now)})`,
    ),
  ]
}

function momentsOf({ publishedAt, signsFrom, signsUntil, removedAt }: RingKeyStatus): (readonly [string, number])[] {
  return [
    ...(publishedAt === signsFrom ? [] : [['published', publishedAt] as const]),
    ['signs from', signsFrom] as const,
    ...(signsUntil === null ? [] : [['signs until', signsUntil] as const]),
    ...(removedAt === null ? [] : [['leaves', removedAt] as const]),
  ]
}
