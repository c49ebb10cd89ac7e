// What the compiler promises of verify, createVerifier and decode; run by `tsc -p test/tsconfig.json`.
import {
  type BindingOptions,
  type Claims,
  type CompleteToken,
  createIssuerVerifier,
  createVerifier,
  decode,
  type JoseHeader,
  type KeyBinding,
  type StandardSchema,
  verify,
} from '../../src/index.ts'
import * as sync from '../../src/sync.ts'

/** True for two types that are the same to the letter. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
/** Fails to compile unless the types are the same. */
function is<A, B>(..._same: Same<A, B> extends true ? [] : ['the types differ', A, B]): void {}

interface User {
  name: string
  admin: boolean
}
declare const user: StandardSchema<User>
declare const token: string
declare const key: string
declare const bindings: readonly KeyBinding[]

// The payload alone
const claims = await verify(token, key, { algorithms: ['HS256'] })
is<typeof claims, Claims>()
is<typeof claims.sub, string | undefined>()
is<typeof claims.exp, number | undefined>()
is<(typeof claims)['role'], unknown>()
const named = await verify<User>(token, key, { algorithms: ['HS256'] })
is<typeof named, User>()
const plain = await verify(token, key, { algorithms: ['HS256'], complete: false })
is<typeof plain, Claims>()

// The whole token
const whole = await verify(token, key, { algorithms: ['HS256'], complete: true })
is<typeof whole, CompleteToken<Claims>>()
is<typeof whole.header, JoseHeader>()
is<typeof whole.signature, string>()
const namedWhole = await verify<User>(token, key, { algorithms: ['HS256'], complete: true })
is<typeof namedWhole, CompleteToken<User>>()
declare const complete: boolean
const either = await verify(token, key, { algorithms: ['HS256'], complete })
is<typeof either, Claims | CompleteToken<Claims>>()

// A schema
const fitted = await verify(token, key, { algorithms: ['HS256'], schema: user })
is<typeof fitted, User>()
const fittedWhole = await verify(token, key, { algorithms: ['HS256'], schema: user, complete: true })
is<typeof fittedWhole, CompleteToken<User>>()
// @ts-expect-error the schema types the payload; a type parameter beside it would be a second opinion
await verify<Claims>(token, key, { algorithms: ['HS256'], schema: user })

// A schema written by hand, which declares no types: what its validate function says of its answers
interface Answering<Answer> {
  readonly '~standard': { readonly version: 1; readonly vendor: string; validate(value: unknown): Answer }
}
type Issues = readonly { message: string }[]
const always = await verify(token, key, {
  algorithms: ['HS256'],
  schema: { '~standard': { version: 1, vendor: 'own', validate: () => ({ value: { sub: 'ann' } }) } },
})
is<typeof always, { sub: string }>()
const inferred = await verify(token, key, {
  algorithms: ['HS256'],
  schema: {
    '~standard': {
      version: 1,
      vendor: 'own',
      validate: (value) => (value ? { value: { sub: 'ann' } } : { issues: [{ message: 'no' }] }),
    },
  },
})
is<typeof inferred, { sub: string }>()
declare const declared: Answering<{ value: User } | { issues: Issues }>
const fromDeclared = await verify(token, key, { algorithms: ['HS256'], schema: declared })
is<typeof fromDeclared, User>()
declare const waiting: Answering<Promise<{ value: User }> | { issues: Issues }>
const fromWaiting = createVerifier(key, { algorithms: ['HS256'], schema: waiting, complete: true })
is<Awaited<ReturnType<typeof fromWaiting>>, CompleteToken<User>>()
declare const several: Answering<{ value: User } | { value: string; issues?: undefined }>
const fromSeveral = sync.verify(token, key, { algorithms: ['HS256'], schema: several })
is<typeof fromSeveral, User | string>()
// The value beside issues is no payload: a token that has any is refused
declare const partial: Answering<{ value: User } | { value: Partial<User>; issues: Issues }>
const fromPartial = await verify(token, key, { algorithms: ['HS256'], schema: partial })
is<typeof fromPartial, User>()
// Where nothing is known of the answer, nothing is claimed of the payload
declare const silent: StandardSchema
const fromSilent = await verify(token, key, { algorithms: ['HS256'], schema: silent })
is<typeof fromSilent, unknown>()
declare const refusing: Answering<{ issues: Issues }>
const fromRefusing = await verify(token, key, { algorithms: ['HS256'], schema: refusing })
is<typeof fromRefusing, unknown>()
// createVerifier
is<ReturnType<typeof make>, (token: string) => Promise<Claims>>()
function make() {
  return createVerifier(key, { algorithms: ['HS256'] })
}
const verifier = createVerifier(key, { algorithms: ['HS256'], complete: true, cache: { max: 100, ttl: '5m' } })
is<Awaited<ReturnType<typeof verifier>>, CompleteToken<Claims>>()
const namedVerifier = createVerifier<User>(key, { algorithms: ['HS256'] })
is<Awaited<ReturnType<typeof namedVerifier>>, User>()
const fittedVerifier = createVerifier(key, { algorithms: ['HS256'], schema: user })
is<Awaited<ReturnType<typeof fittedVerifier>>, User>()
const fittedWholeVerifier = createVerifier(key, { algorithms: ['HS256'], schema: user, complete: true })
is<Awaited<ReturnType<typeof fittedWholeVerifier>>, CompleteToken<User>>()

