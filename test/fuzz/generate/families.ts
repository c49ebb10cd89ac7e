// Inputs of any length, by families: whatever a pattern, a parser or a list could take too long for.
import { createLocalJwks, inspectKey, jwksResponse } from '../../../src/index.ts'
import { decode, importKey, sign, verify } from '../../../src/sync.ts'
import { forge, hs256, live, NOW, seal, secret } from '../../conformance/forge.ts'
import { MATERIAL, textNamed } from '../material.ts'

/** Makes, for a length, the call that is measured. */
export type Family = (length: number) => () => unknown

const options = { algorithms: ['HS256' as const], now: NOW, maxTokenLength: 1e9 }
const attempt = (call: () => unknown) => () => {
  try {
    return call()
  } catch (error) {
    return error
  }
}
const verifying = (token: string) => attempt(() => verify(token, secret, options))
const encode = (text: string) => Buffer.from(text).toString('base64url')

/** Texts that could make a pattern or a reader go back and forth. */
const TEXTS: { readonly [name: string]: (length: number) => string } = {
  letters: (length) => 'a'.repeat(length),
  hyphens: (length) => '-'.repeat(length),
  spaces: (length) => ' '.repeat(length),
  backslashes: (length) => '\\'.repeat(length),
  quotes: (length) => '"'.repeat(length),
  'padding signs': (length) => '='.repeat(length),
  'base64 and padding': (length) => `${'A'.repeat(length / 2)}${'='.repeat(length / 2)}!`,
  hexadecimal: (length) => '30'.repeat(length / 2),
  'begin marks': (length) => '-----BEGIN KEY-----'.repeat(length / 19),
  'begin marks without ends': (length) => '-----BEGIN '.repeat(length / 11),
  'single hyphens in a block': (length) => `-----BEGIN KEY-----${'a-'.repeat(length / 2)}`,
  blocks: (length) => '-----BEGIN A-----\nAAAA\n-----END A-----\n'.repeat(length / 38),
  'the word BEGIN': (length) => 'BEGIN '.repeat(length / 6),
  'the word kty': (length) => `kty${' '.repeat(8)}`.repeat(length / 11),
  'beginnings of DER': (length) => 'MA '.repeat(length / 3),
  'escaped line ends': (length) => '\\n'.repeat(length / 2),
  'words of a path': (length) => 'a/'.repeat(length / 2),
  'a scheme': (length) => `${'a+'.repeat(length / 2)}://`,
  'an OpenSSH line': (length) => `ssh-${'a'.repeat(length / 2)} ${'A'.repeat(length / 2)}`,
  'a token': (length) => `eyJ${'a'.repeat(length / 2)}.${'b'.repeat(length / 2)}`,
  'nested lists': (length) => '['.repeat(length / 2) + ']'.repeat(length / 2),
  'a JSON object': (length) => `{${'"a":1,'.repeat(length / 6)}"b":1}`,
  'base64 of itself': (length) => {
    let text = 'key'
    while (text.length < length) text = Buffer.from(text).toString('base64')
    return text.padEnd(length, 'A').slice(0, length - (length % 4))
  },
}

const jwkOf = (name: string) => MATERIAL[name] as { readonly [member: string]: unknown }
const many = <Item>(length: number, make: (at: number) => Item): Item[] => Array.from({ length }, (_, at) => make(at))

