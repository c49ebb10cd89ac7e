import type { Algorithm } from '../../index.ts'
import { engine, hasWebCrypto } from '../engine.ts'
import { newKey } from './new-key.ts'

/** A token to try the page with, and what verifies it. */
export interface Example {
  readonly token: string
  readonly key: string
  readonly algorithm: Algorithm
  readonly issuer: string
  readonly audience: string
}

/** Makes a token of its own for each call; a broken one has one foreign character, and has expired. */
export async function example(broken: boolean): Promise<Example> {
  const algorithm = hasWebCrypto ? 'ES256' : 'HS256'
  const issuer = 'https://issuer.example'
  const { signing, verifying } = await newKey(algorithm)
  const age = broken ? 7200 : 60
  const token = await engine.sign({ sub: 'user-1', name: 'Zoë Example', roles: ['reader', 'editor'] }, signing, {
    algorithm,
    issuer,
    audience: 'shop',
    expiresIn: '1h',
    now: Math.floor(Date.now() / 1000) - age,
  })
  const at = token.indexOf('.') + 40
  const spoilt = `${token.slice(0, at)}+${token.slice(at + 1)}`
  return { token: broken ? spoilt : token, key: verifying, algorithm, issuer, audience: 'shop' }
}
