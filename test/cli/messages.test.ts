// Whoever reads what the command says has a shell, and not the library's documentation.
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inFlags } from '../../src/cli/fixes.ts'
import { messageOf } from '../../src/cli/messages.ts'
import { JwtError } from '../../src/errors.ts'
import { sign } from '../../src/index.ts'
import { type Endpoint, json, listen } from '../jwks/server.ts'
import { p256, rsa, rsa1024, secrets } from '../vectors/keys.ts'
import { makeFolder, NOW, runHere } from './stage.ts'

const folder = makeFolder()
const at = folder.at
const env = { S: secrets.HS256, SHORT: 'x' }
let server: Endpoint
const tokens: Record<string, string> = {}

const FILES: Record<string, string | Uint8Array> = {
  'private.pem': rsa.privatePem,
  'public.pem': rsa.publicPem,
  'ec.pem': p256.privatePem,
  'weak.pem': rsa1024.publicPem,
  'torn.pem': rsa.publicPem.slice(0, 200),
  'label.pem': '-----BEGIN SOME THING-----\nAAAA\n-----END SOME THING-----\n',
  'two.pem': rsa.publicPem + rsa.publicPem,
  'openssh.pub': 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC7 ann@example',
  'token.txt': 'eyJhbGciOiJIUzI1NiJ9.e30.AAAA',
  'address.txt': 'https://id.example/jwks.json',
  'path.txt': 'keys/private.pem',
  'wide.pem': Buffer.from(`\ufeff${rsa.publicPem}`, 'utf16le'),
  'key.der': Buffer.from(rsa.publicPem.replace(/-----.*-----|\n/g, ''), 'base64'),
  noise: Uint8Array.from([255, 254, 253, 0, 1]),
  empty: '',
  'object.json': '{}',
  'list.json': '[1]',
  'pair.json': '{"privateKey":"a","publicKey":"b"}',
  'text.json': JSON.stringify(JSON.stringify(rsa.publicJwk)),
  'public.jwk.json': JSON.stringify(rsa.publicJwk),
  'use.jwk.json': JSON.stringify({ ...rsa.publicJwk, use: 'enc' }),
  'ops.jwk.json': JSON.stringify({ ...rsa.publicJwk, key_ops: ['encrypt'] }),
  'bad.jwk.json': JSON.stringify({ ...p256.publicJwk, x: 'AA' }),
  'off.jwk.json': JSON.stringify({ ...p256.publicJwk, x: p256.publicJwk['y'] }),
  'oct.jwk.json': JSON.stringify({ kty: 'oct', k: 'AAAA' }),
  'other.jwk.json': JSON.stringify({ kty: 'AKP' }),
  'set.json': JSON.stringify({ keys: [rsa.publicJwk] }),
  'none.json': '{"keys":[]}',
  'seven.json': '{"keys":7}',
  'mixed.json': JSON.stringify({ keys: [rsa.publicJwk, { kty: 'oct', k: 'AAAA' }] }),
  'twins.json': JSON.stringify({ keys: [rsa.publicJwk, rsa.publicJwk] }),
  'broken.json': JSON.stringify({ keys: [{ ...p256.publicJwk, kid: 'k', x: p256.publicJwk['y'] }] }),
  'ring-none.json': '{"version":1,"state":{}}',
  'ring-later.json': '{"version":1,"state":{"format":2}}',
  'ring-keys.json': '{"version":1,"state":{"format":1,"time":1,"keys":[{}]}}',
  'ring-bare.json': '{"state":{"format":1}}',
}

beforeAll(async () => {
  for (const [name, content] of Object.entries(FILES)) writeFileSync(at(name), content)
  const now = NOW - 60
  const claims = { iss: 'i', sub: 's', aud: 'a' }
  tokens['good'] = await sign(claims, rsa.privatePem, { algorithm: 'RS256', expiresIn: '5m', now })
  tokens['bare'] = await sign({}, rsa.privatePem, { algorithm: 'RS256', expiresIn: null, noTimestamp: true })
  tokens['ec'] = await sign({}, p256.privatePem, { algorithm: 'ES256', expiresIn: '5m', keyid: 'k', now })
  tokens['hs'] = await sign({}, secrets.HS256, { algorithm: 'HS256', expiresIn: '5m', now })
  tokens['typ'] = `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.e30.AAAA`
  tokens['crit'] = `${Buffer.from('{"alg":"RS256","crit":["x"],"x":1}').toString('base64url')}.e30.AAAA`
  server = await listen((request, response) => {
    if (request.url === '/text') return response.end('hello')
    if (request.url === '/huge') return response.end(' '.repeat(2_000_000))
    if (request.url === '/torn') {
      response.writeHead(200, { 'content-length': '100' }).write('{')
      return setTimeout(() => response.destroy(), 20)
    }
    if (request.url === '/many')
      return json({ keys: Array.from({ length: 2000 }, () => rsa.publicJwk) })(request, response)
    if (request.url === '/seven') return json({ keys: 7 })(request, response)
    if (request.url === '/moved') return response.writeHead(302, { location: '/text' }).end()
    if (request.url?.startsWith('/.well-known')) return json({ issuer: 'https://other.example' })(request, response)
    if (request.url?.startsWith('/nameless/.well-known')) return json({})(request, response)
    response.writeHead(500).end()
  })
})

