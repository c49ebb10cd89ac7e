import { describe, expect, it } from 'vitest'
import { commandFor, recogniseLabel } from '../../src/keys/foreign.ts'
import { inspectKey } from '../../src/keys/inspect.ts'
import { pemOf } from '../encoding/bytes.ts'
import { secrets } from '../vectors/keys.ts'
import * as odd from '../vectors/odd-keys.ts'
import { tokens } from '../vectors/tokens.ts'

const text = (reason: string) => expect.stringContaining(reason)

/** An OpenSSH public key of any fields. */
function line(type: string, ...fields: readonly Uint8Array[]): string {
  const blob = [Buffer.from(type), ...fields].flatMap((field) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(field.length)
    return [...length, ...field]
  })
  return `${type} ${Buffer.from(blob).toString('base64')} someone@example.test`
}

describe('OpenSSH public keys', () => {
  it.each([
    [odd.sshRsaPublic, { kty: 'RSA', bits: 2048, algorithms: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] }],
    [odd.sshP256Public, { kty: 'EC', crv: 'P-256', bits: 256, algorithms: ['ES256'] }],
    [odd.sshP384Public, { kty: 'EC', crv: 'P-384', bits: 384, algorithms: ['ES384'] }],
    [odd.sshP521Public, { kty: 'EC', crv: 'P-521', bits: 521, algorithms: ['ES512'] }],
    [odd.sshEd25519Public, { kty: 'OKP', crv: 'Ed25519', bits: 255, algorithms: ['Ed25519', 'EdDSA'] }],
  ])('are read, with the command that converts them (%#)', (key, facts) => {
    const fix =
      facts.kty === 'OKP' ? text('openssl pkey -pubin -inform DER') : text('ssh-keygen -e -m PKCS8 -f key.pub')
    const problems = [{ code: 'ERR_KEY_INVALID', message: text('OpenSSH'), fix }]
    const report = { ok: false, format: 'OpenSSH public key', side: 'public', problems, ...facts }
    expect(inspectKey(key)).toEqual(report)
    expect(inspectKey(`${key.split(' ').slice(0, 2).join('  ')}\n`)).toEqual(report)
  })

  it.each([
    ['cut off', odd.sshRsaPublic.slice(0, 60), 'cut off'],
    ['cut off in a length', line('ssh-rsa').split(' ').slice(0, 1).join() + ' AAAAB3NzaC1yc2EAAA==', 'cut off'],
    ['without numbers', line('ssh-rsa'), 'cut off'],
    ['with one number', line('ssh-rsa', Uint8Array.of(1, 0, 1)), 'cut off'],
    ['without a point', line('ecdsa-sha2-nistp256', Buffer.from('nistp256')), 'cut off'],
    ['no base64', 'ssh-ed25519 AAAAC3NzaC1lZDI1', 'cut off'],
    ['broken base64', 'ssh-ed25519 AAAAC', 'cut off'],
    ['with a point of no length', line('ssh-ed25519', new Uint8Array()), '"x" has 0 bytes'],
    ['a number that is even', line('ssh-rsa', Uint8Array.of(1, 0, 1), Uint8Array.of(0, 0x80, 0)), 'even'],
    [
      'a point of small order',
      line(
        'ssh-ed25519',
        Uint8Array.from({ length: 32 }, (_, at) => (at ? 0 : 1)),
      ),
      'small order',
    ],
    [
      'a point that is compressed',
      line('ecdsa-sha2-nistp256', Buffer.from('nistp256'), Uint8Array.of(2, 1)),
      'compressed',
    ],
  ])('that are broken say how: %s', (_name, key, reason) => {
    const report = inspectKey(key)
    expect(report).toMatchObject({ ok: false, format: 'OpenSSH public key', algorithms: [] })
    expect(report.problems.map(({ message }) => message)).toEqual([text('format of OpenSSH'), text(reason)])
    expect(report.problems.map(({ code }) => code)).toEqual(['ERR_KEY_INVALID', 'ERR_KEY_INVALID'])
  })

  it('take a number whose first bit is not set as it is', () => {
    const n = new Uint8Array(256).fill(0x7f)
    expect(inspectKey(line('ssh-rsa', Uint8Array.of(3), n))).toMatchObject({
      bits: 2047,
      problems: [{}, { code: 'ERR_KEY_WEAK' }],
    })
  })

  it.each([
    'ssh-dss',
    'sk-ssh-ed25519@openssh.com',
    'sk-ecdsa-sha2-nistp256@openssh.com',
    'ssh-constructor',
    'ecdsa-sha2-nistp192',
  ])('of the kind %s sign no JWT', (type) => {
    expect(inspectKey(line(type, Uint8Array.of(1)))).toMatchObject({
      format: 'OpenSSH public key',
      problems: [{ message: text('signs no JWT'), fix: text('ssh-keygen -t') }],
    })
  })
})

describe('OpenSSH private keys', () => {
  it('name the command that converts them, where there is one', () => {
    for (const key of [odd.sshRsaPrivate, odd.sshP256Private]) {
      expect(inspectKey(key)).toMatchObject({
        format: 'OpenSSH private key',
        problems: [{ fix: 'ssh-keygen -p -m PKCS8 -f key' }],
      })
    }
    expect(inspectKey(odd.sshEd25519Private)).toMatchObject({
      format: 'OpenSSH private key',
      problems: [{ message: text('make a new key pair'), fix: 'openssl genpkey -algorithm ed25519 -out private.pem' }],
    })
    expect(inspectKey('-----BEGIN OPENSSH PRIVATE KEY-----\n!\n-----END OPENSSH PRIVATE KEY-----')).toMatchObject({
      format: 'OpenSSH private key',
    })
  })
})

