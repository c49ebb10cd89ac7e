import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decode, verify } from '../../src/index.ts'
import { ed25519, rsa } from '../vectors/keys.ts'
import { makeFolder, NOW, runHere } from './stage.ts'

const folder = makeFolder()
const at = folder.at
const SECRET = 'correct horse battery staple, thirty-two bytes and more'

beforeAll(() => {
  writeFileSync(at('private.pem'), rsa.privatePem)
  writeFileSync(at('public.pem'), rsa.publicPem)
  writeFileSync(at('private.jwk.json'), JSON.stringify({ ...ed25519.privateJwk, kid: 'ed-1' }))
  writeFileSync(at('claims.json'), JSON.stringify({ sub: 'ann', roles: ['a'], iat: NOW - 10 }))
})

afterAll(() => folder.remove())

const sign = (...args: string[]) => runHere(['sign', '--alg', 'RS256', '--key', at('private.pem'), ...args])

async function signed(...args: string[]) {
  const { code, stdout, stderr } = await sign(...args)
  expect([code, stderr]).toEqual([0, ''])
  return decode(stdout.trim(), { complete: true })
}

describe('countersign sign', () => {
  it('prints the token and nothing else', async () => {
    const { stdout } = await sign('--exp', '15m', '--sub', 'ann')
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
    const payload = await verify(stdout.trim(), rsa.publicPem, { algorithms: ['RS256'], now: NOW })
    expect(payload).toEqual({ sub: 'ann', iat: NOW, exp: NOW + 900 })
  })

  it('takes a thumbprint that begins with a hyphen for a kid', async () => {
    const kid = `-${'T'.repeat(42)}`
    expect((await signed('--exp', '1h', '--kid', kid)).header['kid']).toBe(kid)
    expect((await sign('--exp', '1h', '--kid', '-T')).code).toBe(2)
  })

  it('takes every claim and parameter that it has an option for', async () => {
    const { header, payload } = await signed(
      ...['--exp', '1h', '--nbf', '10s', '--kid', 'k-1', '--iss', 'i', '--sub', 's', '--aud', 'a', '--jti', 'j'],
      ...['--typ', 'at+jwt', '--claim', 'role=admin', '--claim', 'n:=7', '--header', 'x=y', '--header', 'z:=[1]'],
    )
    expect(header).toEqual({ alg: 'RS256', typ: 'at+jwt', kid: 'k-1', x: 'y', z: [1] })
    expect(payload).toEqual({
      ...{ iss: 'i', sub: 's', aud: 'a', jti: 'j', role: 'admin', n: 7 },
      ...{ iat: NOW, exp: NOW + 3600, nbf: NOW + 10 },
    })
  })

  it('makes several audiences a list, a random id a UUID, and leaves iat out when told to', async () => {
    const { payload } = await signed('--exp', '1h', '--aud', 'a', '--aud', 'b', '--jti', 'random', '--no-iat')
    expect(payload).toEqual({ aud: ['a', 'b'], jti: expect.stringMatching(/^[\da-f-]{36}$/), exp: NOW + 3600 })
  })

  it('makes a token without an end only when it is told so', async () => {
    expect((await signed('--exp', 'never')).payload).toEqual({ iat: NOW })
    const { code, stderr } = await sign('--sub', 'ann')
    expect([code, stderr]).toEqual([2, expect.stringContaining('--exp')])
    expect(stderr).not.toContain('expiresIn')
  })

  it('issues at another time with --now', async () => {
    expect((await signed('--exp', '1m', '--now', '2030-01-01')).payload).toEqual({ iat: 1893456000, exp: 1893456060 })
  })

  it('takes claims from a file and from standard input', async () => {
    const { payload } = await signed('--exp', '1m', '--claims', at('claims.json'), '--claim', 'x=1')
    expect(payload).toEqual({ sub: 'ann', roles: ['a'], x: '1', iat: NOW - 10, exp: NOW + 50 })
    const piped = await runHere(['sign', '--alg', 'HS256', '--secret-env', 'S', '--claims', '-', '--exp', '1m'], {
      stdin: '{"__proto__":{"admin":true},"sub":"ann"}',
      env: { S: SECRET },
    })
    expect(Object.keys(decode(piped.stdout.trim()))).toContain('__proto__')
  })

  it('takes the text of a claim as it stands: what looks like a number or a name of objects is text', async () => {
    const args = ['--claim', 'pin=007', '--claim', 'eq=a=b', '--claim', 'none=', '--claim', '__proto__=x']
    const { payload } = await signed('--exp', '1m', ...args)
    expect(Object.entries(payload)).toEqual(
      expect.arrayContaining([
        ['pin', '007'],
        ['eq', 'a=b'],
        ['none', ''],
        ['__proto__', 'x'],
      ]),
    )
  })

  it('takes the kid of a JWK', async () => {
    const args = ['sign', '--alg', 'Ed25519', '--key', at('private.jwk.json'), '--exp', '1m', '--json']
    const { stdout } = await runHere(args)
    expect(JSON.parse(stdout)).toEqual({
      token: expect.stringMatching(/^eyJ/),
      header: { alg: 'Ed25519', typ: 'JWT', kid: 'ed-1' },
      payload: { iat: NOW, exp: NOW + 60 },
    })
  })

  it('reads the key from standard input', async () => {
    const args = ['sign', '--alg', 'RS256', '--key', '-', '--exp', '1m']
    expect((await runHere(args, { stdin: rsa.privatePem })).code).toBe(0)
  })

  it.each([
    [
      ['--exp', '900'],
      '--exp is "900"; expected a span with its unit, such as 15m, 1h or 7d. A bare number is ambiguous: for seconds write --exp 900s.',
    ],
    [['--exp', '1m', '--nbf', '5'], 'for seconds write --nbf 5s.'],
    [['--exp', 'soon'], '--exp is "soon"'],
    [['--exp', '1m', '--claim', 'role'], 'name=text and name:=JSON'],
    [['--exp', '1m', '--claim', '=x'], 'name=text and name:=JSON'],
    [['--exp', '1m', '--claim', 'x:={'], 'is no JSON'],
    [['--exp', '1m', '--claim', 'x=1', '--claim', 'x=2'], '"x" is given twice'],
    [
      ['--exp', '1m', '--claim', 'sub=1', '--sub', 'ann'],
      'sub stands among the claims and is given by --sub; keep one.',
    ],
    [['--exp', '1m', '--claim', 'exp:=9'], 'exp stands among the claims and is given by --exp; keep one.'],
    [['--exp', '1m', '--typ', 'a', '--header', 'typ=b'], '"typ" is given twice'],
    [['--exp', '1m', '--header', 'alg=none'], '--header holds "alg", which cannot be set here.'],
    [['--exp', '1m', '--claims', '/nowhere.json'], 'does not exist'],
    [['--exp', '1m', '--claims', '{"sub":"ann"}'], 'takes the name of a file'],
  ])('refuses %j', async (args, words) => {
    const { code, stdout, stderr } = await sign(...args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr.replace(/\s+/g, ' ')).toContain(words)
  })

  it('refuses claims that are no JSON object, without showing them', async () => {
    for (const stdin of ['[1]', 'hunter2', '"x"', 'null', '', '\u00ff\ufffd{']) {
      const { code, stderr } = await runHere(['sign', '--alg', 'HS256', '--secret-env', 'S', '--claims', '-'], {
        stdin,
        env: { S: SECRET },
      })
      expect([code, stderr]).toEqual([1, expect.stringContaining('holds no JSON object')])
      expect(stderr).not.toContain('hunter2')
    }
    const { code, stderr } = await runHere(['sign', '--alg', 'HS256', '--secret-env', 'S', '--claims', '-'], {
      stdin: Uint8Array.from([255, 254]),
      env: { S: SECRET },
    })
    expect([code, stderr]).toEqual([1, expect.stringContaining('no UTF-8 text')])
  })

  it('says when standard input cannot be read, or a file', async () => {
    const args = ['sign', '--alg', 'RS256', '--key', '-', '--exp', '1m']
    const failing = Object.assign(new Error('secret'), { code: 'EIO' })
    const { code, stderr } = await runHere(args, { stdin: failing })
    expect([code, stderr]).toEqual([2, expect.stringContaining('Standard input (--key) cannot be read (EIO).')])
    expect((await runHere(args, { stdin: new Error('secret') })).stderr).toContain('(unknown reason)')
    const socket = await runHere(['sign', '--alg', 'RS256', '--key', '/proc/self/mem', '--exp', '1m'])
    expect([socket.code, socket.stderr]).toEqual([2, expect.stringMatching(/cannot be read \(E\w+\)/)])
  })

  it('refuses standard input for two things', async () => {
    const { code, stderr } = await sign('--claims', '-', '--key', '-')
    expect([code, stderr]).toEqual([2, expect.stringContaining('--key is given twice')])
    const both = await runHere(['sign', '--alg', 'RS256', '--key', '-', '--claims', '-'], { stdin: rsa.privatePem })
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('read only once')])
  })

  it.each([
    [['--alg', 'RS256', '--key', 'public.pem'], 'ERR_KEY_MISMATCH'],
    [['--alg', 'ES256', '--key', 'private.pem'], 'ERR_KEY_MISMATCH'],
    [['--alg', 'RS256', '--key', 'claims.json'], 'ERR_KEY_INVALID'],
    [['--alg', 'HS512', '--secret-env', 'S'], 'ERR_KEY_WEAK'],
  ])('refuses the wrong key: %j', async ([alg = '', name = '', option = '', value = ''], errorCode) => {
    const args = ['sign', alg, name, option, option === '--key' ? at(value) : value, '--exp', '1m']
    const { code, stdout, stderr } = await runHere(args, { env: { S: SECRET } })
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringContaining(errorCode)])
  })

  it('refuses a set in the place of a key, with what takes one out of it', async () => {
    for (const name of ['keys.json', 'private.jwk.json.json']) {
      writeFileSync(at(name), JSON.stringify({ keys: [rsa.privateJwk] }))
      const { code, stdout, stderr } = await runHere(['sign', '--alg', 'RS256', '--key', at(name), '--exp', '1m'])
      expect([code, stdout]).toEqual([1, ''])
      expect(stderr.replace(/\s+/g, ' ')).toContain(
        `A JWK Set was given to sign with; sign takes one key. fix: jq '.keys[0]' ${at(name)} > private.jwk.json`,
      )
    }
    const piped = await runHere(['sign', '--alg', 'RS256', '--key', '-', '--exp', '1m'], { stdin: '{"keys":[]}' })
    expect([piped.code, piped.stderr]).toEqual([1, expect.stringContaining("jq '.keys[0]' FILE > private.jwk.json")])
  })

  it('offers no flag that would not help: an empty secret is refused with --allow-weak-keys, too', async () => {
    writeFileSync(at('empty'), '')
    writeFileSync(at('short'), 'x')
    const args = ['sign', '--alg', 'HS256', '--exp', '1m', '--secret-file']
    for (const more of [[], ['--allow-weak-keys']]) {
      const { code, stderr } = await runHere([...args, at('empty'), ...more])
      expect([code, stderr]).toEqual([1, expect.stringContaining('ERR_KEY_WEAK')])
      expect(stderr).toContain('fix: look at where the secret is read from: nothing stands there')
      expect(stderr).not.toContain('admits')
    }
    expect((await runHere([...args, at('short')])).stderr.replace(/\s+/g, ' ')).toContain('admits this one for a test')
  })

  it('says that the key has to be a private one, which no certificate holds', async () => {
    const { stdout } = await runHere(['sign', '--help'])
    expect(stdout.replace(/\s+/g, ' ')).toContain('the private key: PEM or a JWK;')
    expect(stdout).not.toContain('certificate')
  })

  it('refuses claims that JSON cannot carry', async () => {
    const args = ['sign', '--alg', 'HS256', '--secret-env', 'S', '--claims', '-']
    const { code, stdout, stderr } = await runHere(args, { stdin: '{"exp":1e999}', env: { S: SECRET } })
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringContaining('fix: change that claim, or leave it out')])
  })

  it('signs with a weak secret when told to', async () => {
    const args = ['sign', '--alg', 'HS512', '--secret-env', 'S', '--exp', '1m', '--allow-weak-keys']
    expect((await runHere(args, { env: { S: SECRET } })).code).toBe(0)
  })
})

