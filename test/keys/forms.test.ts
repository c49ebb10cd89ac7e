import { describe, expect, it } from 'vitest'
import { inspectKey } from '../../src/keys/inspect.ts'
import { derOf, pemOf } from '../encoding/bytes.ts'
import { ed25519, p256, p384, p521, rsa, secrets } from '../vectors/keys.ts'
import * as odd from '../vectors/odd-keys.ts'

const RSA = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']
const pkcs1Public = pemOf('RSA PUBLIC KEY', derOf(rsa.publicPem).subarray(24))
const text = (reason: string) => expect.stringContaining(reason)
const utf8 = (each: string) => new TextEncoder().encode(each)

describe('PEM', () => {
  const publicRsa = { kty: 'RSA', side: 'public', bits: 2048, algorithms: RSA }
  const privateRsa = { ...publicRsa, side: 'private' }
  const ec = { kty: 'EC', crv: 'P-256', bits: 256, algorithms: ['ES256'] }

  it.each([
    ['SPKI PEM', rsa.publicPem, publicRsa],
    ['PKCS#1 public PEM', pkcs1Public, publicRsa],
    ['PKCS#8 PEM', rsa.privatePem, privateRsa],
    ['PKCS#1 private PEM', rsa.privatePkcs1, privateRsa],
    ['SPKI PEM', p256.publicPem, { ...ec, side: 'public' }],
    ['PKCS#8 PEM', p256.privatePem, { ...ec, side: 'private' }],
    ['SEC1 PEM', p256.privateSec1, { ...ec, side: 'private' }],
    ['PKCS#8 PEM', p384.privatePem, { kty: 'EC', crv: 'P-384', bits: 384, side: 'private', algorithms: ['ES384'] }],
    ['SPKI PEM', p521.publicPem, { kty: 'EC', crv: 'P-521', bits: 521, side: 'public', algorithms: ['ES512'] }],
    [
      'PKCS#8 PEM',
      ed25519.privatePem,
      { kty: 'OKP', crv: 'Ed25519', bits: 255, side: 'private', algorithms: ['Ed25519', 'EdDSA'] },
    ],
    ['SPKI PEM', `\uFEFF"${p256.publicPem.replaceAll('\n', '\\n')}"`, { ...ec, side: 'public' }],
  ])('is recognised: %s', (format, pem, facts) => {
    expect(inspectKey(pem)).toEqual({ ok: true, format, problems: [], ...facts })
  })

  it('of a key behind its curve parameters is recognised', () => {
    expect(inspectKey(odd.ecparamGenkey)).toMatchObject({ ok: true, format: 'SEC1 PEM', algorithms: ['ES256'] })
  })

  it('of a certificate tells from when to when it is valid', () => {
    expect(inspectKey(rsa.certificate)).toEqual({
      ok: true,
      format: 'X.509 certificate PEM',
      problems: [],
      ...publicRsa,
      notBefore: new Date('2026-11-23T11:56:39Z'),
      notAfter: new Date('2126-10-30T11:56:39Z'),
    })
  })

  it.each([
    ['PKCS#8', odd.encryptedPkcs8],
    ['PKCS#8, broken', pemOf('ENCRYPTED PRIVATE KEY', Uint8Array.of(1, 2, 3))],
    ['SEC1', odd.encryptedTraditional],
    ['PKCS#1', odd.encryptedPkcs1],
  ])('that is encrypted names the command that decrypts it: %s', (_name, pem) => {
    expect(inspectKey(pem)).toEqual({
      ok: false,
      format: 'encrypted PEM',
      algorithms: [],
      problems: [
        { code: 'ERR_KEY_INVALID', message: text('encrypted'), fix: 'openssl pkey -in encrypted.pem -out private.pem' },
      ],
    })
  })

  it.each([
    ['SPKI PEM', odd.compressedPublic, 'openssl ec -in key.pem -pubin -conv_form uncompressed -pubout -out public.pem'],
    ['SEC1 PEM', odd.compressedPrivate, 'openssl ec -in key.pem -conv_form uncompressed -out private.pem'],
    ['SPKI PEM', odd.explicitPublic, 'openssl ec -in key.pem -pubin -param_enc named_curve -pubout -out public.pem'],
    ['SEC1 PEM', odd.explicitPrivate, 'openssl ec -in key.pem -param_enc named_curve -out private.pem'],
    ['SPKI PEM', odd.rsaPssPublic, 'openssl genpkey -algorithm RSA'],
    ['PKCS#8 PEM', odd.rsaPssPrivate, 'openssl genpkey -algorithm RSA'],
  ])('in a form that runtimes do not share names the command that mends it (%#)', (format, pem, fix) => {
    expect(inspectKey(pem)).toMatchObject({ ok: false, format, algorithms: [], problems: [{ fix }] })
  })

  it('of a certificate with a compressed point names the command for certificates', () => {
    const der = derOf(odd.ecCertificate)
    const point = Buffer.from(derOf(p256.publicPem).subarray(-65))
    der[Buffer.from(der).indexOf(point)] = 2
    expect(inspectKey(pemOf('CERTIFICATE', der)).problems[0]?.fix).toBe(
      'openssl x509 -in key.pem -pubkey -noout | openssl ec -pubin -conv_form uncompressed -pubout -out public.pem',
    )
  })

  it.each([
    ['SEC1 PEM', odd.secp256k1Private, 'curve other than P-256'],
    ['SPKI PEM', odd.x25519Public, 'not of the families'],
    ['SPKI PEM', odd.ed448Public, 'not of the families'],
    ['SPKI PEM', odd.dsaPublic, 'not of the families'],
  ])('of a key that signs no JWT says so (%#)', (format, pem, reason) => {
    expect(inspectKey(pem)).toMatchObject({
      ok: false,
      format,
      problems: [{ code: 'ERR_KEY_MISMATCH', message: text(reason) }],
    })
    expect(inspectKey(pem).problems[0]).not.toHaveProperty('fix')
  })

  it('with something beside the key tells of both', () => {
    for (const pem of [`subject=x\n${p256.publicPem}`, `${p256.publicPem}\nend`]) {
      const report = inspectKey(pem)
      expect(report).toMatchObject({
        ok: false,
        format: 'SPKI PEM',
        ...ec,
        problems: [{ message: text('something beside') }],
      })
      expect(inspectKey((pem.match(/-----BEGIN[^]*?-----END [A-Z ]+-----/) as [string])[0]).ok).toBe(true)
      expect(report.problems[0]?.fix).toContain('text.match')
    }
    expect(inspectKey(`x ${odd.certificateRequest}`).problems).toHaveLength(1)
  })

  it('of several blocks reports each', () => {
    const report = inspectKey(p256.privatePem + odd.ecCertificate + odd.certificateRequest)
    expect(report).toMatchObject({ ok: false, format: 'several PEM blocks', algorithms: [] })
    expect(report.problems).toEqual([
      {
        code: 'ERR_KEY_INVALID',
        message: text('holds 3 blocks ("PRIVATE KEY, CERTIFICATE, CERTIFICATE REQUEST")'),
        fix: 'openssl pkey -in bundle.pem -out private.pem',
      },
    ])
    expect(report.keys?.map(({ ok, format }) => [ok, format])).toEqual([
      [true, 'PKCS#8 PEM'],
      [true, 'X.509 certificate PEM'],
      [false, 'certificate request PEM'],
    ])
    const chain = inspectKey(odd.ecCertificate + rsa.certificate)
    expect(chain.problems[0]).toMatchObject({ message: text('("CERTIFICATE")'), fix: text('openssl x509') })
    for (const pem of [p256.privateSec1, rsa.privatePkcs1])
      expect(inspectKey(odd.ecCertificate + pem).problems[0]?.fix).toBe('openssl pkey -in bundle.pem -out private.pem')
  })

  it.each([
    ['cut off behind', p256.privatePem.slice(0, -40), 'has its BEGIN line but not its END line', 'copy'],
    ['cut off in front', p256.privatePem.slice(40), 'has its END line but not its BEGIN line', 'copy'],
    ['its first line alone', '-----BEGIN PRIVATE KEY-----', 'first line alone', 'double quotes'],
    ['its first line and much blank space', `-----BEGIN PRIVATE KEY-----${' '.repeat(200)}`, 'alone', 'double quotes'],
    ['its first line and a quote', '"-----BEGIN PRIVATE KEY-----\n', 'first line alone', 'double quotes'],
    ['its first line alone, quoted', '"-----BEGIN PRIVATE KEY-----"', 'first line alone', 'double quotes'],
    ['too few hyphens', p256.publicPem.replaceAll('-----', '--'), 'damaged', '-----BEGIN PUBLIC KEY-----'],
    ['long hyphens', p256.publicPem.replaceAll('-----', '—————'), 'damaged', '-----BEGIN PUBLIC KEY-----'],
    ['small letters', p256.publicPem.replace(/-----.*-----/g, (mark) => mark.toLowerCase()), 'damaged', '-----BEGIN'],
    ['a certificate without hyphens', odd.ecCertificate.replaceAll('-----', ''), 'damaged', '-----BEGIN'],
    [
      'marks in the wrong order',
      '-----END PUBLIC KEY-----\nAAAA\n-----BEGIN PUBLIC KEY-----\nAAAA',
      'damaged',
      '-----BEGIN',
    ],
  ])('that is torn says what is missing: %s', (_name, pem, reason, fix) => {
    expect(inspectKey(pem)).toMatchObject({
      ok: false,
      format: 'PEM',
      problems: [{ code: 'ERR_KEY_INVALID', message: text(reason), fix: text(fix) }],
    })
  })

  it.each([
    ['PRIVATE KEY', rsa.privatePkcs1, 'PKCS#1 private', 'RSA PRIVATE KEY'],
    ['RSA PRIVATE KEY', rsa.privatePem, 'PKCS#8', 'PRIVATE KEY'],
    ['PRIVATE KEY', p256.privateSec1, 'SEC1', 'EC PRIVATE KEY'],
    ['EC PRIVATE KEY', p256.privatePem, 'PKCS#8', 'PRIVATE KEY'],
    ['PUBLIC KEY', pkcs1Public, 'PKCS#1 public', 'RSA PUBLIC KEY'],
    ['RSA PUBLIC KEY', rsa.publicPem, 'SPKI', 'PUBLIC KEY'],
    ['PUBLIC KEY', rsa.certificate, 'X.509 certificate', 'CERTIFICATE'],
    ['CERTIFICATE', ed25519.publicPem, 'SPKI', 'PUBLIC KEY'],
    ['KEY', ed25519.publicPem, 'SPKI', 'PUBLIC KEY'],
  ])('under a wrong label names the right one: %s', (label, pem, name, right) => {
    const der = derOf(pem)
    expect(inspectKey(pemOf(label, der))).toMatchObject({
      ok: false,
      format: `${name} PEM`,
      problems: [{ code: 'ERR_KEY_INVALID', message: text(`labelled "${label}"`), fix: text(`to ${right}`) }],
    })
    expect(inspectKey(pemOf(right, der)).ok).toBe(true)
  })

  it.each([
    ['SPKI PEM', p256.publicPem.replace('MFkw', 'M!kw'), 'not base64'],
    ['SPKI PEM', p256.publicPem.replace('END PUBLIC', 'END PRIVATE'), 'ends as "PRIVATE KEY"'],
    ['SPKI PEM', pemOf('PUBLIC KEY', derOf(p256.publicPem).subarray(0, -1)), 'truncated'],
    ['PKCS#8 PEM', pemOf('PRIVATE KEY', Uint8Array.of(1, 2, 3)), 'DER data'],
    ['X.509 certificate PEM', pemOf('CERTIFICATE', derOf(odd.certificateRequest)), 'holds no X.509 certificate'],
    ['PEM', pemOf('SECRET', Uint8Array.of(1, 2, 3)), 'labelled "SECRET"'],
    ['PEM', pemOf('CONSTRUCTOR', Uint8Array.of(1, 2, 3)), 'labelled "CONSTRUCTOR"'],
  ])('that is broken inside says how (%#)', (format, pem, reason) => {
    expect(inspectKey(pem)).toMatchObject({
      ok: false,
      format,
      problems: [{ code: 'ERR_KEY_INVALID', message: text(reason) }],
    })
    expect(inspectKey(pem).problems).toHaveLength(1)
  })
})

