import type { Algorithm, ExportedJwk, JwkSet, KeyInput, KeyPair, SignOptions, VerifyOptions } from '../index.ts'
import * as web from '../index.ts'
import * as plain from '../sync.ts'

/** What the page asks of the library: one shape, whichever entry does the work. */
export interface Engine {
  sign(payload: object, key: KeyInput, options: SignOptions): Promise<string>
  verify(token: string, key: KeyInput | JwkSet, options: VerifyOptions): Promise<web.Claims>
  exportJwk(key: KeyInput): Promise<ExportedJwk>
  exportPem(key: KeyInput): Promise<string>
  thumbprint(key: KeyInput): Promise<string>
  generateSecret(algorithm: Algorithm): Promise<Uint8Array>
  generateKeyPair(algorithm: Algorithm, modulusLength?: number): Promise<KeyPair>
}

/** False on a page from plain http, to which browsers give no `crypto.subtle`. */
export const hasWebCrypto: boolean = globalThis.crypto?.subtle !== undefined

const pairs = (algorithm: Algorithm, modulusLength?: number): Promise<KeyPair> =>
  web.generateKeyPair(algorithm, modulusLength ? { modulusLength } : {})

/** The async entry where the browser has Web Crypto, the sync entry where it has none. */
export const engine: Engine = hasWebCrypto
  ? {
      sign: web.sign,
      verify: web.verify as Engine['verify'],
      exportJwk: web.exportJwk,
      exportPem: web.exportPem,
      thumbprint: web.thumbprint,
      generateSecret: web.generateSecret,
      generateKeyPair: pairs,
    }
  : {
      sign: async (payload, key, options) => plain.sign(payload, key, options),
      verify: async (token, key, options) => plain.verify(token, key, options as VerifyOptions & { complete: false }),
      exportJwk: async (key) => plain.exportJwk(key),
      exportPem: async (key) => plain.exportPem(key),
      thumbprint: async (key) => plain.thumbprint(key),
      generateSecret: async (algorithm) => plain.generateSecret(algorithm),
      generateKeyPair: pairs,
    }
