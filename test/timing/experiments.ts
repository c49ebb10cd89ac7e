// What is timed: the plain road's comparison of MACs, a whole verification on that road, and base64url on secrets; and
// beside each a control that is written the way it must not be.
import { createHmac, randomBytes } from 'node:crypto'
import { decodeBase64url } from '../../src/encoding/base64url.ts'
import * as hmac from '../../src/engines/plain/hmac.ts'
import { createVerifier } from '../../src/sync.ts'
import type { Experiment } from './statistics.ts'

const INPUTS = 64
const NOW = 1_700_000_000
const many = <Item>(make: (at: number) => Item): Item[] => Array.from({ length: INPUTS }, (_, at) => make(at))

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'))
/** A new text, whose characters stand beside each other in memory. */
const textOf = (bytes: Buffer): string => bytes.toString('latin1')

const secret = randomBytes(32)
const message = Uint8Array.from(Buffer.from('a short message'))
const ready = hmac.prepareHmac('SHA-256', secret)
const right = Uint8Array.from(createHmac('sha256', secret).update(message).digest())

/** The right MAC, but for one byte. */
function differing(mac: Uint8Array, at: number): Uint8Array {
  const wrong = mac.slice()
  wrong[at] = (wrong[at] as number) ^ 0x55
  return wrong
}

/** The comparison that gives MACs away: it ends where they differ. */
function comparesEarly(mac: Uint8Array, other: Uint8Array): boolean {
  if (mac.length !== other.length) return false
  for (let at = 0; at < mac.length; at++) if (mac[at] !== other[at]) return false
  return true
}

const macs = {
  first: many(() => differing(right, 0)),
  middle: many(() => differing(right, 16)),
  last: many(() => differing(right, 31)),
  random: many(() => Uint8Array.from(randomBytes(32))),
  others: many(() => Uint8Array.from(randomBytes(32))),
}

function comparison(
  classes: Experiment['classes'],
  inputs: Experiment['inputs'],
  control = false,
): Experiment<Uint8Array> {
  return {
    name: control ? 'control: compares until the first difference' : 'HMAC comparison, plain',
    classes,
    inputs,
    made: (mac) => mac,
    run: control ? (mac) => comparesEarly(mac, hmac.sign(ready, message)) : (mac) => hmac.verify(ready, mac, message),
    batch: 8,
    control,
  }
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Tokens whose MAC is wrong in one byte, or in all, each of another payload. */
function tokensWrongAt(at: number | undefined): Uint8Array[] {
  return many((place) => {
    const input = `${part({ alg: 'HS256' })}.${part({ sub: `user-${place + 100}`, exp: NOW + 60 })}`
    const mac = Uint8Array.from(createHmac('sha256', secret).update(input).digest())
    const wrong = at === undefined ? Uint8Array.from(randomBytes(32)) : differing(mac, at)
    return bytesOf(`${input}.${Buffer.from(wrong).toString('base64url')}`)
  })
}

const verify = createVerifier(Uint8Array.from(secret), { algorithms: ['HS256'], now: NOW, engine: 'plain' })
const tokens = {
  first: tokensWrongAt(0),
  middle: tokensWrongAt(16),
  last: tokensWrongAt(31),
  random: tokensWrongAt(undefined),
}

function refused(token: string): boolean {
  try {
    verify(token)
    return false
  } catch {
    return true
  }
}

function verification(classes: Experiment['classes'], inputs: Experiment['inputs']): Experiment<string> {
  return { name: 'verify, plain road', classes, inputs, made: textOf, run: refused, batch: 2 }
}

/** A decoder that looks for each character in its alphabet: the farther back it stands, the longer it takes. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
function decodesBySearch(text: string): number {
  let sum = 0
  for (let at = 0; at < text.length; at++) sum = (sum << 1) ^ ALPHABET.indexOf(text[at] as string)
  return sum
}

const fixed = randomBytes(64)
const encoded = (bytes: Buffer): Uint8Array => bytesOf(bytes.toString('base64url'))
const secrets = {
  fixed: many(() => encoded(fixed)),
  zeros: many(() => encoded(Buffer.alloc(64))),
  random: many(() => encoded(randomBytes(64))),
  others: many(() => encoded(randomBytes(64))),
}

function decoding(classes: Experiment['classes'], inputs: Experiment['inputs'], control = false): Experiment<string> {
  return {
    name: control ? 'control: decodes by searching an alphabet' : 'decodeBase64url',
    classes,
    inputs,
    made: textOf,
    run: control ? decodesBySearch : (text) => decodeBase64url(text),
    batch: 16,
    control,
  }
}

const FIRST = 'wrong in the first byte'
const MIDDLE = 'wrong in the middle'
const LAST = 'wrong in the last byte'

/** All experiments, in the order in which they are printed. */
export const EXPERIMENTS: readonly Experiment[] = [
  comparison([FIRST, LAST], [macs.first, macs.last]),
  comparison([FIRST, MIDDLE], [macs.first, macs.middle]),
  comparison([LAST, 'random MACs'], [macs.last, macs.random]),
  comparison(['random MACs', 'other random MACs'], [macs.random, macs.others]),
  comparison([FIRST, LAST], [macs.first, macs.last], true),
  verification([FIRST, LAST], [tokens.first, tokens.last]),
  verification([FIRST, MIDDLE], [tokens.first, tokens.middle]),
  verification([LAST, 'random MACs'], [tokens.last, tokens.random]),
  decoding(['one secret', 'random secrets'], [secrets.fixed, secrets.random]),
  decoding(['zeros', 'random secrets'], [secrets.zeros, secrets.random]),
  decoding(['random secrets', 'other random secrets'], [secrets.random, secrets.others]),
  decoding(['zeros', 'random secrets'], [secrets.zeros, secrets.random], true),
] as readonly Experiment[]
