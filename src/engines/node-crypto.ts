import type { Hash } from '../algorithms/table.ts'
import type { KeyObjectInput } from '../types.ts'

/** A bag of named settings for a call of `node:crypto`. */
export type Options = { readonly [name: string]: unknown }

/** What countersign calls of `node:crypto`: written down here, so that the source needs no runtime's type library. */
export interface NodeCrypto {
  readonly KeyObject: { from(key: object): KeyObjectInput }
  readonly constants: { readonly RSA_PKCS1_PADDING: number; readonly RSA_PKCS1_PSS_PADDING: number }
  createSecretKey(bytes: Uint8Array): KeyObjectInput
  createPublicKey(key: Options): KeyObjectInput
  createPrivateKey(key: Options): KeyObjectInput
  createHmac(hash: string, key: KeyObjectInput): { update(text: string, encoding: 'latin1'): { digest(): Uint8Array } }
  createHash(hash: string): { update(bytes: Uint8Array): { digest(): Uint8Array } }
  /** Since Node 20.12. */
  hash?(algorithm: string, bytes: Uint8Array, encoding: 'latin1' | 'base64url'): string
  sign(hash: string | null, bytes: Uint8Array, key: Options): Uint8Array
  verify(hash: string | null, bytes: Uint8Array, key: Options, signature: Uint8Array): boolean
  createSign(hash: string): { update(bytes: Uint8Array): { sign(key: Options): Uint8Array } }
  createVerify(hash: string): { update(bytes: Uint8Array): { verify(key: Options, signature: Uint8Array): boolean } }
  timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean
}

type Process = { getBuiltinModule?: (name: string) => unknown }

/**
 * `node:crypto`, where the runtime has it: Node, Bun, Deno, and workerd with its compatibility flag. Reached at first
 * use and never by an import, so that the sync entry loads in browsers and engines that have none.
 */
export function nodeCrypto(): NodeCrypto | undefined {
  const { process } = globalThis as { process?: Process }
  return typeof process?.getBuiltinModule === 'function'
    ? (process.getBuiltinModule('node:crypto') as NodeCrypto | undefined)
    : undefined
}

/** A hash function's name as `node:crypto` spells it. */
export function hashName(hash: Hash): string {
  return hash.replace('-', '').toLowerCase()
}
