// Arguments of every public function: mostly such as a caller would write, with something else in one place or another.
import fc from 'fast-check'
import { NOW } from '../../conformance/forge.ts'
import { tokens } from '../../vectors/tokens.ts'
import { NAMES } from '../material.ts'
import { anything, anythingElse, members, mostly as mostlyAny, type Spec } from '../spec.ts'
import {
  claimOptions,
  clock,
  flag,
  MISSPELT,
  mostly,
  name,
  names,
  of,
  signShape,
  span,
  text,
  texts,
  verifyShape,
} from './options.ts'

type Shape = { readonly [name: string]: fc.Arbitrary<Spec> }

/** Some of the options, those that a call cannot do without, and now and then none, or something else altogether. */
function optionsOf(shape: Shape, needed: Shape): fc.Arbitrary<Spec> {
  const given = fc
    .tuple(members({ ...shape, ...MISSPELT }), fc.record(needed))
    .map(([more, must]): Spec => ({ ...more, ...must }))
  const calm = fc.tuple(members(shape), fc.record(needed)).map(([more, must]): Spec => ({ ...more, ...must }))
  return fc.oneof(
    { weight: 6, arbitrary: calm },
    { weight: 1, arbitrary: given },
    { weight: 1, arbitrary: members(shape) },
    // Not so the options as a whole.
    { weight: 1, arbitrary: anything },
  )
}

const material = fc.constantFrom(...NAMES).map((of): Spec => ({ $: 'material', of }))
const jwk = fc.constantFrom(...NAMES.filter((each) => /wk$/.test(each))).map((of): Spec => ({ $: 'material', of }))

const set = fc.array(fc.oneof({ weight: 5, arbitrary: jwk }, { weight: 1, arbitrary: anything }), { maxLength: 3 })
const binding = members({
  key: mostly(material),
  algorithms: names,
  since: of(0, '2020-01-01', 'soon'),
  until: of('2100-01-01', NOW, 'x'),
})
const signer = members({
  algorithm: name,
  keyid: text,
  sign: mostly(
    fc.constantFrom<Spec>(
      { $: 'function', of: { $: 'bytes', of: '00'.repeat(64) } },
      { $: 'function', of: 'a' },
      { $: 'thrower', of: 'kms' },
    ),
  ),
})

/** Keys as they are passed to anything. */
export const key: fc.Arbitrary<Spec> = mostlyAny(
  fc.oneof(
    { weight: 8, arbitrary: material },
    { weight: 1, arbitrary: set.map((keys): Spec => ({ keys })) },
    { weight: 1, arbitrary: fc.array(binding, { maxLength: 2 }) },
    { weight: 1, arbitrary: material.map((of): Spec => ({ $: 'function', of })) },
    { weight: 1, arbitrary: material.map((of): Spec => ({ find: { $: 'function', of } })) },
    {
      weight: 1,
      arbitrary: fc.tuple(material, material).map(([privateKey, publicKey]): Spec => ({ privateKey, publicKey })),
    },
    { weight: 1, arbitrary: signer },
  ),
)

const payload = mostlyAny(
  fc.oneof(
    members({ sub: text, exp: of(NOW + 60, NOW, 'x'), iat: of(NOW, null), aud: texts, role: anythingElse }),
    fc.dictionary(fc.string({ maxLength: 6 }), anythingElse, { maxKeys: 3, noNullPrototype: true }),
  ),
)
const token = mostlyAny(fc.constantFrom<Spec>(...Object.values(tokens), 'a.b.c', ''))
const header = mostly(members({ alg: name, kid: text }))
const request = mostly(
  members({
    method: of('GET', 'HEAD', 'OPTIONS', 'POST'),
    headers: of({}, { 'if-none-match': '*' }, { get: { $: 'function', of: 'W/"x"' } }),
  }),
)

