import { createHmac } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Algorithm, exportPem, generateKeyPair, sign } from '../../src/index.ts'
import { type Endpoint, json, listen, makeSigner, setOf } from '../jwks/server.ts'
import { rsa } from '../vectors/keys.ts'
import { makeFolder, NOW, runHere } from './stage.ts'

const folder = makeFolder()
const SECRET = 'correct horse battery staple, thirty-two bytes and more'
const at = folder.at
let token = ''
let shared = ''

beforeAll(async () => {
  writeFileSync(at('private.pem'), rsa.privatePem)
  writeFileSync(at('public.pem'), rsa.publicPem)
  writeFileSync(at('public.jwk.json'), JSON.stringify({ ...rsa.publicJwk, kid: 'key-1' }))
  writeFileSync(at('jwks.json'), JSON.stringify({ keys: [{ ...rsa.publicJwk, kid: 'key-1', alg: 'RS256' }] }))
  writeFileSync(at('secret.txt'), `${SECRET}\n`)
  const claims = { sub: 'ann', iss: 'https://issuer.test', aud: ['shop', 'api'], jti: 'id-1', nonce: 'n-1' }
  const now = NOW - 60
  token = await sign(claims, rsa.privatePem, { algorithm: 'RS256', keyid: 'key-1', expiresIn: '5m', now })
  shared = await sign({ sub: 'ann' }, SECRET, { algorithm: 'HS256', expiresIn: '5m', now })
  writeFileSync(at('token.txt'), `${token}\n`)
})

afterAll(() => folder.remove())

const verify = (...args: string[]) => runHere(['verify', token, ...args])
const byKey = (...args: string[]) => verify('--alg', 'RS256', '--key', at('public.pem'), ...args)

