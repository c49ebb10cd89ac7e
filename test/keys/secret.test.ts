import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Key } from '../../src/keys/key.ts'
import { looksLikeKey, readSecret, unhex } from '../../src/keys/secret.ts'
import { sign } from '../../src/sync.ts'
import { ascii, derOf, errorOf, hex } from '../encoding/bytes.ts'
import { ed25519, p256, p384, p521, rsa, rsa1024, secrets } from '../vectors/keys.ts'
import * as odd from '../vectors/odd-keys.ts'
import { disguisesOf } from './disguises.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)

const PAIRS = { rsa, rsa1024, p256, p384, p521, ed25519 }

/** Every form in which a public or private key of these tests exists as text. */
const TEXTS: readonly (readonly [string, string])[] = [
  ...Object.entries(PAIRS).flatMap(([name, pair]) => [
    [`${name} public PEM`, pair.publicPem] as const,
    [`${name} private PEM`, pair.privatePem] as const,
    [`${name} public JWK`, JSON.stringify(pair.publicJwk)] as const,
    [`${name} private JWK`, JSON.stringify(pair.privateJwk)] as const,
    [`${name} JWK Set`, JSON.stringify({ keys: [pair.publicJwk] })] as const,
  ]),
  ['certificate', rsa.certificate],
  ['EC certificate', odd.ecCertificate],
  ['PKCS#1 private', rsa.privatePkcs1],
  ['SEC1', p256.privateSec1],
  ['certificate request', odd.certificateRequest],
  ['DSA', odd.dsaPublic],
  ['X25519', odd.x25519Public],
  ['OpenSSH RSA', odd.sshRsaPublic],
  ['OpenSSH Ed25519', odd.sshEd25519Public],
  ['OpenSSH P-256', odd.sshP256Public],
  ['OpenSSH P-384', odd.sshP384Public],
  ['OpenSSH P-521', odd.sshP521Public],
  ['OpenSSH private', odd.sshP256Private],
  ['SSH2', odd.ssh2Public],
  ['PuTTY', odd.putty],
  ['XML', '<RSAKeyValue><Modulus>z7fELA==</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>'],
  ['security key', 'sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29t someone'],
]

