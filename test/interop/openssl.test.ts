// Keys as openssl prints them, tokens that openssl signs, and ours that openssl verifies. Where a message or a report
// names a command, that command is run and must do what it says.
import { execFileSync, execSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rawFromDer } from '../../src/algorithms/ecdsa.ts'
import type { Algorithm } from '../../src/index.ts'
import { exportJwk, exportPem, importKey, inspectKey, sign, thumbprint, verify } from '../../src/index.ts'
import { derFromRaw } from '../algorithms/ecdsa-der.ts'

const version = spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? ''
const hasOpenssl = /^OpenSSL (3|[4-9])/.test(version)
const hasSsh = spawnSync('ssh-keygen', ['-?'], { encoding: 'utf8' }).stderr?.includes('usage: ssh-keygen') ?? false

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-openssl-'))
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const at = (name: string) => join(folder, name)
const read = (name: string) => readFileSync(at(name), 'utf8')

/** Runs openssl in the test's folder, and returns what it prints. */
function openssl(...args: readonly string[]): Buffer {
  return execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Runs a command line as a reader would paste it, with the password that openssl asks for. */
function paste(command: string): void {
  execSync(command.replaceAll(/(openssl (?:pkey|pkcs12)) /g, '$1 -passin pass:test '), {
    cwd: folder,
    stdio: 'pipe',
    shell: '/bin/sh',
  })
}

const live = { sub: 'ann', exp: 4102444800 }

/** Signs with one key text and verifies with the other. */
async function roundTrip(privateKey: string, publicKey: string, algorithm: Algorithm): Promise<void> {
  const token = await sign(live, privateKey, { algorithm, noTimestamp: true })
  expect(await verify(token, publicKey, { algorithms: [algorithm] })).toEqual(live)
}

const CURVES = [
  ['prime256v1', 'ES256', 'sha256', 64],
  ['secp384r1', 'ES384', 'sha384', 96],
  ['secp521r1', 'ES512', 'sha512', 132],
] as const

describe.skipIf(!hasOpenssl)('keys as openssl prints them', () => {
  it('reads the output of genrsa, of OpenSSL 3 and in the traditional form, and of each command that takes the public half out', async () => {
    const modern = openssl('genrsa', '2048').toString()
    expect(modern).toContain('BEGIN PRIVATE KEY')
    writeFileSync(at('rsa.pem'), modern)
    const traditional = openssl('rsa', '-in', 'rsa.pem', '-traditional').toString()
    expect(traditional).toContain('BEGIN RSA PRIVATE KEY')
    const fresh = openssl('genrsa', '-traditional', '2048').toString()
    expect(fresh).toContain('BEGIN RSA PRIVATE KEY')
    const spki = openssl('rsa', '-in', 'rsa.pem', '-pubout').toString()
    const pkcs1 = openssl('rsa', '-in', 'rsa.pem', '-RSAPublicKey_out').toString()
    expect(pkcs1).toContain('BEGIN RSA PUBLIC KEY')
    for (const privateKey of [modern, traditional]) {
      for (const publicKey of [spki, pkcs1]) {
        await roundTrip(privateKey, publicKey, 'RS256')
        await roundTrip(privateKey, publicKey, 'PS384')
      }
    }
    expect(await exportPem(traditional)).toBe(modern)
    expect(await exportPem(pkcs1)).toBe(spki)
    expect(inspectKey(fresh)).toMatchObject({ ok: true, format: 'PKCS#1 private PEM', bits: 2048 })
  })

  it.each(CURVES)('reads the output of ecparam -genkey for %s, its parameters in front', async (curve, algorithm) => {
    openssl('ecparam', '-name', curve, '-genkey', '-out', 'ec.pem')
    expect(read('ec.pem')).toMatch(/BEGIN EC PARAMETERS[^]*BEGIN EC PRIVATE KEY/)
    const bare = openssl('ecparam', '-name', curve, '-genkey', '-noout').toString()
    const publicKey = openssl('ec', '-in', 'ec.pem', '-pubout').toString()
    const pkcs8 = openssl('pkcs8', '-topk8', '-nocrypt', '-in', 'ec.pem').toString()
    const pointless = openssl('ec', '-in', 'ec.pem', '-no_public').toString()
    for (const privateKey of [read('ec.pem'), pkcs8, pointless]) await roundTrip(privateKey, publicKey, algorithm)
    expect(await exportPem(read('ec.pem'))).toBe(pkcs8)
    expect(await exportPem(pointless)).toBe(pkcs8)
    expect(await thumbprint(pointless)).toBe(await thumbprint(publicKey))
    expect(inspectKey(bare)).toMatchObject({ ok: true, format: 'SEC1 PEM', algorithms: [algorithm] })
  })

  it.each([
    ['RSA', ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:3072'], 'RS512'],
    ['RSA with exponent 3', ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_pubexp:3'], 'RS256'],
    ['EC', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'], 'ES256'],
    ['ed25519', ['-algorithm', 'ed25519'], 'EdDSA'],
    ['ED25519', ['-algorithm', 'ED25519'], 'Ed25519'],
  ] as const)('reads the output of genpkey: %s', async (_name, args, algorithm) => {
    openssl('genpkey', ...args, '-out', 'any.pem')
    const publicKey = openssl('pkey', '-in', 'any.pem', '-pubout').toString()
    await roundTrip(read('any.pem'), publicKey, algorithm)
    expect(await exportPem(publicKey)).toBe(publicKey)
    expect(await exportPem(read('any.pem'))).toBe(read('any.pem'))
    writeFileSync(at('ours.pem'), await exportPem(await exportJwk(read('any.pem'))))
    expect(openssl('pkey', '-in', 'ours.pem', '-check', '-pubout').toString()).toContain(publicKey)
  })

  it.each([
    ['RSA', ['-newkey', 'rsa:2048', '-nodes', '-keyout', 'x.pem'], 'RS256'],
    ['EC', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384', '-nodes', '-keyout', 'x.pem'], 'ES384'],
    ['Ed25519', ['-newkey', 'ed25519', '-nodes', '-keyout', 'x.pem'], 'Ed25519'],
  ] as const)('reads the certificate of req -x509: %s', async (_name, args, algorithm) => {
    const subject = ['-subj', '/CN=countersign.test', '-days', '2']
    openssl('req', '-x509', ...args, ...subject, '-out', 'certificate.pem')
    await roundTrip(read('x.pem'), read('certificate.pem'), algorithm)
    const { ok, format, notBefore, notAfter } = inspectKey(read('certificate.pem'))
    expect([ok, format]).toEqual([true, 'X.509 certificate PEM'])
    const dates = openssl('x509', '-in', 'certificate.pem', '-noout', '-dates').toString()
    expect([notBefore, notAfter]).toEqual([...dates.matchAll(/=(.*)/g)].map(([, date]) => new Date(date as string)))
  })
})

describe.skipIf(!hasOpenssl)('keys that are refused with the command that mends them', () => {
  /** Inspects what is in a file, runs the command of the report on it, and inspects what comes out. */
  function mended(file: string, from: string, to: string): void {
    const bytes = readFileSync(at(file))
    const text = bytes.toString('utf8')
    const isText = Buffer.from(text).equals(bytes)
    const { ok, problems } = inspectKey(isText ? text : bytes)
    expect(ok).toBe(false)
    writeFileSync(at(from), bytes)
    paste(problems[0]?.fix as string)
    expect(inspectKey(read(to))).toMatchObject({ ok: true, problems: [] })
  }

  beforeAll(() => {
    openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', 'k.pem')
    openssl('pkey', '-in', 'k.pem', '-pubout', '-out', 'k.pub.pem')
    openssl('req', '-x509', '-key', 'k.pem', '-subj', '/CN=countersign.test', '-out', 'k.crt')
    openssl('genrsa', '-out', 'r.pem', '2048')
  })

  it.each([
    ['PKCS#8', ['pkcs8', '-topk8', '-in', 'k.pem', '-passout', 'pass:test']],
    ['SEC1', ['ec', '-in', 'k.pem', '-aes256', '-passout', 'pass:test']],
    ['PKCS#1', ['rsa', '-in', 'r.pem', '-traditional', '-aes256', '-passout', 'pass:test']],
    ['PKCS#8 of RSA', ['rsa', '-in', 'r.pem', '-aes256', '-passout', 'pass:test']],
  ])('encrypted: %s', async (_name, args) => {
    openssl(...args, '-out', 'locked.pem')
    await expect(importKey(read('locked.pem'), 'ES256')).rejects.toMatchObject({
      code: 'ERR_KEY_INVALID',
      message: expect.stringContaining('openssl pkey -in encrypted.pem -out private.pem'),
    })
    mended('locked.pem', 'encrypted.pem', 'private.pem')
  })

  it.each([
    ['a compressed public key', ['ec', '-in', 'k.pem', '-conv_form', 'compressed', '-pubout'], 'key.pem', 'public.pem'],
    ['a compressed private key', ['ec', '-in', 'k.pem', '-conv_form', 'compressed'], 'key.pem', 'private.pem'],
    [
      'a public key with its curve spelt out',
      ['ec', '-in', 'k.pem', '-param_enc', 'explicit', '-pubout'],
      'key.pem',
      'public.pem',
    ],
    [
      'a private key with its curve spelt out',
      ['ec', '-in', 'k.pem', '-param_enc', 'explicit'],
      'key.pem',
      'private.pem',
    ],
    ['SPKI in DER', ['pkey', '-in', 'k.pem', '-pubout', '-outform', 'DER'], 'key.der', 'public.pem'],
    ['PKCS#1 in DER', ['rsa', '-in', 'r.pem', '-RSAPublicKey_out', '-outform', 'DER'], 'key.der', 'public.pem'],
    ['PKCS#8 in DER', ['pkey', '-in', 'k.pem', '-outform', 'DER'], 'key.der', 'private.pem'],
    ['private PKCS#1 in DER', ['rsa', '-in', 'r.pem', '-traditional', '-outform', 'DER'], 'key.der', 'private.pem'],
    ['SEC1 in DER', ['ec', '-in', 'k.pem', '-outform', 'DER'], 'key.der', 'private.pem'],
    ['a certificate in DER', ['x509', '-in', 'k.crt', '-outform', 'DER'], 'key.der', 'certificate.pem'],
    [
      'an encrypted key in DER',
      ['pkcs8', '-topk8', '-in', 'k.pem', '-outform', 'DER', '-passout', 'pass:test'],
      'key.der',
      'private.pem',
    ],
    [
      'PKCS#12',
      ['pkcs12', '-export', '-inkey', 'k.pem', '-in', 'k.crt', '-passout', 'pass:test'],
      'key.der',
      'private.pem',
    ],
    ['a request for a certificate', ['req', '-new', '-key', 'k.pem', '-subj', '/CN=x'], 'request.csr', 'public.pem'],
    [
      'a request in DER',
      ['req', '-new', '-key', 'k.pem', '-subj', '/CN=x', '-outform', 'DER'],
      'key.der',
      'public.pem',
    ],
    ['a trusted certificate', ['x509', '-in', 'k.crt', '-trustout'], 'certificate.pem', 'new.pem'],
    ['a bundle of certificates', ['crl2pkcs7', '-nocrl', '-certfile', 'k.crt'], 'bundle.pem', 'certificate.pem'],
  ])('%s', (_name, args, from, to) => {
    openssl(...args, '-out', 'odd')
    mended('odd', from, to)
  })

  it('several blocks in one file', () => {
    writeFileSync(at('odd'), read('k.crt') + read('k.pem'))
    mended('odd', 'bundle.pem', 'private.pem')
    writeFileSync(at('odd'), read('k.crt') + read('k.crt'))
    mended('odd', 'bundle.pem', 'certificate.pem')
  })

  it('base64 and hexadecimal of a file', () => {
    const der = openssl('pkey', '-in', 'k.pem', '-pubout', '-outform', 'DER')
    writeFileSync(at('odd'), der.toString('base64'))
    mended('odd', 'key.txt', 'public.pem')
    writeFileSync(at('odd'), Buffer.from(read('k.pem')).toString('base64'))
    mended('odd', 'key.txt', 'key.pem')
    if (spawnSync('xxd', ['-v']).status !== 0) return
    writeFileSync(at('odd'), der.toString('hex'))
    mended('odd', 'key.txt', 'public.pem')
  })

  it('a certificate whose key is a compressed point', () => {
    openssl('ec', '-in', 'k.pem', '-conv_form', 'compressed', '-out', 'c.pem')
    openssl('req', '-x509', '-key', 'c.pem', '-subj', '/CN=countersign.test', '-out', 'odd')
    mended('odd', 'key.pem', 'public.pem')
  })

  it.skipIf(!hasSsh).each(['rsa -b 2048', 'ecdsa -b 256', 'ecdsa -b 384', 'ecdsa -b 521', 'ed25519'])(
    'OpenSSH keys: %s',
    async (kind) => {
      const type = kind.split(' ')[0] as string
      rmSync(at('ssh'), { force: true })
      paste(`ssh-keygen -q -t ${kind} -N '' -C someone@example.test -f ssh`)
      writeFileSync(at('odd'), read('ssh.pub'))
      mended('odd', 'key.pub', 'public.pem')
      const { kty, bits, algorithms } = inspectKey(read('ssh.pub'))
      expect(inspectKey(read('public.pem'))).toMatchObject({ kty, bits, algorithms })
      const { problems } = inspectKey(read('ssh'))
      if (type === 'ed25519') paste(problems[0]?.fix as string)
      else {
        writeFileSync(at('key'), read('ssh'), { mode: 0o600 })
        paste(`${problems[0]?.fix} -N '' -P ''`)
        await roundTrip(read('key'), read('public.pem'), algorithms[0] as Algorithm)
      }
    },
  )

  it.skipIf(!hasSsh)('public keys in the form of RFC 4716', () => {
    rmSync(at('ssh'), { force: true })
    paste("ssh-keygen -q -t rsa -b 2048 -N '' -f ssh && ssh-keygen -e -f ssh.pub > odd")
    mended('odd', 'key.pub', 'public.pem')
  })
})

/** How openssl signs and verifies with an algorithm. */
const DIGEST: readonly (readonly [Algorithm, string, readonly string[]])[] = [
  ['RS256', 'sha256', []],
  ['RS384', 'sha384', []],
  ['RS512', 'sha512', []],
  ['PS256', 'sha256', ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest']],
  ['PS384', 'sha384', ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest']],
  ['PS512', 'sha512', ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest']],
]

/** The signing input of a token for openssl to sign, in a file. */
function inputFor(algorithm: Algorithm): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const input = `${encode({ alg: algorithm, typ: 'JWT' })}.${encode(live)}`
  writeFileSync(at('input'), input)
  return input
}

/** Lays a token of ours out as two files for openssl. */
function layOut(token: string, write: (signature: Buffer) => Uint8Array): void {
  const dot = token.lastIndexOf('.')
  writeFileSync(at('input'), token.slice(0, dot))
  writeFileSync(at('signature'), write(Buffer.from(token.slice(dot + 1), 'base64url')))
}

describe.skipIf(!hasOpenssl)('tokens', () => {
  beforeAll(() => {
    openssl('genrsa', '-out', 'sign-rsa.pem', '2048')
    openssl('genpkey', '-algorithm', 'ed25519', '-out', 'sign-ed25519.pem')
    for (const [curve] of CURVES) openssl('ecparam', '-name', curve, '-genkey', '-noout', '-out', `sign-${curve}.pem`)
    for (const name of ['rsa', 'ed25519', ...CURVES.map(([curve]) => curve)]) {
      openssl('pkey', '-in', `sign-${name}.pem`, '-pubout', '-out', `verify-${name}.pem`)
    }
  })

  it.each([
    ['HS256', 'sha256', 32],
    ['HS384', 'sha384', 48],
    ['HS512', 'sha512', 64],
  ] as const)('of %s: openssl and we make the same', async (algorithm, hash, length) => {
    const secret = openssl('rand', '-hex', String(length / 2))
      .toString()
      .trim()
    const input = inputFor(algorithm)
    const mac = openssl('dgst', `-${hash}`, '-hmac', secret, '-binary', 'input').toString('base64url')
    expect(await verify(`${input}.${mac}`, secret, { algorithms: [algorithm] })).toEqual(live)
    expect(await sign(live, secret, { algorithm, noTimestamp: true })).toBe(`${input}.${mac}`)
  })

  it.each(DIGEST)('of %s: we verify those of openssl, and openssl ours', async (algorithm, hash, options) => {
    const input = inputFor(algorithm)
    const signature = openssl('dgst', `-${hash}`, ...options, '-sign', 'sign-rsa.pem', 'input').toString('base64url')
    const key = read('verify-rsa.pem')
    expect(await verify(`${input}.${signature}`, key, { algorithms: [algorithm] })).toEqual(live)
    layOut(await sign(live, read('sign-rsa.pem'), { algorithm }), (raw) => raw)
    const files = ['-verify', 'verify-rsa.pem', '-signature', 'signature', 'input']
    expect(openssl('dgst', `-${hash}`, ...options, ...files).toString()).toContain('Verified OK')
  })

  it.each(['max', '20', '0'])('of PS256 with a salt of another length (%s) are refused', async (length) => {
    const input = inputFor('PS256')
    const options = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', `rsa_pss_saltlen:${length}`]
    const signature = openssl('dgst', '-sha256', ...options, '-sign', 'sign-rsa.pem', 'input').toString('base64url')
    const refused = verify(`${input}.${signature}`, read('verify-rsa.pem'), { algorithms: ['PS256'] })
    await expect(refused).rejects.toMatchObject({ code: 'ERR_SIGNATURE' })
  })

  it.each(CURVES)(
    'of the curve %s (%s): we verify those of openssl, and openssl ours',
    async (curve, algorithm, hash, size) => {
      const input = inputFor(algorithm)
      const der = openssl('dgst', `-${hash}`, '-sign', `sign-${curve}.pem`, 'input')
      const key = read(`verify-${curve}.pem`)
      const raw = Buffer.from(rawFromDer(der, size) as Uint8Array).toString('base64url')
      expect(await verify(`${input}.${raw}`, key, { algorithms: [algorithm] })).toEqual(live)
      const refused = verify(`${input}.${der.toString('base64url')}`, key, { algorithms: [algorithm] })
      await expect(refused).rejects.toMatchObject({ code: 'ERR_SIGNATURE' })
      const external = { algorithm, sign: () => new Uint8Array(der) }
      expect(await sign(live, external, { noTimestamp: true })).toBe(`${input}.${raw}`)
      layOut(await sign(live, read(`sign-${curve}.pem`), { algorithm }), derFromRaw)
      const files = ['-verify', `verify-${curve}.pem`, '-signature', 'signature', 'input']
      expect(openssl('dgst', `-${hash}`, ...files).toString()).toContain('Verified OK')
    },
  )

  it.each(['Ed25519', 'EdDSA'] as const)('of %s: openssl and we make the same', async (algorithm) => {
    const input = inputFor(algorithm)
    openssl('pkeyutl', '-sign', '-rawin', '-inkey', 'sign-ed25519.pem', '-in', 'input', '-out', 'signature')
    const token = `${input}.${readFileSync(at('signature')).toString('base64url')}`
    expect(await verify(token, read('verify-ed25519.pem'), { algorithms: [algorithm] })).toEqual(live)
    const ours = await sign(live, read('sign-ed25519.pem'), { algorithm, noTimestamp: true })
    expect(ours).toBe(token)
    layOut(ours, (raw) => raw)
    const files = ['-in', 'input', '-sigfile', 'signature']
    const verdict = openssl('pkeyutl', '-verify', '-rawin', '-pubin', '-inkey', 'verify-ed25519.pem', ...files)
    expect(verdict.toString()).toContain('Signature Verified Successfully')
  })
})