describe('countersign verify', () => {
  it('prints the payload of a token that holds, and says what nothing was expected of', async () => {
    const { code, stdout, stderr } = await byKey()
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^VERIFIED {2}RS256, kid key-1, by \//)
    expect(stdout).toContain('not checked: iss (expect it with --iss), aud (expect it with --aud)')
    expect(stdout).toContain('expires in 4 min')
    expect((await byKey('--iss', 'https://issuer.test', '--aud', 'shop')).stdout).not.toContain('not checked')
  })

  it('prints JSON for programs', async () => {
    const { stdout } = await byKey('--json')
    expect(JSON.parse(stdout)).toMatchObject({
      verified: true,
      header: { alg: 'RS256', kid: 'key-1' },
      payload: { sub: 'ann' },
      times: { exp: '2026-05-01T12:04:00.000Z', iat: '2026-05-01T11:59:00.000Z' },
    })
  })

  it.each([
    ['a JWK', ['--key', 'public.jwk.json']],
    ['a JWK Set', ['--jwks', 'jwks.json']],
  ])('takes %s', async (_name, [option = '', name = '']) => {
    expect(await verify('--alg', 'RS256', option, at(name))).toMatchObject({ code: 0, stderr: '' })
  })

  it.each([
    ['a file', (): string[] => ['--secret-file', at('secret.txt')], {}],
    ['the environment', (): string[] => ['--secret-env', 'JWT_SECRET'], { env: { JWT_SECRET: SECRET } }],
    ['standard input', (): string[] => ['--secret-file', '-'], { stdin: SECRET }],
  ])('takes a secret from %s', async (_name, args, around) => {
    const { code, stdout } = await runHere(['verify', shared, '--alg', 'HS256', ...args()], around)
    expect([code, stdout]).toEqual([0, expect.stringContaining('VERIFIED')])
    expect(stdout).not.toContain(SECRET)
  })

  it('reads the token from a file or from standard input', async () => {
    const rest = ['--alg', 'RS256', '--key', at('public.pem')]
    expect((await runHere(['verify', '--token-file', at('token.txt'), ...rest])).code).toBe(0)
    expect((await runHere(['verify', ...rest], { stdin: token })).code).toBe(0)
  })

  it.each([
    [['--aud', 'bank'], 'ERR_CLAIM', 'expect its audience with --aud'],
    [['--iss', 'https://issuer.test/'], 'ERR_CLAIM', 'compared character by character'],
    [['--sub', 'bob'], 'ERR_CLAIM', '--sub'],
    [['--jti', 'id-2'], 'ERR_CLAIM', 'if another value is right'],
    [['--nonce', 'n-2'], 'ERR_CLAIM', 'if another value is right'],
    [['--typ', 'at+jwt'], 'ERR_CLAIM', '--typ'],
    [['--require', 'scope'], 'ERR_CLAIM', 'tokens that have it; without --require scope, none is asked for'],
    [['--require', 'exp', '--typ', 'at+jwt'], 'ERR_CLAIM', '--typ'],
    [['--max-age', '30s'], 'ERR_TOKEN_EXPIRED', '--tolerance 30s'],
    [['--now', '2026-05-02'], 'ERR_TOKEN_EXPIRED', 'get a new token'],
    [['--max-length', '100'], 'ERR_TOKEN_TOO_LONG', '--max-length CHARACTERS'],
  ])('refuses with %j: %s and a fix', async (args, errorCode, fix) => {
    const { code, stdout, stderr } = await byKey(...args)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(new RegExp(`^refused  ${errorCode}\n`))
    expect(stderr.replace(/\s+/g, ' ')).toContain(fix)
  })

  it.each([
    [['--iss', 'x'], 'tokens that name it; those that do not are accepted only without --iss and --issuer'],
    [['--aud', 'x'], 'ask the issuer for tokens that have it; without --aud, none is asked for'],
    [['--sub', 'x'], 'without --sub, none is asked for'],
    [['--jti', 'x'], 'without --jti, none is asked for'],
    [['--nonce', 'x'], 'without --nonce, none is asked for'],
    [['--require', 'iss'], 'without --require iss, none is asked for'],
    [['--require', 'iat'], 'without --require iat, none is asked for'],
    [['--max-age', '1m'], 'without --max-age a token needs no iat'],
    [['--typ', 'at+jwt'], 'The token has no typ; expected "at+jwt".'],
    [['--typ', 'at+jwt'], 'without --typ, none is asked for'],
  ])('tells a claim that is missing from one that is wrong: %j', async (args, words) => {
    const [head, body] = ['{"alg":"HS256"}', '{"exp":2000000000}'].map((part) =>
      Buffer.from(part).toString('base64url'),
    )
    const bare = `${head}.${body}.${createHmac('sha256', SECRET).update(`${head}.${body}`).digest('base64url')}`
    const key = ['--alg', 'HS256', '--secret-file', at('secret.txt')]
    const { code, stderr } = await runHere(['verify', bare, ...key, ...args])
    const told = stderr.replace(/\s+/g, ' ')
    expect([code, told]).toEqual([1, expect.stringContaining(words)])
    expect(told).not.toMatch(/if (another|that)|undefined/)
  })

  it('says how long a token may be, in its help and in its refusal', async () => {
    const { stdout } = await runHere(['verify', '--help'])
    expect(stdout.replace(/\s+/g, ' ')).toContain('look at tokens of up to that length; 16384 without it')
    const args = ['verify', '--alg', 'RS256', '--key', at('public.pem')]
    expect((await runHere(args, { stdin: 'x'.repeat(16385) })).stderr).toMatch(/--max-length\s+allows\s+16384/)
    expect((await runHere(args, { stdin: 'x'.repeat(16384) })).stderr).toContain('ERR_TOKEN_MALFORMED')
  })

  it('refuses a token file that is empty as one that holds no token', async () => {
    writeFileSync(at('empty'), ' \n')
    const args = ['verify', '--alg', 'RS256', '--key', at('public.pem'), '--token-file']
    const { code, stderr } = await runHere([...args, at('empty')])
    expect([code, stderr]).toEqual([1, expect.stringContaining('The file that --token-file names holds no token.')])
    const piped = await runHere([...args, '-'])
    expect([piped.code, piped.stderr]).toEqual([2, expect.stringContaining('There is no token')])
  })

  it('says when a token ended, or begins', async () => {
    expect((await byKey('--now', '2026-05-02')).stderr).toContain('It ended at 2026-05-01 12:04:00 UTC, 12 h ago.')
    const early = await sign({}, SECRET, { algorithm: 'HS256', expiresIn: '1h', notBefore: '10m', now: NOW })
    const args = ['verify', early, '--alg', 'HS256', '--secret-env', 'S']
    const { stderr } = await runHere(args, { env: { S: SECRET } })
    expect(stderr).toContain('ERR_TOKEN_NOT_ACTIVE')
    expect(stderr).toContain('It begins at 2026-05-01 12:10:00 UTC, in 10 min.')
    expect((await runHere([...args, '--ignore-nbf'], { env: { S: SECRET } })).stdout).toContain('nbf (--ignore-nbf)')
    expect((await runHere([...args, '--tolerance', '10m'], { env: { S: SECRET } })).code).toBe(0)
  })

  it.each([
    [
      '{"exp":-1e300}',
      'ERR_TOKEN_EXPIRED',
      'It ended at a time that no calendar reaches, more than 270 000 years ago.',
    ],
    [
      '{"exp":2000000000,"nbf":1795636863000000}',
      'ERR_TOKEN_NOT_ACTIVE',
      'It begins at a time that no calendar reaches, in more than 270 000 years.',
    ],
  ])('refuses %s, whose time no date can hold, as it refuses any other', async (payload, errorCode, words) => {
    const text = ['{"alg":"HS256"}', payload].map((part) => Buffer.from(part).toString('base64url')).join('.')
    const token = `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`
    const args = ['verify', token, '--alg', 'HS256', '--secret-file', at('secret.txt')]
    const { code, stdout, stderr } = await runHere(args)
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringContaining(`refused  ${errorCode}\n`)])
    expect(stderr).toContain(words)
    const { error } = JSON.parse((await runHere([...args, '--json'])).stderr)
    expect(error).toMatchObject({ code: errorCode, expected: NOW })
    expect([error.expiredAt ?? null, error.notBefore ?? null]).toEqual([null, null])
  })

  it.each([[['--ignore-exp', '--now', '2026-05-02']], [['--tolerance', '2d', '--now', '2026-05-02']]])(
    'accepts what %j makes good',
    async (args) => {
      expect((await byKey(...args)).code).toBe(0)
    },
  )

  it('accepts a token that never ends with --allow-no-exp only', async () => {
    const endless = await sign({}, SECRET, { algorithm: 'HS256', expiresIn: null })
    const args = ['verify', endless, '--alg', 'HS256', '--secret-env', 'S']
    const { code, stderr } = await runHere(args, { env: { S: SECRET } })
    expect([code, stderr]).toEqual([1, expect.stringMatching(/accepted with\s+--allow-no-exp only/)])
    expect((await runHere([...args, '--allow-no-exp'], { env: { S: SECRET } })).code).toBe(0)
  })

  it('takes crit extensions that are named, and weak keys when told to', async () => {
    const weak = await sign({}, 'short', { algorithm: 'HS256', expiresIn: '5m', now: NOW, allowWeakKeys: true })
    const args = ['verify', weak, '--alg', 'HS256', '--secret-env', 'S']
    const { code, stderr } = await runHere(args, { env: { S: 'short' } })
    expect([code, stderr]).toEqual([1, expect.stringContaining('ERR_KEY_WEAK')])
    expect((await runHere([...args, '--allow-weak-keys', '--crit', 'x'], { env: { S: 'short' } })).code).toBe(0)
  })

  it('tells an error as JSON on standard error', async () => {
    const { code, stdout, stderr } = await byKey('--aud', 'bank', '--json')
    expect([code, stdout]).toEqual([1, ''])
    expect(JSON.parse(stderr)).toEqual({
      ok: false,
      error: {
        code: 'ERR_CLAIM',
        message: 'The claim "aud" is "shop", "api"; expected "bank".',
        fix: expect.stringContaining('--aud'),
        claim: 'aud',
        expected: ['bank'],
        actual: ['shop', 'api'],
      },
    })
    const expired = JSON.parse((await byKey('--now', '2026-05-02', '--json')).stderr)
    expect(expired.error.expiredAt).toBe('2026-05-01T12:04:00.000Z')
  })

  it('never lets the token choose: a public key is no secret, and HS256 is not RS256', async () => {
    const forged = await sign({ sub: 'eve' }, rsa.publicPem.padEnd(64), {
      algorithm: 'HS256',
      expiresIn: 60,
      now: NOW,
    }).catch(() => shared)
    const swapped = await runHere(['verify', forged, '--alg', 'RS256', '--key', at('public.pem')])
    expect([swapped.code, swapped.stderr]).toEqual([1, expect.stringContaining('ERR_ALG_NOT_ALLOWED')])
    const asSecret = await runHere(['verify', forged, '--alg', 'HS256', '--secret-file', at('public.pem')])
    expect([asSecret.code, asSecret.stderr]).toEqual([1, expect.stringContaining('ERR_KEY_INVALID')])
  })

  it('says how to take the public half out of the private key that was given, in that very file', async () => {
    const { code, stderr } = await verify('--alg', 'RS256', '--key', at('private.pem'))
    expect([code, stderr]).toEqual([1, expect.stringContaining('ERR_KEY_MISMATCH')])
    expect(stderr.replace(/\s+/g, ' ')).toContain(`fix: openssl pkey -in ${at('private.pem')} -pubout -out public.pem`)
    expect(stderr).not.toContain('MIIE')
  })
})

