import { type ExportedJwk, inspectKey, type KeyInput } from '../../index.ts'
import { keysIn, publicHalf } from './key-text.ts'

/** What the conversion asks of the library. */
export interface Exports {
  exportJwk(key: KeyInput): Promise<ExportedJwk>
  exportPem(key: KeyInput): Promise<string>
  thumbprint(key: KeyInput): Promise<string>
}

/** A form that keys are converted to, with the name of a file for it. */
export interface Form {
  readonly name: string
  readonly file: string
  readonly text: string
}

/** More keys of a set than these are not converted. */
const MOST = 20

async function exported(key: KeyInput, library: Exports): Promise<{ jwk: ExportedJwk; thumbprint: string }> {
  // Text is read as PEM by the export, and as nothing else: a secret goes in as the bytes that it is.
  const secret = typeof key === 'string' && inspectKey(key).format === 'secret'
  const input = secret ? new TextEncoder().encode(key) : key
  return { jwk: await library.exportJwk(input), thumbprint: await library.thumbprint(input) }
}

const json = (value: unknown) => JSON.stringify(value, null, 2)

/**
 * All forms of the keys that a text holds, without what makes them private unless `whole` says otherwise. Broken keys
 * among good ones are left out.
 *
 * @throws JwtError what is wrong with the first key, when none can be converted
 */
export async function convert(
  text: string,
  whole: boolean,
  library: Exports,
): Promise<{ thumbprints: string[]; forms: Form[] }> {
  const keys = keysIn(text).slice(0, MOST) as KeyInput[]
  const results = await Promise.allSettled(keys.map((key) => exported(key, library)))
  const good = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const failure = results.find((result) => result.status === 'rejected')
  if (!good.length && failure) throw failure.reason
  const thumbprints = good.map(({ thumbprint }) => thumbprint)
  const secret = good.some(({ jwk }) => jwk.kty === 'oct')
  if (secret && !whole) return { thumbprints, forms: [] }
  const jwks = good.map(({ jwk }) => (whole ? jwk : publicHalf(jwk)))
  const side = secret ? 'secret' : jwks.some(({ d }) => d) ? 'private' : 'public'
  const set = { keys: jwks.map((jwk, at) => ({ kid: thumbprints[at], use: 'sig', ...jwk })) }
  const forms: Form[] = [{ name: 'JWK Set', file: `${side}.jwks.json`, text: json(set) }]
  if (jwks.length === 1) forms.unshift({ name: 'JWK', file: `${side}.jwk.json`, text: json(jwks[0]) })
  if (secret) return { thumbprints, forms }
  const pem = await Promise.all(jwks.map((jwk) => library.exportPem(jwk)))
  return { thumbprints, forms: [{ name: 'PEM', file: `${side}.pem`, text: pem.join('') }, ...forms] }
}