describe('JSON text', () => {
  it('of a JWK or a JWK Set is reported as that, to be parsed', () => {
    expect(inspectKey(JSON.stringify({ ...p256.privateJwk, kid: 'a' }))).toEqual({
      ok: false,
      format: 'JWK text',
      kty: 'EC',
      crv: 'P-256',
      side: 'private',
      bits: 256,
      kid: 'a',
      algorithms: ['ES256'],
      problems: [{ code: 'ERR_KEY_INVALID', message: text('The JWK is passed as text'), fix: 'JSON.parse(text)' }],
    })
    const set = inspectKey(` ${JSON.stringify({ keys: [p256.publicJwk, rsa.publicJwk] }, null, 2)}\n`)
    expect(set).toMatchObject({
      ok: false,
      format: 'JWK Set text',
      algorithms: [...RSA, 'ES256'],
      problems: [{ fix: 'JSON.parse(text)' }],
    })
    expect(set.keys?.map(({ kty }) => kty)).toEqual(['EC', 'RSA'])
    expect(inspectKey('{"kty":"RSA"}').problems.map(({ code }) => code)).toEqual(['ERR_KEY_INVALID', 'ERR_KEY_INVALID'])
    expect(inspectKey('{"keys":{}}')).toMatchObject({
      format: 'JWK Set text',
      problems: [{ fix: 'JSON.parse(text)' }, {}],
    })
  })

  it('that holds a key in a member names the member', () => {
    const account = JSON.stringify({ type: 'service_account', id: 1, private_key: rsa.privatePem, more: rsa.publicPem })
    expect(inspectKey(account)).toMatchObject({
      ok: false,
      format: 'JSON text',
      algorithms: RSA,
      side: 'private',
      problems: [{ message: text('"private_key"'), fix: 'JSON.parse(text)["private_key"]' }],
    })
    expect(inspectKey(JSON.stringify({ key: '-----BEGIN' }))).toMatchObject({ ok: false, format: 'JSON text' })
    expect(inspectKey(JSON.stringify({ chain: [rsa.publicPem], key: p256.publicPem }))).toMatchObject({
      format: 'JSON text',
      problems: [{ fix: 'JSON.parse(text)["key"]' }],
    })
  })

  it('of another kind can only be a secret', () => {
    expect(inspectKey(JSON.stringify({ password: secrets.HS256 }))).toMatchObject({ ok: true, format: 'secret' })
    expect(inspectKey('["a list that is 32 bytes long, or more"]')).toMatchObject({ ok: true, format: 'secret' })
  })
})

