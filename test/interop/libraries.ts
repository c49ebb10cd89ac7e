// The libraries that tokens and keys are exchanged with: how each is started, and what it can do.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const HMAC = ['HS256', 'HS384', 'HS512']
const RSA = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']
const EC = ['ES256', 'ES384', 'ES512']
const COMMON = [...HMAC, ...RSA, ...EC]
const PEM = [...RSA, ...EC, 'EdDSA']

/** Every algorithm of the matrix, in the order of its columns. */
export const ALGORITHMS: readonly string[] = [...COMMON, 'EdDSA', 'Ed25519']

/** What not every library can do. */
export type Skill =
  /** Read JWKs of key pairs; of secrets; secrets as text; sets of JWKs by `kid`. */
  | 'jwk'
  | 'oct'
  | 'secret'
  | 'jwks'
  /** Make key pairs. */
  | 'make'
  /** Judge `exp`, `nbf` and `aud`. */
  | 'claims'
  /** Take the text of a public key for a secret. */
  | 'confused'
  /** Write tokens with alg "none"; encrypted ones; the JSON serialization; thumbprints, of Ed25519 keys too. */
  | 'none'
  | 'encrypt'
  | 'flattened'
  | 'thumbprint'
  | 'okp thumbprint'

/** Another JWT library. */
export interface Library {
  readonly name: string
  /** What starts its driver. */
  readonly command: readonly string[]
  /** Builds the driver first, where it has to be built. */
  readonly build?: () => void
  readonly installed: boolean
  readonly version: string
  /** The command that installs what is missing. */
  readonly install: string
  readonly algorithms: readonly string[]
  /** The algorithms whose keys it reads as PEM. */
  readonly pem: readonly string[]
  /** The algorithms whose keys it also writes in a form that breaks a rule of the standards. */
  readonly odd?: readonly string[]
  readonly skills: readonly Skill[]
}

const folder = fileURLToPath(new URL('.', import.meta.url))
const driver = (name: string) => join(folder, 'drivers', name)

function runs(program: string, ...args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0
}

/** The installed version of a Debian package; the library may also have come from elsewhere. */
function debian(name: string): string {
  const { stdout } = spawnSync('dpkg-query', ['-W', name], { encoding: 'utf8' })
  return stdout?.split(/\s/)[1] || 'of unknown version'
}

function fromDebian(packages: string): Pick<Library, 'install' | 'version'> {
  return { install: `apt-get install ${packages}`, version: debian(packages.split(' ')[0] as string) }
}

function fromNpm(name: string): Omit<Library, 'algorithms' | 'pem' | 'skills'> {
  const manifest = join(folder, 'node_modules', name, 'package.json')
  const installed = existsSync(manifest)
  return {
    name: `${name} (npm)`,
    command: [process.execPath, driver(`${name}.mjs`)],
    installed,
    version: installed ? (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version : '',
    install: 'npm install --prefix test/interop',
  }
}

// Debian's libraries are those of Debian's interpreters, which need not be the first of their name.
const PYTHON = '/usr/bin/python3'
const PERL = '/usr/bin/perl'
const GO_SOURCES = '/usr/share/gocode'
const GO_BINARY = join(folder, 'node_modules', '.golang-jwt')

function buildGo(): void {
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  const env = { ...process.env, GO111MODULE: 'off', GOPATH: GO_SOURCES, GOFLAGS: '', CGO_ENABLED: '0' }
  const { status, stderr } = spawnSync('go', ['build', '-o', GO_BINARY, driver('golang-jwt/main.go')], {
    encoding: 'utf8',
    env: { ...env, GOCACHE: join(folder, 'node_modules', '.go-cache') },
  })
  if (status !== 0) throw new Error(stderr)
}

export const libraries: readonly Library[] = [
  {
    name: 'PyJWT',
    command: [PYTHON, driver('pyjwt.py')],
    installed: runs(PYTHON, '-c', 'import jwt, cryptography'),
    ...fromDebian('python3-jwt python3-cryptography'),
    algorithms: [...COMMON, 'EdDSA'],
    pem: PEM,
    odd: EC,
    skills: ['jwk', 'oct', 'secret', 'jwks', 'make', 'claims', 'none'],
  },
  {
    name: 'ruby-jwt',
    command: ['ruby', driver('ruby-jwt.rb')],
    installed: runs('ruby', '-rjwt', '-rrbnacl', '-e', '0'),
    ...fromDebian('ruby-jwt ruby ruby-rbnacl'),
    algorithms: [...COMMON, 'EdDSA'],
    pem: [...RSA, ...EC],
    skills: ['jwk', 'secret', 'jwks', 'make', 'claims', 'confused', 'none', 'thumbprint'],
  },
  {
    name: 'Crypt::JWT',
    command: [PERL, driver('crypt-jwt.pl')],
    installed: runs(PERL, '-MCrypt::JWT', '-e', '0'),
    ...fromDebian('libcrypt-jwt-perl'),
    algorithms: [...COMMON, 'EdDSA'],
    pem: PEM,
    odd: PEM,
    skills: [
      'jwk',
      'oct',
      'secret',
      'jwks',
      'make',
      'claims',
      'confused',
      'none',
      'encrypt',
      'flattened',
      'thumbprint',
    ],
  },
  {
    name: 'golang-jwt',
    command: [GO_BINARY],
    build: buildGo,
    installed: runs('go', 'version') && existsSync(join(GO_SOURCES, 'src/github.com/golang-jwt/jwt')),
    ...fromDebian('golang-github-golang-jwt-jwt-dev golang-go'),
    algorithms: [...COMMON, 'EdDSA'],
    pem: PEM,
    skills: ['secret', 'make', 'claims', 'confused', 'none'],
  },
  {
    name: 'jose (command)',
    command: ['bash', driver('jose.sh')],
    installed: runs('jose', 'alg'),
    ...fromDebian('jose'),
    algorithms: COMMON,
    pem: [],
    skills: ['jwk', 'oct', 'jwks', 'make', 'encrypt', 'flattened', 'thumbprint'],
  },
  {
    ...fromNpm('jose'),
    algorithms: ALGORITHMS,
    pem: [...PEM, 'Ed25519'],
    skills: [
      'okp thumbprint',
      'jwk',
      'oct',
      'secret',
      'jwks',
      'make',
      'claims',
      'confused',
      'none',
      'encrypt',
      'flattened',
      'thumbprint',
    ],
  },
  {
    ...fromNpm('jsonwebtoken'),
    algorithms: COMMON,
    pem: [...RSA, ...EC],
    skills: ['secret', 'claims', 'confused', 'none'],
  },
  {
    ...fromNpm('fast-jwt'),
    algorithms: [...COMMON, 'EdDSA'],
    pem: PEM,
    skills: ['secret', 'claims', 'confused', 'none'],
  },
]
