const UNITS: readonly (readonly [name: string, seconds: number])[] = [
  ['year', 31_556_952],
  ['month', 2_629_746],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
]

function counted(name: string, count: number): string {
  return `${count} ${name}${count === 1 ? '' : 's'}`
}

/** A span of seconds in words, in its two largest units. */
export function span(seconds: number): string {
  let rest = Math.floor(Math.abs(seconds))
  const words: string[] = []
  for (const [name, size] of UNITS) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count) words.push(counted(name, count))
    else if (words.length) break
    if (words.length === 2) break
  }
  return words.join(' ') || counted('second', 0)
}

/** A time seen from another: `in 5 minutes`, `2 years ago`, `now`. Both are seconds since the epoch. */
export function fromNow(seconds: number, now: number): string {
  const ahead = seconds - now
  if (Math.abs(ahead) < 1) return 'now'
  return ahead > 0 ? `in ${span(ahead)}` : `${span(ahead)} ago`
}

/** Seconds since the epoch as a date of the calendar, such as `14 Nov 2023 22:13:20 UTC`. */
export function moment(seconds: number): string {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? 'beyond all calendars' : date.toUTCString().slice(5).replace('GMT', 'UTC')
}
