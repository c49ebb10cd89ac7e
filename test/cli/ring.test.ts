import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { createFileStore, createKeyRing, verify } from '../../src/index.ts'
import { makeFolder, runHere } from './stage.ts'

const folder = makeFolder()
let rings = 0
const fresh = () => folder.at(`ring-${++rings}.json`)

afterAll(() => folder.remove())

const ring = (verb: string, state: string, ...args: string[]) => runHere(['ring', verb, '--state', state, ...args])

/** What a command prints as JSON, and that it succeeded. */
async function json(verb: string, state: string, ...args: string[]) {
  const { code, stdout, stderr } = await ring(verb, state, ...args, '--json')
  expect([code, stderr]).toEqual([0, ''])
  return JSON.parse(stdout)
}

const states = ({ keys }: { keys: { state: string }[] }) => keys.map(({ state }) => state)
const text = (path: string) => readFileSync(path, 'utf8')

async function started(...args: string[]): Promise<string> {
  const path = fresh()
  await json('init', path, '--alg', 'ES256', ...args)
  return path
}

describe('countersign ring', () => {
  it('starts with one key that signs, in a file for its owner alone', async () => {
    const path = await started()
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const status = await json('status', path)
    expect(states(status)).toEqual(['signing'])
    expect(status.keys[0]).toMatchObject({ alg: 'ES256', signsUntil: null, removedAt: null })
    expect(readdirSync(folder.path).filter((name) => /lock|tmp/.test(name))).toEqual([])
  })

  it('is the ring that a service of this machine uses', async () => {
    const path = await started('--max-lifetime', '15m')
    const service = createKeyRing({ algorithm: 'ES256', store: createFileStore(path), maxTokenLifetime: '15m' })
    const token = await service.sign({ sub: 'ann' }, { expiresIn: '5m' })
    const set = await json('jwks', path)
    expect((await verify(token, set, { algorithms: ['ES256'] })).sub).toBe('ann')
    await json('rotate', path)
    expect((await service.status()).keys).toHaveLength(1)
    expect(states(await json('status', path))).toEqual(['signing', 'pending'])
  })

  it('publishes the next key ahead of its use, and keeps the last one for its tokens', async () => {
    const path = await started('--max-lifetime', '15m')
    const { keys, time } = await json('rotate', path, '--publish-ahead', '2h')
    const [first, next] = keys
    expect(next.signsFrom - next.publishedAt).toBe(7200)
    expect([first.signsUntil, first.removedAt]).toEqual([next.signsFrom, next.signsFrom + 900])
    const later = async (seconds: number) => states(await json('status', path, '--now', String(time + seconds)))
    expect(await later(0)).toEqual(['signing', 'pending'])
    expect(await later(7200)).toEqual(['retired', 'signing'])
    expect(await later(7200 + 900)).toEqual(['signing'])
  })

  it('gives a new key the lifetime of the one before it, unless told otherwise', async () => {
    const path = await started('--max-lifetime', '7m')
    await json('rotate', path)
    expect(JSON.parse(text(path)).state.keys.map((key: { lifetime: number }) => key.lifetime)).toEqual([420, 420])
  })

  it('makes no third key while one is pending, and says that it is pending already', async () => {
    const path = await started()
    expect((await ring('rotate', path)).stdout).toMatch(/^done {2}the next key signs from /)
    const before = text(path)
    expect(states(await json('rotate', path))).toEqual(['signing', 'pending'])
    expect((await ring('rotate', path)).stdout).toMatch(/^done {2}the next key is pending already, and signs from /)
    expect(text(path)).toBe(before)
  })

  it.each([
    [['--alg', 'Ed25519', '--publish-ahead', '9h'], '--alg and --publish-ahead say how a new key is made'],
    [['--bits', '3072'], '--bits says how a new key is made'],
    [['--max-lifetime', '5m'], '--max-lifetime says how a new key is made'],
  ])('does not pass over %j while a key is pending: it refuses, and says what to do', async (args, words) => {
    const path = await started()
    const { keys } = await json('rotate', path)
    const before = text(path)
    const { code, stdout, stderr } = await ring('rotate', path, ...args)
    const told = stderr.replace(/\s+/g, ' ')
    expect([code, stdout, told]).toEqual([1, '', expect.stringContaining(words)])
    expect(told).toContain('The next key is pending already, and signs from ')
    expect(told).toContain(`countersign ring revoke ${keys[1].kid} --state ${path}`)
    expect(text(path)).toBe(before)
  })

  it('has no option in init and revoke that only a next key could follow', async () => {
    const path = await started()
    const [{ kid }] = (await json('status', path)).keys
    for (const args of [
      ['init', '--state', fresh(), '--alg', 'ES256'],
      ['revoke', '--state', path, kid],
    ]) {
      const { code, stderr } = await runHere(['ring', ...args, '--publish-ahead', '5h'])
      expect([code, stderr]).toEqual([2, expect.stringContaining('There is no option --publish-ahead here.')])
    }
  })

  it('revokes with what a new key is made with where one is made, and refuses that where none is', async () => {
    const path = await started('--max-lifetime', '15m')
    const [{ kid }] = (await json('status', path)).keys
    await json('revoke', path, kid, '--max-lifetime', '5m')
    expect(JSON.parse(text(path)).state.keys).toMatchObject([{ lifetime: 300 }])
    const { keys } = await json('rotate', path)
    const before = text(path)
    for (const [at, option] of [
      [0, '--bits'],
      [1, '--max-lifetime'],
    ] as const) {
      const { code, stderr } = await ring('revoke', path, keys[at].kid, option, '3000')
      expect([code, stderr.replace(/\s+/g, ' ')]).toEqual([
        1,
        expect.stringContaining(`That key needs no new one in its place: ${option} says`),
      ])
    }
    expect(text(path)).toBe(before)
    expect(states(await json('revoke', path, keys[0].kid))).toEqual(['signing'])
  })

  it('moves to another algorithm, and stays with the newest one', async () => {
    const path = await started()
    const { keys } = await json('rotate', path, '--alg', 'Ed25519')
    expect(keys.map(({ alg }: { alg: string }) => alg)).toEqual(['ES256', 'Ed25519'])
    const revoked = await json('revoke', path, keys[1].kid)
    expect(revoked.keys).toHaveLength(1)
  })

  it('takes a kid that begins with a hyphen for a kid', async () => {
    const path = await started()
    for (const kid of [`-${'T'.repeat(42)}`, `--${'h'.repeat(41)}`, `-h${'-'.repeat(41)}`]) {
      const { code, stderr } = await ring('revoke', path, kid)
      expect([code, stderr.includes(kid), stderr.includes('option')]).toEqual([1, true, false])
    }
    const short = await ring('revoke', path, `-${'T'.repeat(41)}`)
    expect([short.code, short.stderr.includes('option')]).toEqual([2, true])
  })

  it('makes RSA keys of the size that is asked for', async () => {
    const path = fresh()
    await json('init', path, '--alg', 'RS256', '--bits', '3072')
    const { keys } = await json('jwks', path)
    expect(Buffer.from(keys[0].n, 'base64url').length).toBe(384)
  }, 60_000)

  it('takes a leaked key out at once, and another signs in its place', async () => {
    const path = await started()
    const [{ kid }] = (await json('status', path)).keys
    const { stdout } = await ring('revoke', path, kid)
    expect(stdout).toContain(`revoked ${kid}; publish the set now`)
    const status = await json('status', path)
    expect([states(status), status.keys[0].kid === kid]).toEqual([['signing'], false])
    expect(text(path)).not.toContain(kid)
  })

  it('refuses to revoke what it does not have', async () => {
    const path = await started()
    const { code, stdout, stderr } = await ring('revoke', path, 'x\u001b[31m')
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringContaining('ERR_KEY_NOT_FOUND')])
    expect(stderr).not.toContain('\u001b')
    expect(stderr.replace(/\s+/g, ' ')).toContain('countersign ring status lists them')
  })

  it('prints the set with public members only', async () => {
    const path = await started()
    await json('rotate', path)
    for (const args of [[], ['--json']]) {
      const { keys } = JSON.parse((await ring('jwks', path, ...args)).stdout)
      expect(keys.map((key: object) => Object.keys(key).sort())).toEqual([
        ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'],
        ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'],
      ])
    }
  })

  it('changes nothing by looking, however late it is', async () => {
    const path = await started()
    await json('rotate', path)
    const before = text(path)
    for (const verb of ['status', 'jwks']) await json(verb, path, '--now', '2060-01-01')
    expect([text(path), states(await json('status', path, '--now', '2060-01-01'))]).toEqual([before, ['signing']])
  })

  it('does not tell of a time before its last change, of which it knows nothing', async () => {
    const path = await started()
    for (const verb of ['status', 'jwks']) {
      const { code, stderr } = await ring(verb, path, '--now', '2020-01-01')
      expect([code, stderr]).toEqual([2, expect.stringContaining('before the last change of the ring')])
    }
  })

  it('never shows a private key', async () => {
    const path = await started()
    const { d } = JSON.parse(text(path)).state.keys[0].jwk
    const said: string[] = []
    for (const verb of ['status', 'rotate', 'jwks', 'init']) {
      for (const args of [[], ['--json']]) {
        const { stdout, stderr } = await ring(verb, path, ...args, ...(verb === 'init' ? ['--alg', 'ES256'] : []))
        said.push(stdout, stderr)
      }
    }
    expect(said.join('')).not.toContain(d)
  })

  it('follows a symbolic link, so that a ring in another folder stays where it is', async () => {
    const path = await started()
    const link = folder.at('link.json')
    symlinkSync(path, link)
    await json('rotate', link)
    expect([lstatSync(link).isSymbolicLink(), states(await json('status', path))]).toEqual([
      true,
      ['signing', 'pending'],
    ])
  })

  it('never replaces a ring, nor anything else that stands in its place', async () => {
    const path = await started()
    const before = text(path)
    symlinkSync('/nowhere', folder.at('dangling.json'))
    mkdirSync(folder.at('folder.json'))
    for (const place of [path, folder.at('dangling.json'), folder.at('folder.json')]) {
      const { code, stdout, stderr } = await ring('init', place, '--alg', 'ES256')
      expect([code, stdout, stderr]).toEqual([1, '', expect.stringContaining('exists already')])
    }
    expect(text(path)).toBe(before)
  })

  it.each([
    ['no JSON', '{"state":', 'holds no JSON object'],
    ['no ring', '{}', 'holds no key ring'],
    ['a state that is none', '{"version":1,"state":{"format":1}}', 'ERR_KEY_INVALID'],
    ['a state without a format', '{"version":1,"state":{"keys":[]}}', 'has no "format". fix: put the file back'],
    [
      'a state of another kind',
      '{"version":1,"state":{"format":2,"time":1,"keys":[{"jwk":{"alg":"x"}}]}}',
      "has the format 2, not 1 (a later version's?). fix: where a later countersign",
    ],
    ['a state of secrets', '{"version":1,"state":{"format":1,"keys":[{"jwk":{"alg":"HS256"}}]}}', 'ERR_KEY_INVALID'],
  ])('refuses a file that holds %s, and leaves it alone', async (_name, content, words) => {
    for (const args of [['status'], ['status', '--now', '2020-01-01'], ['jwks'], ['rotate'], ['revoke', 'kid']]) {
      const path = fresh()
      writeFileSync(path, content)
      const [verb = '', ...more] = args
      const { code, stdout, stderr } = await ring(verb, path, ...more)
      expect([code, stdout, stderr.replace(/\s+/g, ' ')]).toEqual([1, '', expect.stringContaining(words)])
      expect(stderr).not.toMatch(/inspect|export/)
      expect(text(path)).toBe(content)
    }
  })

  it.each([
    [['init', '--state', 'x'], '--alg is missing'],
    [['init', '--alg', 'HS256', '--state', 'x'], 'HS256 has none to publish'],
    [['init', '--alg', 'ES256'], '--state is missing'],
    [['init', '--alg', 'ES256', '--state', '-'], '--state is a file'],
    [['init', '--alg', 'RS256', '--bits', 'x', '--state', 'x'], '--bits is no number'],
    [['init', '--alg', 'ES256', '--bits', '2048', '--state', 'x'], '--bits is for RSA keys'],
    [['init', '--alg', 'ES256', '--max-lifetime', '90', '--state', 'x'], '--max-lifetime is "90"'],
    [['status', '--state', '/nowhere/ring.json'], 'does not exist'],
    [['init', '--alg', 'ES256', '--max-lifetime', '-1s', '--state', 'x'], 'looks like another option'],
    [['status', '--state', 'x', '--now', 'soon'], 'does not exist'],
    [['status', '--state', 'x', '--alg', 'ES256'], 'There is no option --alg here.'],
    [['rotate', '--state', '/nowhere/ring.json'], 'countersign ring init'],
    [['revoke', '--state', 'x'], 'KID is missing'],
    [['jwks'], '--state is missing'],
  ])('refuses %j', async (args, words) => {
    const { code, stdout, stderr } = await runHere(['ring', ...args])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr.replace(/\s+/g, ' ')).toContain(words)
    expect(existsSync('x')).toBe(false)
  })

  it('says why the file could not be written, with the exit code of a file that cannot be', async () => {
    writeFileSync(folder.at('file'), '')
    for (const [place, reason] of [
      ['/nowhere/ring.json', 'ENOENT'],
      [folder.at('file/ring.json'), 'ENOTDIR'],
    ] as const) {
      const { code, stdout, stderr } = await ring('init', place, '--alg', 'ES256')
      expect([code, stdout]).toEqual([2, ''])
      const told = `ERR_STORE The file of the ring could not be read or written (${reason}). fix: look at the file of`
      expect(stderr.replace(/\s+/g, ' ')).toContain(told)
    }
  })
})

