import type { Algorithm } from '../../index.ts'
import { engine } from '../engine.ts'
import { base64urlOf, publicHalf, takesSecret } from '../model/key-text.ts'

/** A fresh key as text: what signs, and what verifies. Of a secret both are the same. */
export interface NewKey {
  readonly signing: string
  readonly verifying: string
}

/** Makes a secret or a pair of keys in this browser. @throws JwtError where the browser cannot */
export async function newKey(algorithm: Algorithm, modulusLength?: number): Promise<NewKey> {
  if (takesSecret(algorithm)) {
    // The text itself is the secret: longer than the bytes that it spells, and safe to copy.
    const secret = base64urlOf(await engine.generateSecret(algorithm))
    return { signing: secret, verifying: secret }
  }
  const { privateKey } = await engine.generateKeyPair(algorithm, modulusLength)
  const signing = await engine.exportPem(privateKey)
  return { signing, verifying: await verifyingHalf(signing) }
}

/** The public half of a private key's PEM or JWK, as PEM. */
export async function verifyingHalf(key: Parameters<typeof engine.exportJwk>[0]): Promise<string> {
  return engine.exportPem(publicHalf(await engine.exportJwk(key)))
}
