// PEM and DER, sound and damaged: read as the reference reads them, refused where it refuses them.
import { importKey, inspectKey } from '../../../src/sync.ts'
import type { Algorithm, ImportedKey } from '../../../src/types.ts'
import { READERS } from '../../reference/der.ts'
import type { ReferenceKey } from '../../reference/keys.ts'
import { admitExport, admitReport, importAll, served } from '../agreement.ts'
import { type DerSpec, der, derBytes, labelOf } from '../generate/der.ts'
import { HARMFUL, type PemSpec, pem, pemText } from '../generate/pem.ts'
import { keepSecret, outcomeNow } from '../oracle.ts'
import { must, target } from '../target.ts'
import { servedByReference, tryReference } from './jwk.ts'

function readDer(label: string, bytes: Uint8Array): ReferenceKey | undefined {
  return tryReference(() => (Object.hasOwn(READERS, label) ? READERS[label]?.(bytes) : undefined))
}

async function checkPem(spec: PemSpec): Promise<void> {
  const text = pemText(spec)
  const label = spec.label ?? labelOf(spec.der)
  const sameLabel = (spec.end ?? label) === label
  const reference = sameLabel ? readDer(label, derBytes(spec.der)) : undefined
  const hidden = [derBytes(spec.der).toString('base64')]
  const answers = await importAll(text, hidden)
  // Without its marks a text can be what somebody keeps secret, unless it is still seen to be DER.
  const marked = text.includes('-----')
  const good = served(answers).filter((name) => marked || !name.startsWith('HS'))
  const expected = servedByReference(reference)
  must(
    good.every((name) => expected.includes(name)),
    'what is accepted, the reference accepts',
    [good, expected],
  )
  const harmed = spec.wraps.some((name) => Object.hasOwn(HARMFUL, name))
  // Quotes go around the text, so what comes after them is junk; and each layer of anything else is taken off once.
  const layered = spec.wraps.length > 1
  const torn = reference?.side === 'private' && spec.der.operations.length > 0
  if (!harmed && !layered && !torn) {
    must(good.length === expected.length, 'what the reference accepts is accepted', [good, expected, answers])
  }
  if (!torn || good.length === expected.length) admitReport(text, answers, hidden)
  const [name] = good
  if (name !== undefined) await admitExport((answers[name] as { value: ImportedKey }).value, name, reference)
}

export const pemTexts = target('pem', 100, pem, checkPem)

/** DER as bytes is no key: not for RSA, where text is wanted, and not as a secret. */
function checkDer(spec: DerSpec): void {
  const bytes = Uint8Array.from(derBytes(spec))
  const report = inspectKey(bytes)
  keepSecret(JSON.stringify(report), [Buffer.from(bytes).toString('base64')])
  for (const name of ['RS256', 'ES256', 'Ed25519'] as const) {
    const outcome = outcomeNow(() => importKey(bytes, name))
    must('code' in outcome && outcome.code === 'ERR_KEY_MISMATCH', 'bytes are no asymmetric key', outcome)
  }
  const secret = outcomeNow(() => importKey(bytes, 'HS256' as Algorithm))
  const reference = readDer(labelOf(spec), bytes)
  if (reference) must('code' in secret && secret.code === 'ERR_KEY_INVALID', 'a key in DER is no secret', secret)
  // What inspectKey says of the numbers inside, the same DER in PEM would show.
  if (reference) must(report.kty === reference.kty && report.side === reference.side, 'inspectKey reads it', report)
}

export const derBytesTarget = target('der', 300, der, checkDer)