describe('looksLikeKey', () => {
  it.each(TEXTS)('knows a key under every disguise: %s', (_name, text) => {
    const missed = Object.entries(disguisesOf(text)).filter(([, disguise]) => !looksLikeKey(disguise))
    expect(missed.map(([name]) => name)).toEqual([])
  })

  const DERS = TEXTS.filter(([, text]) => text.startsWith('-----BEGIN') && !/OPENSSH/.test(text))
  it.each(DERS)('knows the body of a PEM block alone, as DER, base64 and hex: %s', (_name, pem) => {
    const der = derOf(pem)
    const base64 = Buffer.from(der).toString('base64')
    const forms: { [name: string]: Uint8Array } = {
      der,
      'DER with bytes behind': Uint8Array.from([...der, 0, 1, 2]),
      'base64 in lines': ascii(base64.replace(/(.{64})/g, '$1\r\n')),
      'base64 without padding': ascii(base64.replace(/=+$/, '')),
      'base64 with a comment in front': ascii(`my key: ${base64}`),
      'base64 on a line after others': ascii(`# MA is a prefix, and MAC too\nMIME\n${base64}\nend`),
      'base64 with words behind': ascii(`${base64} someone@example.test`),
      'base64 as an assignment': ascii(`KEY="${base64}"`),
      'base64 with escaped line ends': ascii(base64.replace(/(.{64})/g, '$1\\n')),
      base64url: ascii(Buffer.from(der).toString('base64url')),
      'base64 of base64': ascii(Buffer.from(base64).toString('base64')),
      hex: ascii(Buffer.from(der).toString('hex')),
      'upper-case hex with colons': ascii(
        (Buffer.from(der).toString('hex').toUpperCase().match(/../g) ?? []).join(':'),
      ),
      'base64 of a JWK behind a byte order mark': utf8(
        `\uFEFF${Buffer.from(JSON.stringify(rsa.publicJwk)).toString('base64')}`,
      ),
      'hex behind a byte order mark': utf8(`\uFEFF${Buffer.from(der).toString('hex')}`),
      'hex in UTF-16': Uint8Array.from(Buffer.from(`\uFEFF${Buffer.from(der).toString('hex')}`, 'utf16le')),
      'hex with junk behind': ascii(`${Buffer.from(der).toString('hex')} (key)`),
    }
    const missed = Object.entries(forms).filter(([, form]) => !looksLikeKey(form))
    expect(missed.map(([name]) => name)).toEqual([])
  })

  it.each([
    'BEGIN PUBLIC KEY',
    'BEGIN CERTIFICATE',
    'begin rsa private key',
    '==BEGIN EC PRIVATE KEY==',
    '%2D%2DBEGIN%20PUBLIC%20KEY%2D%2D',
    '--BEGIN+ENCRYPTED+PRIVATE+KEY--',
    '{"kty":"EC"',
    '{"kty" : "OKP"',
    "kty: 'RSA'",
    '{\\"kty\\":\\"oct\\"',
    '{"keys":[',
    '{ "keys" : [',
    '{\\"keys\\":[',
    '<RSAKeyValue>',
  ])('knows the mark of a key alone, wherever it stands: %s', (mark) => {
    for (const text of [mark, `a text of some length ${mark} and more of it`])
      expect(looksLikeKey(ascii(text))).toBe(true)
  })

  it('knows the body of an OpenSSH line alone', () => {
    for (const line of [
      odd.sshRsaPublic,
      odd.sshEd25519Public,
      odd.sshP256Public,
      odd.sshP384Public,
      odd.sshP521Public,
    ]) {
      const body = line.split(' ')[1] as string
      expect(looksLikeKey(ascii(body))).toBe(true)
      expect(looksLikeKey(ascii(`key: ${body}`))).toBe(true)
      expect(looksLikeKey(Uint8Array.from(Buffer.from(body, 'base64')))).toBe(true)
    }
  })

  it('knows DER that was read as a text by Node, in every encoding that keeps its beginning', () => {
    for (const [name, pair] of Object.entries(PAIRS)) {
      const pems = { spki: pair.publicPem, pkcs8: pair.privatePem }
      for (const [form, pem] of Object.entries(pems)) {
        for (const encoding of ['latin1', 'utf8', 'ascii'] as const) {
          const text = Buffer.from(derOf(pem)).toString(encoding)
          expect(
            errorOf(() => readSecret(text)),
            `${name} ${form} ${encoding}`,
          ).toHaveProperty('code', 'ERR_KEY_INVALID')
        }
      }
    }
  })

  it('takes no text for such DER that only begins as it does', () => {
    for (const text of ['0', '00', '0Y0\x13', '0\ufffd\x01"0\r', '0 0 6 * a secret of some length, with spaces']) {
      expect(readSecret(text).bits).toBe(Buffer.byteLength(text) * 8)
    }
  })

  it('takes no random secret for a key, in any of the usual forms', () => {
    const secret = fc.uint8Array({ minLength: 16, maxLength: 80 })
    const form = fc.constantFrom<(bytes: Uint8Array) => Uint8Array>(
      (bytes) => bytes,
      (bytes) => ascii(Buffer.from(bytes).toString('base64')),
      (bytes) => ascii(Buffer.from(bytes).toString('base64url')),
      (bytes) => ascii(Buffer.from(bytes).toString('hex')),
    )
    fc.assert(
      fc.property(secret, form, (bytes, write) => {
        // fast-check likes small numbers, and 0x30 0x02 0x02 0x00 is DER indeed.
        expect(looksLikeKey(write(bytes.map((byte) => byte | 0x80)))).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })

  it('takes no secret of hexadecimal or decimal digits for a key, whatever it begins with', () => {
    const rest = '8f2c61d07a35be94'.repeat(4).slice(4)
    const wrong = Array.from({ length: 16 ** 4 }, (_, start) => start.toString(16).padStart(4, '0') + rest).filter(
      (text) => looksLikeKey(ascii(text)),
    )
    expect(wrong).toEqual([])
  })

  it.each([
    ...Object.values(secrets),
    'correct horse battery staple, and some more words',
    '{"secret":"a JSON text that is no key"}',
    'monkey: key = value; the keys are under the mat',
    '09072903394fec9b4b9eae0015719bec83e017b4824a4fe4087fb353996c764c',
    'sSH-ichIynQ3BUDLtxOjkrEbva66iQcsAvcvZo0J0xo',
    'KTY:ichIynQ3BUDLtxOjkrEbva66iQcsAvcvZo0J0xo',
    'M',
    'MA',
    'MAMAMAMAMAMAMAMAMAMAMAMAMAMAMAMA',
    'aaaabbbbccccddddeeeeffff0000111122223333',
    '',
    '00',
    'çåé ÿþ 漢字 😀😀😀😀😀😀😀😀',
  ])('lets a secret be one: %j', (text) => {
    expect(looksLikeKey(utf8(text))).toBe(false)
  })

  it.each([
    ['30', 'a head alone'],
    ['30 82', 'a head that breaks off'],
    ['30 05 30 03', 'a truncated sequence'],
    ['30 00', 'an empty sequence'],
    ['30 03 04 01 00', 'a sequence that begins with neither a sequence nor an integer'],
    ['31 03 02 01 00', 'a set'],
    ['30 02 30 00', 'a sequence of an empty sequence'],
    ['30 04 30 02 31 00', 'a sequence of a sequence that no key has'],
    ['30 03 02 05 00', 'a broken member'],
    ['30 80 02 01 00 00 00', 'an indefinite length'],
  ])('takes %s for bytes (%s)', (digits) => {
    expect(looksLikeKey(hex(digits))).toBe(false)
  })

  it.each([
    '30 03 02 01 00',
    '30 04 30 02 06 00',
    '30 04 30 02 a0 00',
    '30 04 30 02 02 00',
    '30 81 80 02 7e' + ' 01'.repeat(126),
    '30 03 02 01 00 ff ff',
  ])('takes %s for DER', (digits) => {
    expect(looksLikeKey(hex(digits))).toBe(true)
  })

  it('looks at no more than eight places and three layers, so that a long secret costs little', () => {
    const words = 'MA '.repeat(300_000)
    expect(looksLikeKey(ascii(words))).toBe(false)
    const der = Buffer.from(derOf(p256.publicPem)).toString('base64')
    expect(looksLikeKey(ascii(`${'! MA'.repeat(7)} ${der}`))).toBe(true)
    expect(looksLikeKey(ascii(`${'! MA'.repeat(8)} ${der}`))).toBe(false)
    let wrapped = p256.publicPem
    const known = [0, 1, 2].map(() => {
      const answer = looksLikeKey(ascii(wrapped))
      wrapped = Buffer.from(Buffer.from(wrapped).toString('hex')).toString('hex')
      return answer
    })
    expect(known).toEqual([true, true, false])
  })
})

describe('unhex', () => {
  it('reads pairs of digits as far as they go', () => {
    expect(unhex('00fF1')).toEqual(Uint8Array.of(0, 255))
    expect(unhex('0g')).toEqual(new Uint8Array())
    expect(unhex('')).toEqual(new Uint8Array())
  })
})

describe('readSecret', () => {
  it('takes bytes as they are and text as its UTF-8', () => {
    const bytes = Uint8Array.from({ length: 32 }, (_, at) => 0xff - at)
    for (const [input, expected] of [
      [bytes, bytes],
      [Buffer.from(bytes), bytes],
      [secrets.HS256, utf8(secrets.HS256)],
      ['é€😀', utf8('é€😀')],
    ] as const) {
      const key = readSecret(input)
      expect(Key.material(key).k).toEqual(expected)
      expect(key).toMatchObject({ kty: 'oct', side: 'secret', bits: expected.length * 8 })
    }
  })

  it('does not trim or decode text', () => {
    expect(readSecret(' c2VjcmV0 \n').bits).toBe(88)
  })

  it('keeps what a JWK said beside the secret', () => {
    expect(readSecret('abc', { alg: 'HS256', kid: 'a' })).toMatchObject({ alg: 'HS256', kid: 'a', kty: 'oct' })
  })

  it.each([Buffer.alloc(40, 0x80), new Uint8Array(40).fill(0x80)])(
    'keeps a copy: a later change to the buffer changes nothing (%#)',
    (buffer) => {
      const key = readSecret(buffer)
      buffer.fill(1)
      expect(Key.material(key).k).toEqual(new Uint8Array(40).fill(0x80))
    },
  )

  it('refuses an empty secret', () => {
    for (const empty of ['', new Uint8Array(), Buffer.alloc(0)]) {
      expect(errorOf(() => readSecret(empty))).toMatchObject({
        code: 'ERR_KEY_WEAK',
        message: expect.stringContaining('generateSecret()'),
      })
    }
  })

  it('refuses half of a surrogate pair, which has no bytes', () => {
    expect(errorOf(() => readSecret('a'.repeat(40) + '\ud800'))).toMatchObject({
      code: 'ERR_KEY_INVALID',
      message: expect.stringContaining('not well-formed text'),
    })
  })

  it('refuses key material, naming the way out and nothing of the key', () => {
    const error = errorOf(() => readSecret(rsa.publicPem)) as Error
    expect(error).toMatchObject({ code: 'ERR_KEY_INVALID', message: expect.stringContaining('RS256') })
    expect(error.message).not.toContain('MIIB')
  })
})

describe('bytes that have been transferred to another thread', () => {
  it('are an empty secret, also when they were a good one before', () => {
    const bytes = new Uint8Array(32).fill(0xa5)
    const options = { algorithm: 'HS256', expiresIn: '1h' } as const
    expect(sign({}, bytes, options)).toMatch(/\./)
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
    expect(() => sign({}, bytes, options)).toThrow(expect.objectContaining({ code: 'ERR_KEY_WEAK' }))
  })
})