describe('a secret or a key as an argument', () => {
  it.each([
    ['--secret', 'hunter2hunter2'],
    ['--secret=hunter2hunter2', ''],
    ['--password', 'hunter2hunter2'],
    ['--secret-key', 'hunter2hunter2'],
    ['--private-key', 'hunter2hunter2'],
    ['--pem', 'hunter2hunter2'],
  ])('is refused, with what to use instead: %s', async (...args) => {
    const { code, stdout, stderr } = await runHere(['sign', '--alg', 'HS256', '--exp', '1m', ...args.filter(Boolean)])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr.replace(/\s+/g, ' ')).toMatch(
      /shell's history\. fix: give (it as --secret-file|the file that holds it as --key)/,
    )
    expect(stderr).not.toContain('hunter2')
  })

  it.each([
    ['--secret-file', SECRET],
    ['--secret-env', 'hunter2hunter2'],
    ['--secret-file', 'hunter2hunter2'],
    ['--claims', 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0'],
    ['--key', 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0'],
  ])('in the place of a name is not shown again: %s', async (option, value) => {
    const alg = option === '--key' ? 'RS256' : 'HS256'
    const more = option === '--claims' ? ['--secret-env', 'S'] : []
    const { code, stderr } = await runHere(['sign', '--alg', alg, '--exp', '1m', option, value, ...more], {
      env: { S: SECRET },
    })
    expect(code).toBe(2)
    expect(stderr).not.toContain(value)
  })
})
