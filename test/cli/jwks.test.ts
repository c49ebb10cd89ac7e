import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLocalJwks, sign, thumbprint, verify } from '../../src/index.ts'
import { ed25519, p256, rsa, rsa1024, secrets } from '../vectors/keys.ts'
import { makeFolder, runHere } from './stage.ts'

const folder = makeFolder()
const at = folder.at
const hasOpenssl = spawnSync('openssl', ['version']).status === 0

beforeAll(() => {
  writeFileSync(at('rsa.pem'), rsa.publicPem)
  writeFileSync(at('private.pem'), rsa.privatePem)
  writeFileSync(at('ec.jwk.json'), JSON.stringify({ ...p256.publicJwk, kid: 'ec-1' }))
  writeFileSync(at('ed.pem'), ed25519.publicPem)
  writeFileSync(at('set.json'), JSON.stringify({ keys: [{ ...rsa.publicJwk, kid: 'old', alg: 'PS256', use: 'sig' }] }))
})

afterAll(() => folder.remove())

const jwks = (...args: string[]) => runHere(['jwks', ...args])

describe('countersign jwks', () => {
  it('builds one set of PEM, JWK and other sets, each key with a kid and for signatures', async () => {
    const { code, stdout, stderr } = await jwks(at('rsa.pem'), at('ec.jwk.json'), at('ed.pem'), at('set.json'))
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toEqual({
      keys: [
        { ...rsa.publicJwk, kid: await thumbprint(rsa.publicPem), use: 'sig' },
        { ...p256.publicJwk, kid: 'ec-1', alg: 'ES256', use: 'sig' },
        { ...ed25519.publicJwk, kid: await thumbprint(ed25519.publicPem), use: 'sig' },
        { ...rsa.publicJwk, kid: 'old', alg: 'PS256', use: 'sig' },
      ],
    })
  })

  it('builds a set that the library verifies with', async () => {
    const { keys } = JSON.parse((await jwks(at('rsa.pem'), at('ed.pem'))).stdout)
    const token = await sign({}, rsa.privatePem, { algorithm: 'RS256', expiresIn: 60, keyid: keys[0].kid })
    await verify(token, createLocalJwks({ keys }), { algorithms: ['RS256'] })
  })

  it('binds each key to an algorithm when told to, and refuses one that does not serve it', async () => {
    expect(JSON.parse((await jwks(at('rsa.pem'), '--alg', 'PS384')).stdout).keys[0].alg).toBe('PS384')
    const { code, stderr } = await jwks(at('rsa.pem'), at('ed.pem'), '--alg', 'PS384')
    expect([code, stderr]).toEqual([1, expect.stringMatching(/does\s+not\s+serve\s+PS384/)])
    const bound = await jwks(at('set.json'), '--alg', 'RS256')
    expect([bound.code, bound.stdout]).toEqual([1, ''])
  })

  it.each([
    ['a private PEM', () => rsa.privatePem],
    ['a private JWK', () => JSON.stringify(p256.privateJwk)],
    ['a set with a private JWK among public ones', () => JSON.stringify({ keys: [rsa.publicJwk, p256.privateJwk] })],
    ['a secret', () => secrets.HS256],
    ['a short secret', () => 'x'],
    ['a secret in a JWK', () => JSON.stringify({ kty: 'oct', k: Buffer.from(secrets.HS256).toString('base64url') })],
    ['a set of secrets', () => JSON.stringify({ keys: [{ kty: 'oct', k: 'A'.repeat(44) }] })],
  ])('refuses %s, and prints nothing of it', async (_name, text) => {
    const { code, stdout, stderr } = await runHere(['jwks', at('ed.pem'), '-'], { stdin: text() })
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/never\s+published/)
    for (const word of text().match(/[\w+/]{16,}/g) ?? []) expect(stderr).not.toContain(word)
  })

  it('says how to take the public half out of a private PEM', async () => {
    expect((await jwks(at('private.pem'))).stderr.replace(/\s+/g, ' ')).toContain(
      `fix: openssl pkey -in ${at('private.pem')} -pubout -out public.pem`,
    )
  })

  it.each([
    [() => rsa1024.publicPem, 'ERR_KEY_WEAK'],
    [() => rsa.publicPem.slice(0, 200), 'ERR_KEY_INVALID'],
    [() => '{"keys":[]}', 'ERR_KEY_NOT_FOUND'],
    [() => '{"keys":7}', 'ERR_KEY_INVALID'],
    [() => '{"keys":[null]}', 'ERR_KEY_INVALID'],
    [() => JSON.stringify({ keys: [{ ...p256.publicJwk, x: 'AA' }] }), 'ERR_KEY_INVALID'],
    [() => JSON.stringify({ ...p256.publicJwk, use: 'enc' }), 'ERR_KEY_MISMATCH'],
  ])('refuses what is no sound public key: case %#', async (stdin, errorCode) => {
    const { code, stdout, stderr } = await runHere(['jwks', '-'], { stdin: stdin() })
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringContaining(errorCode)])
  })

  it('refuses two keys with one kid, and the same key given twice', async () => {
    writeFileSync(at('other.json'), JSON.stringify({ ...ed25519.publicJwk, kid: 'ec-1' }))
    for (const other of ['other.json', 'ec.jwk.json']) {
      const { code, stderr } = await jwks(at('ec.jwk.json'), at(other))
      expect([code, stderr]).toEqual([1, expect.stringContaining('have the kid "ec-1"')])
    }
  })

  it('writes the set to a file that does not exist, or with --force in place of one that does', async () => {
    const out = at('jwks.json')
    const { code, stdout } = await jwks(at('ed.pem'), '--out', out)
    expect([code, stdout]).toEqual([0, `wrote 1 key to ${out}\n`])
    expect(statSync(out).mode & 0o777).toBe(0o644 & ~process.umask())
    const again = await jwks(at('rsa.pem'), at('ed.pem'), '--out', out)
    expect([again.code, JSON.parse(readFileSync(out, 'utf8')).keys]).toEqual([1, [expect.anything()]])
    const forced = await jwks(at('rsa.pem'), at('ed.pem'), '--out', out, '--force')
    expect([forced.stdout, JSON.parse(readFileSync(out, 'utf8')).keys.length]).toEqual([`wrote 2 keys to ${out}\n`, 2])
  })

  it('says that a file cannot be written where no file can be', async () => {
    for (const place of [at('ed.pem/jwks.json'), at('nowhere/jwks.json')]) {
      const { code, stdout, stderr } = await jwks(at('ed.pem'), '--out', place)
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr.replace(/\s+/g, ' ')).toMatch(
        /could not be written to .* \((ENOTDIR|ENOENT)\); nothing was changed\./,
      )
    }
  })

  it.skipIf(!hasOpenssl)('takes the key out of a certificate', async () => {
    const request = ['req', '-x509', '-key', at('private.pem'), '-subj', '/CN=a', '-out', at('a.crt')]
    execFileSync('openssl', request, { stdio: 'ignore' })
    expect(JSON.parse((await jwks(at('a.crt'))).stdout).keys[0].n).toBe(rsa.publicJwk['n'])
  })

  it.each([
    [[], 'FILE is missing'],
    [['/nowhere'], 'does not exist'],
    [['x', '--alg', 'XS256'], '--alg names no algorithm'],
    [['x', '--force'], '--force goes with --out'],
    [['x', '--out', '-'], '--out is a file'],
  ])('refuses %j', async (args, words) => {
    const { code, stdout, stderr } = await jwks(...args)
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(words)])
    expect([existsSync('x'), existsSync('-')]).toEqual([false, false])
  })
})
