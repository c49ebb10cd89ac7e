import type { Address } from './fetch-types.ts'

/** Names and addresses that never leave the machine, as `URL` spells them. */
const LOOPBACK = /^(?:localhost|(?:[^.]+\.)+localhost|127(?:\.\d+){3}|\[::1\])$/

/**
 * Reads the address of a document that keys depend on: https, or plain http to this very machine where the caller
 * allows that. Whoever can change such a document can sign tokens.
 *
 * @returns the address, or what speaks against it as the end of a sentence
 */
export function readAddress(text: unknown, allowInsecureLoopback: boolean): URL | string {
  let url: URL
  try {
    url = new URL(text as string)
  } catch {
    return typeof URL === 'function' ? 'is no absolute URL' : 'cannot be read: this runtime has no URL'
  }
  if (url.username || url.password) return 'holds a user name or password; send credentials with the option headers'
  if (url.protocol === 'https:') return url
  if (url.protocol !== 'http:') return `begins with ${url.protocol}; expected https:`
  if (!LOOPBACK.test(url.hostname)) return 'begins with http:; expected https:'
  return allowInsecureLoopback
    ? url
    : 'begins with http:; expected https: (for tests on this machine there is allowInsecureLoopback: true)'
}

/** An address as it may stand in messages and events: a query may hold a credential. */
export function nameOf(url: Address): string {
  return url.origin + url.pathname
}
