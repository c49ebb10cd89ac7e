// From a shared secret to published keys, without a moment in which a valid token is refused.
import { describe, expect, it } from 'vitest'
import { createKeyRing, createVerifier, isJwtError, type KeyBinding, sign } from '../../src/index.ts'
import { secrets } from '../vectors/keys.ts'

const START = Date.parse('2026-06-01T00:00:00Z') / 1000
const END = Date.parse('2026-07-01T00:00:00Z') / 1000
const clock = { now: START }
const now = () => clock.now

const ring = createKeyRing({ algorithm: 'RS256', maxTokenLifetime: '1h', now })
const bindings: readonly KeyBinding[] = [
  { key: secrets.HS256, algorithms: ['HS256'], until: '2026-07-01' },
  { key: ring, algorithms: ['RS256'] },
]
const accept = createVerifier(bindings, { issuer: 'https://issuer.example', now })

const claims = { sub: 'u1', iss: 'https://issuer.example' }
const oldToken = (key: string = secrets.HS256) => sign(claims, key, { algorithm: 'HS256', expiresIn: '1h', now })
const newToken = () => ring.sign(claims, { expiresIn: '1h' })

async function codeOf(token: string): Promise<string | undefined> {
  try {
    await accept(token)
    return undefined
  } catch (error) {
    return isJwtError(error) ? error.code : String(error)
  }
}

describe('the move from HS256 to RS256', () => {
  it.each<[string, number]>([
    ['from its first second', START],
    ['in the middle', START + 86400],
    ['to the last second before its date', END - 1],
  ])('accepts both, each with its own key, %s', async (_, time) => {
    clock.now = time
    expect(await accept(await oldToken())).toMatchObject({ sub: 'u1' })
    expect(await accept(await newToken())).toMatchObject({ sub: 'u1' })
  })

  it('accepts only RS256 from its date on, also for a token that has time left', async () => {
    clock.now = END - 60
    const token = await oldToken()
    const other = await newToken()
    expect(await codeOf(token)).toBeUndefined()
    clock.now = END
    expect(await codeOf(token)).toBe('ERR_ALG_NOT_ALLOWED')
    expect(await codeOf(other)).toBeUndefined()
    expect(await codeOf(await newToken())).toBeUndefined()
  })

  it('never lets one side’s key serve the other’s algorithm', async () => {
    clock.now = START
    const [jwk] = (await ring.jwks()).keys
    for (const text of [JSON.stringify(jwk), jwk?.['n'], jwk?.kid] as string[]) {
      // The published key as a secret: refused as one by our own sign, so the forger uses another library.
      expect(await codeOf(await forge(text, jwk?.kid as string))).toBe('ERR_SIGNATURE')
    }
    const [, payload, signature] = (await oldToken()).split('.')
    const header = Buffer.from(JSON.stringify({ alg: 'RS256', kid: jwk?.kid })).toString('base64url')
    expect(await codeOf(`${header}.${payload}.${signature}`)).toBe('ERR_SIGNATURE')
  })

  it('survives a rotation in between', async () => {
    clock.now = START
    const before = await newToken()
    await ring.rotate()
    clock.now = START + 3600 - 1
    expect(await codeOf(before)).toBeUndefined()
    clock.now = START + 3600
    expect(await codeOf(await newToken())).toBeUndefined()
    expect(await codeOf(await oldToken())).toBeUndefined()
  })
})

async function forge(secret: string, kid: string): Promise<string> {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const input = `${encode({ alg: 'HS256', kid })}.${encode({ ...claims, exp: START + 3600 })}`
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', Buffer.from(secret), algorithm, false, ['sign'])
  return `${input}.${Buffer.from(await crypto.subtle.sign('HMAC', key, Buffer.from(input))).toString('base64url')}`
}
