// The command as a process: what only a real one shows.
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sign } from '../../src/index.ts'
import { p256, rsa, secrets } from '../vectors/keys.ts'
import { installInto, makeFolder, type Outcome, runProcess } from './stage.ts'

const folder = makeFolder()
const at = folder.at
const PATIENCE = 60_000
const token = { good: '', long: '' }
let cli = ''

beforeAll(async () => {
  cli = await installInto(folder.path)
  chmodSync(cli, 0o755)
  symlinkSync(cli, at('countersign'))
  writeFileSync(at('private.pem'), rsa.privatePem)
  writeFileSync(at('public.pem'), rsa.publicPem)
  writeFileSync(at('public.jwk.json'), JSON.stringify(p256.publicJwk))
  writeFileSync(at('secret.txt'), secrets.HS256)
  const options = { algorithm: 'RS256', expiresIn: '1h' } as const
  token.good = await sign({ sub: 'ann' }, rsa.privatePem, options)
  token.long = await sign({ text: 'x'.repeat(120_000) }, rsa.privatePem, options)
  writeFileSync(at('token.txt'), token.good)
  writeFileSync(at('long.txt'), token.long)
}, PATIENCE)

afterAll(() => folder.remove())

/** Runs the command by its name, found as npm lays it out: a link in the path. */
function run(args: readonly string[], more: { stdin?: string; env?: Record<string, string> } = {}): Promise<Outcome> {
  const env = { PATH: `${folder.path}:${process.env['PATH']}`, ...more.env }
  return runProcess('countersign', args, { ...more, cwd: folder.path, env })
}

/** Runs a line as a person types it. */
function line(text: string, env: Record<string, string> = {}): Promise<Outcome> {
  const path = { PATH: `${folder.path}:${process.env['PATH']}` }
  return runProcess('bash', ['--norc', '-o', 'pipefail', '-c', text], { cwd: folder.path, env: { ...path, ...env } })
}

const LINES: readonly (readonly [exit: number, line: string])[] = [
  [0, 'countersign --version'],
  [2, 'countersign --versio'],
  [0, 'countersign --help'],
  [2, 'countersign'],
  [0, 'countersign decode < token.txt'],
  [1, 'countersign decode < public.pem'],
  [2, 'countersign decode < /dev/null'],
  [0, 'countersign verify --alg RS256 --key public.pem < token.txt'],
  [1, 'countersign verify --alg RS256 --key public.pem --aud shop < token.txt'],
  [2, 'countersign verify --alg RS256 --key nowhere.pem < token.txt'],
  [0, 'countersign sign --alg RS256 --key private.pem --exp 1m'],
  [1, 'countersign sign --alg RS256 --key public.pem --exp 1m'],
  [2, 'countersign sign --alg RS256 --key private.pem'],
  [0, 'countersign keygen --alg ES256 --out made'],
  [1, 'countersign keygen --alg ES256 --out made'],
  [2, 'countersign keygen --alg ES256'],
  [0, 'countersign inspect private.pem public.pem'],
  [1, 'countersign inspect long.txt'],
  [2, 'countersign inspect nowhere.pem'],
  [0, 'countersign jwks public.pem'],
  [1, 'countersign jwks private.pem'],
  [2, 'countersign jwks'],
  [0, 'countersign ring init --alg ES256 --state ring.json'],
  [1, 'countersign ring init --alg ES256 --state ring.json'],
  [2, 'countersign ring init --state other.json'],
  [0, 'countersign ring rotate --state ring.json'],
  [2, 'countersign ring rotate --state other.json'],
  [0, 'countersign ring status --state ring.json'],
  [1, 'countersign ring status --state public.pem'],
  [1, 'countersign ring status --state public.jwk.json'],
  [2, 'countersign ring init --alg ES256 --state nowhere/ring.json'],
  [1, 'countersign verify --alg ES256 --jwks public.pem < token.txt'],
  [1, 'countersign verify --alg ES256 --jwks public.jwk.json < token.txt'],
  [1, 'countersign sign --alg RS256 --key private.pem --claims secret.txt --exp 1m'],
  [2, 'countersign keygen --alg ES256 --out public.pem'],
  [2, 'countersign jwks public.pem --out nowhere/jwks.json'],
  [0, 'countersign ring jwks --state ring.json'],
  [2, 'countersign ring jwks'],
  [1, 'countersign ring revoke nobody --state ring.json'],
  [2, 'countersign ring revoke --state ring.json'],
  [0, 'countersign bench --alg HS256 --seconds 0.1'],
  [2, 'countersign bench --seconds 0'],
  [0, 'countersign completion zsh'],
  [2, 'countersign completion tcsh'],
]

