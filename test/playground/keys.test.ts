import { describe, expect, it } from 'vitest'
import * as library from '../../src/index.ts'
import { convert } from '../../src/playground/model/convert.ts'
import {
  base64urlOf,
  FAMILIES,
  keysIn,
  publicHalf,
  readKeyText,
  takesSecret,
} from '../../src/playground/model/key-text.ts'
import { keyWords, signatureWords } from '../../src/playground/model/key-words.ts'
import { ALGORITHMS, keyFor } from './keys.ts'

const { signing, verifying } = keyFor('ES256')
const { exportJwk, exportPem, inspectKey, thumbprint } = library

describe('readKeyText', () => {
  it('reads JSON as the object that it spells, and anything else as the text that it is', () => {
    expect(readKeyText(' {"kty":"oct","k":"AA"}')).toEqual({ kty: 'oct', k: 'AA' })
    expect(readKeyText('{"kty":')).toBe('{"kty":')
    expect(readKeyText(' secret ')).toBe(' secret ')
  })

  it('reads base64 of either alphabet as bytes, where it is meant so', () => {
    const bytes = Uint8Array.from([251, 255, 190])
    expect(readKeyText('+/++', 'base64')).toEqual(bytes)
    expect(readKeyText(' -_-- ', 'base64')).toEqual(bytes)
    expect(readKeyText(base64urlOf(bytes), 'base64')).toEqual(bytes)
    expect(base64urlOf(Uint8Array.of(251))).toBe('-w')
    expect(readKeyText(verifying, 'base64')).toBe(verifying)
    expect(() => readKeyText('*', 'base64')).toThrow('not base64')
  })
})

describe('FAMILIES', () => {
  it('holds every algorithm once, those with a shared secret in a family of their own', () => {
    expect(FAMILIES.flatMap(([, algorithms]) => algorithms)).toEqual(ALGORITHMS)
    expect(FAMILIES.map(([, algorithms]) => algorithms.map(takesSecret))).toEqual(
      FAMILIES.map(([, algorithms], family) => algorithms.map(() => family === 0)),
    )
  })
})

describe('keysIn', () => {
  it('gives the members of a set, the blocks of PEM, or the one key', () => {
    expect(keysIn('{"keys":[{"kty":"oct"},{"kty":"EC"}]}')).toEqual([{ kty: 'oct' }, { kty: 'EC' }])
    expect(keysIn(signing + verifying).map((key) => (key as string).slice(0, 16))).toEqual([
      '-----BEGIN PRIVA',
      '-----BEGIN PUBLI',
    ])
    expect(keysIn(verifying)).toEqual([verifying])
    expect(keysIn('{"kty":"EC"}')).toEqual([{ kty: 'EC' }])
  })
})

describe('convert', () => {
  it('leaves out what makes a key private unless it is asked for', async () => {
    const closed = await convert(signing, false, library)
    expect(closed.thumbprints).toEqual([await thumbprint(signing)])
    expect(closed.forms.map(({ file }) => file)).toEqual(['public.pem', 'public.jwk.json', 'public.jwks.json'])
    expect(closed.forms[0]?.text).toBe(await exportPem(verifying))
    const open = await convert(signing, true, library)
    expect(open.forms.map(({ file }) => file)).toEqual(['private.pem', 'private.jwk.json', 'private.jwks.json'])
    expect(JSON.parse(open.forms[1]?.text ?? '')).toEqual(await exportJwk(signing))
  })

  it('makes a set of several keys, with thumbprints where there is no kid', async () => {
    const named = { ...(await exportJwk(keyFor('RS256').verifying)), kid: 'mine' }
    const nameless = await exportJwk(verifying)
    const { forms } = await convert(JSON.stringify({ keys: [named, null, nameless] }), false, library)
    expect(forms.map(({ name }) => name)).toEqual(['PEM', 'JWK Set'])
    expect(forms[0]?.text.match(/BEGIN PUBLIC KEY/g)).toHaveLength(2)
    expect(JSON.parse(forms[1]?.text ?? '')).toEqual({
      keys: [
        { ...named, use: 'sig' },
        { ...nameless, kid: await thumbprint(verifying), use: 'sig' },
      ],
    })
  })

  it('converts a secret when it may be shown', async () => {
    const secret = keyFor('HS256').signing
    expect((await convert(secret, false, library)).forms).toEqual([])
    const { forms } = await convert(secret, true, library)
    expect(forms.map(({ file }) => file)).toEqual(['secret.jwk.json', 'secret.jwks.json'])
    expect(JSON.parse(forms[0]?.text ?? '')).toEqual({ kty: 'oct', k: Buffer.from(secret).toString('base64url') })
  })

  it('says what is wrong when nothing can be converted', async () => {
    await expect(
      convert('-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----', false, library),
    ).rejects.toMatchObject({ code: 'ERR_KEY_INVALID' })
    expect((await convert('{"keys":[]}', false, library)).thumbprints).toEqual([])
  })

  it('takes the private members off and no others', () => {
    expect(publicHalf({ kty: 'EC', x: '1', d: '2', kid: '3' })).toEqual({ kty: 'EC', x: '1', kid: '3' })
  })
})

describe('keyWords', () => {
  it.each([
    [() => verifying, 'Elliptic curve public key, P-256, SPKI PEM'],
    [() => keyFor('RS256').signing, 'RSA private key, 2048 bits, PKCS#8 PEM'],
    [() => keyFor('EdDSA').verifying, 'Edwards curve public key, Ed25519, SPKI PEM'],
    [() => 'a secret of no less than thirty-two bytes', 'Secret, 41 bytes'],
    [() => ({ kty: 'oct', k: 'A'.repeat(43) }), 'Secret, 32 bytes, JWK'],
    [() => ({ keys: [] }), 'JWK Set, 0 keys'],
    [() => ({ keys: [{}] }), 'JWK Set, 1 key'],
    [() => ({}), 'Not a key'],
    [() => 'eyJhbGciOiJIUzI1NiJ9.e30.AAAA', 'JWT'],
  ])('describes a key: %#', (key, words) => {
    expect(keyWords(inspectKey(key()))).toBe(words)
  })
})

describe('signatureWords', () => {
  it.each([
    ['HS256', 32, true],
    ['HS512', 64, true],
    ['HS384', 32, false],
    ['ES512', 132, true],
    ['ES256', 70, false],
    ['Ed25519', 64, true],
    ['RS256', 256, true],
    ['constructor', 7, true],
    [undefined, 7, true],
  ])('%s of %d bytes fits: %s', (algorithm, length, fits) => {
    const words = signatureWords(algorithm, length)
    expect(words.fits).toBe(fits)
    expect(words.text).toMatch(fits ? /^\d+ bytes$/ : /^\d+ bytes; one of \w+ has \d+$/)
  })
})
