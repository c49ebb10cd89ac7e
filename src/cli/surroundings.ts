/** Where a command writes. */
export interface Channel {
  readonly isTerminal: boolean
  readonly columns: number
  write(text: string): void
}

/** Where a command reads what no file holds. */
export interface Input {
  readonly isTerminal: boolean
  chunks(): AsyncIterable<Uint8Array>
  /** Asks on the terminal, and reads one line without showing it. `undefined` when the person gave up. */
  ask(question: string): Promise<string | undefined>
}

/** Everything outside that a command may touch besides files and the network. */
export interface Surroundings {
  readonly env: { readonly [name: string]: string | undefined }
  readonly stdin: Input
  readonly stdout: Channel
  readonly stderr: Channel
  /** Seconds since the epoch. */
  now(): number
}