afterAll(async () => {
  await server.kill()
  folder.remove()
})

/** Lines that fail, a word in braces standing for a token. */
function lines(): readonly (readonly string[])[] {
  const rs = ['verify', '{good}', '--alg', 'RS256']
  const good = [...rs, '--key', at('public.pem')]
  const bare = ['verify', '{bare}', '--alg', 'RS256', '--key', at('public.pem')]
  const signing = ['sign', '--alg', 'RS256', '--key', at('private.pem')]
  const remote = (path: string) => [...rs, '--jwks', server.origin + path, '--allow-insecure-loopback']
  const issuer = (path: string) => [...rs, '--any-aud', '--issuer', server.origin + path, '--allow-insecure-loopback']
  const names = Object.keys(FILES)
  return [
    ...names.flatMap((name) => [
      ['inspect', at(name)],
      ['inspect', at(name), '--alg', 'ES256', '--for', 'verify'],
      ['jwks', at(name)],
      [...rs, '--key', at(name)],
      [...rs, '--jwks', at(name)],
      ['verify', '{ec}', '--alg', 'ES256', '--key', at(name)],
      ['verify', '{ec}', '--alg', 'ES256', '--jwks', at(name)],
      ['verify', '{hs}', '--alg', 'HS256', '--secret-file', at(name)],
      ['verify', '--alg', 'RS256', '--key', at('public.pem'), '--token-file', at(name)],
      ['sign', '--alg', 'RS256', '--exp', '1m', '--key', at(name)],
      ['sign', '--alg', 'ES256', '--exp', '1m', '--key', at(name)],
      ['sign', '--alg', 'HS256', '--exp', '1m', '--secret-file', at(name)],
      [...signing, '--exp', '1m', '--claims', at(name)],
      ...['status', 'jwks', 'rotate'].map((verb) => ['ring', verb, '--state', at(name)]),
      ['ring', 'revoke', 'k', '--state', at(name)],
      ['ring', 'init', '--alg', 'ES256', '--state', at(name)],
    ]),
    ...['', '900', 'soon', '-1s'].flatMap((span) => [
      [...signing, `--exp=${span}`],
      [...signing, '--exp', '1m', `--nbf=${span}`],
      [...good, `--max-age=${span}`],
      [...good, `--tolerance=${span}`],
      ['ring', 'init', '--alg', 'ES256', '--state', at('new.json'), `--max-lifetime=${span}`],
    ]),
    signing,
    [...signing, '--exp', `${'9'.repeat(308)}d`],
    [...signing, '--exp', '1m', '--nbf', `${'9'.repeat(308)}w`],
    ...['sub', 'iss', 'aud', 'jti', 'nbf'].map((claim) => [
      ...[...signing, '--exp', '1m', '--claim', `${claim}=1s`],
      ...[`--${claim}`, '1s'],
    ]),
    ...['sub:=7', 'exp:="x"', 'aud:=[7]', 'iat:="x"', 'nbf:=null', 'exp:=1'].map((claim) => [
      ...[...signing, '--exp', '1m', '--claim', claim],
    ]),
    ...['alg=none', 'crit:=["x"]', 'b64:=false', 'kid:=7', 'typ:=7', 'cty=JWT', 'x:=1e999'].map((pair) => [
      ...[...signing, '--exp', '1m', '--header', pair],
    ]),
    [...signing, '--exp', '1m', '--kid', 'a', '--header', 'kid=b'],
    ...['iss', 'sub', 'aud', 'jti', 'nonce', 'typ', 'require'].flatMap((name) => [
      [...good, `--${name}`, 'x'],
      [...bare, '--allow-no-exp', `--${name}`, 'x'],
    ]),
    bare,
    [...bare, '--allow-no-exp', '--max-age', '1m'],
    [...good, '--now', '2030-01-01'],
    [...good, '--now', '2020-01-01', '--max-age', '1m'],
    [...good, '--max-length', '10'],
    [...good, '--crit', 'alg'],
    ['verify', '{crit}', '--alg', 'RS256', '--key', at('public.pem')],
    ['verify', '{typ}', '--alg', 'RS256', '--key', at('public.pem'), '--typ', 'at+jwt'],
    ['verify', '{good}', '--alg', 'ES256,RS256', '--key', at('public.pem')],
    ['verify', '{good}', '--alg', 'HS256,RS256', '--jwks', at('set.json')],
    ['verify', '{good}', '--alg', 'HS256', '--any-aud', '--issuer', 'https://id.example'],
    ['verify', '{good}', '--alg', 'RS256', '--any-aud', '--issuer', 'id.example'],
    ['verify', '{hs}', '--alg', 'HS256', '--secret-env', 'SHORT'],
    ['verify', '{hs}', '--alg', 'HS512', '--secret-env', 'S'],
    ['verify', 'x', '--alg', 'HS256', '--secret-env', 'S'],
    ['decode', 'x'],
    ['decode', 'a.b.c'],
    ...['/text', '/huge', '/torn', '/many', '/seven', '/moved', '/gone'].map(remote),
    ...['', '/nameless', '/gone'].map(issuer),
    ...['http://id.example/x', 'ftp://id.example/x', 'https://u:p@id.example/x', 'http://127.0.0.1:1/x'].map((url) => [
      ...[...rs, '--jwks', url],
    ]),
    [...rs, '--jwks', 'https://127.0.0.1:1/x'],
    ['keygen', '--alg', 'RS256', '--bits', '1024', '--out', at('made')],
    ['keygen', '--alg', 'ES256', '--bits', '2048', '--out', at('made')],
    ['ring', 'init', '--alg', 'HS256', '--state', at('new.json')],
    ['ring', 'init', '--alg', 'ES256', '--bits', '2048', '--state', at('new.json')],
    ['ring', 'init', '--alg', 'RS256', '--bits', '1024', '--state', at('new.json')],
    ['ring', 'init', '--alg', 'ES256', '--state', at('nowhere/new.json')],
  ]
}

