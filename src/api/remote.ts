import { isObject } from '../encoding/json.ts'
import { kindOf, show } from '../errors.ts'
import { nameOf, readAddress } from '../jwks/address.ts'
import type { JwksEvent } from '../jwks/events.ts'
import type { AbortSignalInput, JwksFetch } from '../jwks/fetch-types.ts'
import { Follower, type RemoteJwks } from '../jwks/remote.ts'
import type { Settings } from '../jwks/settings.ts'
import type { JwksStore } from '../jwks/snapshot.ts'
import { span } from '../token/duration.ts'
import {
  type Compiled,
  compileOptions,
  flag,
  isPlain,
  misconfigured,
  now,
  type OptionReader,
} from '../token/options.ts'
import { callback } from '../token/schema.ts'
import type { Duration, Now } from '../types.ts'

/** Options of `createRemoteJwks`. */
export interface RemoteJwksOptions {
  /**
   * The longest time that a fetched set is used without asking again. Default: what the response's `Cache-Control`
   * says (`max-age` less `Age`), from 30 seconds to 24 hours; 10 minutes where it says nothing.
   */
  cacheMaxAge?: Duration
  /**
   * The pause after a request, good or bad, within which a token with an unknown `kid` starts no other; it doubles with
   * each failure in a row, up to 5 min. Until there is a first set, the pause after a failure begins at 5 s. Default 30 s.
   */
  cooldown?: Duration
  /** How long beyond its age a set serves while the endpoint fails. Default 24 h. */
  staleIfError?: Duration
  /**
   * The longest time that a request may take, headers and body, and an issuer's description and keys together. Default
   * 5 s, at most 5 min.
   */
  timeout?: Duration
  /** The longest body that is read, in bytes. Default 524288. */
  maxBytes?: number
  /** The most keys that a set may have. Default 100. */
  maxKeys?: number
  /** Allows plain http to this very machine. For tests. */
  allowInsecureLoopback?: boolean
  /** Makes the requests, in place of the runtime's `fetch`: for proxies, private certificate authorities, tests. */
  fetch?: JwksFetch
  /** Further request headers. An issuer's go to its own origin only, also where its keys are on another. */
  headers?: { readonly [name: string]: string }
  /** Ends all fetching, for a shutdown. Keys that are held go on serving. */
  signal?: AbortSignalInput
  /** Is told what happens, for logs and metrics. */
  onEvent?: (event: JwksEvent) => unknown
  /** Where instances share the set across cold starts. */
  store?: JwksStore
  /** The time: seconds since the epoch, or a function that returns them. For tests. */
  now?: Now
}

const life: OptionReader<number> = (value, name) => {
  const seconds = span(value, name)
  if (seconds < 1)
    misconfigured(`${name} is ${seconds} s; expected at least one second, or every token waits for a request.`)
  return seconds
}

const deadline: OptionReader<number> = (value, name) => {
  const seconds = span(value, name)
  if (seconds === 0 || seconds > 300) misconfigured(`${name} is ${seconds} s; expected more than 0 and at most 300.`)
  return seconds
}

const count: OptionReader<number> = (value, name) => {
  if (!Number.isSafeInteger(value) || (value as number) < 1)
    misconfigured(`${name} is ${show(value)}; expected a whole number, 1 or more.`)
  return value as number
}

/** Names are tokens (RFC 9110 §5.1), values hold no control characters: `fetch` would refuse each request for them. */
const headers: OptionReader<{ readonly [name: string]: string }> = (value, name) => {
  if (!isPlain(value)) misconfigured(`${name} is ${show(value)}; expected an object such as { authorization: '…' }.`)
  const read: { [name: string]: string } = {}
  for (const [header, text] of Object.entries(value)) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(header))
      misconfigured(`${name} has the name ${show(header)}, which is none.`)
    // The value stays out of the message: it may be a credential.
    if (typeof text !== 'string' || /[^\t\x20-\x7e\x80-\xff]/.test(text))
      misconfigured(`${name} has a value for ${show(header)} that is no text which a header can hold.`)
    read[header.toLowerCase()] = text
  }
  return read
}

