// Whole tokens on all three roads, beside the reference: the same verdict, the same code, the same payload.

import fc from 'fast-check'
import { ALGORITHMS, admit } from '../../reference/keys.ts'
import { Refusal, type Stage } from '../../reference/refusal.ts'
import { chooseReference } from '../../reference/sets.ts'
import { judgeToken, type Verdict } from '../../reference/verifier.ts'
import { roads } from '../../roads.ts'
import { jsonBytes } from '../generate/json.ts'
import { signatureBytes } from '../generate/signatures.ts'
import { claimTokens, type Edit, type TokenSpec, tokens } from '../generate/tokens.ts'
import {
  allowed,
  expecting,
  keyName,
  libraryOptions,
  referenceKey,
  referenceOptions,
  rightly,
  type VerifySpec,
  wrapped,
} from '../generate/verifying.ts'
import { MATERIAL, SIGNERS, type Signer } from '../material.ts'
import { alike, type Outcome, outcomeOf, same } from '../oracle.ts'
import { must, target } from '../target.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** A changed text. */
export function edited(text: string, { at, op, text: other }: Edit): string {
  const place = at < 0 ? text.length : at % (text.length + 1)
  const [front, here, back] = [text.slice(0, place), text.slice(place, place + 1), text.slice(place + 1)]
  if (op === 'insert') return front + other + here + back
  if (op === 'delete') return front + back
  if (op === 'replace') return front + other + back
  if (op === 'double') return front + here + here + back
  if (op === 'case') return front + (here === here.toUpperCase() ? here.toLowerCase() : here.toUpperCase()) + back
  // The last character of the part: its spare bits, set.
  const end = (text.indexOf('.', place) + 1 || text.length + 1) - 2
  const value = ALPHABET.indexOf(text.charAt(end))
  return text.slice(0, end) + (ALPHABET[value ^ 1] ?? '') + text.slice(end + 1)
}

/** The token that a spec describes. */
export function tokenOf({ signer, header, payload, signature, edits }: TokenSpec): string {
  const input = [header, payload].map((part) => jsonBytes(part).toString('base64url')).join('.')
  const bytes = signatureBytes(signature, SIGNERS[signer] as Signer, Buffer.from(input))
  return edits.reduce(edited, `${input}.${bytes.toString('base64url')}`)
}

/** The codes that fit a stage. A library may look at the header, or at the key, before it decodes the last part. */
const CODES: { readonly [stage in Stage]: RegExp } = {
  form: /^ERR_(TOKEN_MALFORMED|TOKEN_TOO_LONG|ALG_NOT_ALLOWED|CRIT|CLAIM typ)$/,
  header: /^ERR_(TOKEN_MALFORMED|ALG_NOT_ALLOWED|CRIT|CLAIM typ)$/,
  key: /^ERR_KEY_/,
  signature: /^ERR_SIGNATURE$/,
  payload: /^ERR_(TOKEN_MALFORMED|TOKEN_EXPIRED|TOKEN_NOT_ACTIVE|CLAIM (?!typ))/,
}

/** Holds an outcome against the reference's verdict. */
export function admitVerdict(outcome: Outcome, verdict: Verdict): void {
  if (!('code' in outcome)) {
    must(verdict.ok, 'what is accepted, the reference accepts', verdict)
    must(same(outcome.value, verdict.payload), 'the payload is the one that was signed', outcome.value)
    return
  }
  const said = outcome.code === 'ERR_CLAIM' ? `ERR_CLAIM ${outcome.claim}` : outcome.code
  must(!verdict.ok, 'what the reference accepts is accepted', outcome)
  must(CODES[verdict.stage].test(said), 'the code fits what is wrong', [said, outcome.message, verdict.reason])
}

/** The reference's verdict. A key that is passed as it is, is judged before any token is looked at. */
function judge(token: string, spec: VerifySpec, name: string, algorithms: readonly string[]): Verdict {
  const options = referenceOptions(spec, algorithms)
  const family = ALGORITHMS[algorithms[0] as string]?.kty as string
  try {
    if (spec.wrap === 'set' && name.endsWith('wk')) {
      return judgeToken(token, (header) => chooseReference([MATERIAL[name]], header), options)
    }
    if (spec.wrap !== 'function' && spec.wrap !== 'find') {
      const key = referenceKey(name, family)
      const served = algorithms.some((algorithm) => admits(() => admit(key, algorithm, 'verify')))
      if (!served) admit(key, algorithms[0] as string, 'verify')
    }
    return judgeToken(token, () => referenceKey(name, family), options)
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, stage: error.stage, reason: error.message }
    throw error
  }
}

function admits(judgement: () => void): boolean {
  try {
    judgement()
    return true
  } catch {
    return false
  }
}

interface Input {
  readonly token: TokenSpec
  readonly verify: VerifySpec
}

async function check({ token: tokenSpec, verify: spec }: Input): Promise<void> {
  const token = tokenOf(tokenSpec)
  const name = keyName(spec, tokenSpec.signer)
  const algorithms = allowed(spec, tokenSpec.signer)
  const key = wrapped(name, spec.wrap, algorithms)
  const options = { ...libraryOptions(spec), ...(spec.wrap !== 'binding' && { algorithms }) }
  const verdict = judge(token, spec, name, algorithms)
  const hidden = [token]
  let first: Outcome | undefined
  for (const { name: road, lib } of roads) {
    const outcome = await outcomeOf(() => lib.verify(token, key, options), hidden)
    if (road === 'sync plain' && 'code' in outcome && outcome.code === 'ERR_ALG_UNSUPPORTED') continue
    admitVerdict(outcome, verdict)
    first ??= outcome
    alike(outcome, first, `${road} answers as the async entry does`)
    if (verdict.ok) {
      const { header, payload, signature } = verdict
      const whole = { header, payload, signature }
      const complete = await lib.verify(token, key, { ...options, complete: true })
      must(same(complete, whole), 'complete returns the three parts', complete)
      const maxTokenLength = token.length
      const decoded = lib.decode(token, { complete: true, maxTokenLength })
      must(same(decoded, whole), 'decode reads what verify does', decoded)
    }
  }
}

export const wholeTokens = target('tokens', 300, fc.record({ token: tokens, verify: rightly }), check)

export const claims = target('claims', 400, fc.record({ token: claimTokens, verify: expecting }), check)