describe('whose signature counts', () => {
  it.each([
    [['--alg', 'RS256'], 'Nothing says whose signature counts.'],
    [['--key', 'k'], '--alg is missing'],
    [['--alg', 'RS265', '--key', 'k'], 'did you mean RS256?'],
    [['--alg', 'X', '--key', 'k'], 'the algorithms are HS256'],
    [['--alg', 'RS256', '--key', 'k', '--jwks', 'j'], '--key and --jwks are given; one of them counts.'],
    [['--alg', 'HS256', '--key', 'k'], 'use --secret-file FILE or --secret-env NAME'],
    [['--alg', 'RS256', '--secret-env', 'S'], 'use --key FILE'],
    [['--alg', 'RS256', '--secret-file', 'S'], 'use --key FILE'],
    [['--alg', 'HS256', '--secret-env', 'S'], 'not set, or empty'],
    [['--alg', 'HS256', '--secret-env', 'E', '--secret-encoding', 'rot13'], 'use text, base64, base64url, hex'],
    [['--alg', 'HS256', '--secret-env', 'E', '--secret-encoding', 'hex'], 'not written in hex'],
    [['--alg', 'RS256', '--key', 'k', '--secret-encoding', 'hex'], '--secret-encoding is for secrets'],
    [['--alg', 'RS256', '--issuer', 'https://i.test'], '--issuer wants --aud'],
    [['--alg', 'RS256', '--issuer', 'https://i.test', '--aud', 'a', '--any-aud'], 'contradict each other'],
    [['--alg', 'RS256', '--issuer', 'https://i.test', '--aud', 'a', '--iss', 'x'], 'leave --iss out'],
    [['--alg', 'RS256', '--issuer', 'http://i.test', '--aud', 'a'], 'https'],
    [['--alg', 'RS256', '--jwks', 'http://i.test/jwks'], 'https'],
    [['--alg', 'RS256', '--key', 'k', '--any-aud'], '--any-aud is for --issuer'],
    [['--alg', 'RS256', '--key', 'k', '--allow-insecure-loopback'], 'is for --jwks URL and --issuer'],
    [['--alg', 'RS256', '--jwks', 'k', '--allow-insecure-loopback'], 'is for --jwks URL and --issuer'],
    [['--alg', 'RS256', '--key', 'k', '--max-length', '0'], '--max-length is no whole number'],
    [['--alg', 'RS256', '--key', 'k', '--max-length', 'x'], '--max-length is no whole number'],
    [['--alg', 'RS256', '--key', 'k', '--now', 'soon'], '--now is no time'],
    [['--alg', 'RS256', '--key', 'k', '--now', '2026-13-01'], '--now is no time'],
    [['--alg', 'RS256', '--key', 'k', '--now', '1777636800000'], 'looks like milliseconds'],
    [['--alg', 'HS256', '--secret-env', 'E', '--max-age', '600'], '--max-age is "600"'],
    [['--alg', 'HS256', '--secret-env', 'E', '--token-file', 't'], 'A token and --token-file are both given'],
  ])('has to be said soundly: %j', async (args, words) => {
    const { code, stdout, stderr } = await runHere(['verify', shared, ...args], { env: { E: SECRET } })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^usage\n/)
    expect(stderr.replace(/\s+/g, ' ')).toContain(words)
  })

  it('is asked before the token is: a mistake there shows first', async () => {
    const { stderr } = await runHere(['verify', '--alg', 'RS256', '--key', '/nowhere'], { typed: token })
    expect(stderr).toContain('does not exist')
    expect(stderr).not.toContain('Paste')
  })

  it.each([
    ['base64', Buffer.from(SECRET).toString('base64')],
    ['base64', Buffer.from(SECRET).toString('base64').replace(/.{20}/g, '$&\n')],
    ['base64url', Buffer.from(SECRET).toString('base64url')],
    ['hex', `${Buffer.from(SECRET).toString('hex')}\n`],
  ])('may be a secret that is written in %s', async (encoding, written) => {
    const args = ['verify', shared, '--alg', 'HS256', '--secret-encoding', encoding, '--secret-file', '-']
    expect((await runHere(args, { stdin: written })).code).toBe(0)
  })

  it('may be a secret of any bytes, whose last one is no line end even if it looks like one', async () => {
    const secret = Uint8Array.from({ length: 32 }, (_, at) => (at === 31 ? 10 : 200 + at))
    const signed = await sign({}, secret, { algorithm: 'HS256', expiresIn: 60, now: NOW })
    writeFileSync(at('secret.bin'), secret)
    const hex = ['--secret-encoding', 'hex', '--secret-file', at('secret.bin')]
    expect((await runHere(['verify', signed, '--alg', 'HS256', ...hex])).stderr).toContain('not written in hex')
    expect((await runHere(['verify', signed, '--alg', 'HS256', '--secret-file', at('secret.bin')])).code).toBe(0)
    const text = `${'line\n'.repeat(10)}\r\n`
    const bySpread = await sign({}, text.slice(0, -2), { algorithm: 'HS256', expiresIn: 60, now: NOW })
    expect((await runHere(['verify', bySpread, '--alg', 'HS256', '--secret-file', '-'], { stdin: text })).code).toBe(0)
  })

  it('may be a secret in a JWK', async () => {
    const jwk = JSON.stringify({ kty: 'oct', k: Buffer.from(SECRET).toString('base64url') })
    const args = ['verify', shared, '--alg', 'HS256', '--secret-file', '-']
    expect((await runHere(args, { stdin: jwk })).code).toBe(0)
    const other = await runHere(args, { stdin: JSON.stringify({ password: SECRET }) })
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('ERR_SIGNATURE')])
  })

  it('may be a secret that is typed on the terminal, where it is not shown', async () => {
    const args = ['verify', shared, '--alg', 'HS256', '--secret-file', '-']
    const { code, stderr } = await runHere(args, { typed: SECRET })
    expect([code, stderr]).toEqual([0, 'Type the secret and press Enter (it is not shown): '])
    const gaveUp = await runHere(args, { typed: null })
    expect([gaveUp.code, gaveUp.stderr]).toEqual([2, expect.stringContaining('was not given')])
  })

  it('may be a key that is pasted on the terminal, which says what it waits for', async () => {
    const args = ['verify', token, '--alg', 'RS256', '--key', '-']
    const { code, stderr } = await runHere(args, { typed: '', stdin: rsa.publicPem })
    expect([code, stderr]).toEqual([0, 'Reading from the terminal (--key); Ctrl-D ends it.\n'])
  })

  it('refuses what is in a file with 1, and a file that cannot be read with 2', async () => {
    const set = (name: string) => verify('--alg', 'RS256', '--jwks', name)
    for (const [name, words] of [
      [at('public.pem'), 'holds no JSON object'],
      [at('public.jwk.json'), 'has no list "keys"'],
    ] as const) {
      const { code, stderr } = await set(name)
      expect([code, stderr]).toEqual([1, expect.stringContaining(words)])
    }
    const { code, stderr } = await set(at('nowhere.json'))
    expect([code, stderr]).toEqual([2, expect.stringContaining('does not exist')])
  })

  it('names the very file that is to be looked at', async () => {
    const odd = at('a set.json')
    writeFileSync(odd, '{}')
    for (const args of [
      ['--jwks', odd],
      ['--key', odd],
    ]) {
      const { stderr } = await verify('--alg', 'RS256', ...args)
      expect(stderr.replace(/\s+/g, ' ')).toContain(`fix: countersign inspect '${odd}' says what the file is`)
    }
    const piped = await runHere(['verify', token, '--alg', 'RS256', '--jwks', '-'], { stdin: '{}' })
    expect(piped.stderr).toContain('countersign inspect FILE says')
  })

  it('cannot be key material in the place of a file name, and none of it is shown', async () => {
    for (const name of [rsa.publicPem, rsa.privatePem, JSON.stringify(rsa.privateJwk), rsa.privateJwk['d'] as string]) {
      const { code, stderr } = await verify('--alg', 'RS256', '--key', name)
      expect(code).toBe(2)
      expect(stderr).not.toContain(name.slice(30, 60))
    }
    expect((await verify('--alg', 'RS256', '--key', rsa.publicPem)).stderr).toContain('takes the name of a file')
  })

  it('cannot be binary: a DER file is named, with the command that mends it', async () => {
    const der = Buffer.from(rsa.publicPem.replace(/-----.*-----|\n/g, ''), 'base64')
    writeFileSync(at('key.der'), der)
    const { code, stderr } = await verify('--alg', 'RS256', '--key', at('key.der'))
    expect([code, stderr]).toEqual([1, expect.stringContaining('ERR_KEY_INVALID')])
    expect(stderr.replace(/\s+/g, ' ')).toContain(`-in ${at('key.der')}`)
    writeFileSync(at('noise'), Uint8Array.from([255, 254, 253, 0, 1]))
    const noise = await verify('--alg', 'RS256', '--key', at('noise'))
    expect([noise.code, noise.stderr]).toEqual([1, expect.stringContaining('neither PEM nor a JWK')])
    writeFileSync(at('wide.pem'), Buffer.from(`\ufeff${rsa.publicPem}`, 'utf16le'))
    const wide = await verify('--alg', 'RS256', '--key', at('wide.pem'))
    expect([wide.code, wide.stderr]).toEqual([
      1,
      expect.stringContaining('The key is text in UTF-16; save it as UTF-8.\n'),
    ])
  })

  it('may be one of several algorithms, given anew or parted by commas', async () => {
    for (const list of [
      ['--alg', 'RS256,PS256'],
      ['--alg', 'PS256', '--alg', 'RS256'],
    ]) {
      expect((await verify(...list, '--key', at('public.pem'))).code).toBe(0)
    }
    const mixed = await verify('--alg', 'RS256,HS256', '--key', at('public.pem'))
    expect(mixed.code).toBe(2)
  })
})

