import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ErrorCode, isJwtError } from '../../src/errors.ts'
import { jwkOf } from '../../src/keys/jwk.ts'
import { decodeBase64, type Formats, findBlocks, readBlock, readPem } from '../../src/keys/pem.ts'
import { PRIVATE_FORMATS } from '../../src/keys/pkcs8.ts'
import { PUBLIC_FORMATS } from '../../src/keys/spki.ts'
import { ascii, derOf, errorOf, pemOf } from '../encoding/bytes.ts'
import { ed25519, p256, p384, p521, rsa } from '../vectors/keys.ts'
import * as odd from '../vectors/odd-keys.ts'

const FORMATS: Formats = { ...PUBLIC_FORMATS, ...PRIVATE_FORMATS }

function refused(action: () => unknown, code: ErrorCode, reason: string): void {
  expect(errorOf(action)).toMatchObject({ name: 'JwtError', code, message: expect.stringContaining(reason) })
}

/** What environment variables, editors and copying make of a PEM text that is still the key that it was. */
const WRAPPINGS: { readonly [name: string]: (pem: string) => string } = {
  'as it stands': (pem) => pem,
  'without a last line end': (pem) => pem.trimEnd(),
  'literal \\n': (pem) => pem.replaceAll('\n', '\\n'),
  'literal \\r\\n': (pem) => pem.replaceAll('\n', '\\r\\n'),
  'twice escaped \\n': (pem) => pem.replaceAll('\n', '\\\\n'),
  'Windows line ends': (pem) => pem.replaceAll('\n', '\r\n'),
  'old Macintosh line ends': (pem) => pem.replaceAll('\n', '\r'),
  'empty lines between': (pem) => pem.replaceAll('\n', '\n\n'),
  'indented by spaces': (pem) => pem.replace(/^/gm, '    '),
  'indented by tabs': (pem) => pem.replace(/^/gm, '\t'),
  'spaces at the ends of lines': (pem) => pem.replaceAll('\n', '  \n'),
  'space for line ends': (pem) => pem.replaceAll('\n', ' '),
  'no line ends at all': (pem) => pem.replaceAll('\n', ''),
  'byte order mark': (pem) => `\uFEFF${pem}`,
  'blank space around': (pem) => `\n\n \t${pem} \n`,
  'double quotes': (pem) => `"${pem}"`,
  'single quotes': (pem) => `'${pem}'`,
  'backquotes and blank space': (pem) => ` \`\n${pem}\n\` `,
  'quoted, with literal \\n': (pem) => `"${pem.replaceAll('\n', '\\n')}"`,
  'byte order mark and quotes': (pem) => `\uFEFF"${pem}"`,
}

const KEYS = {
  'PUBLIC KEY': [rsa.publicPem, rsa.publicJwk],
  'PUBLIC KEY of P-256': [p256.publicPem, p256.publicJwk],
  'PUBLIC KEY of P-384': [p384.publicPem, p384.publicJwk],
  'PUBLIC KEY of P-521': [p521.publicPem, p521.publicJwk],
  'PUBLIC KEY of Ed25519': [ed25519.publicPem, ed25519.publicJwk],
  CERTIFICATE: [rsa.certificate, rsa.publicJwk],
  'CERTIFICATE of P-256': [odd.ecCertificate, p256.publicJwk],
  'PRIVATE KEY': [rsa.privatePem, rsa.privateJwk],
  'PRIVATE KEY of P-256': [p256.privatePem, p256.privateJwk],
  'PRIVATE KEY of P-384': [p384.privatePem, p384.privateJwk],
  'PRIVATE KEY of P-521': [p521.privatePem, p521.privateJwk],
  'RSA PRIVATE KEY': [rsa.privatePkcs1, rsa.privateJwk],
  'EC PRIVATE KEY': [p256.privateSec1, p256.privateJwk],
} as const