/** What is measured. */
export const FAMILIES: { readonly [name: string]: Family } = {
  'verify a long payload': (length) => verifying(hs256({ ...live, text: 'é'.repeat(length / 4) })),
  'verify many claims': (length) =>
    verifying(hs256({ ...live, ...Object.fromEntries(many(length / 16, (at) => [`c${at}`, at])) })),
  'refuse a long payload': (length) => verifying(`${hs256({ ...live, text: 'a'.repeat(length) })}A`),
  'verify a deep payload': (length) => verifying(hs256(`{"exp":${NOW + 9},"a":${TEXTS['nested lists']?.(length)}}`)),
  'verify many audiences': (length) => {
    const token = hs256({ ...live, aud: many(length / 8, String) })
    return attempt(() => verify(token, secret, { ...options, audience: 'x' }))
  },
  'read a header of many members': (length) =>
    verifying(forge(`{"alg":"HS256"${many(length / 12, (at) => `,"m${at}":{"a":1}`).join('')}}`, live)),
  'read a header of many colons': (length) =>
    verifying(forge(`{"alg":"HS256","a":"${':{}'.repeat(length / 3)}"}`, live)),
  'read a deep header': (length) => verifying(forge(`{"alg":"HS256","a":${TEXTS['nested lists']?.(length)}}`, live)),
  'judge a long crit': (length) => {
    const names = many(length / 10, (at) => `x${at}`)
    return verifying(forge(`{"alg":"HS256","crit":${JSON.stringify(names)}}`, live))
  },
  'refuse dots': (length) => verifying('.'.repeat(length)),
  'refuse a JSON serialization': (length) => verifying(`${' '.repeat(length)}{`),
  'decode a payload that is no JSON': (length) =>
    fed(`${encode('{}')}.${encode('['.repeat(length))}.`, (token) => decode(token as string, options)),
  'refuse a long signature': (length) => verifying(`${seal(`${encode('{"alg":"HS256"}')}.e30`)}${'A'.repeat(length)}`),
  'sign a long payload': (length) =>
    fed({ list: many(length / 8, String) }, (payload) =>
      sign(payload as object, secret, { algorithm: 'HS256', expiresIn: 60, now: NOW }),
    ),
  'index a set': (length) =>
    fed(
      many(length / 128, (at) => ({ ...jwkOf('rsa.publicJwk'), kid: `k${at}` })),
      (keys) => createLocalJwks({ keys: keys as object[] }).find({ alg: 'RS256', kid: 'k3' }),
    ),
  'choose among keys of one name': (length) => {
    const keys = many(length / 256, () => ({ kty: 'RSA', kid: 'k', n: 'AA', e: 'AQAB' }))
    return attempt(() => createLocalJwks({ keys }).find({ alg: 'RS256', kid: 'k' }))
  },
  'read a JWK with a long list': (length) => {
    const jwk = { ...jwkOf('rsa.publicJwk'), kty: 'RSA', key_ops: many(length / 8, String) }
    return attempt(() => importKey(jwk, 'RS256'))
  },
  'read a JWK with a long number': (length) => {
    const jwk = { kty: 'RSA', n: 'A'.repeat(length), e: 'B'.repeat(length) }
    return attempt(() => importKey({ ...jwk }, 'RS256'))
  },
  'read a long PEM': (length) => {
    const text = textNamed('rsa.publicPem').replace(/\n/, `\n${'AAAA\n'.repeat(length / 5)}`)
    return attempt(() => importKey(text, 'RS256'))
  },
  'publish a set': (length) => {
    const keys = many(length / 128, () => jwkOf('rsa.publicJwk'))
    return () => jwksResponse({ keys }).catch((error: unknown) => error)
  },
  'compare many tags': (length) => {
    const request = { method: 'GET', headers: { 'if-none-match': '"a", '.repeat(length / 5) } }
    return () => jwksResponse({ keys: [] }, request).catch((error: unknown) => error)
  },
  ...Object.fromEntries(
    Object.entries(TEXTS).flatMap(([name, make]): [string, Family][] => [
      [`inspect ${name}`, (length) => fed(make(length), inspectKey)],
      [`inspect bytes of ${name}`, (length) => fed(Uint8Array.from(Buffer.from(make(length))), inspectKey)],
      [`read as a key: ${name}`, (length) => fed(make(length), (text) => importKey(text as string, 'RS256'))],
      [
        `read as a secret: ${name}`,
        (length) => fed(Uint8Array.from(Buffer.from(make(length))), (bytes) => importKey(bytes as Uint8Array, 'HS256')),
      ],
    ]),
  ),
}

function fed(input: unknown, use: (input: unknown) => unknown): () => unknown {
  return attempt(() => use(input))
}