const signal: OptionReader<AbortSignalInput> = (value, name) => {
  const given = value as Partial<AbortSignalInput> | null
  if (typeof given?.aborted !== 'boolean' || typeof given.addEventListener !== 'function')
    misconfigured(`${name} is ${show(value)}; expected an AbortSignal.`)
  return value as AbortSignalInput
}

const store: OptionReader<JwksStore> = (value, name) => {
  const given = value as Partial<JwksStore> | null
  if (typeof given?.get !== 'function' || typeof given.set !== 'function')
    misconfigured(`${name} is ${show(value)}; expected an object with the methods get and set.`)
  return value as JwksStore
}

const READERS = {
  cacheMaxAge: life,
  cooldown: span,
  staleIfError: span,
  timeout: deadline,
  maxBytes: count,
  maxKeys: count,
  allowInsecureLoopback: flag,
  fetch: callback,
  headers,
  signal,
  onEvent: callback,
  store,
  now,
}

/** True for the name of an option of `createRemoteJwks`. */
export function isRemoteOption(name: string): boolean {
  return Object.hasOwn(READERS, name)
}

/** The options of `createRemoteJwks`, read. */
export type RemotePlan = Omit<Settings, 'source' | 'name' | 'locate' | 'exchange'> & {
  readonly allowInsecureLoopback: boolean
  readonly exchange: Omit<Settings['exchange'], 'origin'>
}

/** Reads the options of `createRemoteJwks`. @throws JwtError `ERR_CONFIG` */
export function compileRemote(options: unknown, clock: () => number = preciseClock): RemotePlan {
  const read: Compiled<typeof READERS> = compileOptions(options, READERS)
  return {
    exchange: {
      fetch: read.fetch as JwksFetch | undefined,
      headers: read.headers ?? {},
      maxBytes: read.maxBytes ?? 524288,
    },
    timing: {
      cacheMaxAge: read.cacheMaxAge,
      cooldown: read.cooldown ?? 30,
      staleIfError: read.staleIfError ?? 86400,
    },
    timeout: read.timeout ?? 5,
    maxKeys: read.maxKeys ?? 100,
    allowInsecureLoopback: read.allowInsecureLoopback ?? false,
    signal: read.signal,
    onEvent: read.onEvent as RemotePlan['onEvent'],
    store: read.store,
    now: read.now ?? clock,
    chance: Math.random,
  }
}

/** Not in whole seconds: spans shorter than one are of use in tests. */
function preciseClock(): number {
  return Date.now() / 1000
}

/**
 * Makes a key source of the JWK Set at an address. It is fetched when a token first needs it and then kept, refreshed
 * ahead of its end, and asked for again (at most once per `cooldown`) when a token names an unknown key. A token whose
 * key is held does not wait, unless the set has aged out: then it waits for one request. While the endpoint fails, the
 * keys that are held go on serving for `staleIfError`.
 * Redirects are refused, secrets (`oct`) are never used, and nothing is fetched before the token's algorithm was found
 * allowed. Make one and keep it: it is the cache.
 *
 * @param url https; no credentials in it
 * @throws JwtError `ERR_CONFIG`
 */
export function createRemoteJwks(url: string | { readonly href: string }, options: RemoteJwksOptions = {}): RemoteJwks {
  const plan = compileRemote(options)
  const text = hrefOf(url)
  if (typeof text !== 'string') return notText(kindOf(text))
  const address = readAddress(text, plan.allowInsecureLoopback)
  if (typeof address === 'string') return misconfigured(`The address of the JWK Set ${address}.`)
  address.hash = ''
  const exchange = { ...plan.exchange, origin: address.origin }
  return new Follower({ ...plan, exchange, source: address.href, name: nameOf(address), locate: async () => address })
}

function hrefOf(url: unknown): unknown {
  try {
    return isObject(url) ? url.href : url
  } catch {
    // What inherits from a URL and is none.
    return notText('an object whose href cannot be read')
  }
}

function notText(what: string): never {
  return misconfigured(`The address of the JWK Set is ${what}; expected an https URL as a text.`)
}