describe('the timeline', () => {
  const drawOn = async (terminal: number, path: string, ...args: string[]) => {
    const { stdout } = await runHere(['ring', 'status', '--state', path, ...args], { terminal, env: { NO_COLOR: '1' } })
    return stdout.split('\n')
  }
  const draw = (path: string, ...args: string[]) => drawOn(64, path, ...args)

  it('shows one line for each key, and the present above them', async () => {
    const path = await started('--max-lifetime', '15m')
    const [{ publishedAt }] = (await json('status', path)).keys
    expect((await draw(path, '--now', String(publishedAt + 60)))[1]).toMatch(/^ {2}1 █+>$/)
    const { time } = await json('rotate', path)
    const [now = '', first = '', second = '', legend = ''] = await draw(path, '--now', String(time + 1800))
    expect(first).toMatch(/^ {2}1 █+▒+$/)
    expect(second).toMatch(/^ {2}2 +░+█+>$/)
    expect(legend).toBe('    ░ published  █ signs  ▒ still published')
    // The mark stands over the part where the first key signs and the second waits.
    expect([first[now.indexOf('v')], second[now.indexOf('v')]]).toEqual(['█', '░'])
  })

  it('fits the screen, also a narrow one, and with many keys; a kid alone stays whole', async () => {
    const path = await started('--max-lifetime', '15m')
    const { time, keys } = await json('rotate', path)
    const stored = JSON.parse(text(path))
    // Ten that have signed, each for a minute, and are all published still.
    const retired: object[] = []
    for (let at = 0; at < 10; at++) {
      const { d: _, ...jwk } = JSON.parse(text(await started())).state.keys[0].jwk
      const signsFrom = time - 1000 + at * 60
      retired.push({ jwk, publishedAt: 1, signsFrom, signsUntil: signsFrom + 60, lifetime: 5000 })
    }
    const [first, next] = stored.state.keys
    const current = { ...first, publishedAt: 1, signsFrom: time - 400 }
    const many = fresh()
    writeFileSync(many, JSON.stringify({ ...stored, state: { ...stored.state, keys: [...retired, current, next] } }))
    for (const file of [path, many]) {
      for (const width of [40, 50, 60, 64, 80, 100]) {
        const lines = await drawOn(width, file, '--now', String(time + 60))
        expect(lines.length).toBeGreaterThan(8)
        expect(lines.filter((line) => line.length > width && !/^ {4}[\w-]{43}$/.test(line))).toEqual([])
      }
    }
    const narrow = await drawOn(40, path, '--now', String(time + 60))
    expect(narrow).toContain(`    ${keys[0].kid}`)
    expect(narrow).toEqual(expect.arrayContaining(['    ░ published', '    █ signs', '    ▒ still published']))
    expect((await drawOn(40, many, '--now', String(time + 60))).slice(0, 2)).toEqual([
      expect.stringMatching(/^ {4}now, \d{4}-.* UTC$/),
      expect.stringMatching(/^ {10,}v$/),
    ])
  })

  it('lists when each key does what, in words', async () => {
    const path = await started('--max-lifetime', '15m')
    const { time } = await json('rotate', path)
    const lines = await draw(path, '--now', String(time))
    expect(lines.find((line) => line.includes('leaves'))).toMatch(/leaves {6}\d{4}-.* UTC \(in 75 min\)/)
    expect(lines.find((line) => line.includes('pending'))).toMatch(/^ {2}2 pending {2}ES256 {3}[\w-]{43}$/)
  })
})