/** Names of functions and of options, of the classes of a runtime, and words for what only calling code can do. */
const CALLING_CODE =
  /\w\(\)|\b(?:CryptoKey|KeyObject|Uint8Array|undefined)\b|\boptions? [a-z]|as a string|of the header|see cause|\?\.|\b[a-z]+[A-Z]\w*/

/** What is not the command's own wording: paths, quoted texts, thumbprints. */
const foreign = (text: string) =>
  text.replaceAll(folder.path, '').replace(/"[^"]*"|\b[\w-]{43}\b|ssh-keygen.*|https?:\S+/g, '…')

describe('what the command says when it fails', () => {
  it('speaks of flags, files and commands, and never of functions and options of the library', async () => {
    const told: string[] = []
    for (const line of lines()) {
      const args = line.map((word) => word.replace(/^\{(\w+)\}$/, (_, name: string) => tokens[name] as string))
      const { stdout, stderr } = await runHere([...args, '--json'], { env, now: NOW })
      const said = JSON.parse(stderr || stdout)
      const problems = said.files?.flatMap((file: { problems: object[]; keys?: { problems: object[] }[] }) => [
        ...file.problems,
        ...(file.keys ?? []).flatMap((key) => key.problems),
      ])
      for (const { message, fix = '' } of said.error ? [said.error] : (problems ?? [])) {
        const found = CALLING_CODE.exec(foreign(`${message} ${fix}`))
        if (found) told.push(`${found[0]} in: ${message} (${fix}) [${line.join(' ')}]`)
      }
    }
    expect(told).toEqual([])
  }, 120_000)
})

