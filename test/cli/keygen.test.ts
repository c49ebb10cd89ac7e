import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type Algorithm, inspectKey, sign, thumbprint, verify } from '../../src/index.ts'
import { makeFolder, runHere } from './stage.ts'

const folder = makeFolder()
let folders = 0
/** A folder that does not exist yet. */
const fresh = () => folder.at(`keys-${++folders}`)
const keygen = (out: string, ...args: string[]) => runHere(['keygen', '--out', out, ...args])
const text = (...parts: string[]) => readFileSync(join(...parts), 'utf8')
const mode = (...parts: string[]) => statSync(join(...parts)).mode & 0o777

const PAIR = ['jwks.json', 'private.jwk.json', 'private.pem', 'public.jwk.json', 'public.pem']

afterAll(() => folder.remove())

describe('countersign keygen', () => {
  it.each<Algorithm>(['RS256', 'PS384', 'ES256', 'ES384', 'ES512', 'Ed25519', 'EdDSA'])(
    'makes one key for %s in five files: what any of the private ones signs, any of the public ones verifies',
    async (algorithm) => {
      const out = fresh()
      const { code, stdout, stderr } = await keygen(out, '--alg', algorithm, '--json')
      expect([code, stderr]).toEqual([0, ''])
      expect(readdirSync(out).sort()).toEqual(PAIR)
      const { kid, alg } = JSON.parse(stdout)
      const publicJwk = JSON.parse(text(out, 'public.jwk.json'))
      expect([alg, kid]).toEqual([algorithm, await thumbprint(publicJwk)])
      expect(publicJwk).toMatchObject({ kid, alg: algorithm, use: 'sig' })
      expect(publicJwk.d).toBeUndefined()
      const set = JSON.parse(text(out, 'jwks.json'))
      expect(set).toEqual({ keys: [publicJwk] })
      for (const privateKey of [text(out, 'private.pem'), JSON.parse(text(out, 'private.jwk.json'))]) {
        const token = await sign({ sub: 'ann' }, privateKey, { algorithm, expiresIn: 60, keyid: kid })
        for (const key of [text(out, 'public.pem'), publicJwk, set]) {
          expect((await verify(token, key, { algorithms: [algorithm] })).sub).toBe('ann')
        }
      }
    },
    60_000,
  )

  it.each<Algorithm>(['HS256', 'HS384', 'HS512'])(
    'makes one secret for %s in two files, long enough',
    async (algorithm) => {
      const out = fresh()
      expect((await keygen(out, '--alg', algorithm)).code).toBe(0)
      expect(readdirSync(out).sort()).toEqual(['secret.jwk.json', 'secret.txt'])
      const secret = text(out, 'secret.txt')
      expect(secret).toMatch(/^[\w-]{43,}$/)
      const token = await sign({}, secret, { algorithm, expiresIn: 60 })
      await verify(token, JSON.parse(text(out, 'secret.jwk.json')), { algorithms: [algorithm] })
      expect([mode(out, 'secret.txt'), mode(out, 'secret.jwk.json')]).toEqual([0o600, 0o600])
    },
  )

  it('makes RSA keys of 2048 bits, or of as many as are asked for', async () => {
    const [usual, large] = [fresh(), fresh()]
    await keygen(usual, '--alg', 'RS256')
    await keygen(large, '--alg', 'RS256', '--bits', '3072')
    expect([inspectKey(text(usual, 'public.pem')).bits, inspectKey(text(large, 'public.pem')).bits]).toEqual([
      2048, 3072,
    ])
  }, 60_000)

  it('keeps private files and a folder that it makes for their owner alone', async () => {
    const out = join(fresh(), 'deep', 'er')
    await keygen(out, '--alg', 'ES256')
    expect([mode(out), mode(out, '..')]).toEqual([0o700, 0o700])
    expect([mode(out, 'private.pem'), mode(out, 'private.jwk.json')]).toEqual([0o600, 0o600])
  })

  it('says where the files are and shows nothing of what is in them', async () => {
    const out = fresh()
    const { stdout, stderr } = await keygen(out, '--alg', 'ES256')
    expect(stdout).toMatch(/^made a key for ES256, kid [\w-]{43}\n/)
    expect(stdout).toMatch(/private\.pem +0600 {2}signs; keep it secret/)
    const { d } = JSON.parse(text(out, 'private.jwk.json'))
    for (const private_ of [d, text(out, 'private.pem').split('\n')[1]]) expect(stdout + stderr).not.toContain(private_)
  })

  it('tells on a terminal what takes its time, and takes that line away again', async () => {
    const { stderr } = await runHere(['keygen', '--alg', 'ES256', '--out', fresh()], { terminal: 80 })
    expect(stderr).toBe('\r\u001b[Kmaking a key for ES256 …\r\u001b[K')
  })

  it('replaces nothing: one file that exists stops it before anything is written', async () => {
    for (const name of PAIR) {
      const out = fresh()
      mkdirSync(out)
      writeFileSync(join(out, name), 'precious')
      const { code, stdout, stderr } = await keygen(out, '--alg', 'ES256')
      expect([code, stdout]).toEqual([1, ''])
      expect(stderr.replace(/\s+/g, ' ')).toContain(`${name} exists already; nothing was written.`)
      expect([readdirSync(out), text(out, name)]).toEqual([[name], 'precious'])
    }
  })

  it('replaces nothing with --force where a folder stands in one of the places', async () => {
    const out = fresh()
    await keygen(out, '--alg', 'ES256')
    const before = text(out, 'private.pem')
    rmSync(join(out, 'public.pem'))
    mkdirSync(join(out, 'public.pem'))
    const { code, stdout, stderr } = await keygen(out, '--alg', 'ES256', '--force')
    expect([code, stdout, text(out, 'private.pem')]).toEqual([2, '', before])
    expect(stderr.replace(/\s+/g, ' ')).toContain('public.pem is a folder, and no file replaces one')
    expect(readdirSync(out).sort()).toEqual(PAIR)
  })

  it('looks at the places first: no key is made in vain', async () => {
    const [pair, secret, file] = [fresh(), fresh(), folder.at('a-file')]
    await keygen(pair, '--alg', 'ES256')
    await keygen(secret, '--alg', 'HS256')
    writeFileSync(file, '')
    for (const [out, alg, exit] of [
      [pair, 'RS256', 1],
      [secret, 'HS512', 1],
      [file, 'RS256', 2],
    ] as const) {
      // On a terminal, the making shows.
      const { code, stderr } = await runHere(['keygen', '--alg', alg, '--out', out], { terminal: 80 })
      expect([code, stderr.includes('making')]).toEqual([exit, false])
    }
  })

  it('replaces all of them with --force, and leaves nothing else behind', async () => {
    const out = fresh()
    await keygen(out, '--alg', 'ES256')
    const before = text(out, 'private.pem')
    expect((await keygen(out, '--alg', 'ES256', '--force')).code).toBe(0)
    expect(readdirSync(out).sort()).toEqual(PAIR)
    expect(text(out, 'private.pem')).not.toBe(before)
    expect(mode(out, 'private.pem')).toBe(0o600)
  })

  it('does not follow a symbolic link: without --force it stops there, with --force the link itself is replaced', async () => {
    const out = fresh()
    mkdirSync(out)
    const [victim, nowhere] = [folder.at('victim'), folder.at('nowhere')]
    writeFileSync(victim, 'precious')
    symlinkSync(victim, join(out, 'public.pem'))
    symlinkSync(nowhere, join(out, 'private.pem'))
    const refused = await keygen(out, '--alg', 'ES256')
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringMatching(/private\.pem,\s+.*public\.pem\s+exist\s+already/s),
    ])
    expect(readlinkSync(join(out, 'private.pem'))).toBe(nowhere)
    expect((await keygen(out, '--alg', 'ES256', '--force')).code).toBe(0)
    expect(lstatSync(join(out, 'private.pem')).isFile()).toBe(true)
    expect([text(victim), existsSync(nowhere)]).toEqual(['precious', false])
  })

  it.each([
    [['--alg', 'ES256'], '--out is missing'],
    [['--out', 'x'], '--alg is missing'],
    [['--alg', 'ES256', '--out', '-'], '--out is a folder'],
    [['--alg', 'none', '--out', 'x'], '--alg names no algorithm'],
    [['--alg', 'ES256', '--bits', '2048', '--out', 'x'], '--bits is for RSA keys'],
    [['--alg', 'RS256', '--bits', 'many', '--out', 'x'], '--bits is no number'],
    [['--alg', 'RS256', '--bits', '1024', '--out', 'x'], '--bits is 1024'],
    [['--alg', 'RS256', '--bits', '99999', '--out', 'x'], '--bits is 99999'],
  ])('refuses %j', async (args, words) => {
    const { code, stdout, stderr } = await runHere(['keygen', ...args])
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(words)])
    expect(existsSync('x')).toBe(false)
  })

  it('says when the folder cannot be made: a file stands there, or its folder takes none', async () => {
    writeFileSync(folder.at('file'), '')
    symlinkSync('/nowhere/at/all', folder.at('dangling'))
    for (const out of [folder.at('file'), join(folder.at('file'), 'x'), '/proc/x', folder.at('dangling')]) {
      const { code, stderr } = await keygen(out, '--alg', 'ES256')
      expect([code, stderr.replace(/\s+/g, ' ')]).toEqual([2, expect.stringContaining('cannot be made')])
    }
  })
})
