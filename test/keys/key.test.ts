import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { readJwk } from '../../src/keys/jwk.ts'
import { Key } from '../../src/keys/key.ts'
import { p256 } from '../vectors/keys.ts'

describe('Key', () => {
  const key = readJwk({ ...p256.privateJwk, kid: 'a' })

  it('shows its facts and never its numbers, however it is looked at', () => {
    const looks = [
      JSON.stringify(key),
      inspect(key, { depth: 9, showHidden: true }),
      String(key),
      Object.entries(key).join(),
    ]
    for (const look of looks) {
      for (const secret of [p256.privateJwk.d, p256.privateJwk.x]) expect(look).not.toContain(secret)
    }
    expect(JSON.parse(JSON.stringify(key))).toEqual({ kty: 'EC', crv: 'P-256', side: 'private', bits: 256, kid: 'a' })
    expect(inspect(key)).not.toMatch(/material|native|Uint8Array/)
    expect(Object.keys(structuredClone({ ...key }))).not.toContain('d')
  })

  it('cannot be changed', () => {
    expect(() => Object.assign(key, { side: 'public' })).toThrow(TypeError)
    expect(() => Object.assign(key, { use: 'enc' })).toThrow(TypeError)
    expect(key.side).toBe('private')
  })

  it('has no own member for what is not known of it', () => {
    expect(Object.keys(key).sort()).toEqual(['bits', 'crv', 'kid', 'kty', 'side'])
  })

  it('hands out its numbers and its native key by static methods alone', () => {
    const native = {}
    const made = new Key({ kty: 'oct', side: 'secret', bits: 8 }, { k: Uint8Array.of(7) }, native)
    expect(Key.material(made)).toEqual({ k: Uint8Array.of(7) })
    expect(Key.native(made)).toBe(native)
    expect(Key.native(key)).toBeUndefined()
    expect(() => Key.material({ ...made } as Key)).toThrow(TypeError)
  })

  it('takes over what another key says of itself, as far as it says anything', () => {
    const said = readJwk({ ...p256.publicJwk, alg: 'ES256', kid: '', use: 'sig' })
    const described = Key.described(key, said)
    expect({ ...described }).toEqual({ ...key, alg: 'ES256', kid: '', use: 'sig' })
    expect(Key.material(described)).toBe(Key.material(key))
    const silent = readJwk(p256.publicJwk)
    for (const numbers of [key, said]) expect({ ...Key.described(numbers, silent) }).toStrictEqual({ ...numbers })
  })
})
