// What holds of every key that is read: both entries agree, inspectKey says beforehand what importKey will say, and what
// is exported is the same key again.
import * as asyncEntry from '../../src/index.ts'
import * as syncEntry from '../../src/sync.ts'
import type { Algorithm, ImportedKey, KeyInput } from '../../src/types.ts'
import { ALGORITHMS, type ReferenceKey, thumbprintOf } from '../reference/keys.ts'
import { alike, keepSecret, type Outcome, outcomeNow, outcomeOf } from './oracle.ts'
import { must } from './target.ts'

/** Every algorithm's name. */
export const NAMES = Object.keys(ALGORITHMS) as Algorithm[]

/** What importKey says of an input, for each algorithm. */
export type Answers = { readonly [algorithm: string]: Outcome }

/** Imports for every algorithm with both entries, which must agree. */
export async function importAll(input: unknown, hidden: readonly string[] = []): Promise<Answers> {
  const answers: { [algorithm: string]: Outcome } = {}
  for (const name of NAMES) {
    const now = outcomeNow(() => syncEntry.importKey(input as KeyInput, name), hidden)
    answers[name] = now
    // A private RSA key signs once for each algorithm, which takes its time: two of the six will do.
    if ('value' in now && /^[RP]S(384|512)/.test(name)) continue
    const later = await outcomeOf(() => asyncEntry.importKey(input as KeyInput, name), hidden)
    alike(now, later, `importKey for ${name} answers alike in both entries`)
  }
  return answers
}

/** The algorithms for which the input is a key. */
export function served(answers: Answers): string[] {
  return Object.keys(answers).filter((name) => 'value' in (answers[name] as Outcome))
}

/** Holds inspectKey against what importKey said; the report, as a whole, shows nothing of the key. */
export function admitReport(input: unknown, answers: Answers, hidden: readonly string[] = []): void {
  const report = asyncEntry.inspectKey(input)
  const again = syncEntry.inspectKey(input)
  must(JSON.stringify(report) === JSON.stringify(again), 'inspectKey says the same in both entries')
  keepSecret(JSON.stringify(report), hidden)
  must(report.ok === (report.problems.length === 0), 'ok says that there is no problem', report)
  const good = served(answers)
  if (report.ok) {
    must(report.algorithms.join() === good.join(), 'where inspectKey sees no problem, importKey works', [report, good])
  } else {
    // A path or an address is seen for what it is, and yet may be what somebody takes for a secret.
    const isJwk = typeof input === 'object' && !ArrayBuffer.isView(input)
    const only = good.filter((name) => isJwk || !name.startsWith('HS'))
    must(!only.length, 'what importKey takes, inspectKey finds in order', [report, good])
  }
}

/** A key that was imported comes out as the same key, in either form. */
export async function admitExport(key: ImportedKey, name: string, reference: ReferenceKey | undefined): Promise<void> {
  const algorithm = name as Algorithm
  const print = syncEntry.thumbprint(key)
  must((await asyncEntry.thumbprint(key)) === print, 'both entries compute one thumbprint')
  if (reference && (reference.numbers['x'] || reference.numbers['n'] || reference.numbers['k']))
    must(print === thumbprintOf(reference), 'the thumbprint is the one of RFC 7638', print)
  const jwk = syncEntry.exportJwk(key)
  must(JSON.stringify(jwk) === JSON.stringify(await asyncEntry.exportJwk(key)), 'both entries export one JWK')
  must(syncEntry.thumbprint(jwk) === print, 'a JWK that was exported is the same key')
  must(syncEntry.importKey(jwk, algorithm).bits === key.bits, 'and is as long')
  if (key.kty === 'oct') return
  const pem = syncEntry.exportPem(key)
  must(pem === (await asyncEntry.exportPem(key)), 'both entries export one PEM')
  const back = syncEntry.importKey(pem, algorithm)
  must(syncEntry.thumbprint(back) === print && back.side === key.side, 'PEM that was exported is the same key')
  must(syncEntry.exportPem(back) === pem, 'and is written the same way again')
}
