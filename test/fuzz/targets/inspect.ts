// inspectKey raises nothing, whatever it is given: not even at values that raise errors when they are looked at.
import fc from 'fast-check'
import { inspectKey } from '../../../src/index.ts'
import { keepSecret } from '../oracle.ts'
import { anything, build, type Spec } from '../spec.ts'
import { must, target } from '../target.ts'

const thrown = () => {
  throw new Error('a trap')
}

/** Values that bite. */
const HOSTILE: { readonly [kind: string]: (inner: unknown) => unknown } = {
  none: (inner) => inner,
  'a proxy that throws': () =>
    new Proxy({}, { get: thrown, has: thrown, ownKeys: thrown, getOwnPropertyDescriptor: thrown }),
  'a revoked proxy': () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    return proxy
  },
  'a getter that throws': (inner) => Object.defineProperty({ inner }, 'kty', { get: thrown, enumerable: true }),
  'a tag that throws': () => ({
    get [Symbol.toStringTag]() {
      return thrown()
    },
  }),
  'a CryptoKey of lies': (inner) => ({
    [Symbol.toStringTag]: 'CryptoKey',
    type: inner,
    algorithm: inner,
    usages: inner,
  }),
  'a KeyObject of lies': (inner) => ({ [Symbol.toStringTag]: 'KeyObject', export: () => inner }),
  'a KeyObject that throws': () => ({ [Symbol.toStringTag]: 'KeyObject', export: thrown }),
  'bytes of lies': (inner) => Object.assign(new Uint8Array(3), { inner }),
  'a pair': (inner) => ({ privateKey: inner, publicKey: inner }),
  'a pair of pairs': (inner) => ({ privateKey: { privateKey: inner }, publicKey: inner }),
  'a set': (inner) => ({ keys: [inner, inner] }),
  'a set of lies': (inner) => ({ keys: inner }),
  'a set that throws': () => ({ keys: [Object.defineProperty({}, 'kty', { get: thrown, enumerable: true })] }),
  'a text in a member': (inner) => JSON.stringify({ key: String(typeof inner === 'string' ? inner : '') }),
}

const inputs = fc.record({ kind: fc.constantFrom(...Object.keys(HOSTILE)), inner: anything })

export const inspection = target('inspect', 600, inputs, ({ kind, inner }: { kind: string; inner: Spec }) => {
  const input = HOSTILE[kind]?.(build(inner))
  const report = inspectKey(input)
  must(typeof report.format === 'string' && report.format.length < 200, 'a report says what it is', report)
  must(report.ok === !report.problems.length, 'and whether it is in order', report)
  must(!report.ok || report.algorithms.length > 0, 'what is in order serves some algorithm', report)
  for (const { code, message } of report.problems)
    must(/^ERR_/.test(code) && message, 'each problem has a code', report)
  const { kid: _, alg: __, use: ___, keys: ____, ...rest } = report
  keepSecret(JSON.stringify(rest))
})
