// An issuer's description of itself, in every state: what is accepted is of the very issuer, by keys from the address that
// it names, and credentials go to its own origin alone.
import fc from 'fast-check'
import { createIssuerVerifier } from '../../../src/index.ts'
import type { FetchInit, FetchResponse } from '../../../src/jwks/fetch-types.ts'
import { NOW } from '../../conformance/forge.ts'
import { goodSignature } from '../generate/signatures.ts'
import { MATERIAL, SIGNERS, type Signer } from '../material.ts'
import { outcomeOf } from '../oracle.ts'
import { must, target } from '../target.ts'

const ISSUER = 'https://issuer.example/tenant'
const ADDRESSES = [
  'https://issuer.example/tenant/.well-known/openid-configuration',
  'https://issuer.example/.well-known/oauth-authorization-server/tenant',
]
const SETS = ['https://issuer.example/jwks', 'https://keys.example/jwks']

/** Values of members of a description; the first one of each is right. */
const NAMED: readonly unknown[] = [
  ISSUER,
  `${ISSUER}/`,
  'https://other.example',
  'https://ISSUER.example/tenant',
  null,
  [ISSUER],
  5,
]
const LOCATED: readonly unknown[] = [
  ...SETS,
  'http://issuer.example/jwks',
  'https://u:p@issuer.example/jwks',
  'data:application/json,{"keys":[]}',
  '/jwks',
  '',
  null,
  5,
]

interface Described {
  readonly issuer: number
  readonly located: number
  /** The status of each of the two addresses, and what stands there instead of a description. */
  readonly statuses: readonly number[]
  readonly instead?: string
  readonly key: 'p256' | 'ed25519'
  readonly token: { readonly iss: number; readonly kid: string; readonly signer: 'p256' | 'ed25519' }
}

const rightly = (values: readonly unknown[], most: number) =>
  fc.oneof({ weight: 4, arbitrary: fc.nat(most) }, { weight: 1, arbitrary: fc.nat(values.length - 1) })
const pair = fc.constantFrom<'p256' | 'ed25519'>('p256', 'p256', 'p256', 'ed25519')
const status = fc.constantFrom(200, 200, 200, 404, 500, 301)

const inputs: fc.Arbitrary<Described> = fc.record(
  {
    issuer: rightly(NAMED, 0),
    located: rightly(LOCATED, 1),
    statuses: fc.tuple(status, status),
    instead: fc.constantFrom('[]', 'null', '<html>', '{}', '{"issuer":1,"issuer":2}'),
    key: pair,
    token: fc.record({ iss: rightly(NAMED, 0), kid: fc.constantFrom('k', 'k', 'k', 'x'), signer: pair }),
  },
  { requiredKeys: ['issuer', 'located', 'statuses', 'key', 'token'] },
)

function signerOf(name: string): Signer {
  return SIGNERS.find((signer) => signer.name === name) as Signer
}

function tokenOf({ iss, kid, signer: name }: Described['token']): string {
  const signer = signerOf(name)
  const parts = [
    { alg: signer.alg, kid },
    { iss: NAMED[iss], exp: NOW + 60 },
  ]
  const input = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${input}.${goodSignature(signer, Buffer.from(input)).toString('base64url')}`
}

function reply(status: number, text: string): FetchResponse {
  const chunks = [Uint8Array.from(Buffer.from(text))]
  const read = async () => {
    const value = chunks.shift()
    return value ? { done: false, value } : { done: true }
  }
  return { status, headers: { get: () => null }, body: { getReader: () => ({ read }) } }
}

/** Whether the description at the first address that answers leads to the key, and the token is of that issuer and key. */
function expected({ issuer, located, statuses, instead, key, token }: Described): boolean {
  const leads = issuer === 0 && located < SETS.length && instead === undefined && statuses.includes(200)
  return leads && token.iss === 0 && token.kid === 'k' && token.signer === key
}

async function check(spec: Described): Promise<void> {
  const asked: [string, FetchInit][] = []
  const signer = signerOf(spec.key)
  const document = spec.instead ?? JSON.stringify({ issuer: NAMED[spec.issuer], jwks_uri: LOCATED[spec.located] })
  const set = JSON.stringify({
    keys: [{ ...(MATERIAL[`${spec.key}.publicJwk`] as object), kid: 'k', alg: signer.alg }],
  })
  const verify = createIssuerVerifier(ISSUER, {
    audience: null,
    algorithms: ['ES256', 'Ed25519'],
    now: NOW,
    jwks: {
      headers: { authorization: 'Bearer of-the-caller' },
      fetch: async (url, init) => {
        asked.push([url, init])
        const at = ADDRESSES.indexOf(url)
        return at < 0 ? reply(200, set) : reply(spec.statuses[at] as number, document)
      },
    },
  })
  const outcome = await outcomeOf(() => verify(tokenOf(spec.token)))
  must('value' in outcome === expected(spec), 'a token is accepted where everything leads to its key, and only there', [
    outcome,
    spec,
  ])
  if ('code' in outcome) must(/^ERR_(JWKS_|KEY_|CLAIM|SIGNATURE)/.test(outcome.code), 'the code fits', outcome)
  for (const [url, { headers }] of asked) {
    must([...ADDRESSES, ...SETS].includes(url), 'no other address is asked', url)
    const own = url.startsWith('https://issuer.example/')
    must(own === 'authorization' in headers, 'credentials go to the issuer, and nowhere else', url)
  }
}

export const issuers = target('issuer', 150, inputs, check)
