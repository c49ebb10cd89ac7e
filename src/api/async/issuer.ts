import { type JsonObject, own } from '../../encoding/json.ts'
import { JwtError, show } from '../../errors.ts'
import { readAddress } from '../../jwks/address.ts'
import { within } from '../../jwks/freshness.ts'
import { discoveryAddresses, readDiscovery } from '../../jwks/issuer.ts'
import { Follower } from '../../jwks/remote.ts'
import type { Get, Settings } from '../../jwks/settings.ts'
import { MAX_TOKEN_LENGTH } from '../../token/compact.ts'
import { decode } from '../../token/decode.ts'
import { compileOptions, isPlain, misconfigured } from '../../token/options.ts'
import { cache, readersBesideIssuer } from '../../token/verify-options.ts'
import type { CacheOption, Claims, CompleteResult, CompleteToken, Known, PayloadResult, Verified } from '../../types.ts'
import { compileRemote, isRemoteOption, type RemoteJwksOptions } from '../remote.ts'
import type { VerifyOptions } from './options.ts'
import { createVerifier } from './verify.ts'

/** Options of `createIssuerVerifier`: those of `createVerifier` without `issuer`, which is pinned. */
export interface IssuerVerifierOptions extends Omit<VerifyOptions, 'issuer' | 'audience'>, CacheOption {
  /** One of these must be among the token's audiences; `null`, said explicitly, accepts tokens meant for anyone. */
  audience: string | readonly string[] | null
  /** The issuer is the first argument. */
  issuer?: never
  /** How the issuer's description and keys are fetched. */
  jwks?: RemoteJwksOptions
}

/** One of several issuers, with what is different for it. */
export interface IssuerEntry extends Partial<Omit<IssuerVerifierOptions, 'complete' | 'schema' | 'issuer'>> {
  issuer: string
}

type Issuers = string | readonly (string | IssuerEntry)[]
type Verifier<Result> = (token: string) => Promise<Result>

/**
 * Makes a verifier of all that one issuer signs: it reads where the issuer's keys are (OpenID Connect Discovery,
 * RFC 8414) when the first token comes, follows them as `createRemoteJwks` does, and accepts tokens of that issuer only.
 * A list of issuers makes one such verifier each; a token goes to the one that its (yet unverified) `iss` names
 * exactly, so that the keys of one issuer never verify the tokens of another.
 *
 * @param issuer the issuer's `iss`, character for character: an https URL
 * @throws JwtError `ERR_CONFIG`. The verifier also raises `ERR_JWKS_FETCH`, `ERR_JWKS_INVALID`, and `ERR_CLAIM` (claim
 * `iss`) for a token of an issuer that is not in the list
 */
export function createIssuerVerifier<Payload = Claims>(
  issuer: Issuers,
  options: IssuerVerifierOptions & PayloadResult,
): Verifier<Payload>
export function createIssuerVerifier<Payload = Claims>(
  issuer: Issuers,
  options: IssuerVerifierOptions & CompleteResult,
): Verifier<CompleteToken<Payload>>
export function createIssuerVerifier<const Options extends IssuerVerifierOptions>(
  issuer: Issuers,
  options: Known<Options, IssuerVerifierOptions>,
): Verifier<Verified<Options>>
export function createIssuerVerifier(issuer: unknown, given: unknown): Verifier<unknown> {
  if (!isPlain(given)) return misconfigured('The options are missing; expected { audience, algorithms }.')
  const options: JsonObject = { jwks: {}, ...given }
  const { jwks } = options
  if (!isPlain(jwks)) return misconfigured(`jwks is ${show(jwks)}; expected the options of createRemoteJwks.`)
  if (Object.hasOwn(options, 'issuer')) misconfigured('The option issuer has no place here: the first argument is it.')
  if (!Array.isArray(issuer)) return verifierOf({ ...options, issuer })
  if (!issuer.length) misconfigured('The list of issuers is empty.')
  if (issuer.length > 1 && own(jwks, 'store') !== undefined) {
    misconfigured('Several issuers cannot share one store; give each entry of the list its own as jwks: { store }.')
  }
  const verifiers = new Map<string, Verifier<unknown>>()
  let most = 0
  for (const entry of issuer as readonly unknown[]) {
    const told = merge(options, jwks, entry)
    const verifier = verifierOf(told)
    if (verifiers.has(told.issuer as string)) misconfigured(`The issuer ${show(told.issuer)} is in the list twice.`)
    verifiers.set(told.issuer as string, verifier)
    most = Math.max(most, (own(told, 'maxTokenLength') as number | undefined) ?? MAX_TOKEN_LENGTH)
  }
  return (token) => route(token, verifiers, most)
}

