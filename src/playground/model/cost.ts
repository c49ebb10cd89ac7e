/** What one algorithm takes here, in microseconds a call. */
export interface Cost {
  readonly algorithm: string
  readonly sign: number
  readonly verify: number
}

/** A time in the unit that suits it, with two or three figures. */
export function figure(microseconds: number): string {
  const [value, unit] = microseconds >= 999.5 ? [microseconds / 1000, 'ms'] : [microseconds, 'µs']
  return `${value >= 99.5 ? Math.round(value) : Number(value.toPrecision(2))} ${unit}`
}

/** How many times as long one time is as another, in words. */
export function times(longer: number, shorter: number): string {
  const ratio = longer / shorter
  return Math.abs(ratio - 1) < 0.1 ? 'about as long' : `${Number(ratio.toPrecision(2))} times as long`
}

/** A logarithmic scale over whole decades that holds all values. */
export interface Scale {
  readonly ticks: readonly number[]
  /** Where a value stands, from 0 to 1. */
  at(value: number): number
}

/** The scale for some times in microseconds. */
export function scaleOf(values: readonly number[]): Scale {
  const first = Math.floor(Math.log10(Math.min(...values)))
  const last = Math.max(Math.ceil(Math.log10(Math.max(...values))), first + 1)
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => 10 ** (first + at))
  return { ticks, at: (value) => (Math.log10(value) - first) / (last - first) }
}

/** HS256 or RS256, in a few lines, with what was just measured. */
export function explanation(costs: readonly Cost[]): string[] {
  const [hs, rs, es, ed] = ['HS256', 'RS256', 'ES256', 'Ed25519'].map((name) =>
    costs.find(({ algorithm }) => algorithm === name),
  )
  const lines: string[] = []
  if (hs) lines.push(`Here HS256 takes ${figure(hs.sign)} to sign and ${figure(hs.verify)} to verify.`)
  if (hs && rs) {
    lines[0] += ` RS256 takes ${figure(rs.sign)} to sign, ${times(rs.sign, hs.sign)}, and ${figure(rs.verify)} to verify, ${times(rs.verify, hs.verify)}.`
  }
  lines.push(
    'Take HS256 where one party signs and verifies for itself. Nothing is cheaper; but whoever can verify can also forge.',
    'Take RS256 where others verify: they hold the public key alone. What costs is signing; who only verifies hardly feels it.',
  )
  if (es && ed) {
    lines.push(
      `ES256 and Ed25519 part the keys in the same way, with small keys and tokens. They sign in ${figure(es.sign)} and ${figure(ed.sign)}, and verify in ${figure(es.verify)} and ${figure(ed.verify)}.`,
    )
  }
  return lines
}
