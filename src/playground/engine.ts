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

/** The first where the browser has Web Crypto, else the second, as a promise. */
function either<Call extends (...args: never[]) => Promise<unknown>>(async: Call, sync: unknown): Call {
  return hasWebCrypto ? async : ((async (...args: never[]) => (sync as Call)(...args)) as Call)
}

/** The async entry where the browser has Web Crypto, the sync entry where it has none. */
export const engine: Engine = {
  sign: either(web.sign as Engine['sign'], plain.sign),
  verify: either(web.verify as Engine['verify'], plain.verify),
  exportJwk: either(web.exportJwk, plain.exportJwk),
  exportPem: either(web.exportPem, plain.exportPem),
  thumbprint: either(web.thumbprint, plain.thumbprint),
  generateSecret: web.generateSecret,
  generateKeyPair: (algorithm, modulusLength) => web.generateKeyPair(algorithm, modulusLength ? { modulusLength } : {}),
}
