// Runtimes that lack a part of the platform: what needs it says so, and nothing else asks for it. The realm without any
// of them is in test/runtimes/bare.mjs.
import { afterEach, expect, it, vi } from 'vitest'
import { createIssuerVerifier, createKeyRing, createRemoteJwks, jwksResponse } from '../../src/index.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

function without(...names: readonly string[]): void {
  for (const name of names) vi.stubGlobal(name, undefined)
}

it('says that URL is missing, and does not blame the address', () => {
  without('URL')
  expect(() => createRemoteJwks('https://issuer.example/jwks.json')).toThrow('this runtime has no URL')
  expect(() => createIssuerVerifier('https://issuer.example', { audience: null, algorithms: ['RS256'] })).toThrow(
    'this runtime has no URL',
  )
})

it('says that Response is missing, and what to answer with', async () => {
  without('Response')
  await expect(jwksResponse(createKeyRing({ algorithm: 'Ed25519' }))).rejects.toMatchObject({
    name: 'JwtError',
    code: 'ERR_CONFIG',
    message: expect.stringMatching(/needs Response.*ring\.jwks\(\)/),
  })
})

it('exports a ring without structuredClone, and without letting its own state out of hand', async () => {
  const ring = createKeyRing({ algorithm: 'Ed25519', now: 1_000_000 })
  const whole = await ring.export()
  without('structuredClone')
  const state = await ring.export()
  expect(state).toEqual(whole)
  ;(state.keys as unknown[]).pop()
  expect(await ring.export()).toEqual(whole)
})

it('keeps a ring without timers', async () => {
  const ring = createKeyRing({ algorithm: 'Ed25519' })
  without('setTimeout', 'clearTimeout')
  expect(await ring.sign({ sub: 'ann' }, { expiresIn: 60 })).toMatch(/^ey/)
})
