// The keys that tokens are signed with, in the forms in which libraries read them.
import { execSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Algorithm, exportJwk, exportPem, generateKeyPair, generateSecret, inspectKey } from '../../src/index.ts'
import type { ForeignKey } from './driver.ts'
import type { Library } from './libraries.ts'

/** One key pair, or one secret as both of its sides. */
export interface Keys {
  readonly private: { readonly text: string; readonly jwk: object }
  readonly public: { readonly text: string; readonly jwk: object }
}

/** A new secret or key pair, made by countersign: as a secret's text or PEM, and as JWK. */
export async function makeKeys(algorithm: string): Promise<Keys> {
  if (algorithm.startsWith('HS')) {
    const { k = '' } = await exportJwk(await generateSecret(algorithm as 'HS256'))
    // Libraries that read secrets as text take its characters, not what a base64url text stands for.
    const side = { text: k, jwk: { kty: 'oct', k: Buffer.from(k).toString('base64url'), alg: algorithm } }
    return { private: side, public: side }
  }
  const { privateKey, publicKey } = await generateKeyPair(algorithm as Algorithm)
  return {
    private: { text: await exportPem(privateKey), jwk: await exportJwk(privateKey) },
    public: { text: await exportPem(publicKey), jwk: await exportJwk(publicKey) },
  }
}

/** Every form of a key that a library reads, the first of which is the usual one. */
export function formsFor(library: Library, algorithm: string, { text, jwk }: Keys['private']): ForeignKey[] {
  const forms: ForeignKey[] = []
  const secret = algorithm.startsWith('HS')
  if (secret && library.skills.includes('secret')) forms.push({ secret: text })
  if (library.pem.includes(algorithm)) forms.push({ pem: text })
  if (library.skills.includes(secret ? 'oct' : 'jwk')) forms.push({ jwk })
  return forms
}

/** The usual form of a key for a library. */
export function usualForm(library: Library, algorithm: string, key: Keys['private']): ForeignKey {
  return formsFor(library, algorithm, key)[0] as ForeignKey
}

/** A key that a library wrote, as countersign reads it. */
export function ownForm(key: ForeignKey): unknown {
  return 'pem' in key ? key.pem : 'jwk' in key ? key.jwk : 'jwks' in key ? key.jwks : key.secret
}

/** What inspectKey advises for a PEM text, done: a label changed, or a command of openssl run. */
export function mended(pem: string): string {
  const fix = inspectKey(pem).problems[0]?.fix ?? ''
  const label = /^change the label in both lines to (.*)$/.exec(fix)?.[1]
  if (label) return pem.replaceAll(/(?<=-----(BEGIN|END) )[^-]+/g, label)
  const to = /^openssl .* -out (\S+)$/.exec(fix)?.[1]
  if (!to) throw new Error(`no advice for ${pem.slice(0, 40)}`)
  const folder = mkdtempSync(join(tmpdir(), 'countersign-mended-'))
  try {
    writeFileSync(join(folder, 'key.pem'), pem)
    execSync(fix, { cwd: folder, stdio: 'pipe' })
    return readFileSync(join(folder, to), 'utf8')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