describe('keys of other worlds, and what is no key', () => {
  it.each([
    ['PuTTY private key', odd.putty, 'PuTTY', 'puttygen key.ppk'],
    ['SSH2 public key', odd.ssh2Public, 'RFC 4716', 'ssh-keygen -i'],
    ['JWT', tokens.HS256, 'a token, not a key', undefined],
    ['JWT', tokens.RS256, 'verify(token, key, options)', undefined],
    ['XML', '<RSAKeyValue><Modulus>AAAA</Modulus></RSAKeyValue>', 'XML', undefined],
    ['XML', '<?xml version="1.0"?><RSAKeyValue/>', 'XML', undefined],
    ['URL', 'https://example.com/.well-known/jwks.json', 'address', 'createRemoteJwks(url)'],
    ['URL', 'file:///etc/keys/public.pem', 'address', 'createRemoteJwks(url)'],
    ['file path', 'private.pem', 'name of a file', "readFileSync(path, 'utf8')"],
    ['file path', './keys/public.PEM', 'name of a file', 'readFileSync'],
    ['file path', 'C:\\Users\\ann\\My keys\\server.key', 'name of a file', 'readFileSync'],
    ['file path', '~/.ssh/id_ed25519.pub', 'name of a file', 'readFileSync'],
    ['file path', '/etc/keys/jwks.json', 'name of a file', 'readFileSync'],
    [
      'certificate request PEM',
      odd.certificateRequest,
      'request',
      'openssl req -in request.csr -pubkey -noout -out public.pem',
    ],
    ['X.509 certificate PEM', odd.trustedCertificate, 'label of old', 'openssl x509'],
    ['PKCS#7 PEM', odd.pkcs7, 'bundle', 'openssl pkcs7'],
    ['parameters PEM', odd.ecparamGenkey.replace(/-----BEGIN EC PRIV[^]*/, ''), 'parameters', undefined],
    ['parameters PEM', pemOf('DH PARAMETERS', Uint8Array.of(0x30, 0)), 'parameters', undefined],
    ['DSA PEM', odd.dsaPrivate, 'signs no JWT', 'openssl ecparam -name prime256v1'],
    ['PGP block', pemOf('PGP PUBLIC KEY BLOCK', Uint8Array.of(1)), 'PGP', 'openssl genrsa'],
    ['PGP block', pemOf('PGP PUBLIC KEY BLOCK', Buffer.from('ssh-ed25519')), 'PGP', 'openssl genrsa'],
  ])('are named, with what to do: %s', (format, given, reason, fix) => {
    const report = inspectKey(given)
    expect(report).toMatchObject({ ok: false, format, algorithms: [] })
    expect(inspectKey(`\n  ${given}\n`)).toEqual(report)
    expect(report.problems).toStrictEqual([
      { code: 'ERR_KEY_INVALID', message: text(reason), ...(fix !== undefined && { fix: text(fix) }) },
    ])
  })

  it.each([
    ...Object.values(secrets),
    'eyJhbGciOiJIUzI1NiJ9 is how a token begins',
    'the key of 2026.pem, or some other words that end in none',
    'a token: eyJhbGciOiJIUzI1NiJ9.e30.AAAA',
    'eyJhbGciOiJIUzI1NiJ9.e30.AAAA as an example',
    '(https://example.com/jwks.json',
    'https://example.com/jwks.json it is',
    'key=private.pem',
    'some text <?xml version="1.0"?>',
  ])('are not seen in a secret: %s', (secret) => {
    expect(inspectKey(secret).format).toBe('secret')
  })

  it.each([
    ['unknown', `the file: ${odd.putty}`],
    ['PEM', `the file: ${odd.ssh2Public}`],
    ['file path', 'public.jwk'],
  ])('are known by how they begin, or end: %s', (format, given) => {
    expect(inspectKey(given).format).toBe(format)
  })

  it.each([
    'OPENSSH PRIVATE KEY',
    'CERTIFICATE REQUEST',
    'NEW CERTIFICATE REQUEST',
    'TRUSTED CERTIFICATE',
    'X509 CERTIFICATE',
    'PKCS7',
    'CMS',
    'EC PARAMETERS',
    'DH PARAMETERS',
    'X9.42 DH PARAMETERS',
  ])('are known by the whole of a label: %s', (label) => {
    expect(recogniseLabel(label, '')?.format).toMatch(/ (PEM|key)$/)
    for (const other of [`X ${label}`, `${label}S`]) expect(recogniseLabel(other, '')).toBeUndefined()
  })

  it.each(['DSA PRIVATE KEY', 'DSA PUBLIC KEY', 'PGP MESSAGE'])('are known by how a label begins: %s', (label) => {
    expect(recogniseLabel(label, '')?.format).toMatch(/^(DSA PEM|PGP block)$/)
    expect(recogniseLabel(`X ${label}`, '')).toBeUndefined()
  })
})

describe('commandFor', () => {
  it('takes the command out of what a reader said', () => {
    expect(commandFor('Mend it with: openssl pkey -in a.pem -out b.pem', 'PEM')).toBe(
      'openssl pkey -in a.pem -out b.pem',
    )
    expect(commandFor('The key is so; make one with: openssl genpkey -algorithm RSA.', 'PEM')).toBe(
      'openssl genpkey -algorithm RSA',
    )
    expect(commandFor('pass the public key (openssl pkey -in private.pem -pubout).', 'PEM')).toBe(
      'openssl pkey -in private.pem -pubout',
    )
    expect(commandFor('The key is not sound.', 'PEM')).toBeUndefined()
  })
})