describe('readPem', () => {
  const readings = Object.entries(KEYS).flatMap(([label, [pem, jwk]]) =>
    Object.entries(WRAPPINGS).map(([name, wrap]) => [label, name, wrap(pem), jwk] as const),
  )
  it.each(readings)('reads %s: %s', (_label, _name, text, jwk) => {
    expect(jwkOf(readPem(text, FORMATS))).toEqual(jwk)
  })

  it('reads an Ed25519 private key, which comes without its public half', () => {
    expect(jwkOf(readPem(ed25519.privatePem, PRIVATE_FORMATS))).toEqual({
      kty: 'OKP',
      crv: 'Ed25519',
      d: ed25519.privateJwk.d,
    })
  })

  it('passes over the parameters that openssl ecparam writes in front of a key', () => {
    expect(readPem(odd.ecparamGenkey, PRIVATE_FORMATS)).toMatchObject({ kty: 'EC', crv: 'P-256', side: 'private' })
  })

  it('refuses a private key where a public one belongs, and the other way round', () => {
    for (const pem of [rsa.privatePem, rsa.privatePkcs1, p256.privateSec1]) {
      refused(() => readPem(pem, PUBLIC_FORMATS), 'ERR_KEY_MISMATCH', 'openssl pkey -in private.pem -pubout')
    }
    const pkcs1 = pemOf('RSA PUBLIC KEY', derOf(rsa.publicPem).subarray(24))
    for (const pem of [rsa.publicPem, rsa.certificate, pkcs1]) {
      refused(() => readPem(pem, PRIVATE_FORMATS), 'ERR_KEY_MISMATCH', 'A public key was given to sign with')
    }
  })

  it.each([
    'OPENSSH PRIVATE KEY',
    'CERTIFICATE REQUEST',
    'DSA PRIVATE KEY',
    'SECRET KEY',
    '',
    'X PUBLIC KEY',
    'PUBLIC KEYS',
    'PRIVATE KEY X',
    'TRUSTED CERTIFICATE',
  ])('refuses a block labelled %j, naming the label', (label) => {
    refused(() => readPem(pemOf(label, ascii('abc')), FORMATS), 'ERR_KEY_INVALID', `labelled "${label}"`)
    for (const formats of [PUBLIC_FORMATS, PRIVATE_FORMATS])
      refused(() => readPem(pemOf(label, ascii('abc')), formats), 'ERR_KEY_INVALID', 'no kind of key')
  })

  it.each(['CONSTRUCTOR', 'toString', '__proto__'])('finds no reader on a prototype: %s', (label) => {
    expect(
      isJwtError(
        errorOf(() => readPem(pemOf(label, ascii('abc')), FORMATS)),
        'ERR_KEY_INVALID',
      ),
    ).toBe(true)
  })
})

describe('readBlock', () => {
  it('gives the label and the bytes of the one block', () => {
    expect(readBlock(p256.publicPem)).toEqual({ label: 'PUBLIC KEY', der: derOf(p256.publicPem) })
  })

  const pem = p256.publicPem
  it.each([
    ['empty text', '', 'not PEM'],
    ['other text', 'a secret', 'not PEM'],
    ['a block without end', pem.replace(/-----END[^]*/, ''), 'not PEM'],
    ['a block without begin', pem.replace(/-----BEGIN.*\n/, ''), 'not PEM'],
    ['an end cut short', pem.trimEnd().slice(0, -1), 'not PEM'],
    ['too few hyphens', pem.replaceAll('-----', '----'), 'not PEM'],
    ['an escaped line end within a mark', pem.replace('-----BEGIN', '-----\\nBEGIN'), 'not PEM'],
    ['a label in small letters', pem.replaceAll('PUBLIC', 'public'), 'not PEM'],
    ['curve parameters alone', odd.ecparamGenkey.replace(/-----BEGIN EC PRIV[^]*/, ''), 'not PEM'],
    ['two blocks', pem + rsa.publicPem, 'holds 2 blocks'],
    ['three blocks', pem + pem + pem, 'holds 3 blocks'],
    ['junk in front', `subject=x\n${pem}`, 'something beside the key'],
    ['junk behind', `${pem}x`, 'something beside the key'],
    ['a quote on one side', `"${pem}`, 'something beside the key'],
    ['junk in front of quotes', `KEY="${pem}"`, 'something beside the key'],
    ['junk behind quotes', `"${pem}" # until 2030`, 'something beside the key'],
    ['two kinds of quotes', `"${pem}'`, 'something beside the key'],
    ['a second begin', pem.replace('-----END', '-----BEGIN PUBLIC KEY-----\n-----END'), 'something beside the key'],
    ['two labels', pem.replace('END PUBLIC', 'END PRIVATE'), 'begins as "PUBLIC KEY" and ends as "PRIVATE KEY"'],
    ['a foreign character', pem.replace('MFkw', 'MF!w'), 'not base64'],
    ['the alphabet of base64url', pem.replace('/', '_'), 'not base64'],
    ['a hyphen in the body', pem.replace('MFkw', 'MF-w'), 'not base64'],
    ['a character too few', pem.replace('MFkw', 'MFk'), 'not base64'],
    ['a padding too few', pem.replace('==', '='), 'not base64'],
    ['a padding too many', pem.replace('==', '==='), 'not base64'],
    ['padding inside', pem.replace('MFkw', 'MF=w'), 'not base64'],
    ['spare bits that are not zero', pem.replace('g==', 'h=='), 'not base64'],
    ['no body', '-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----', 'not base64'],
    ['an encrypted PKCS#8 key', odd.encryptedPkcs8, 'openssl pkey -in encrypted.pem'],
    ['an encrypted SEC1 key', odd.encryptedTraditional, 'openssl pkey -in encrypted.pem'],
    ['an encrypted PKCS#1 key', odd.encryptedPkcs1, 'openssl pkey -in encrypted.pem'],
    ['an encrypted key with literal \\n', odd.encryptedPkcs1.replaceAll('\n', '\\n'), 'openssl pkey -in encrypted.pem'],
  ])('refuses %s, saying what is wrong', (_name, text, reason) => {
    refused(() => readBlock(text), 'ERR_KEY_INVALID', reason)
  })

  it('shows nothing of a key when it refuses it', () => {
    for (const text of [`${rsa.privatePem}x`, rsa.privatePem.replace('MII', 'M!I'), rsa.privatePem.slice(0, -20)]) {
      const { message } = errorOf(() => readBlock(text)) as Error
      expect(message).not.toMatch(/[A-Za-z0-9+/]{20}/)
    }
  })
})