// Bindings name their own algorithms
const bound = await verify(token, bindings, {})
is<typeof bound, Claims>()
const boundNamed = await verify<User>(token, bindings, { issuer: 'i' })
is<typeof boundNamed, User>()
const boundWhole = await verify(token, bindings, { complete: true })
is<typeof boundWhole, CompleteToken<Claims>>()
const boundFitted = await verify(token, bindings, { schema: user, complete: true })
is<typeof boundFitted, CompleteToken<User>>()
const boundVerifier = createVerifier(bindings, { schema: user })
is<Awaited<ReturnType<typeof boundVerifier>>, User>()
const options: BindingOptions = { algorithms: ['RS256'] }
await verify(token, bindings, options)
await verify(
  token,
  [
    { key, algorithms: ['HS256'], until: '2026-12-31' },
    { key: () => key, algorithms: ['RS256'], since: new Date() },
  ],
  {},
)

// The sync entry returns the values themselves
const now = sync.verify(token, key, { algorithms: ['HS256'], engine: 'plain' })
is<typeof now, Claims>()
const nowWhole = sync.verify(token, key, { algorithms: ['HS256'], schema: user, complete: true })
is<typeof nowWhole, CompleteToken<User>>()
const nowVerifier = sync.createVerifier<User>(key, { algorithms: ['HS256'] })
is<ReturnType<typeof nowVerifier>, User>()
// @ts-expect-error there is no such road
sync.verify(token, key, { algorithms: ['HS256'], engine: 'wasm' })
// @ts-expect-error the async entry has one road, and no choice
await verify(token, key, { algorithms: ['HS256'], engine: 'plain' })

// algorithms is required, a list, and of known names
// @ts-expect-error algorithms is missing
await verify(token, key, {})
// @ts-expect-error algorithms is missing
await verify(token, key, { issuer: 'i' })
// @ts-expect-error the options are missing
await verify(token, key)
// @ts-expect-error algorithms is missing
createVerifier(key, { issuer: 'i' })
// @ts-expect-error algorithms is missing
sync.verify(token, key, { issuer: 'i' })
// @ts-expect-error a text is no list
await verify(token, key, { algorithms: 'HS256' })
// @ts-expect-error there is no such algorithm
await verify(token, key, { algorithms: ['HS257'] })
// @ts-expect-error there is no none
await verify(token, key, { algorithms: ['none'] })
// @ts-expect-error there is no such algorithm in a binding
await verify(token, [{ key, algorithms: ['RSA'] }], {})
// @ts-expect-error a binding names its algorithms
await verify(token, [{ key }], {})

// Lists may be mutable or not
const mutable: ('HS256' | 'HS512')[] = ['HS256']
await verify(token, key, { algorithms: mutable, issuer: ['a'], audience: mutable })
const fixed = ['RS256', 'PS256'] as const
await verify(token, key, { algorithms: fixed, requiredClaims: ['sub'] as const, issuer: ['a'] as const })

// Durations carry their unit
await verify(token, key, { algorithms: ['HS256'], maxAge: '1h', clockTolerance: 30 })
await verify(token, key, { algorithms: ['HS256'], maxAge: '2 hours', clockTolerance: '5 s' })
// @ts-expect-error a bare number in a text has no unit
await verify(token, key, { algorithms: ['HS256'], maxAge: '3600' })
// @ts-expect-error a bare number in a text has no unit
await verify(token, key, { algorithms: ['HS256'], clockTolerance: '60' })
// @ts-expect-error months have no length
await verify(token, key, { algorithms: ['HS256'], maxAge: '1 month' })

// An unset environment variable is caught by the compiler
declare const unset: string | undefined
// @ts-expect-error issuer may be undefined
await verify(token, key, { algorithms: ['HS256'], issuer: unset })
// @ts-expect-error audience may be undefined
createVerifier(key, { algorithms: ['HS256'], audience: unset })
// @ts-expect-error the key may be undefined
await verify(token, unset, { algorithms: ['HS256'] })

// Misspelt and mistyped options
// @ts-expect-error isuer
await verify(token, key, { algorithms: ['HS256'], isuer: 'x' })
// @ts-expect-error a pattern is no exact check
await verify(token, key, { algorithms: ['HS256'], issuer: /x/ })
// @ts-expect-error cache is createVerifier's
await verify(token, key, { algorithms: ['HS256'], cache: { max: 1, ttl: 1 } })
// @ts-expect-error a verifier's cache has both bounds
createVerifier(key, { algorithms: ['HS256'], cache: { max: 1 } })

// Callbacks see the claims and the header, and may return nothing
await verify(token, key, {
  algorithms: ['HS256'],
  check: (payload, header) => {
    is<typeof payload, Claims>()
    is<typeof header, JoseHeader>()
  },
})
await verify(token, key, { algorithms: ['HS256'], check: async ({ jti }) => jti !== 'revoked' })
// @ts-expect-error an answer that is neither yes nor no
await verify(token, key, { algorithms: ['HS256'], check: () => 'yes' })

// decode
is<ReturnType<typeof decoded>, Claims>()
function decoded() {
  return decode(token)
}
const decodedWhole = decode<User>(token, { complete: true })
is<typeof decodedWhole, CompleteToken<User>>()
// @ts-expect-error decode verifies nothing
decode(token, { algorithms: ['HS256'] })

// createIssuerVerifier
const audience = 'a'
const issued = createIssuerVerifier('https://i.test', { audience, algorithms: ['RS256'] })
is<Awaited<ReturnType<typeof issued>>, Claims>()
const issuedFitted = createIssuerVerifier('https://i.test', { audience, algorithms: ['RS256'], schema: user })
is<Awaited<ReturnType<typeof issuedFitted>>, User>()
// @ts-expect-error the issuer is the first argument
createIssuerVerifier('https://i.test', { audience, algorithms: ['RS256'], issuer: 'x' })
// @ts-expect-error clockTolerence
createIssuerVerifier('https://i.test', { audience, algorithms: ['RS256'], clockTolerence: 5 })
