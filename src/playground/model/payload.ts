import { noteOnClaim } from './claims.ts'
import { scanJson } from './json.ts'

/** The claims of a token to be. */
export type Payload = { readonly [claim: string]: unknown }

/** Reads the text of a payload; an error says where it stops being JSON, by line and column. */
export function readPayload(text: string): Payload {
  const { fault } = scanJson(text)
  if (fault) {
    const lines = text.slice(0, fault.start).split('\n')
    throw new Error(`Payload, line ${lines.length}, column ${(lines.at(-1) as string).length + 1}: ${fault.message}`)
  }
  const value: unknown = JSON.parse(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Payload
  throw new Error('The payload is JSON, but not an object.')
}

/** The times of a payload in words. @param now seconds since the epoch */
export function timesOf(payload: Payload, now: number): string[] {
  const words = ['exp', 'nbf', 'iat'].flatMap((name) =>
    Object.hasOwn(payload, name) ? (noteOnClaim(name, payload[name], now) as { text: string }).text : [],
  )
  return Object.hasOwn(payload, 'exp') ? words : [...words, 'never expires']
}
