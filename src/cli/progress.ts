import { printable } from './printable.ts'
import type { Surroundings } from './surroundings.ts'

/** Says on one line of a terminal what is going on; an empty text takes the line away. */
export function progress(text: string, { stderr }: Surroundings): void {
  if (stderr.isTerminal) stderr.write(`\r\u001b[K${printable(text)}`)
}

/** Does something that may take a while, and says so. */
export async function withProgress<Value>(
  text: string,
  world: Surroundings,
  work: () => Promise<Value>,
): Promise<Value> {
  progress(`${text} …`, world)
  try {
    return await work()
  } finally {
    progress('', world)
  }
}
