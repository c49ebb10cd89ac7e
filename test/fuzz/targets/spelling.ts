// One token has one spelling, and decode reads what verify would.
import fc from 'fast-check'
import { NOW } from '../../conformance/forge.ts'
import { parseJson } from '../../reference/json.ts'
import { unbase64url, unutf8 } from '../../reference/text.ts'
import { roads } from '../../roads.ts'
import { type SignatureSpec, signatureBytes } from '../generate/signatures.ts'
import { type Edit, edit, type TokenSpec, tokens } from '../generate/tokens.ts'
import { keyName, wrapped } from '../generate/verifying.ts'
import { SIGNERS, type Signer } from '../material.ts'
import { outcomeNow, outcomeOf, same } from '../oracle.ts'
import { must, target } from '../target.ts'
import { edited, tokenOf } from './tokens.ts'

interface Twin {
  readonly signer: number
  readonly claim: string
  readonly edits: readonly Edit[]
  readonly signature: SignatureSpec
}

/** -s beside s holds for ECDSA as its standard has it (there is no rule of the lower half in RFC 7518 §3.4): left out. */
const twins: fc.Arbitrary<SignatureSpec> = fc.record({
  kind: fc.constant('twin'),
  half: fc.constantFrom(0, 1),
  times: fc.integer({ min: 1, max: 3 }),
})

const inputs: fc.Arbitrary<Twin> = fc.record({
  signer: fc.oneof(fc.nat(2), fc.nat(SIGNERS.length - 1)),
  claim: fc.string({ maxLength: 12 }),
  edits: fc.array(edit, { maxLength: 3 }),
  signature: fc.oneof(
    { weight: 5, arbitrary: fc.constant<SignatureSpec>({ kind: 'good' }) },
    { weight: 1, arbitrary: twins },
  ),
})

async function check({ signer: place, claim, edits, signature }: Twin): Promise<void> {
  const signer = SIGNERS[place] as Signer
  const parts = [{ alg: signer.alg }, { claim, exp: NOW + 60 }].map((part) => Buffer.from(JSON.stringify(part)))
  const input = parts.map((part) => part.toString('base64url')).join('.')
  const good = signatureBytes({ kind: 'good' }, signer, Buffer.from(input)).toString('base64url')
  const other = signature.kind === 'good' ? good : twinText(signature, signer, input, good)
  const token = edits.reduce(edited, `${input}.${other}`)
  if (token === `${input}.${good}`) return
  const key = wrapped(keyName({ form: 0 } as never, place), 'none', [])
  const options = { algorithms: [signer.alg], now: NOW }
  for (const { name, lib, lacks } of roads) {
    if (lacks.includes('ecdsa') && /^E/.test(signer.alg)) continue
    const outcome = await outcomeOf(() => lib.verify(token, key, options), [token])
    must('code' in outcome, `one token has one spelling (${name})`, [token, `${input}.${good}`])
  }
}

/** A twin is made of a signature anew, which for some algorithms is another good one: that is no other spelling. */
function twinText(spec: SignatureSpec, signer: Signer, input: string, good: string): string {
  const twin = signatureBytes(spec, signer, Buffer.from(input))
  return twin.length ? twin.toString('base64url') : good
}

export const spelling = target('spelling', 300, inputs, check)

/** What decode may read: the reference's own reading of the first two parts. */
function readable(text: string): { header: unknown; payload: unknown; signature: string } | undefined {
  const parts = text.split('.')
  if (parts.length !== 3) return undefined
  const values = parts.slice(0, 2).map((part) => {
    const bytes = unbase64url(part)
    const json = bytes?.length ? unutf8(bytes) : undefined
    const value = json === undefined ? undefined : parseJson(json)?.value
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  })
  if (values.includes(undefined)) return undefined
  return { header: values[0], payload: values[1], signature: parts[2] as string }
}

const anyText = fc.oneof(
  { weight: 6, arbitrary: tokens.map((spec) => ({ spec })) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }).map((text) => ({ text })) },
  {
    weight: 1,
    arbitrary: fc.array(fc.json(), { maxLength: 5 }).map((parts) => ({
      text: parts.map((part) => Buffer.from(part).toString('base64url')).join('.'),
    })),
  },
)

export const decoding = target('decode', 400, anyText, (input: { spec?: TokenSpec; text?: string }) => {
  const text = input.spec ? tokenOf(input.spec) : (input.text as string)
  const expected = text.length <= 16384 ? readable(text) : undefined
  for (const { name, lib } of roads) {
    const outcome = outcomeNow(() => lib.decode(text, { complete: true }), [text])
    if ('code' in outcome) {
      must(!expected, `decode reads what can be read (${name})`, outcome)
      must(/^ERR_TOKEN_(MALFORMED|TOO_LONG)$/.test(outcome.code), 'the code fits', outcome)
    } else must(same(outcome.value, expected), `decode reads it as the reference does (${name})`, outcome.value)
  }
})