describe('base64 and hexadecimal', () => {
  const ec = { kty: 'EC', crv: 'P-256', algorithms: ['ES256'] }
  const base64 = (each: string | Uint8Array) => Buffer.from(each).toString('base64')

  it.each([
    [
      'base64 of SPKI DER',
      base64(derOf(p256.publicPem)),
      'base64 -d key.txt | openssl pkey -inform DER -pubin -pubout -out public.pem',
    ],
    ['base64 of SPKI DER', base64(derOf(p256.publicPem)).replace(/(.{64})/g, '$1\n'), 'base64 -d'],
    ['base64 of SPKI DER', Buffer.from(derOf(p256.publicPem)).toString('base64url'), 'base64 -d'],
    [
      'base64 of PKCS#8 DER',
      base64(derOf(p256.privatePem)),
      'base64 -d key.txt | openssl pkey -inform DER -out private.pem',
    ],
    ['base64 of SPKI PEM', base64(p256.publicPem), 'base64 -d key.txt > key.pem'],
    ['base64 of JWK text', base64(JSON.stringify(p256.publicJwk)), 'base64 -d key.txt > key.pem'],
    ['base64 of base64 of SPKI DER', base64(base64(derOf(p256.publicPem))), 'base64 -d'],
    [
      'hex of SPKI DER',
      Buffer.from(derOf(p256.publicPem)).toString('hex'),
      'xxd -r -p key.txt | openssl pkey -inform DER -pubin -pubout -out public.pem',
    ],
    ['hex of SPKI PEM', Buffer.from(p256.publicPem).toString('hex').toUpperCase(), 'xxd -r -p key.txt > key.pem'],
  ])('of a key are recognised: %s', (format, given, fix) => {
    const report = inspectKey(given)
    expect(report).toMatchObject({ ok: false, format, ...ec })
    expect(report.problems[0]).toEqual({ code: 'ERR_KEY_INVALID', message: text(format), fix: text(fix) })
  })

  it('are told apart, though either may begin or end as the other does', () => {
    expect(base64(derOf(rsa.publicPem))).toMatch(/[\da-f]{2}$/i)
    expect(inspectKey(base64(derOf(rsa.publicPem)))).toMatchObject({ format: 'base64 of SPKI DER', algorithms: RSA })
    expect(base64(odd.sshRsaPublic)).toMatch(/^[\da-f]{2}/i)
    expect(inspectKey(base64(odd.sshRsaPublic))).toMatchObject({ format: 'base64 of OpenSSH public key' })
    expect(inspectKey(`${Buffer.from(derOf(p256.publicPem)).toString('hex')}0`)).toMatchObject({ format: 'unknown' })
  })

  it('of a broken key tell of that, too', () => {
    expect(inspectKey(base64(p256.publicPem.slice(0, -40))).problems.map(({ message }) => message)).toEqual([
      text('decode it'),
      text('not its END line'),
    ])
  })
})

