import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeSigner } from '../jwks/server.ts'
import { ed25519, p256, rsa, rsa1024, secrets } from '../vectors/keys.ts'
import { makeFolder, runHere } from './stage.ts'

const folder = makeFolder()
const at = folder.at
const ecOther = { publicJwk: makeSigner('other').jwk }
const hasOpenssl = spawnSync('openssl', ['version']).status === 0

function put(name: string, text: string | Uint8Array, mode = 0o600): string {
  writeFileSync(at(name), text)
  chmodSync(at(name), mode)
  return at(name)
}

beforeAll(() => {
  put('private.pem', rsa.privatePem)
  put('public.pem', rsa.publicPem)
  put('ed.pem', ed25519.privatePem)
  put('private.jwk.json', JSON.stringify({ ...p256.privateJwk, kid: 'ec-1' }))
  put('weak.pem', rsa1024.publicPem)
})

afterAll(() => folder.remove())

const inspect = (...args: string[]) => runHere(['inspect', ...args])
const json = async (...args: string[]) => JSON.parse((await inspect(...args, '--json')).stdout)

describe('countersign inspect', () => {
  it.each([
    ['private.pem', 'RSA private key, 2048 bits (PKCS#8 PEM)', 'RS256, RS384, RS512, PS256, PS384, PS512'],
    ['public.pem', 'RSA public key, 2048 bits (SPKI PEM)', 'RS256, RS384, RS512, PS256, PS384, PS512'],
    ['private.jwk.json', 'EC private key on P-256 (JWK)', 'ES256'],
    ['ed.pem', 'Ed25519 private key (PKCS#8 PEM)', 'Ed25519, EdDSA'],
  ])('says of %s what it is and which algorithms it serves, and ends with 0', async (name, what, serves) => {
    const { code, stdout, stderr } = await inspect(at(name))
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/ {2}good\n/)
    expect(stdout).toContain(what)
    expect(stdout).toContain(serves)
  })

  it('shows no part of a private key or a secret, not even its thumbprint if it is a secret', async () => {
    put('secret.txt', `${secrets.HS256}\n`)
    const names = ['private.pem', 'private.jwk.json', 'ed.pem', 'secret.txt']
    for (const args of [names.map(at), [...names.map(at), '--json']]) {
      const { stdout } = await inspect(...args)
      for (const private_ of [p256.privateJwk['d'], ed25519.privateJwk['d'], rsa.privateJwk['d'], secrets.HS256]) {
        expect(stdout).not.toContain((private_ as string).slice(0, 12))
      }
      for (const line of rsa.privatePem.split('\n').slice(1, -2)) expect(stdout).not.toContain(line)
    }
    expect((await json(at('secret.txt'))).files[0].thumbprint).toBeUndefined()
  })

  it('ends with 1 and says what is wrong and what mends it', async () => {
    const { code, stdout, stderr } = await inspect(at('weak.pem'))
    expect([code, stderr]).toEqual([1, ''])
    expect(stdout).toMatch(/ {2}1 problem\n/)
    expect(stdout).toContain('ERR_KEY_WEAK')
    expect(stdout).toContain('fix: countersign keygen --alg ALG --out DIR')
  })

  it('reads standard input, and a JWK or a JWK Set as the object that it spells', async () => {
    for (const [stdin, format] of [
      [rsa.publicPem, 'SPKI PEM'],
      [JSON.stringify(rsa.publicJwk), 'JWK'],
      [JSON.stringify({ keys: [rsa.publicJwk] }), 'JWK Set'],
    ]) {
      const { code, stdout } = await runHere(['inspect', '-', '--json'], { stdin: stdin as string })
      expect([code, JSON.parse(stdout).files[0]]).toEqual([
        0,
        expect.objectContaining({ file: 'standard input', format }),
      ])
    }
  })

  it('tells the keys of a set one by one, the broken ones too', async () => {
    const set = { keys: [{ ...rsa.publicJwk, kid: 'a\u001b' }, { ...p256.publicJwk, x: 'AA' }, null] }
    const { code, stdout } = await runHere(['inspect', '-'], { stdin: JSON.stringify(set) })
    expect(code).toBe(0)
    expect(stdout).toContain('1: kid a\\u001b, RSA public key, 2048 bits (JWK), serves RS256')
    expect(stdout).toMatch(/2: JWK, cannot be used\n +ERR_KEY_INVALID/)
    expect(stdout).toMatch(/3: unknown, cannot be used/)
    const empty = await runHere(['inspect', '-'], { stdin: '{"keys":[]}' })
    expect([empty.code, empty.stdout]).toEqual([1, expect.stringContaining('ERR_KEY_NOT_FOUND')])
  })

  it('says which files hold the same key', async () => {
    put('rsa.jwk.json', JSON.stringify(rsa.privateJwk))
    const { stdout } = await inspect(at('private.pem'), at('public.pem'), at('ed.pem'), at('rsa.jwk.json'))
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      `the same key: ${at('private.pem')}, ${at('public.pem')}, ${at('rsa.jwk.json')}`,
    )
    expect((await inspect(at('private.pem'), at('ed.pem'))).stdout).not.toContain('the same key')
  })

  it('fails when one of several files does', async () => {
    const { code, stdout } = await inspect(at('public.pem'), at('weak.pem'))
    expect([code, stdout.match(/good|1 problem/g)]).toEqual([1, ['good', '1 problem']])
    expect((await json(at('public.pem'), at('weak.pem'))).ok).toBe(false)
  })

  it.each([
    [['private.pem', '--alg', 'RS256', '--for', 'sign'], 0, ''],
    [['public.pem', '--alg', 'PS512', '--for', 'verify'], 0, ''],
    [['private.pem', '--alg', 'ES256'], 1, 'It does not serve ES256; it serves RS256'],
    [['private.pem', '--for', 'verify'], 1, 'It is the private half'],
    [['public.pem', '--for', 'sign'], 1, 'It is the public half, which cannot sign.'],
    [['ed.pem', '--for', 'sign'], 0, ''],
  ])('judges a key for a use: %j', async ([name = '', ...args], exit, words) => {
    const { code, stdout } = await inspect(at(name), ...args)
    expect([code, stdout]).toEqual([exit, expect.stringContaining(words)])
  })

  it('names the very file in the command that mends it', async () => {
    const odd = put("it's odd.pem", rsa.privatePem)
    const { stdout } = await inspect(odd, '--for', 'verify')
    expect(stdout).toContain(`fix: openssl pkey -in '${odd.replace("'", "'\\''")}' -pubout -out public.pem`)
  })

  it('warns when others may read a private key, or when a text may be no secret at all', async () => {
    const open = put('open.pem', rsa.privatePem, 0o644)
    const { stdout: warning } = await inspect(open)
    expect(warning.replace(/\s+/g, ' ')).toContain(`other users may read this file: chmod 600 ${open}`)
    expect((await inspect(put('readable.pem', rsa.publicPem, 0o644))).stdout).not.toContain('note')
    const { code, stdout } = await inspect(put('notes.txt', 'some text that is long enough to pass for a secret'))
    expect([code, stdout]).toEqual([0, expect.stringContaining('is this file meant to be one?')])
    const short = await inspect(put('short.txt', 'x'))
    expect([short.code, short.stdout]).toEqual([1, expect.stringContaining('secret of 1 byte\n')])
    expect(short.stdout).toContain('countersign keygen --alg HS256 --out DIR')
  })

  it.skipIf(!hasOpenssl)('tells the dates of a certificate, and that one has ended', async () => {
    const request = ['req', '-x509', '-key', at('ed.pem'), '-subj', '/CN=a', '-days', '2', '-out', at('good.crt')]
    execFileSync('openssl', request, { stdio: 'ignore' })
    const { notAfter } = (await json(at('good.crt'))).files[0] as { notAfter: string }
    expect(notAfter).toMatch(/^\d{4}-.*Z$/)
    // Counted from the certificate's own end, so that no second may pass in between.
    const end = Date.parse(notAfter) / 1000
    const { code, stdout } = await runHere(['inspect', at('good.crt')], { now: end - 2 * 86400 })
    expect([code, stdout]).toEqual([0, expect.stringMatching(/valid +from .* UTC until .* UTC\s+\(in\s+2\s+days\)/s)])
    const later = await runHere(['inspect', at('good.crt')], { now: end + 86400 })
    expect(later.stdout.replace(/\s+/g, ' ')).toContain('its key still serves')
  })

  it('notices halves that do not belong together, which only the runtime can tell', async () => {
    const { x, y } = ecOther.publicJwk
    const { code, stdout } = await runHere(['inspect', '-'], { stdin: JSON.stringify({ ...p256.privateJwk, x, y }) })
    expect([code, stdout]).toEqual([1, expect.stringContaining('its numbers do not fit')])
  })

  it('tells a secret in a JWK, and a key that was cut off, with what to do about it', async () => {
    const jwk = await runHere(['inspect', '-'], { stdin: JSON.stringify({ kty: 'oct', k: 'A'.repeat(64) }) })
    expect([jwk.code, jwk.stdout]).toEqual([0, expect.stringContaining('secret of 48 bytes (JWK)')])
    const torn = await runHere(['inspect', '-'], { stdin: '-----BEGIN PRIVATE KEY-----\n' })
    const narrow = await runHere(['inspect', '-'], {
      stdin: '-----BEGIN PRIVATE KEY-----\n',
      terminal: 40,
      env: { NO_COLOR: '1' },
    })
    expect(narrow.stdout).toMatch(/fix: put the value in double quotes,\n {9}with/)
    expect([torn.code, torn.stdout.replace(/\s+/g, ' ')]).toEqual([
      1,
      expect.stringContaining('fix: put the value in double quotes'),
    ])
  })

  it.each([
    [[], 'FILE is missing'],
    [['HUGE'], 'is larger than 1 MiB'],
    [['/nowhere.pem'], 'The file /nowhere.pem does not exist.'],
    [['FOLDER'], 'is a folder'],
    [['x', '--for', 'both'], '--for is neither sign nor verify'],
    [[`./x\n${rsa.privatePem}`], 'FILE takes the name of a file'],
    [[rsa.privatePem], 'There is no such option here.'],
  ])('refuses %j', async (args, words) => {
    mkdirSync(at('folder'), { recursive: true })
    writeFileSync(at('huge'), new Uint8Array(1_048_577))
    const { code, stdout, stderr } = await inspect(
      ...args.map((arg) => (/^[A-Z]+$/.test(arg) ? at(arg.toLowerCase()) : arg)),
    )
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(words)])
    expect(stderr).not.toContain('MIIE')
  })
})

