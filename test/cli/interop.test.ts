// What the command makes, openssl and the library read; what they make, the command reads: for every algorithm.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { rawFromDer } from '../../src/algorithms/ecdsa.ts'
import { type Algorithm, exportPem, generateKeyPair, sign, verify } from '../../src/index.ts'
import { derFromRaw } from '../algorithms/ecdsa-der.ts'
import { makeFolder, type Outcome, runHere } from './stage.ts'

const hasOpenssl = /^OpenSSL (3|[4-9])/.test(spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? '')
const folder = makeFolder()
const PATIENCE = 60_000

afterAll(() => folder.remove())

const PSS = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest']
const EDWARDS: readonly string[] = ['-algorithm', 'ed25519']
const RSA: readonly string[] = ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048']
const curve = (name: string): readonly string[] => ['-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${name}`]

/** How openssl makes a key for each algorithm. */
const GENPKEY: Partial<Record<Algorithm, readonly string[]>> = {
  ...{ RS256: RSA, RS384: RSA, RS512: RSA, PS256: RSA, PS384: RSA, PS512: RSA },
  ...{ ES256: curve('P-256'), ES384: curve('P-384'), ES512: curve('P-521') },
  ...{ Ed25519: EDWARDS, EdDSA: EDWARDS },
}

const SIZES: Partial<Record<Algorithm, number>> = { ES256: 64, ES384: 96, ES512: 132 }
const ASYMMETRIC = Object.keys(GENPKEY) as Algorithm[]
const SHARED: readonly Algorithm[] = ['HS256', 'HS384', 'HS512']

/** One algorithm's own folder, and openssl in it. */
function workplace(name: string) {
  const path = folder.at(name)
  mkdirSync(path)
  const openssl = (...args: readonly string[]) =>
    execFileSync('openssl', args, { cwd: path, stdio: ['ignore', 'pipe', 'pipe'] })
  return { path, openssl, at: (file: string) => join(path, file) }
}

const hashOf = (algorithm: string) => `-sha${algorithm.slice(2)}`
const pads = (algorithm: string) => (algorithm.startsWith('PS') ? PSS : [])

async function good(outcome: Promise<Outcome>): Promise<string> {
  const { code, stdout, stderr } = await outcome
  expect([code, stderr]).toEqual([0, ''])
  return stdout.trim()
}

type Place = ReturnType<typeof workplace>

/** Lets openssl verify a token with a public key. */
function opensslVerifies({ at, openssl }: Place, token: string, algorithm: Algorithm, key: string): string {
  const [header, payload, signature = ''] = token.split('.')
  const raw = Uint8Array.from(Buffer.from(signature, 'base64url'))
  writeFileSync(at('input'), `${header}.${payload}`)
  writeFileSync(at('signature'), SIZES[algorithm] ? derFromRaw(raw) : raw)
  if (algorithm.startsWith('Ed')) {
    const files = ['-inkey', key, '-in', 'input', '-sigfile', 'signature']
    return openssl('pkeyutl', '-verify', '-rawin', '-pubin', ...files).toString()
  }
  return openssl(
    'dgst',
    hashOf(algorithm),
    ...pads(algorithm),
    '-verify',
    key,
    '-signature',
    'signature',
    'input',
  ).toString()
}

/** Lets openssl sign a token with a private key. */
function opensslSigns({ at, openssl }: Place, algorithm: Algorithm, key: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const input = `${part({ alg: algorithm, typ: 'JWT' })}.${part({ sub: 'openssl', exp: 4_102_444_800 })}`
  writeFileSync(at('input'), input)
  const size = SIZES[algorithm]
  let signature: Uint8Array
  if (algorithm.startsWith('Ed')) {
    openssl('pkeyutl', '-sign', '-rawin', '-inkey', key, '-in', 'input', '-out', 'signature')
    signature = readFileSync(at('signature'))
  } else signature = openssl('dgst', hashOf(algorithm), ...pads(algorithm), '-sign', key, 'input')
  const raw = size ? rawFromDer(Uint8Array.from(signature), size) : signature
  return `${input}.${Buffer.from(raw as Uint8Array).toString('base64url')}`
}

describe.skipIf(!hasOpenssl).each(ASYMMETRIC)('%s', (algorithm) => {
  const ours = () => runHere(['keygen', '--alg', algorithm, '--out', folder.at(`ours-${algorithm}`)])

  it(
    'a key that the command makes is read by openssl, and a token that it signs is verified by openssl',
    async () => {
      const place = workplace(`openssl-${algorithm}`)
      await good(ours())
      const key = folder.at(`ours-${algorithm}`)
      expect(place.openssl('pkey', '-in', `${key}/private.pem`, '-check', '-pubout').toString()).toContain(
        readFileSync(`${key}/public.pem`, 'utf8'),
      )
      for (const file of ['private.pem', 'private.jwk.json']) {
        const token = await good(runHere(['sign', '--alg', algorithm, '--key', `${key}/${file}`, '--exp', '1m']))
        expect(opensslVerifies(place, token, algorithm, `${key}/public.pem`)).toMatch(
          /Verified OK|Verified Successfully/,
        )
      }
    },
    PATIENCE,
  )

  it(
    'a key that openssl makes is read by the command, and a token that openssl signs is verified by it',
    async () => {
      const place = workplace(`theirs-${algorithm}`)
      place.openssl('genpkey', ...(GENPKEY[algorithm] ?? []), '-out', 'private.pem')
      place.openssl('pkey', '-in', 'private.pem', '-pubout', '-out', 'public.pem')
      await good(runHere(['inspect', place.at('private.pem'), place.at('public.pem'), '--alg', algorithm]))
      const set = await good(runHere(['jwks', place.at('public.pem'), '--alg', algorithm]))
      writeFileSync(place.at('jwks.json'), set)
      for (const [option, file] of [
        ['--key', 'public.pem'],
        ['--jwks', 'jwks.json'],
      ] as const) {
        const token = opensslSigns(place, algorithm, 'private.pem')
        const args = ['verify', token, '--alg', algorithm, option, place.at(file), '--json']
        expect(JSON.parse(await good(runHere(args))).payload.sub).toBe('openssl')
      }
      const token = await good(runHere(['sign', '--alg', algorithm, '--key', place.at('private.pem'), '--exp', '1m']))
      expect(opensslVerifies(place, token, algorithm, 'public.pem')).toMatch(/Verified OK|Verified Successfully/)
    },
    PATIENCE,
  )
})

describe.each(ASYMMETRIC)('%s', (algorithm) => {
  it(
    'goes both ways between the command and the library',
    async () => {
      const place = workplace(`library-${algorithm}`)
      const { privateKey, publicKey } = await generateKeyPair(algorithm)
      writeFileSync(place.at('private.pem'), await exportPem(privateKey))
      writeFileSync(place.at('public.pem'), await exportPem(publicKey))
      const ours = await good(
        runHere(['sign', '--alg', algorithm, '--key', place.at('private.pem'), '--exp', 'never', '--sub', 'a']),
      )
      expect((await verify(ours, publicKey, { algorithms: [algorithm], requireExp: false })).sub).toBe('a')
      const theirs = await sign({ sub: 'b' }, privateKey, { algorithm, expiresIn: null })
      const args = ['verify', theirs, '--alg', algorithm, '--key', place.at('public.pem'), '--allow-no-exp', '--json']
      expect(JSON.parse(await good(runHere(args))).payload.sub).toBe('b')
    },
    PATIENCE,
  )
})

describe.each(SHARED)('%s', (algorithm) => {
  it('goes both ways between the command, the library and openssl', async () => {
    const place = workplace(algorithm)
    await good(runHere(['keygen', '--alg', algorithm, '--out', place.path]))
    const secret = readFileSync(place.at('secret.txt'), 'utf8')
    for (const file of ['secret.txt', 'secret.jwk.json']) {
      const ours = await good(
        runHere(['sign', '--alg', algorithm, '--secret-file', place.at(file), '--exp', 'never', '--sub', 'a']),
      )
      expect((await verify(ours, secret, { algorithms: [algorithm], requireExp: false })).sub).toBe('a')
      const theirs = await sign({ sub: 'b' }, secret, { algorithm, expiresIn: null })
      const args = ['verify', theirs, '--alg', algorithm, '--secret-file', place.at(file), '--allow-no-exp']
      expect(await good(runHere(args))).toContain('VERIFIED')
      if (!hasOpenssl) continue
      const [header, payload, signature] = ours.split('.')
      writeFileSync(place.at('input'), `${header}.${payload}`)
      const mac = place.openssl('dgst', hashOf(algorithm), '-hmac', secret, '-binary', 'input')
      expect(mac.toString('base64url')).toBe(signature)
    }
  })
})
