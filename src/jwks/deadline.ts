import { JwtError } from '../errors.ts'
import type { AbortSignalInput } from './fetch-types.ts'

/** What may end a piece of work early, besides its time. */
export interface Ending {
  /** In seconds. */
  readonly timeout: number
  /** What is being done, as the beginning of a sentence. */
  readonly subject: string
  readonly signals: readonly (AbortSignalInput | undefined)[]
}

/**
 * Does a piece of work within a span of time, headers, bodies and all. When it is over, whatever it left open is
 * aborted, and no timer or listener stays behind. Work that ignores its signal is not waited for.
 *
 * @throws JwtError `ERR_JWKS_FETCH` when time runs out or a signal says stop; whatever the work raised
 */
export async function withDeadline<Result>(
  { timeout, subject, signals }: Ending,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const given = signals.filter((signal) => signal !== undefined)
  const aborted = `${subject} was given up: the signal was aborted.`
  if (given.some((signal) => signal.aborted)) throw new JwtError('ERR_JWKS_FETCH', aborted)
  const controller = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let onAbort!: () => void
  const ended = new Promise<never>((_, reject) => {
    const stop = (message: string) => reject(new JwtError('ERR_JWKS_FETCH', message))
    onAbort = () => stop(aborted)
    timer = setTimeout(() => stop(`${subject} did not come within ${timeout} s (option timeout).`), timeout * 1000)
  })
  for (const signal of given) signal.addEventListener('abort', onAbort)
  try {
    return await Promise.race([ended, work(controller.signal)])
  } finally {
    clearTimeout(timer)
    for (const signal of given) signal.removeEventListener('abort', onAbort)
    controller.abort()
  }
}
