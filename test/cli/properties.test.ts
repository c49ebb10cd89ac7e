// Whatever is given, a run ends with one of three codes, says something on one side only, and acts on no terminal.
import fc from 'fast-check'
import { afterAll, it } from 'vitest'
import { COMMANDS, type CommandName } from '../../src/cli/commands.ts'
import { LOADED } from '../../src/cli/loaded.ts'
import { ed25519, p256, rsa, secrets } from '../vectors/keys.ts'
import { makeFolder, type Outcome, runHere } from './stage.ts'

const folder = makeFolder()
const PATIENCE = 120_000
const env = { S: secrets.HS256, NO_COLOR: '1' }

afterAll(() => folder.remove())

/** Commands that neither take long nor write, whatever their options. */
const NAMES = (Object.keys(COMMANDS) as CommandName[]).filter(
  (name) => !/^(bench|keygen|ring (init|rotate|revoke))$/.test(name),
)

function admit({ code, stdout, stderr }: Outcome): void {
  if (code !== 0 && code !== 1 && code !== 2) throw new Error(`ended with ${code}`)
  if (code === 2 && stdout) throw new Error('a wrong command line has an answer')
  if (/please\s+report\s+it|UNEXPECTED/.test(stderr)) throw new Error(stderr)
  if (/[^\n\P{C}]|[\p{Zl}\p{Zp}]/u.test(stdout + stderr)) throw new Error('a control character came through')
  if (!stdout === !stderr) throw new Error('both sides said something, or none')
}

const hostile = fc.string({ unit: 'binary', maxLength: 60 })
const base64url = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('base64url'))
const part = fc.oneof(
  base64url,
  fc.json({ maxDepth: 5 }).map((text) => Buffer.from(text).toString('base64url')),
  fc
    .record(
      { alg: fc.oneof(hostile, fc.constantFrom('HS256', 'RS256', 'none')), kid: fc.anything() },
      { requiredKeys: ['alg'] },
    )
    .map((value) => Buffer.from(JSON.stringify(value) ?? '').toString('base64url')),
)
const token = fc.tuple(part, part, base64url).map((parts) => parts.join('.'))

const key = fc.oneof(
  hostile,
  fc.constantFrom(rsa.publicPem, rsa.privatePem, p256.publicPem, ed25519.privatePem, secrets.HS256),
  fc.constantFrom(rsa.publicJwk, p256.privateJwk, ed25519.publicJwk).map((jwk) => JSON.stringify(jwk)),
)

/** A text with some of its characters changed, dropped or doubled. */
const damaged = fc
  .tuple(key, fc.array(fc.tuple(fc.nat(), hostile), { maxLength: 3 }))
  .map(([text, changes]) =>
    changes.reduce(
      (done, [at, put]) => done.slice(0, at % (done.length + 1)) + put + done.slice((at % (done.length + 1)) + 1),
      text,
    ),
  )

it(
  'any token can be decoded or is refused',
  async () => {
    await fc.assert(
      fc.asyncProperty(token, fc.boolean(), async (text, json) => {
        admit(await runHere(['decode', ...(json ? ['--json'] : []), '--', text || '.'], { env, terminal: 80 }))
      }),
      { numRuns: 500 },
    )
  },
  PATIENCE,
)

it(
  'any key file can be inspected, published or is refused',
  async () => {
    await fc.assert(
      fc.asyncProperty(damaged, fc.constantFrom('inspect', 'jwks'), fc.boolean(), async (stdin, name, json) => {
        admit(await runHere([name, '-', ...(json ? ['--json'] : [])], { stdin, env, terminal: 80 }))
      }),
      { numRuns: 500 },
    )
  },
  PATIENCE,
)

it(
  'any key verifies, signs or is refused',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        damaged,
        fc.constantFrom('RS256', 'ES256', 'Ed25519', 'HS256'),
        token,
        async (stdin, alg, text) => {
          const option = alg === 'HS256' ? '--secret-file' : '--key'
          admit(await runHere(['verify', '--alg', alg, option, '-', '--', text || '.'], { stdin, env }))
          admit(await runHere(['sign', '--alg', alg, option, '-', '--exp', '1m'], { stdin, env }))
        },
      ),
      { numRuns: 200 },
    )
  },
  PATIENCE,
)

it(
  'any command line is read or is refused',
  async () => {
    const words = fc.constantFrom(...NAMES).chain((name) => {
      const option = fc.constantFrom(...Object.keys(LOADED[name].options), 'json', 'help').map((word) => `--${word}`)
      const value = fc.oneof(
        hostile,
        fc.constantFrom('RS256', 'HS256', 'S', '-', '1m', folder.path, 'https://127.0.0.1:1/x'),
      )
      return fc.tuple(fc.constant(name.split(' ')), fc.array(fc.oneof(option, value), { maxLength: 8 }))
    })
    await fc.assert(
      fc.asyncProperty(words, hostile, async ([name, rest], stdin) => {
        // A path that is made up must not be written to.
        const args = rest.map((word) => (word === '--out' ? '--force' : word))
        admit(await runHere([...name, ...args], { stdin, env }))
      }),
      { numRuns: 1000 },
    )
  },
  PATIENCE,
)
