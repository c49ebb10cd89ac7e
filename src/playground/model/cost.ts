/** What one algorithm takes here, in microseconds a call; absent where this page cannot do it. */
export interface Cost {
  readonly algorithm: string
  readonly sign?: number
  readonly verify?: number
}

/** A time in the unit that suits it, with two or three figures. */
export function figure(microseconds: number): string {
  const [value, unit] = microseconds >= 1000 ? [microseconds / 1000, 'ms'] : [microseconds, 'µs']
  return `${value >= 100 ? Math.round(value) : Number(value.toPrecision(2))} ${unit}`
}

/** How many times as long, in words. */
export function times(longer: number, shorter: number): string {
  const ratio = longer / shorter
  const count = ratio >= 10 ? Math.round(ratio) : Number(ratio.toPrecision(2))
  return ratio < 1.1 && ratio > 0.9 ? 'about as long' : `${count} times as long`
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
  const of = (name: string) => costs.find(({ algorithm }) => algorithm === name)
  const [hs, rs, es, ed] = [of('HS256'), of('RS256'), of('ES256'), of('Ed25519')]
  const lines: string[] = []
  if (hs?.sign && hs.verify) {
    const signing = rs?.sign ? `RS256 takes ${figure(rs.sign)} to sign, ${times(rs.sign, hs.sign)}` : ''
    const verifying = rs?.verify ? `${figure(rs.verify)} to verify, ${times(rs.verify, hs.verify)}` : ''
    const rest = [signing, signing || !verifying ? verifying : `RS256 takes ${verifying}`]
      .filter(Boolean)
      .join('; and ')
    lines.push(
      `In this browser HS256 takes ${figure(hs.sign)} to sign and ${figure(hs.verify)} to verify. ${rest ? `${rest}.` : ''}`.trim(),
    )
  }
  lines.push(
    'Take HS256 where one party signs and verifies for itself: nothing is cheaper, but whoever can verify can also forge.',
    'Take RS256 where others verify: they hold the public key alone. What RSA makes dear is signing; a service that only verifies hardly feels it.',
  )
  if (es?.sign && ed?.sign) {
    lines.push(
      `ES256 and Ed25519 part the keys in the same way, with small keys and tokens, and sign in ${figure(es.sign)} and ${figure(ed.sign)}.`,
    )
  }
  return lines
}
