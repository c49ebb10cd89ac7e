// One library and countersign, facing each other with the same keys.
import type { JwtErrorLike } from '../conformance/case.ts'
import { refused } from '../conformance/case.ts'
import { type Road, roads } from '../roads.ts'
import { Driver, type ForeignKey } from './driver.ts'
import { type Keys, makeKeys, usualForm } from './keys.ts'
import { ALGORITHMS, type Library, type Skill } from './libraries.ts'
import { countRefusal } from './matrix.ts'
import { HOUR, NOW } from './refusals.ts'

/** The header that libraries write unless a case says otherwise. */
export const HEADER: string = JSON.stringify({ typ: 'JWT', kid: 'k-1' })

/** A payload that nothing is wrong with. */
export const sound: { readonly [claim: string]: unknown } = { sub: 'ann', exp: NOW + HOUR }

const made = new Map<string, readonly [Keys, Keys]>()

/** Makes for each algorithm the keys that are used, and others of the same kind. */
export async function makeAllKeys(): Promise<void> {
  for (const algorithm of ALGORITHMS) made.set(algorithm, [await makeKeys(algorithm), await makeKeys(algorithm)])
}

/** The keys of an algorithm. */
export function keysOf(algorithm: string): Keys {
  return made.get(algorithm)?.[0] as Keys
}

/** Keys of an algorithm that sign nothing. */
export function otherKeysOf(algorithm: string): Keys {
  return made.get(algorithm)?.[1] as Keys
}

/** The roads that sign or verify with an algorithm. */
export function roadsFor(algorithm: string, act: 'sign' | 'verify'): Road[] {
  const family = algorithm.slice(0, 2)
  if (family === 'HS' || (act === 'verify' && /[RP]S/.test(family))) return [...roads]
  return roads.filter(({ lacks }) => !lacks.includes('private keys'))
}

/** The error with which countersign refuses a token; fails when it accepts it, or says something else. */
export async function refusedHere(code: string, verify: () => unknown): Promise<JwtErrorLike> {
  const error = await refused(code, verify)
  countRefusal()
  return error
}

/** A library and what passes between it and countersign. */
export class Exchange {
  readonly library: Library
  #driver: Driver | undefined

  constructor(library: Library) {
    this.library = library
  }

  start(): void {
    this.library.build?.()
    this.#driver = new Driver(this.library.command)
  }

  stop(): void {
    this.#driver?.stop()
  }

  get driver(): Driver {
    return this.#driver as Driver
  }

  can(skill: Skill): boolean {
    return this.library.skills.includes(skill)
  }

  /** One of our keys as the library reads it. */
  key(algorithm: string, side: 'private' | 'public', keys: Keys = keysOf(algorithm)): ForeignKey {
    return usualForm(this.library, algorithm, keys[side])
  }

  /** A token of the library's. */
  theirs(algorithm: string, claims: object, key: ForeignKey = this.key(algorithm, 'private')): Promise<string> {
    return this.driver.sign({ algorithm, header: HEADER, key, payload: JSON.stringify(claims) })
  }

  /** A token of ours. */
  ours(algorithm: string, claims: object): Promise<string> {
    const [road] = roads as [Road]
    const options = { algorithm, keyid: 'k-1', noTimestamp: true }
    return road.lib.sign(claims, keysOf(algorithm).private.text, options) as Promise<string>
  }

  /** Fails unless the library refuses a token, by whichever error. */
  async refusedThere(algorithm: string, token: string, key: ForeignKey, audience?: string): Promise<void> {
    const error = await this.driver.verify({ algorithm, key, token, ...(audience && { audience }) }).then(
      () => undefined,
      (reason: unknown) => reason as Error,
    )
    if (!error?.message.startsWith('verify: ')) throw new Error(`${this.library.name} refused nothing: ${error}`)
    countRefusal()
  }
}