const remoteShape = {
  cacheMaxAge: span,
  cooldown: span,
  staleIfError: span,
  timeout: of(1, '5s', 0, 400),
  maxBytes: of(100, 0),
  maxKeys: of(5, 0.5),
  allowInsecureLoopback: flag,
  headers: of({ authorization: 'Bearer x' }, { 'a b': 'c' }, { a: '\n' }),
  signal: of({ aborted: false }, null),
  onEvent: mostly(fc.constantFrom<Spec>({ $: 'function', of: 1 }, { $: 'thrower', of: 'log' })),
  store: mostly(
    fc.constantFrom<Spec>(
      { get: { $: 'function', of: null }, set: { $: 'function', of: null } },
      { get: { $: 'thrower', of: 'store' }, set: { $: 'rejected', of: 'store' } },
    ),
  ),
  now: clock,
}
// Nothing that a target does may reach a network, so that there is always a fetch of our own.
const fetched = fc.constantFrom<Spec>(
  { $: 'rejected', of: 'net' },
  { $: 'function', of: null },
  { $: 'function', of: { status: 200 } },
)
const fetching = {
  fetch: fetched.map(
    (of): Spec => ('$' in (of as object) && (of as { $: string }).$ === 'function' ? of : { $: 'function', of }),
  ),
}
const url = of('https://issuer.example/jwks', 'http://127.0.0.1/', 'ftp://a', 'https://u:p@a.example', 'x')
const remoteOptions = optionsOf(remoteShape, fetching)
const ringShape = {
  publishAhead: span,
  rotateEvery: of('30d', '1h', 0),
  maxTokenLifetime: span,
  modulusLength: of(2048, 1024, 2049),
  now: clock,
  state: of(null, {}, { format: 1, time: 0, keys: [] }),
  store: of({
    load: { $: 'function', of: { $: 'promise', of: null } },
    save: { $: 'function', of: { $: 'promise', of: true } },
  }),
  onStoreError: mostly(fc.constant<Spec>({ $: 'function', of: 1 })),
}
const issuerShape = { ...verifyShape, audience: of('a', null), jwks: of({ maxKeys: 5 }, {}, 5) }

/** The arguments of each function, in their order. */
export const ARGUMENTS: { readonly [name: string]: readonly fc.Arbitrary<Spec>[] } = {
  sign: [payload, key, optionsOf(signShape, { algorithm: name, expiresIn: span })],
  verify: [token, key, optionsOf(verifyShape, { algorithms: names, now: clock })],
  decode: [token, optionsOf({ complete: flag, maxTokenLength: of(1, 1e5, 0) }, {})],
  createSigner: [key, optionsOf(signShape, { algorithm: name, expiresIn: span }), payload, optionsOf(claimOptions, {})],
  createVerifier: [key, optionsOf(verifyShape, { algorithms: names, now: clock }), token],
  importKey: [key, mostlyAny(name), of('sign', 'verify', { $: 'undefined' })],
  exportJwk: [key],
  exportPem: [key],
  thumbprint: [key],
  generateSecret: [name],
  createLocalJwks: [mostly(set.map((keys): Spec => ({ keys }))), header],
  isJwtError: [anything, text],
  // RSA keys take a second to make: only their refusals are asked for.
  generateKeyPair: [
    of('ES256', 'Ed25519', 'HS256', 'none'),
    optionsOf({ extractable: flag, modulusLength: of(1024) }, {}),
  ],
  createRemoteJwks: [url, remoteOptions, header],
  createIssuerVerifier: [
    fc.oneof(url, fc.array(fc.oneof(url, members({ ...issuerShape, issuer: url })), { maxLength: 2 })),
    optionsOf(issuerShape, { algorithms: names, audience: of('a', null), jwks: fc.record(fetching) }),
    token,
  ],
  createKeyRing: [
    optionsOf(ringShape, { algorithm: of('ES256', 'Ed25519', 'HS256', 'none') }),
    payload,
    optionsOf(claimOptions, {}),
  ],
  jwksResponse: [mostly(set.map((keys): Spec => ({ keys }))), request],
  createFileStore: [of('', 5)],
}