describe('a line', () => {
  it.each(LINES)(
    'ends with %i: %s',
    async (exit, text) => {
      const { code, stdout, stderr } = await line(text)
      expect([code, stderr && stdout]).toEqual([exit, ''])
      // Answers go to one side, errors to the other; a bad report is an answer.
      const answered = exit === 0 || text.startsWith('countersign inspect long')
      expect([stdout !== '', stderr !== '']).toEqual([answered, !answered])
    },
    PATIENCE,
  )

  it(
    'keeps what is secret to itself, whatever it says',
    async () => {
      const said: string[] = []
      for (const [, text] of LINES) {
        const { stdout, stderr } = await line(text.includes('keygen') ? text.replace('made', 'made-too') : text)
        said.push(stdout, stderr)
      }
      const made = ['made/private.jwk.json', 'made-too/private.jwk.json'].map((name) => readFileSync(at(name), 'utf8'))
      const ring = JSON.parse(readFileSync(at('ring.json'), 'utf8')).state.keys
      const kept = [...made.map((text) => JSON.parse(text).d), ...ring.map((key: { jwk: { d: string } }) => key.jwk.d)]
      for (const private_ of [...kept, rsa.privateJwk['d'], rsa.privatePem.slice(40, 80), secrets.HS256]) {
        expect(private_).toHaveLength(private_.length)
        expect(said.join('')).not.toContain(private_)
      }
    },
    PATIENCE * 2,
  )
})

describe('pipes', () => {
  it('carry a token from one to the next', async () => {
    const { code, stdout } = await line(
      'countersign sign --alg RS256 --key private.pem --sub ann --exp 1m | countersign verify --alg RS256 --key public.pem --json',
    )
    expect([code, JSON.parse(stdout).payload.sub]).toEqual([0, 'ann'])
  })

  it('carry keys that are in no file', async () => {
    const text =
      'countersign sign --alg RS256 --key <(cat private.pem) --exp 1m | countersign verify --alg RS256 --key <(cat public.pem)'
    expect((await line(text)).code).toBe(0)
  })

  it('may be closed by a reader that has seen enough: no error, and the exit code is that of the work', async () => {
    for (const text of ['countersign decode --json < long.txt', 'countersign completion bash']) {
      const { code, stdout, stderr } = await line(`${text} | head -c 10`)
      expect([code, stdout.length, stderr]).toEqual([0, 10, ''])
    }
    const { stdout, stderr } = await line('countersign decode --json < long.txt | true; echo $PIPESTATUS')
    expect([stdout, stderr]).toEqual(['0\n', ''])
  })

  it('get all of a large output', async () => {
    const { code, stdout } = await line('countersign decode --json < long.txt | cat')
    expect([code, JSON.parse(stdout).payload.text.length]).toEqual([0, 120_000])
  })

  it.skipIf(!existsSync('/dev/full'))('that lead to a full disk are an error', async () => {
    const { code, stderr } = await line('countersign decode < token.txt > /dev/full')
    expect([code, stderr]).toEqual([1, 'countersign: the output could not be written (ENOSPC)\n'])
  })
})

describe('input that is none', () => {
  it.each([
    ['countersign decode .', 1, 'ERR_TOKEN_MALFORMED'],
    ['countersign decode --token-file .', 2, 'is a folder'],
    ['countersign verify --alg RS256 --key . < token.txt', 2, 'is a folder'],
    ['countersign inspect .', 2, 'is a folder'],
    ['countersign ring status --state .', 2, 'is a folder'],
    ['countersign decode < .', 2, 'There is no token'],
    ['countersign decode <&-', 2, 'There is no token'],
    ['setsid -w countersign decode < /dev/null', 2, 'There is no token'],
  ])('%s', async (text, exit, words) => {
    const { code, stdout, stderr } = await line(text)
    expect([code, stdout, stderr]).toEqual([exit, '', expect.stringContaining(words)])
  })

  it(
    'may be without end or huge: a megabyte is read of it, and no more',
    async () => {
      writeFileSync(at('huge'), '')
      truncateSync(at('huge'), 20_000_000_000)
      const texts = [
        'inspect huge',
        'jwks huge',
        'inspect /dev/zero',
        'verify --alg RS256 --key huge',
        'ring status --state huge',
      ]
      for (const text of texts) {
        const { code, stderr } = await line(`countersign ${text} < token.txt`)
        expect([code, stderr]).toEqual([2, expect.stringMatching(/larger\s+than\s+1\s+MiB/)])
      }
      const { stdout, stderr } = await line('cat /dev/zero | (countersign decode; echo $?)')
      expect([stdout, stderr]).toEqual(['2\n', expect.stringMatching(/larger\s+than\s+1\s+MiB/)])
    },
    PATIENCE,
  )
})

