/** What a failure carries besides its message. */
export interface FailureDetails {
  /** The code of the library's error that it stands for. */
  readonly code?: string
  readonly fix?: string | undefined
}

/** The command line is wrong, or names a file that cannot be read or written: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly code: string = 'USAGE'
  readonly fix: string | undefined

  constructor(message: string, fix?: string) {
    super(message)
    this.fix = fix
  }
}

/** The command line is right, and the answer is no, to what is in a file as well: exit code 1. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: string
  readonly fix: string | undefined

  constructor(message: string, { code = 'REFUSED', fix }: FailureDetails = {}) {
    super(message)
    this.code = code
    this.fix = fix
  }
}
