import type { Fault } from './base64url.ts'
import type { Part } from './token.ts'

/** A stretch of a text with the classes that it is painted in. */
export interface Stretch {
  readonly start: number
  readonly end: number
  readonly kind: string
  readonly bad: boolean
}

/** So many marks are painted; a text with more is broken beyond pointing at. */
const MOST = 100

/**
 * Cuts a text into stretches, each of one kind and either faulty or not. Faults that span everything mark nothing: there
 * is no place to point at.
 */
export function stretchesOf(
  length: number,
  parts: readonly Pick<Part, 'name' | 'start' | 'end'>[],
  faults: readonly Fault[],
): Stretch[] {
  const marks = faults.filter(({ start, end }) => end > start && end - start < length).slice(0, MOST)
  const cuts = new Set([0, length])
  for (const { start, end } of [...parts, ...marks]) cuts.add(start).add(end)
  const edges = [...cuts].sort((a, b) => a - b)
  const stretches: Stretch[] = []
  for (const [at, start] of edges.entries()) {
    const end = edges[at + 1]
    if (end === undefined) break
    const inside = (span: { start: number; end: number }) => span.start <= start && end <= span.end
    stretches.push({ start, end, kind: parts.find(inside)?.name ?? 'dot', bad: marks.some(inside) })
  }
  return stretches
}
