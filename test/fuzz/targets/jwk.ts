// Single JWKs, sound and unsound, beside the reference's reading of RFC 7517, 7518 and 8037.
import type { ImportedKey } from '../../../src/types.ts'
import { NOW } from '../../conformance/forge.ts'
import { admit, type ReferenceKey, readReferenceJwk } from '../../reference/keys.ts'
import { Refusal } from '../../reference/refusal.ts'
import { roads } from '../../roads.ts'
import { tokens } from '../../vectors/tokens.ts'
import { admitExport, admitReport, importAll, NAMES, served } from '../agreement.ts'
import { type JwkSpec, jwkOf, jwks } from '../generate/jwks.ts'
import { alike, type Outcome, outcomeOf } from '../oracle.ts'
import { must, target } from '../target.ts'

/** What the reference reads, or `undefined`. */
export function tryReference(read: () => ReferenceKey | undefined): ReferenceKey | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

/** The algorithms that the reference lets a key serve, when nobody says what for. */
export function servedByReference(key: ReferenceKey | undefined): string[] {
  if (!key) return []
  const { side, said } = key
  const verifies = side === 'public' || (side === 'secret' && Array.isArray(said.ops) && !said.ops.includes('sign'))
  return NAMES.filter((name) =>
    tryReference(() => {
      admit(key, name, verifies ? 'verify' : 'sign')
      return key
    }),
  )
}

/** The private members, as texts: what nobody may be shown. */
function hiddenIn(jwk: { readonly [member: string]: unknown }): string[] {
  return ['k', 'd', 'p', 'q', 'dp', 'dq', 'qi'].map((name) => jwk[name]).filter((value) => typeof value === 'string')
}

async function check(spec: JwkSpec): Promise<void> {
  const jwk = jwkOf(spec)
  const before = Object.entries(jwk)
  const reference = tryReference(() => readReferenceJwk(jwk))
  const hidden = hiddenIn(jwk)
  const answers = await importAll(jwk, hidden)
  const good = served(answers)
  const expected = servedByReference(reference)
  must(
    good.every((name) => expected.includes(name)),
    'what is accepted, the reference accepts',
    [good, expected],
  )
  // The numbers of a private key may contradict each other, which the runtime is left to find.
  const torn = reference?.side === 'private' && spec.changes.length > 0
  if (!torn) must(good.length === expected.length, 'what the reference accepts is accepted', [good, expected, answers])
  if (good.length === expected.length) admitReport(jwk, answers, hidden)
  const [name] = good
  if (name !== undefined && !torn) await admitExport((answers[name] as { value: ImportedKey }).value, name, reference)
  const { crv, kty } = jwk
  const kind = typeof crv === 'string' ? crv : typeof kty === 'string' ? kty : ''
  await admitVerifying(jwk, FITTING[kind] ?? 'HS256', hidden)
  const after = Object.entries(jwk)
  const kept = before.every(([member, value], at) => after[at]?.[0] === member && Object.is(after[at][1], value))
  must(kept && after.length === before.length, 'a key that is read is left as it was')
}

/** An algorithm for each curve or family. */
const FITTING: { readonly [kind: string]: keyof typeof tokens } = {
  RSA: 'PS384',
  'P-256': 'ES256',
  'P-384': 'ES384',
  'P-521': 'ES512',
  Ed25519: 'EdDSA',
}

/** Verifying with it, whatever comes of that, is the same on all roads. */
async function admitVerifying(jwk: unknown, algorithm: keyof typeof tokens, hidden: readonly string[]): Promise<void> {
  let first: Outcome | undefined
  for (const { name: road, lib } of roads) {
    const options = { algorithms: [algorithm], now: NOW, allowWeakKeys: true }
    const outcome = await outcomeOf(() => lib.verify(tokens[algorithm], jwk, options), hidden)
    if (road === 'sync plain' && 'code' in outcome && outcome.code === 'ERR_ALG_UNSUPPORTED') continue
    first ??= outcome
    alike(outcome, first, `${road} verifies ${algorithm} with it as the async entry does`)
  }
}

export const singleJwks = target('jwk', 120, jwks, check)