function merge(options: JsonObject, jwks: JsonObject, entry: unknown): JsonObject {
  if (!isPlain(entry)) return { ...options, issuer: entry }
  for (const name of ['complete', 'schema']) {
    if (Object.hasOwn(entry, name)) misconfigured(`The option ${name} is one for all issuers, not for one of them.`)
  }
  const more = own(entry, 'jwks')
  return { ...options, ...entry, ...(isPlain(more) && { jwks: { ...jwks, ...more } }) }
}

/** The one place where an unverified claim is looked at: it only says which issuer's keys must then vouch for it. */
async function route(
  token: string,
  verifiers: ReadonlyMap<string, Verifier<unknown>>,
  maxTokenLength: number,
): Promise<unknown> {
  const verifier = verifiers.get(own(decode(token, { maxTokenLength }), 'iss') as string)
  if (verifier) return verifier(token)
  throw new JwtError('ERR_CLAIM', 'The token is of none of the trusted issuers ("iss", compared exactly).', {
    claim: 'iss',
    expected: [...verifiers.keys()],
  })
}

function verifierOf(given: JsonObject): Verifier<unknown> {
  // Without a prototype: what the caller left out must not be found on a polluted Object.prototype.
  const { issuer, audience, jwks, ...rest }: JsonObject = { __proto__: null, ...given }
  if (typeof issuer !== 'string')
    return misconfigured(`The issuer is ${show(issuer)}; expected its "iss", an https URL.`)
  if (audience === undefined) {
    misconfigured(
      'The option audience is missing; name this service as tokens do, or say audience: null to accept any.',
    )
  }
  const algorithms = own(rest, 'algorithms')
  if (Array.isArray(algorithms) && algorithms.some((name) => typeof name === 'string' && name.startsWith('HS'))) {
    misconfigured('algorithms names HS*, but an issuer publishes public keys; name the ones that it signs with.')
  }
  const plan = compileRemote(jwks, admitNames(rest))
  const address = readIssuer(issuer, plan.allowInsecureLoopback)
  const source = new Follower({
    ...plan,
    exchange: { ...plan.exchange, origin: address.origin },
    source: issuer,
    name: issuer,
    locate: locatorOf(issuer, address, plan),
  })
  const told = { ...rest, issuer, ...(audience !== null && { audience }) }
  return createVerifier(source, told as unknown as VerifyOptions)
}

/** Names those that belong elsewhere, and never the issuer, which is the first argument. @returns the caller's clock */
function admitNames(options: JsonObject): (() => number) | undefined {
  const misplaced = Object.keys(options).find((name) => name !== 'now' && isRemoteOption(name))
  if (misplaced) misconfigured(`The option ${misplaced} belongs into jwks: { ${misplaced} }.`)
  return compileOptions(options, readersBesideIssuer(), { cache, jwks: isPlain }).now
}

function readIssuer(issuer: string, allowInsecureLoopback: boolean): URL {
  const address = readAddress(issuer, allowInsecureLoopback)
  if (typeof address === 'string') return misconfigured(`The issuer ${show(issuer)} ${address}.`)
  // RFC 8414 §2; what stands behind ? or # would be lost on the way to the description.
  if (/[?#]/.test(issuer)) misconfigured('The issuer has a query or a fragment, which no issuer may have.')
  return address
}

/**
 * For how long an issuer's description is believed, and how soon it is read again when its key set fails or lacks a key; in
 * seconds.
 */
const BELIEVED = 86400
const DOUBTED = 300

function locatorOf(
  issuer: string,
  address: URL,
  { now, allowInsecureLoopback }: Pick<Settings, 'now'> & { readonly allowInsecureLoopback: boolean },
): Settings['locate'] {
  let known: URL | undefined
  let readAt: number | undefined
  return async (get, again) => {
    if (known && within(readAt, again ? DOUBTED : BELIEVED, now())) return known
    // Noted before it is read: when that fails or hangs, the next request goes to the key set as it was known.
    readAt = now()
    known = await discover(get, issuer, { address, allowInsecureLoopback })
    return known
  }
}

async function discover(
  get: Get,
  issuer: string,
  { address, allowInsecureLoopback }: { address: URL; allowInsecureLoopback: boolean },
): Promise<URL> {
  const failures: JwtError[] = []
  for (const at of discoveryAddresses(address)) {
    let document: JsonObject | undefined
    try {
      document = (await get(at, "The issuer's description")).document as JsonObject
    } catch (error) {
      // A server that answers, but with something else, may know the other address; one that does not answer is down.
      const answered = error instanceof JwtError && (error.code === 'ERR_JWKS_INVALID' || 'actual' in error)
      if (!answered) throw error
      failures.push(error)
      continue
    }
    return readDiscovery(document, issuer, at, allowInsecureLoopback)
  }
  const [{ code }] = failures as [JwtError]
  throw new JwtError(code, failures.map(({ message }) => message).join(' '), { cause: failures[0] })
}
