import { isObject, own } from '../../encoding/json.ts'
import { JwtError } from '../../errors.ts'
import type { RingState } from '../../jwks/ring-state.ts'
import type { RingStore } from '../../jwks/stores.ts'

/** How long a store may take to answer, in seconds. */
const PATIENCE = 5

/** What a store holds, its state not yet read. @throws JwtError `ERR_STORE`; whatever the store raises */
export async function loadRing(
  store: RingStore,
): Promise<{ readonly kept: unknown; readonly version: string | number } | null> {
  const stored: unknown = await inTime(PATIENCE, store.load())
  if (stored === null) return null
  const version = isObject(stored) ? own(stored, 'version') : undefined
  if (!isObject(stored) || (typeof version !== 'string' && typeof version !== 'number'))
    throw new JwtError('ERR_STORE', "The key ring's store returned no { state, version } and no null from load().")
  return { kept: own(stored, 'state'), version }
}

/** Saves a state where the version is still that one. @returns whether it did @throws JwtError `ERR_STORE` */
export async function saveRing(
  store: RingStore,
  state: RingState,
  expectedVersion: string | number | null,
): Promise<boolean> {
  const saved: unknown = await answered('save', () => inTime(PATIENCE, store.save(state, expectedVersion)))
  if (typeof saved !== 'boolean')
    throw new JwtError('ERR_STORE', "The key ring's store returned neither true nor false from save().")
  return saved
}

/** What becomes of a store's answer. @throws JwtError `ERR_STORE` for whatever is raised that is none */
export async function answered<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof JwtError) throw cause
    throw new JwtError('ERR_STORE', `The key ring's store failed in ${name}(); see cause.`, { cause })
  }
}

/** Waits for work, and no longer than that. @throws JwtError `ERR_STORE` when it takes longer */
export async function inTime<Value>(seconds: number, work: Promise<Value>): Promise<Value> {
  // A realm that has the language alone has no timers either.
  if (typeof setTimeout !== 'function') return work
  let timer: unknown
  const late = new Promise<never>((_, reject) => {
    const error = new JwtError('ERR_STORE', `The key ring's store did not answer within ${seconds} s.`)
    timer = setTimeout(() => reject(error), seconds * 1000)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer as number)
  }
}

/** Lets that many milliseconds pass. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
