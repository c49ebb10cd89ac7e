// Sends short calls of Web Crypto in bursts. Node has each call done by another thread, and waking that thread costs more
// than an HMAC does: what arrives while many calls are under way waits until these are nearly done, and then goes all at
// once, to a thread that stays awake. What it costs: where other work fills the threads, a call may wait for them twice.
import type { AlgorithmFacts } from '../algorithms/table.ts'

/** Calls under way from which on further ones wait. Where fewer are made at a time, waiting for company takes longer. */
const MANY = 8

/** Calls still under way when those that wait are sent. */
const FEW = 1

let underWay = 0
let waiting: (() => void)[] = []

/** Makes a call of an algorithm's: now, or with the next burst. */
export function dispatch<Answer>({ scheme }: AlgorithmFacts, call: () => Promise<Answer>): Promise<Answer> {
  // All other algorithms keep the threads busy by themselves.
  if (scheme !== 'HMAC' || !hasLibuv()) return call()
  if (underWay < MANY && !waiting.length) return begin(call)
  return new Promise<void>((send) => {
    waiting.push(send)
  }).then(() => begin(call))
}

/**
 * True in Node, Bun and Deno. Elsewhere bursts save nothing, and in Workers what one request waits for must not depend
 * on another, which may be gone.
 */
function hasLibuv(): boolean {
  const { process } = globalThis as { process?: { versions?: { uv?: unknown } } }
  return process?.versions?.uv !== undefined
}

function begin<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  const answer = call()
  answer.then(end, end)
  // Only now: what is no promise would never be counted out again.
  underWay++
  return answer
}

function end(): void {
  underWay--
  if (underWay > FEW) return
  const burst = waiting
  waiting = []
  for (const send of burst) send()
}
