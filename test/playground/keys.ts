// A key of each kind, with what signs and what verifies as text.
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { Algorithm } from '../../src/index.ts'

export const ALGORITHMS = [
  'HS256',
  'HS384',
  'HS512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'Ed25519',
  'EdDSA',
] as const satisfies readonly Algorithm[]

const pem = ({ privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject }) => ({
  signing: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  verifying: publicKey.export({ type: 'spki', format: 'pem' }) as string,
})
const curve = (namedCurve: string) => pem(generateKeyPairSync('ec', { namedCurve }))
const secret = 'a secret of these tests alone, of more than sixty-four bytes, as HS512 wants it'
const rsa = pem(generateKeyPairSync('rsa', { modulusLength: 2048 }))
const edwards = pem(generateKeyPairSync('ed25519'))
const curves: { readonly [algorithm: string]: { signing: string; verifying: string } } = {
  ES256: curve('P-256'),
  ES384: curve('P-384'),
  ES512: curve('P-521'),
}

/** The texts of a key for an algorithm. */
export function keyFor(algorithm: Algorithm): { signing: string; verifying: string } {
  if (algorithm.startsWith('HS')) return { signing: secret, verifying: secret }
  return curves[algorithm] ?? (algorithm.startsWith('Ed') ? edwards : rsa)
}
