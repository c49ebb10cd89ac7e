// Tokens: most of them sound but for one thing, signed with node:crypto and never with the library.
import fc from 'fast-check'
import { NOW } from '../../conformance/forge.ts'
import { SIGNERS } from '../material.ts'
import { type JsonText, jsonText, nameText } from './json.ts'
import { type SignatureSpec, signatures } from './signatures.ts'

/** A change of the text of a token. `at` is taken modulo what there is. */
export interface Edit {
  readonly at: number
  readonly op: 'insert' | 'delete' | 'replace' | 'spare' | 'case' | 'double'
  readonly text: string
}

/** A token, described. `signer` is the place of its key among the signers. */
export interface TokenSpec {
  readonly signer: number
  readonly header: JsonText
  readonly payload: JsonText
  readonly signature: SignatureSpec
  readonly edits: readonly Edit[]
}

const HEADER_NAMES = [
  'alg',
  'typ',
  'kid',
  'cty',
  'crit',
  'b64',
  'x',
  'jwk',
  'jku',
  'x5c',
  'x5u',
  'enc',
  '__proto__',
  'toString',
]
const CLAIM_NAMES = ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'nonce', 'role', '__proto__', 'constructor']

const ALGS = [
  ...SIGNERS.map(({ alg }) => alg),
  'none',
  'None',
  'hs256',
  'HS256 ',
  '__proto__',
  'constructor',
  'ES256K',
  '',
]

const json = (value: unknown) => JSON.stringify(value)

function header(alg: string): fc.Arbitrary<JsonText> {
  const named = fc.oneof(
    { weight: 12, arbitrary: fc.constant(json(alg)) },
    { weight: 1, arbitrary: fc.constantFrom(...ALGS).map(json) },
    { weight: 1, arbitrary: fc.constantFrom('null', '["HS256"]', '1', '{"a":1}', 'true', `"${alg}\\u0000"`) },
  )
  const typ = fc.constantFrom('"JWT"', '"jwt"', '"at+jwt"', '"application/AT+JWT"', 'null', '1', '["JWT"]')
  const crit = fc.constantFrom(
    '["x"]',
    '["y"]',
    '[]',
    '["x","x"]',
    '["alg"]',
    '["b64"]',
    '"x"',
    '[1]',
    'null',
    '["toString"]',
  )
  const sure: fc.Arbitrary<[string, string]> = fc.tuple(nameText('alg'), named)
  const usual = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(fc.constant('"typ"'), typ) },
    {
      weight: 2,
      arbitrary: fc.tuple(fc.constant('"kid"'), fc.constantFrom('"a"', '"b"', '""', '1', 'null', '"__proto__"')),
    },
    { weight: 2, arbitrary: fc.tuple(fc.constant('"crit"'), crit) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('"b64"'), fc.constantFrom('true', 'false', '"true"', 'null')) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('"cty"'), fc.constantFrom('"JWT"', '"application/jwt"', '"x"', '1')) },
    { weight: 2, arbitrary: fc.tuple(fc.constantFrom('"x"', '"y"'), fc.constantFrom('1', '"a"', 'null')) },
  )
  const first = fc.tuple(sure, fc.array(usual, { maxLength: 3 })).map(([one, more]) => [one, ...more])
  // Most headers are in order, or few tokens would come as far as their signature.
  const calm = fc.constantFrom('"JWT"', '"at+jwt"', '"a"').map(
    (text): JsonText => ({
      members: [
        ['"alg"', json(alg)],
        [text === '"a"' ? '"kid"' : '"typ"', text],
      ],
    }),
  )
  return fc.oneof({ weight: 3, arbitrary: calm }, { weight: 2, arbitrary: jsonText(first, HEADER_NAMES) })
}

/** Times around the one at which tokens are judged: before, at, and after it. */
export const times: fc.Arbitrary<number> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -12, max: 12 }).map((by) => NOW + by) },
  { weight: 4, arbitrary: fc.constant(NOW + 60) },
  { weight: 1, arbitrary: fc.integer({ min: -9, max: 9 }).map((by) => NOW + by / 2) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, 1e300, -1e300) },
)

const claim = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constantFrom('exp', 'nbf', 'iat').map(json), times.map(json)) },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constantFrom('exp', 'nbf', 'iat').map(json),
      fc.constantFrom('"1"', 'null', '1e999', '[1]', 'true'),
    ),
  },
  {
    weight: 6,
    arbitrary: fc.tuple(
      fc.constantFrom('iss', 'sub', 'jti', 'nonce', 'aud', 'role').map(json),
      fc.constantFrom('"a"', '"b"', '"ab"', '""', '1', 'null', '["a"]', '["a","b"]', '["a",1]', '[["a"]]', '[]'),
    ),
  },
)

const calmPayload = fc
  .tuple(
    fc.constantFrom('iss', 'sub', 'jti', 'nonce', 'aud', 'role', 'iat').map(json),
    fc.constantFrom('"a"', '"b"', '["a"]'),
  )
  .map(
    ([name, value]): JsonText => ({
      members: [
        ['"exp"', json(NOW + 60)],
        [name, name === '"iat"' ? json(NOW - 3) : value],
      ],
    }),
  )

const oddPayload: fc.Arbitrary<JsonText> = jsonText(
  fc
    .tuple(
      fc.oneof({ weight: 5, arbitrary: fc.constant(NOW + 60) }, { weight: 1, arbitrary: times }),
      fc.array(claim, { maxLength: 3 }),
    )
    .map(([exp, more]) => [['"exp"', json(exp)] as const, ...more]),
  CLAIM_NAMES,
)

const payload = fc.oneof({ weight: 1, arbitrary: calmPayload }, { weight: 1, arbitrary: oddPayload })

/** Characters that some decoder passes over, maps onto another, or takes for the end. */
const CHARACTERS = [
  '.',
  '=',
  '+',
  '/',
  ' ',
  '\n',
  '\r',
  '\t',
  '\0',
  '-',
  '_',
  'A',
  'Q',
  'g',
  'w',
  '\u00e9',
  '\u212a',
  '\uff21',
  '%3D',
  '==',
  '"',
]

/** One change of a text. */
export const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.oneof(fc.nat(2000), fc.constant(0), fc.constant(-1)),
  op: fc.constantFrom('insert', 'delete', 'replace', 'spare', 'case', 'double'),
  text: fc.constantFrom(...CHARACTERS),
})

/** HMAC costs little and RSA much, so that HMAC comes more often. */
const signer = fc.oneof({ weight: 3, arbitrary: fc.nat(2) }, { weight: 4, arbitrary: fc.nat(SIGNERS.length - 1) })

/** Tokens in order in all but their claims, which are many. */
export const claimTokens: fc.Arbitrary<TokenSpec> = fc.array(claim, { maxLength: 6, size: 'max' }).map((members) => ({
  signer: 0,
  header: { members: [['"alg"', json(SIGNERS[0]?.alg)]] },
  payload: { members: [['"exp"', json(NOW + 60)], ...members] },
  signature: { kind: 'good' },
  edits: [],
}))

/** Tokens of every kind. */
export const tokens: fc.Arbitrary<TokenSpec> = signer.chain((place) =>
  fc.record({
    signer: fc.constant(place),
    header: header((SIGNERS[place] as (typeof SIGNERS)[number]).alg),
    payload,
    signature: signatures,
    edits: fc.oneof(
      { weight: 5, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(edit, { maxLength: 3 }) },
    ),
  }),
)
