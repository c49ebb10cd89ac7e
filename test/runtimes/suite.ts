// The conformance cases as a program that any runtime can run: every group on every road, after asking each road what
// it is able to do here. What it lacks is told, not judged: limits.mjs says what each runtime may lack.
import type { Case, Group, Lib, Need } from '../conformance/case.ts'
import { live, NOW, secret } from '../conformance/forge.ts'
import { groups } from '../conformance/index.ts'
import { roads } from '../roads.ts'
import { ed25519, p256, rsa } from '../vectors/keys.ts'
import { rsa8192 } from '../vectors/long-keys.ts'
import { tokens } from '../vectors/tokens.ts'
import { network } from './network.ts'

/** What became of one group on one road. */
interface Outcome {
  passed: number
  readonly skipped: { [reason: string]: number }
  readonly failed: { readonly name: string; readonly message: string }[]
}

/** What became of one road: what it lacks here, by the code that said so, and its groups. */
interface RoadReport {
  readonly absent: { [ability: string]: string }
  readonly groups: { [name: string]: Outcome }
}

/** What one runtime has to say. */
export interface Report {
  readonly agent: string
  readonly secure: boolean | null
  readonly roads: { [name: string]: RoadReport }
}

/** Where the cases over the network find their endpoints; put there by the build. */
declare const NETWORK_ORIGIN: string

const PROBES: { readonly [ability in Need | 'anything']: (lib: Lib) => unknown } = {
  anything: async (lib) => {
    const token = await lib.sign(live, secret, { algorithm: 'HS256' })
    await lib.verify(token, secret, { algorithms: ['HS256'], now: NOW })
  },
  'private keys': (lib) => lib.sign(live, rsa.privatePem, { algorithm: 'RS256' }),
  ecdsa: (lib) => lib.verify(tokens.ES256, p256.publicPem, { algorithms: ['ES256'], now: NOW }),
  ed25519: (lib) => lib.verify(tokens.Ed25519, ed25519.publicPem, { algorithms: ['Ed25519'], now: NOW }),
  random: (lib) => lib.sign(live, secret, { algorithm: 'HS256', jwtid: true }),
  promises: async (lib) => {
    const token = await lib.sign(live, secret, { algorithm: 'HS256' })
    await lib.verify(token, () => Promise.resolve(secret), { algorithms: ['HS256'], now: NOW })
  },
  'long rsa keys': (lib) => lib.verify(rsa8192.token, rsa8192.publicJwk, { algorithms: ['RS256'], now: NOW }),
  network: async (lib) => {
    if (!lib['createRemoteJwks']) return
    const { fetch } = globalThis as unknown as { fetch(url: string): Promise<unknown> }
    await fetch(`${NETWORK_ORIGIN}/jwks/good`).catch((error: { name?: string }) => {
      throw new Lacking(error.name === 'NotCapable' ? 'sealed' : `no answer: ${String(error)}`)
    })
  },
  'open prototypes': () => {
    if (!Object.isExtensible(Object.prototype)) throw new Lacking('frozen')
  },
}

/** A limit of the runtime itself, which no call of the library meets. */
class Lacking extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

function told(error: unknown): string {
  const { name, code, message, stack } = error as { name?: string; code?: string; message?: string; stack?: string }
  return name === 'JwtError' || error instanceof Lacking ? String(code) : `${name}: ${message}\n${stack}`
}

/** What a road cannot do here, each with the code of the error that says so. */
async function absentFrom(lib: Lib): Promise<{ [ability: string]: string }> {
  const absent: { [ability: string]: string } = {}
  for (const [ability, probe] of Object.entries(PROBES)) {
    try {
      await probe(lib)
    } catch (error) {
      absent[ability] = told(error)
      if (ability === 'anything') break
    }
  }
  return absent
}

async function runCase({ name, run }: Case, lib: Lib, outcome: Outcome): Promise<void> {
  try {
    await run(lib)
    outcome.passed++
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    outcome.failed.push({ name, message: message.slice(0, 2000) })
  }
}

async function runGroup(group: Group, lib: Lib, absent: { readonly [ability: string]: string }): Promise<Outcome> {
  const outcome: Outcome = { passed: 0, skipped: {}, failed: [] }
  for (const each of group.cases) {
    const missing = absent['anything'] ? ['anything'] : (each.needs ?? []).filter((need) => need in absent)
    if (missing.length === 0) await runCase(each, lib, outcome)
    else outcome.skipped[missing.join(', ')] = (outcome.skipped[missing.join(', ')] ?? 0) + 1
  }
  return outcome
}

const scope = globalThis as {
  navigator?: { userAgent?: string }
  process?: { version?: string }
  isSecureContext?: boolean
}

/** Runs everything that the runtime is able to run. */
export async function runSuite(): Promise<Report> {
  const report: Report = {
    agent: scope.navigator?.userAgent ?? scope.process?.version ?? 'unnamed',
    secure: scope.isSecureContext ?? null,
    roads: {},
  }
  for (const { name, lib } of roads) {
    const absent = await absentFrom(lib)
    const own = name === 'async' ? [...groups, network(NETWORK_ORIGIN)] : groups
    const outcomes: { [group: string]: Outcome } = {}
    for (const group of own) outcomes[group.name] = await runGroup(group, lib, absent)
    report.roads[name] = { absent, groups: outcomes }
  }
  return report
}