describe('what no line above brings about', () => {
  it.each([
    ['The JWK Set did not come within 5 s (option timeout).', 'The JWK Set did not come within 5 s.'],
    [
      'The JWK Set cannot be fetched: this runtime has no fetch; pass the option fetch.',
      'The JWK Set cannot be fetched: this runtime has no fetch.',
    ],
    ['The JWK Set has 2000 keys; the option maxKeys allows 1000.', 'The JWK Set has 2000 keys; at most 1000 are read.'],
    [
      "The key ring's store refused 50 saves in a row; does save() compare versions?",
      'Others changed the file of the ring 50 times in a row.',
    ],
    [
      'rotateEvery is shorter than publishAhead: a key would have to be published before its predecessor signs.',
      '--publish-ahead is longer than a thousand years.',
    ],
    [
      'The key is text that came as bytes, which are taken for an HMAC secret; pass it as a string.',
      'The key is text that came as bytes, which are taken for an HMAC secret.',
    ],
    [
      'The token\'s crit names "x", which is not declared in the crit option, or not there to be understood.',
      'The token\'s crit names "x", which no --crit names, or not there to be understood.',
    ],
    ['crit names "alg", which is no extension.', '--crit names "alg", which is no extension.'],
    ['The crit names "alg".', 'The crit names "alg".'],
  ])('is told in flags, too: %s', (message, words) => {
    expect(inFlags(message)).toBe(words)
  })
})

describe('a cause that the library points to', () => {
  const told = (cause?: unknown, message = 'It broke off; see cause.') =>
    messageOf(new JwtError('ERR_JWKS_FETCH', message, cause === undefined ? {} : { cause }))
  const failing = (message: string, more: object = {}) => Object.assign(new Error(message), more)

  it('is told in its place: the deepest one', () => {
    const deepest = failing('connect ECONNREFUSED 127.0.0.1:1', { code: 'ECONNREFUSED' })
    expect(told(failing('fetch failed', { cause: deepest }))).toBe('It broke off (connect ECONNREFUSED 127.0.0.1:1).')
    const again = new JwtError('ERR_JWKS_FETCH', 'It broke off; see cause.', { cause: deepest })
    const more = 'It broke off; see cause. The next request is made in 34 s at the earliest.'
    expect(told(again, more)).toBe('It broke off (connect ECONNREFUSED 127.0.0.1:1).')
  })

  it.each([
    [failing('self-signed certificate.', { code: 'DEPTH_ZERO' }), 'DEPTH_ZERO: self-signed certificate'],
    [failing('two\n lines\t'), 'two lines'],
    [failing('', { code: 'ENOENT' }), 'ENOENT'],
    [failing('ENOENT: no such file, open /a/.b.lock', { code: 'ENOENT', path: '/a/.b.lock' }), 'ENOENT'],
    [failing('x'.repeat(500)), `${'x'.repeat(200)}…`],
    [{ code: 7, message: 7 }, ''],
    [
      new JwtError('ERR_KEY_INVALID', 'The point is not on P-256; inspectKey() may tell more.'),
      'The point is not on P-256; countersign inspect may tell more',
    ],
  ])('is cleaned: %s', (cause, words) => {
    expect(told(cause)).toBe(`It broke off${words && ` (${words})`}.`)
  })

  it('may be missing, no object, or one that leads back to itself', () => {
    const ring = failing('round and round')
    Object.assign(ring, { cause: ring })
    expect([told(), told('text'), told(null)]).toEqual(['It broke off.', 'It broke off.', 'It broke off.'])
    expect(told(ring)).toBe('It broke off (round and round).')
    expect(told(ring, 'One that should is unusable, see cause.')).toBe('One that should is unusable (round and round).')
    expect(told(ring, 'Nothing is said of it.')).toBe('Nothing is said of it.')
  })

  it('does not change what a message means: its characters are no pattern', () => {
    expect(told(failing("costs $& and $'"))).toBe("It broke off (costs $& and $').")
  })
})

it('offers --allow-weak-keys only where it helps', async () => {
  writeFileSync(
    at('tiny.json'),
    JSON.stringify({ kty: 'RSA', n: Buffer.alloc(64, 255).toString('base64url'), e: 'AQAB' }),
  )
  for (const [name, helps] of [
    ['weak.pem', true],
    ['tiny.json', false],
  ] as const) {
    const args = ['verify', tokens['good'] as string, '--alg', 'RS256', '--key', at(name), '--now', String(NOW)]
    const { code, stderr } = await runHere(args)
    expect([code, stderr]).toEqual([1, expect.stringContaining('ERR_KEY_WEAK')])
    expect(stderr.replace(/\s+/g, ' ').includes('admits this one for a test')).toBe(helps)
    const weak = await runHere([...args, '--allow-weak-keys'])
    expect(weak.stderr.includes('ERR_KEY_WEAK')).toBe(!helps)
  }
})
