// A library that exports what it makes with countersign: every inferred type has to have a name that its own
// declarations can import.
import * as countersign from 'countersign'
import * as now from 'countersign/sync'

declare const key: string
const hs256 = { algorithm: 'HS256', expiresIn: '1h' } as const

export const signer = countersign.createSigner(key, hs256)
export const verifier = countersign.createVerifier(key, { algorithms: ['HS256'] })
export const whole = countersign.createVerifier(key, { algorithms: ['HS256'], complete: true })
export const issuer = countersign.createIssuerVerifier('https://issuer.example', {
  audience: null,
  algorithms: ['RS256'],
})
export const ring = countersign.createKeyRing({ algorithm: 'ES256' })
export const status = ring.status()
export const state = ring.export()
export const response = countersign.jwksResponse(ring)
export const local = countersign.createLocalJwks({ keys: [] })
export const remote = countersign.createRemoteJwks('https://issuer.example/jwks.json')
export const snapshot = remote.snapshot()
export const stores = [countersign.createMemoryStore(), countersign.createFileStore('ring.json')] as const
export const pair = countersign.generateKeyPair('ES256')
export const secret = countersign.generateSecret('HS256')
export const imported = countersign.importKey(key, 'HS256')
export const forms = [countersign.exportJwk(key), countersign.exportPem(key), countersign.thumbprint(key)] as const
export const report = countersign.inspectKey(key)
export const token = countersign.sign({}, key, hs256)
export const claims = countersign.verify('', key, { algorithms: ['HS256'] })
export const decoded = countersign.decode('', { complete: true })
export const error = new countersign.JwtError('ERR_CONFIG', 'text')
export const issuesOf = (cause: unknown) => (countersign.isJwtError(cause, 'ERR_SCHEMA') ? cause.issues : undefined)

export const signNow = now.createSigner(key, hs256)
export const verifyNow = now.createVerifier(key, { algorithms: ['HS256'], complete: true })
export const made = [now.generateSecret('HS256'), now.importKey(key, 'HS256'), now.exportJwk(key)] as const
export const everything = { ...countersign, now }
