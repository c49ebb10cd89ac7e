// What a behaviour case is. Cases use no runtime's API, no test runner and no clock, so that the same list runs under
// vitest for each road of the library and as a bundle in every runtime.

/** One verb of an entry, loosely typed: cases pass wrong things on purpose. May return a value or a promise. */
export type Verb = (...values: readonly unknown[]) => unknown

/** An entry of the library, as a case sees it: the async one, or the sync one on either of its roads. */
export interface Lib {
  readonly sign: Verb
  readonly verify: Verb
  readonly decode: Verb
  readonly importKey: Verb
  readonly isJwtError: Verb
  readonly createSigner: (...values: readonly unknown[]) => Verb
  readonly createVerifier: (...values: readonly unknown[]) => Verb
  readonly createLocalJwks: (jwks: unknown) => { find(header: unknown): unknown }
  readonly [verb: string]: Verb
}

/** What a road or a runtime may be unable to do; a case that needs it is skipped there, with this as the reason. */
export type Need =
  /** Signing with RSA, EC and Ed25519 keys. */
  | 'private keys'
  /** Verifying ECDSA. */
  | 'ecdsa'
  /** Verifying Ed25519. */
  | 'ed25519'
  /** Random bytes. */
  | 'random'
  /** Verifying with RSA keys of more than 4096 bits. */
  | 'long rsa keys'
  /** Fetching from this machine. */
  | 'network'
  /** Built-in prototypes that can be added to. */
  | 'open prototypes'
  /** Waiting: promises from key sources, signers, schemas and checks; making key pairs; CryptoKey objects. */
  | 'promises'

/** One promise of the library, shown. */
export interface Case {
  /** Read as a promise; a row of the threat table begins with its id: "A1 refuses alg none". */
  readonly name: string
  readonly needs?: readonly Need[]
  /** Throws when the promise is broken. Always awaits what the library returns. */
  run(lib: Lib): void | Promise<void>
}

/** Cases on one subject. */
export interface Group {
  readonly name: string
  readonly cases: readonly Case[]
}

function fail(message: string): never {
  throw new Error(message)
}

/** Fails unless both values are the same as JSON (undefined members left out of account). */
export function equal(actual: unknown, expected: unknown, what = 'value'): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (a !== b) fail(`${what}: expected ${b}, got ${a}`)
}

/** Fails unless it is true. */
export function holds(value: unknown, what: string): asserts value {
  if (!value) fail(what)
}

/** The error that an action must end with; fails when it ends well, with another code, or with no JwtError. */
export async function refused(code: string, action: () => unknown): Promise<JwtErrorLike> {
  let value: unknown
  try {
    value = await action()
  } catch (error) {
    const found = error as Partial<JwtErrorLike>
    if (found.name !== 'JwtError') fail(`expected ${code}, got no JwtError but ${String(error)}`)
    if (found.code !== code) fail(`expected ${code}, got ${found.code}: ${found.message}`)
    return found as JwtErrorLike
  }
  return fail(`expected ${code}, got the value ${JSON.stringify(value)?.slice(0, 200)}`)
}

/** What cases look at in an error. */
export interface JwtErrorLike {
  readonly name: string
  readonly code: string
  readonly message: string
  readonly claim?: string
  readonly expected?: unknown
  readonly actual?: unknown
  readonly expiredAt?: Date
  readonly notBefore?: Date
  readonly issues?: readonly unknown[]
  readonly cause?: unknown
}