describe.skipIf(process.platform !== 'linux')('the list of processes', () => {
  it('shows no secret while the command works', async () => {
    const env = { PATH: process.env['PATH'] ?? '', S: secrets.HS256 }
    for (const args of [
      ['--secret-env', 'S'],
      ['--secret-file', 'secret.txt'],
    ]) {
      const child = spawn(process.execPath, [cli, 'sign', '--alg', 'HS256', ...args, '--claims', '-', '--exp', '1m'], {
        cwd: folder.path,
        env,
      })
      child.stdin.write('{')
      const shown = readFileSync(`/proc/${child.pid}/cmdline`, 'utf8')
      child.stdin.end('}')
      const code = await new Promise((resolve) => child.on('close', resolve))
      expect([code, shown.includes('sign')]).toEqual([0, true])
      expect(shown).not.toContain(secrets.HS256)
    }
  })
})

const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') ?? false

describe.skipIf(!hasScript)('a terminal', () => {
  /** Runs a line on a terminal, types once the words are there that are waited for, and returns what the screen got. */
  function onTerminal(text: string, until: string, typed: string): Promise<Outcome> {
    const env = { PATH: `${folder.path}:${process.env['PATH']}`, TERM: 'xterm' }
    return new Promise((resolve) => {
      const child = spawn('script', ['-qec', text, '/dev/null'], { cwd: folder.path, env })
      let stdout = ''
      let asked = false
      child.stdout.setEncoding('utf8').on('data', (data) => {
        stdout += data
        if (asked || !stdout.includes(until)) return
        asked = true
        child.stdin.write(typed)
      })
      child.on('close', (code) => resolve({ code, stdout, stderr: '' }))
    })
  }

  it(
    'asks for the token, does not show it, and takes one of any length',
    async () => {
      const { code, stdout } = await onTerminal('countersign decode', 'not shown', `${token.good}\r`)
      expect(code).toBe(0)
      expect(stdout).toContain('UNVERIFIED')
      expect(stdout).not.toContain(token.good.slice(0, 40))
      const long = await onTerminal('countersign decode --json', 'not shown', `${token.long.slice(0, 20_000)}\r`)
      expect([long.code, long.stdout]).toEqual([1, expect.stringMatching(/has 1 dots/)])
    },
    PATIENCE,
  )

  it(
    'takes corrections, and an end of input in the place of Enter',
    async () => {
      const { code } = await onTerminal('countersign decode', 'not shown', `xy\u007f\b${token.good}\u0004`)
      expect(code).toBe(0)
    },
    PATIENCE,
  )

  it(
    'lets a person give up with Ctrl-C',
    async () => {
      const { code, stdout } = await onTerminal('countersign decode; echo "<$?>"; stty -a', 'not shown', '\u0003')
      expect([code, stdout]).toEqual([0, expect.stringContaining('<2>')])
      // The terminal is as it was before.
      expect(stdout).toMatch(/ icanon .* echo /s)
    },
    PATIENCE,
  )

  it(
    'gets colours, unless NO_COLOR says otherwise',
    async () => {
      const text = 'countersign decode < token.txt'
      expect((await onTerminal(text, 'never', '')).stdout).toContain('\u001b[33m')
      expect((await onTerminal(`NO_COLOR=1 ${text}`, 'never', '')).stdout).not.toContain('\u001b')
    },
    PATIENCE,
  )
})

it(
  'verifies by a set over the network, and ends at once although the server keeps the connection',
  async () => {
    const set = JSON.stringify({ keys: [{ ...rsa.publicJwk, alg: 'RS256' }] })
    const server = createServer((_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(set),
    )
    server.keepAliveTimeout = 600_000
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`
    const args = ['verify', token.good, '--alg', 'RS256', '--jwks', url, '--allow-insecure-loopback']
    const { code, stdout } = await run(args)
    expect([code, stdout]).toEqual([0, expect.stringContaining('VERIFIED')])
    server.closeAllConnections()
    server.close()
  },
  PATIENCE,
)

it('reads a secret from the environment, and never from an argument', async () => {
  const args = ['sign', '--alg', 'HS256', '--exp', '1m']
  const good = await run([...args, '--secret-env', 'JWT_SECRET'], { env: { JWT_SECRET: secrets.HS256 } })
  expect(good.code).toBe(0)
  const bad = await run([...args, '--secret', secrets.HS256])
  expect([bad.code, bad.stdout]).toEqual([2, ''])
  expect(bad.stderr).not.toContain(secrets.HS256)
})
