// How figures are written: three digits that count, thousands apart.

/** Microseconds. */
export function micros(value) {
  return value >= 1000 ? thousands(Math.round(value)) : Number(value).toPrecision(value >= 100 ? 3 : 2 + (value >= 10))
}

/** Operations per second. */
export function rate(value) {
  return thousands(Number(value.toPrecision(3)))
}

/** A ratio, `×`. */
export function times(value) {
  return `${value >= 100 ? Math.round(value) : value >= 10 ? value.toFixed(1) : value.toFixed(2)} ×`
}

/** A whole number with thin gaps between thousands. */
export function thousands(value) {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ' ')
}