describe('keys over the network', () => {
  let server: Endpoint
  const signer = makeSigner('key-9')
  const args = (token: string, ...more: string[]) => [
    'verify',
    token,
    '--alg',
    'ES256',
    '--allow-insecure-loopback',
    ...more,
  ]

  beforeAll(async () => {
    server = await listen((request, response) => {
      if (request.url === '/jwks.json') return json(setOf(signer))(request, response)
      if (request.url === '/.well-known/openid-configuration') {
        return json({ issuer: server.origin, jwks_uri: server.url })(request, response)
      }
      json({}, {}, 404)(request, response)
    })
  })

  afterAll(() => server.kill())

  it('are those of a set at an address', async () => {
    const good = await signer.token({}, { now: NOW })
    const { code, stdout } = await runHere(args(good, '--jwks', server.url))
    expect([code, stdout]).toEqual([0, expect.stringContaining(`kid key-9, by ${server.url}`)])
  })

  it('are those of an issuer, and iss is pinned to it', async () => {
    const good = await signer.token({}, { now: NOW, issuer: server.origin })
    expect((await runHere(args(good, '--issuer', server.origin, '--aud', 'api'))).code).toBe(0)
    expect((await runHere(args(good, '--issuer', server.origin, '--any-aud'))).code).toBe(0)
    const other = await runHere(args(await signer.token({}, { now: NOW }), '--issuer', server.origin, '--aud', 'api'))
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('ERR_CLAIM')])
  })

  it('are asked for without the token or anything of it', async () => {
    const marked = await signer.token({ mark: 'm4rk' }, { now: NOW })
    server.requests.length = 0
    await runHere(args(marked, '--jwks', server.url))
    expect(server.requests).toHaveLength(1)
    expect(JSON.stringify([server.requests[0]?.url, server.requests[0]?.rawHeaders])).not.toContain(marked.slice(0, 20))
  })

  it('may be missing there, and the server may fail', async () => {
    const unknown = await runHere(args(await signer.token({}, { now: NOW, kid: 'x' }), '--jwks', server.url))
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('ERR_KEY_NOT_FOUND')])
    const failing = await runHere(args(await signer.token({}, { now: NOW }), '--jwks', `${server.origin}/gone`))
    expect([failing.code, failing.stderr]).toEqual([1, expect.stringContaining('ERR_JWKS_FETCH')])
    expect(failing.stderr).toContain('with curl')
  })

  it('say why they could not be fetched, and nothing of a next request that no command makes', async () => {
    const probe = await listen(json({}))
    const gone = probe.origin
    await probe.kill()
    const good = await signer.token({}, { now: NOW })
    for (const more of [
      ['--jwks', `${gone}/jwks.json`],
      ['--issuer', gone, '--any-aud'],
    ]) {
      const { code, stderr } = await runHere(args(good, ...more))
      const { error } = JSON.parse((await runHere(args(good, ...more, '--json'))).stderr)
      expect([code, error.code]).toEqual([1, 'ERR_JWKS_FETCH'])
      for (const told of [stderr.replace(/\s+/g, ' '), error.message]) {
        expect(told).toMatch(/could not be reached \(connect ECONNREFUSED 127\.0\.0\.1:\d+\)\./)
        expect(told).not.toMatch(/see cause|next request/)
      }
    }
  })
})

it.each<Algorithm>(['ES256', 'ES384', 'ES512', 'Ed25519', 'EdDSA', 'PS512'])(
  'verifies %s by a PEM file',
  async (algorithm) => {
    const { privateKey, publicKey } = await generateKeyPair(algorithm)
    writeFileSync(at('any.pem'), await exportPem(publicKey))
    const signed = await sign({}, privateKey, { algorithm, expiresIn: 60, now: NOW })
    expect((await runHere(['verify', signed, '--alg', algorithm, '--key', at('any.pem')])).code).toBe(0)
  },
)
