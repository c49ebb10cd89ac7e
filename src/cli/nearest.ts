/**
 * How many characters must be added, dropped or replaced to come from one text to the other (Levenshtein). The library
 * has the same for its options, and does not export it: the command imports the public entries alone.
 */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (const [at, character] of Array.from(from).entries()) {
    const next = [at + 1]
    for (let other = 0; other < to.length; other++) {
      const replaced = (row[other] as number) + (character === to[other] ? 0 : 1)
      next.push(Math.min(replaced, (row[other + 1] as number) + 1, (next[other] as number) + 1))
    }
    row = next
  }
  return row[to.length] as number
}

/** The one of the known names that was probably meant. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const wanted = name.slice(0, 40).toLowerCase()
  const starting = known.find((candidate) => wanted.length > 2 && candidate.toLowerCase().startsWith(wanted))
  if (starting !== undefined) return starting
  const [first] = known
    .map((candidate) => ({ candidate, far: distance(wanted, candidate.toLowerCase()) }))
    .filter(({ candidate, far }) => far <= Math.min(2, candidate.length - 2))
    .sort((a, b) => a.far - b.far)
  return first?.candidate
}
