import type { RingKeyStatus, RingStatus } from '../index.ts'
import { dateText, relative } from './moments.ts'
import { type Style, widthOf, wrap } from './style.ts'

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
  const least = Math.max(1, Math.min(3, Math.floor(room / spans.length)))
  const free = Math.max(0, room - least * spans.length)
  return spans.map((span) => ({ ...span, columns: least + Math.floor((free * weight(span)) / total) }))
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
  return [...nowLines(before, status.time, style), ...rows, ...legend(style)]
}

/** The mark over the present, and when that is: beside it where the line has room, above it otherwise. */
function nowLines(before: number, time: number, style: Style): string[] {
  const mark = `    ${' '.repeat(before)}${style.bold('v')}`
  const words = `now, ${dateText(time)}`
  return widthOf(mark) + 1 + words.length <= style.width ? [`${mark} ${words}`] : [`    ${words}`, mark]
}

function legend(style: Style): string[] {
  const signs = style.green(CELLS.signing)
  const entries = [`${CELLS.pending} published`, `${signs} signs`, `${style.yellow(CELLS.retired)} still published`]
  const line = `    ${entries.join('  ')}`
  return widthOf(line) <= style.width ? [line] : entries.map((entry) => `    ${entry}`)
}

function cellsOf(key: RingKeyStatus, { from, columns }: Part, style: Style): string {
  if (from < key.publishedAt || (key.removedAt !== null && from >= key.removedAt)) return ' '.repeat(columns)
  if (from < key.signsFrom) return CELLS.pending.repeat(columns)
  if (key.signsUntil === null || from < key.signsUntil) return style.green(CELLS.signing.repeat(columns))
  return style.yellow(CELLS.retired.repeat(columns))
}

function keyLines(key: RingKeyStatus, at: number, now: number, style: Style): string[] {
  const paint = { pending: style.cyan, signing: style.green, retired: style.yellow, removed: style.dim }[key.state]
  const head = `${String(at + 1).padStart(3)} ${paint(key.state.padEnd(8))} ${key.alg.padEnd(7)}`
  const isWide = widthOf(head) + 1 + key.kid.length > style.width
  return [
    ...(isWide ? [head.trimEnd(), `    ${key.kid}`] : [`${head} ${key.kid}`]),
    ...momentsOf(key).flatMap(([what, time]) => momentLines(what, time, now, style)),
  ]
}

/** How far the times of a key stand to the right, in columns; on a narrow screen they follow the number closely. */
const LEFT = { usual: 13, narrow: 4 } as const
const LABEL = 11

function momentLines(what: string, time: number, now: number, style: Style): string[] {
  const words = `${dateText(time)} (${relative(time, now)})`
  const fits = LEFT.usual + LABEL + 1 + words.length <= style.width
  const left = fits ? LEFT.usual : LEFT.narrow
  const [first = '', ...rest] = wrap(words, style.width - left - LABEL - 1)
  return [
    `${' '.repeat(left)}${style.dim(what.padEnd(LABEL))} ${first}`,
    ...rest.map((line) => ' '.repeat(left + LABEL + 1) + line),
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
