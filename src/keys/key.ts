import type { Curve, KeyType } from '../algorithms/table.ts'
import type { Algorithm } from '../types.ts'

/** Which half of a key this is: a shared secret, or one side of a pair. */
export type Side = 'secret' | 'public' | 'private'

/**
 * The members that hold a key's numbers, as bytes, named as in a JWK (RFC 7518 §6, RFC 8037 §2). `pkcs8` is the whole
 * key as PrivateKeyInfo, for a private key that came without its public members, which a JWK cannot do without.
 */
export type Material = {
  readonly [member in 'k' | 'n' | 'e' | 'd' | 'p' | 'q' | 'dp' | 'dq' | 'qi' | 'x' | 'y' | 'pkcs8']?: Uint8Array
}

/** What may be said aloud of a key. */
export interface KeyFacts {
  readonly kty: KeyType
  readonly side: Side
  /** Secret: its length; RSA: the modulus without leading zeros; EC and Ed25519: the curve's size. In bits. */
  readonly bits: number
  readonly crv?: Curve
  /** The one algorithm that this key serves, where it says so itself. */
  readonly alg?: Algorithm
  readonly kid?: string
  readonly use?: string
  /** The operations that the key allows, where it says so itself. */
  readonly ops?: readonly string[]
}

/**
 * A key that has been read and judged. What it holds is private to this class: logging, inspecting or serialising a
 * Key shows its facts and never its numbers.
 */
export class Key implements KeyFacts {
  readonly kty: KeyType
  readonly side: Side
  readonly bits: number
  declare readonly crv?: Curve
  declare readonly alg?: Algorithm
  declare readonly kid?: string
  declare readonly use?: string
  declare readonly ops?: readonly string[]
  readonly #material: Material
  readonly #native: object | undefined

  /** `native` is a runtime's own key object (a `CryptoKey`), whose numbers may be out of reach. */
  constructor(facts: KeyFacts, material: Material, native?: object) {
    this.kty = facts.kty
    this.side = facts.side
    this.bits = facts.bits
    Object.assign(this, facts)
    this.#material = material
    this.#native = native
    Object.freeze(this)
  }

  /** The key's numbers: for the rooms of this library, never for a message. */
  static material(key: Key): Material {
    return key.#material
  }

  /** The runtime's own key object, where the key came as one. */
  static native(key: Key): object | undefined {
    return key.#native
  }

  /** The same numbers under what another key says of itself: its algorithm, name and use. */
  static described(numbers: Key, { alg, kid, use }: Key): Key {
    const said = { ...(alg && { alg }), ...(kid !== undefined && { kid }), ...(use !== undefined && { use }) }
    return new Key({ ...numbers, ...said }, numbers.#material)
  }
}
