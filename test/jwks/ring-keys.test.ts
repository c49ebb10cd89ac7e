import { expect, it } from 'vitest'
import { openKeys } from '../../src/api/async/ring-keys.ts'
import { createKeyRing, type RingState } from '../../src/index.ts'
import { publicJwk } from '../../src/jwks/ring-state.ts'

const state = await createKeyRing({ algorithm: 'Ed25519', now: 1_000_000 }).export()
const [kept] = state.keys as [RingState['keys'][0]]
const { kid } = kept.jwk

/** The state with another JWK in the one place. */
const withJwk = (jwk: object): RingState => ({ ...state, keys: [{ ...kept, jwk: jwk as typeof kept.jwk }] })

it('keeps both halves of a key as they are when the state is read again', async () => {
  const before = await openKeys(state, undefined)
  const after = await openKeys(JSON.parse(JSON.stringify(state)) as RingState, before)
  expect(after.get(kid)).toBe(before.get(kid))
})

it('lets go of the private half of a retired key, and keeps the public one as it is', async () => {
  const before = await openKeys(state, undefined)
  const after = await openKeys(withJwk(publicJwk(kept.jwk)), before)
  expect(before.get(kid)?.signing).toBeDefined()
  expect(after.get(kid)?.signing).toBeUndefined()
  expect(after.get(kid)?.verifying).toBe(before.get(kid)?.verifying)
  const again = await openKeys(state, after)
  expect(again.get(kid)?.signing?.side).toBe('private')
  expect(again.get(kid)?.verifying).toBe(before.get(kid)?.verifying)
})

it('reads a key anew that has come to serve another algorithm', async () => {
  const before = await openKeys(state, undefined)
  const after = await openKeys(withJwk({ ...kept.jwk, alg: 'EdDSA' }), before)
  expect(after.get(kid)?.verifying.alg).toBe('EdDSA')
  expect(after.get(kid)?.facts.name).toBe('EdDSA')
})

it('forgets keys that the state no longer has', async () => {
  const before = await openKeys(state, undefined)
  expect((await openKeys({ ...state, keys: [] }, before)).size).toBe(0)
})