describe.skipIf(!hasOpenssl)('the fixes that inspect prints', () => {
  /** Does what is told, and says what becomes of the file. */
  async function mend(name: string, made: string): Promise<string> {
    const { code, stdout } = await inspect(at(name))
    expect(code).toBe(1)
    const fix = /fix: (.*)/.exec(stdout)?.[1] ?? ''
    execFileSync('/bin/sh', ['-c', fix], { cwd: folder.path, stdio: 'pipe' })
    return (await json(at(made))).files[0].format
  }

  it.each([
    ['key.der', () => Buffer.from(rsa.publicPem.replace(/-----.*-----|\n/g, ''), 'base64'), 'public.pem', 'SPKI PEM'],
    ['mine.txt', () => rsa.publicPem.replace(/-----.*-----|\n/g, ''), 'public.pem', 'SPKI PEM'],
    ['some.pem', () => `Here it is:\n${rsa.publicPem}`, 'key.pem', 'SPKI PEM'],
    ['wide.pem', () => Buffer.from(`\ufeff${rsa.publicPem}`, 'utf16le'), 'key.pem', 'SPKI PEM'],
    [
      'public.pem',
      () => Buffer.from(rsa.publicPem.replace(/-----.*-----|\n/g, ''), 'base64'),
      'new-public.pem',
      'SPKI PEM',
    ],
  ])('mend %s', async (name, content, made, format) => {
    const before = put(name, content() as string)
    expect(await mend(name, made)).toBe(format)
    expect(readFileSync(before)).toEqual(Buffer.from(content()))
  })
})
