import {
  type Algorithm,
  type CompleteToken,
  createIssuerVerifier,
  createLocalJwks,
  createRemoteJwks,
  type JwkSet,
  type KeyInput,
  type LocalJwks,
  verify,
} from '../index.ts'
import { UsageError } from './failures.ts'
import { type NamedKey, readKey, withKey } from './key-input.ts'
import { printable } from './printable.ts'
import { readObject } from './sources.ts'
import type { Surroundings } from './surroundings.ts'
import { audienceOf, type ClaimSettings, claimSettings, type VerifyGiven } from './verify-options.ts'

/** A token that holds, and what the key came from. */
export interface Checked {
  readonly token: CompleteToken
  readonly name: string
}

/** Says of a token whether it holds. @throws JwtError or Refusal when it does not */
type Check = (token: string) => Promise<Checked>

interface Frame {
  readonly algorithms: readonly Algorithm[]
  readonly now: number
}

/**
 * Reads whose word counts, before a token is asked for: a mistake there shows first.
 *
 * @throws UsageError, Refusal or JwtError `ERR_CONFIG`
 */
export async function readTrust(options: VerifyGiven, frame: Frame, world: Surroundings): Promise<Check> {
  const source = sourceOf(options)
  if (options['allow-insecure-loopback'] && !isRemote(options)) {
    throw new UsageError('--allow-insecure-loopback is for --jwks URL and --issuer.')
  }
  if (options['any-aud'] && source !== 'issuer')
    throw new UsageError('--any-aud is for --issuer.', 'leave --aud out instead')
  const settings: Settings = { ...claimSettings(options), ...frame, complete: true }
  if (source === 'issuer') return byIssuer(options, settings)
  const { iss, aud } = options
  const judged = { ...settings, ...(iss.length > 0 && { issuer: iss }), ...(aud.length > 0 && { audience: aud }) }
  if (source === 'jwks') return bySet(options, judged, world)
  return byKey(await readKey(options, frame.algorithms, world), judged)
}

type Settings = ClaimSettings & Frame & { readonly complete: true }

function byIssuer(options: VerifyGiven, settings: Settings): Check {
  const issuer = options.issuer as string
  if (options.iss.length) throw new UsageError('--issuer says what iss must be; leave --iss out.')
  const jwks = { allowInsecureLoopback: options['allow-insecure-loopback'] }
  const check = createIssuerVerifier(issuer, { ...settings, audience: audienceOf(options), jwks })
  return async (token) => ({ name: printable(issuer), token: await check(token) })
}

async function bySet(options: VerifyGiven, settings: Settings, world: Surroundings): Promise<Check> {
  const name = options.jwks as string
  const set = isAddress(name)
    ? createRemoteJwks(name, { allowInsecureLoopback: options['allow-insecure-loopback'] })
    : await localSet(name, world)
  return async (token) => ({ name: printable(name), token: await verify(token, set, settings) })
}

/** The set in a file; where that is none, the error says how to look at that very file. */
async function localSet(name: string, world: Surroundings): Promise<LocalJwks> {
  const set = (await readObject({ name, option: '--jwks' }, world)) as KeyInput
  const path = name === '-' ? undefined : name
  return withKey({ key: set, name, path }, 'verify', async () => createLocalJwks(set as unknown as JwkSet))
}

function byKey(named: NamedKey, settings: Settings): Check {
  return async (token) => ({
    name: printable(named.name),
    token: await withKey(named, 'verify', () => verify(token, named.key, settings)),
  })
}

const SOURCES = ['key', 'secret-file', 'secret-env', 'jwks', 'issuer'] as const

function sourceOf(options: VerifyGiven): (typeof SOURCES)[number] {
  const given = SOURCES.filter((name) => options[name] !== undefined)
  const [source] = given
  if (source === undefined) {
    throw new UsageError(
      'Nothing says whose signature counts.',
      `give one of ${SOURCES.map((name) => `--${name}`).join(', ')}`,
    )
  }
  if (given.length > 1)
    throw new UsageError(`${given.map((name) => `--${name}`).join(' and ')} are given; one of them counts.`)
  return source
}

function isAddress(place: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(place)
}

function isRemote({ jwks, issuer }: VerifyGiven): boolean {
  return issuer !== undefined || (jwks !== undefined && isAddress(jwks))
}
