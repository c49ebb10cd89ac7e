import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { looksSecret } from '../../src/cli/sources.ts'
import { runHere } from './stage.ts'

const SECRET = 'K7gNU3sdo+OL0wNhqoVWhr3g6s1/xYv72ol/pe/Unols='

describe('a name that may be a secret', () => {
  it.each([
    ['base64 with slashes', SECRET],
    ['base64 without its padding', SECRET.slice(0, -1)],
    ['base64 that begins with a slash', `/${SECRET}`],
    ['base64url', 'K7gNU3sdo-OL0wNhqoVWhr3g6s1_xYv72ol'],
    ['hexadecimal', '0123456789abcdef0123456789abcdef'],
    ['a part that is too long for a word', `keys/${'a'.repeat(30)}`],
    ['a long run within something else', `./${'a1'.repeat(20)}.pem`],
    ['a name beyond all names', `${'ab/'.repeat(100)}key.pem`],
  ])('is %s', (_name, name) => {
    expect(looksSecret(name)).toBe(true)
  })

  it.each([
    '/etc/keys/production/private',
    '/home/ubuntu/projects/backend/config/keys/jwt/private',
    '/Users/JohnDoe/OurProject/Config/JWT/2026/signingKey',
    'tests/fixtures/keys/rsa_2048_private-pkcs8/v2/key',
    '/var/lib/kubelet/pods/3f2504e0-4f89-11d3-9a0c-0305e82c3301/volumes/private.pem',
    'my-very-long-name-of-a-private-key.pem',
    'private.pem',
    '/proc/self/fd/3',
    '/dev/fd/63',
    'keys/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/private',
  ])('is not %s', (name) => {
    expect(looksSecret(name)).toBe(false)
  })

  it('is every random secret of a length that serves, in whatever it is written', () => {
    for (let at = 0; at < 20_000; at++) {
      const bytes = createHash('sha512')
        .update(String(at))
        .digest()
        .subarray(0, 32 + (at % 33))
      for (const encoding of ['base64', 'base64url', 'hex'] as const) {
        const text = bytes.toString(encoding)
        if (!looksSecret(text)) throw new Error(`${text} is shown`)
      }
    }
  })

  it.each([
    [['verify', 'x', '--alg', 'RS256', '--key', SECRET], 'The file that --key names does not exist.'],
    [['verify', 'x', '--alg', 'RS256', '--jwks', SECRET], 'The file that --jwks names does not exist.'],
    [['inspect', SECRET], 'A file that was named does not exist.'],
    [['jwks', SECRET], 'A file that was named does not exist.'],
  ])('is not shown: %j', async (args, words) => {
    for (const more of [[], ['--json']]) {
      const { code, stdout, stderr } = await runHere([...args, ...more])
      expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(words)])
      for (const part of SECRET.split('/')) expect(stderr).not.toContain(part.slice(0, 7).padEnd(6, '='))
    }
  })

  it('leaves paths to be shown', async () => {
    for (const args of [['inspect'], ['verify', 'x', '--alg', 'RS256', '--key']]) {
      const { stderr } = await runHere([...args, '/etc/keys/nowhere/production/private'])
      expect(stderr.replace(/\s+/g, ' ')).toContain('The file /etc/keys/nowhere/production/private does not exist.')
    }
  })
})

it('standard input is called by its option, or by nothing where it stands beside the options', async () => {
  const stdin = new Error('broken')
  expect((await runHere(['inspect', '-'], { stdin })).stderr).toContain('Standard input cannot be read')
  expect((await runHere(['decode', '-'], { stdin })).stderr).toContain('Standard input (the token) cannot be read')
})