describe('bytes', () => {
  const asText = { code: 'ERR_KEY_MISMATCH', message: text('came as bytes'), fix: "readFileSync(path, 'utf8')" }

  it('of a text file are recognised, and to be passed as a string', () => {
    const mark = (each: string) => `\uFEFF${each}`
    for (const wrap of [String, mark]) {
      expect(inspectKey(utf8(wrap(p256.publicPem)))).toMatchObject({
        format: 'SPKI PEM',
        algorithms: ['ES256'],
        problems: [asText],
      })
    }
    expect(inspectKey(Buffer.from(p256.publicPem)).problems).toEqual([asText])
    expect(inspectKey(utf8(JSON.stringify(p256.publicJwk))).problems).toMatchObject([
      asText,
      { fix: 'JSON.parse(text)' },
    ])
    expect(inspectKey(utf8('./private.pem'))).toMatchObject({ format: 'file path' })
  })

  it('of a text file in UTF-16 are recognised', () => {
    const little = Buffer.from(`\uFEFF${p256.publicPem}`, 'utf16le')
    for (const bytes of [little, Buffer.from(little).swap16(), Buffer.concat([little, Buffer.of(0)])]) {
      const report = inspectKey(bytes)
      expect(report).toMatchObject({ ok: false, format: 'SPKI PEM', algorithms: ['ES256'] })
      expect(report.problems).toEqual([{ code: 'ERR_KEY_MISMATCH', message: text('UTF-16'), fix: text('utf-16') }])
    }
    for (const mark of [
      [0xff, 0xff],
      [0xfe, 0xfe],
      [0xfd, 0xff],
      [0xfd, 0xfe],
    ]) {
      for (const bytes of [little, Buffer.from(little).swap16()]) {
        expect(inspectKey(Uint8Array.from([...mark, ...bytes.subarray(2)])).format).toBe('unknown')
      }
    }
    for (const start of [[0xff, 0xff], [0xfe, 0xfe], [0xff], [0xfe]]) {
      expect(inspectKey(Uint8Array.from([...start, ...new Uint8Array(32).fill(0x80)]))).toMatchObject({
        ok: true,
        format: 'secret',
      })
    }
  })

  it('that are no text can only be a secret', () => {
    expect(inspectKey(new Uint8Array(32).fill(0xff))).toMatchObject({ ok: true, format: 'secret' })
    expect(inspectKey(Uint8Array.from([0xef, ...new Uint8Array(32).fill(0xff)]))).toMatchObject({
      ok: true,
      format: 'secret',
    })
  })
})