describe('findBlocks', () => {
  it('finds every block as it stands, and what else there is', () => {
    const { blocks, rest } = findBlocks(`first\n${p256.publicPem}between\n${rsa.publicPem}last`)
    expect(blocks.map(({ whole }) => `${whole}\n`)).toEqual([p256.publicPem, rsa.publicPem])
    expect(blocks.map(({ label, end }) => [label, end])).toEqual([
      ['PUBLIC KEY', 'PUBLIC KEY'],
      ['PUBLIC KEY', 'PUBLIC KEY'],
    ])
    expect(rest.split(/\s+/)).toEqual(['first', 'between', 'last'])
  })
})

describe('decodeBase64', () => {
  it('takes the standard alphabet with its padding, and what Node encodes so', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64')
        expect(decodeBase64(text)).toEqual(bytes)
        expect(decodeBase64(` ${text.replace(/(.{10})/g, '$1\r\n')}\t`)).toEqual(bytes)
      }),
    )
    for (const text of ['', '=', '====', 'A', 'AA', 'AAA', 'AA=', 'AAAAA', 'AB==', 'AA-_', 'A\u0141=='])
      expect(decodeBase64(text)).toBeUndefined()
  })
})

describe('mangled PEM', () => {
  const texts = Object.values(KEYS).map(([pem]) => pem)
  const mutation = fc.oneof(
    fc.record({ kind: fc.constant('flip' as const), at: fc.nat(), bit: fc.nat(7) }),
    fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), bit: fc.constant(0) }),
    fc.record({ kind: fc.constant('double' as const), at: fc.nat(), bit: fc.nat(60) }),
  )

  it('raises nothing but JwtError when characters are changed, cut off or doubled', () => {
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(mutation, { minLength: 1, maxLength: 3 }), (pem, mutations) => {
        let text = pem
        for (const { kind, at, bit } of mutations) {
          const index = at % (text.length + 1)
          if (kind === 'cut') text = text.slice(0, index)
          else if (kind === 'double') text = text.slice(0, index) + text.slice(index - bit)
          else if (index < text.length) {
            const changed = String.fromCharCode(text.charCodeAt(index) ^ (1 << bit))
            text = text.slice(0, index) + changed + text.slice(index + 1)
          }
        }
        const error = errorOf(() => readPem(text, FORMATS))
        expect(error === undefined || isJwtError(error)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('raises nothing but JwtError when the DER inside has a bit changed, or its end cut off', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(KEYS)), fc.nat(), fc.nat(7), fc.boolean(), (name, at, bit, cut) => {
        const [pem] = KEYS[name as keyof typeof KEYS]
        const [, label = ''] = /BEGIN ([A-Z0-9 ]+)/.exec(pem) ?? []
        const der = derOf(pem)
        const index = at % der.length
        der[index] = (der[index] as number) ^ (1 << bit)
        const error = errorOf(() => readPem(pemOf(label, cut ? der.subarray(0, index + 1) : der), FORMATS))
        expect(error === undefined || isJwtError(error)).toBe(true)
        if (cut && index < der.length - 1) expect(isJwtError(error)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('reads a megabyte of anything well within the time that a test has', () => {
    for (const piece of [
      '-----BEGIN A-----',
      '-----BEGIN ',
      '-----BEGIN A-----a-',
      '- ',
      '-----',
      '\\n',
      '"',
      '-----END A-----',
      ' ',
    ]) {
      const text = piece.repeat(Math.ceil(1_000_000 / piece.length))
      for (const each of [text, `-----BEGIN A-----${text}`, `"${text}`]) {
        expect(
          isJwtError(
            errorOf(() => readPem(each, FORMATS)),
            'ERR_KEY_INVALID',
          ),
        ).toBe(true)
      }
    }
  })
})
