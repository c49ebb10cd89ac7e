import { join } from 'node:path'
import { type Algorithm, exportJwk, exportPem, generateKeyPair, generateSecret, thumbprint } from '../../index.ts'
import { ALGORITHM_NAMES, isShared, readAlgorithm } from '../algorithms.ts'
import { type Command, command } from '../command.ts'
import { UsageError } from '../failures.ts'
import { admitFolder, admitPlaces, type Draft, makeFolder, writeFiles } from '../files.ts'
import { printable } from '../printable.ts'
import { withProgress } from '../progress.ts'
import { type Style, table } from '../style.ts'

/** `countersign keygen`. */
export const keygenCommand: Command = command({
  usage: '--alg ALG --out DIR [OPTIONS]',
  about:
    'Makes a key pair as PEM and as JWK, with the JWK Set that publishes the public half; for HS*, a random secret as text and as JWK. Private files are for their owner alone (mode 0600), and nothing that exists is replaced.\nsecret.txt has no line end: its characters are the secret, as an environment variable would hold them.',
  options: {
    alg: { value: 'ALG', choices: ALGORITHM_NAMES, about: 'the algorithm that the key is for' },
    out: { value: 'DIR', path: true, about: 'the folder to write to; made when there is none' },
    bits: { value: 'NUMBER', about: 'the size of an RSA key, from 2048 (default) to 16384' },
    force: { about: 'replace files that exist' },
  },
  examples: [
    ['a key pair that every library understands', 'countersign keygen --alg RS256 --bits 3072 --out keys'],
    ['small and quick', 'countersign keygen --alg ES256 --out keys'],
    ['a secret for one service that signs and verifies', 'countersign keygen --alg HS256 --out keys'],
  ],
  async run({ options, world }) {
    const algorithm = readAlgorithm(options.alg)
    if (options.out === undefined) throw new UsageError('--out is missing.', 'name the folder that the keys go to')
    if (options.out === '-') throw new UsageError('--out is a folder: a key is several files.')
    const bits = readBits(options.bits, algorithm)
    const placeOf = (name: string) => join(options.out as string, name)
    // Looked at again when they are written; a large RSA key takes its time, and would be made in vain.
    admitFolder(options.out)
    admitPlaces(Object.keys(isShared(algorithm) ? SECRET_FILES : PAIR_FILES).map(placeOf), options.force)
    const made = isShared(algorithm)
      ? await secretFiles(algorithm)
      : await withProgress(`making a key for ${algorithm}`, world, () => pairFiles(algorithm, bits))
    makeFolder(options.out)
    const files = made.files.map((file) => ({ ...file, path: placeOf(file.name) }))
    writeFiles(files, options.force)
    const { kid } = made
    const written = files.map(({ path, secret }) => ({ path, private: secret }))
    return {
      json: { alg: algorithm, ...(kid !== undefined && { kid }), files: written },
      text: (style) => describe({ algorithm, kid, files }, style),
    }
  },
})

function readBits(text: string | undefined, algorithm: Algorithm): number | undefined {
  if (text === undefined) return undefined
  if (!/^[RP]S/.test(algorithm)) throw new UsageError(`--bits is for RSA keys; those for ${algorithm} have one size.`)
  if (/^\d{4,5}$/.test(text)) return Number(text)
  throw new UsageError('--bits is no number of bits from 2048 to 16384.')
}

/** A file of a new key: its name, and what it is for. */
interface KeyFile extends Omit<Draft, 'path'> {
  readonly name: string
  readonly about: string
}

interface Made {
  readonly kid?: string
  readonly files: readonly KeyFile[]
}

/** The files of a key pair, and what each is for. */
const PAIR_FILES = {
  'private.pem': { secret: true, about: 'signs; keep it secret' },
  'public.pem': { secret: false, about: 'verifies' },
  'private.jwk.json': { secret: true, about: 'signs, and names itself in tokens' },
  'public.jwk.json': { secret: false, about: 'verifies' },
  'jwks.json': { secret: false, about: 'the set to publish' },
} as const

/** The files of a secret. */
const SECRET_FILES = {
  'secret.txt': { secret: true, about: 'signs and verifies; keep it secret' },
  'secret.jwk.json': { secret: true, about: 'the same' },
} as const

/** Files with their texts. */
function filled<Name extends string>(
  table: { readonly [name in Name]: Pick<KeyFile, 'secret' | 'about'> },
  texts: { readonly [name in Name]: string },
): readonly KeyFile[] {
  return (Object.keys(table) as Name[]).map((name) => ({ name, text: texts[name], ...table[name] }))
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

async function pairFiles(alg: Algorithm, modulusLength: number | undefined): Promise<Made> {
  const { privateKey, publicKey } = await generateKeyPair(alg, modulusLength === undefined ? {} : { modulusLength })
  const kid = await thumbprint(publicKey)
  const named = { kid, alg, use: 'sig' }
  const publicJwk = { ...(await exportJwk(publicKey)), ...named }
  const privateJwk = { ...(await exportJwk(privateKey)), ...named }
  return {
    kid,
    files: filled(PAIR_FILES, {
      'private.pem': await exportPem(privateKey),
      'public.pem': await exportPem(publicKey),
      'private.jwk.json': json(privateJwk),
      'public.jwk.json': json(publicJwk),
      'jwks.json': json({ keys: [publicJwk] }),
    }),
  }
}

/** The secret is the text: the JWK holds the bytes of its characters, so that both files are one key. */
async function secretFiles(alg: Algorithm): Promise<Made> {
  const text = Buffer.from(await generateSecret(alg)).toString('base64url')
  const jwk = { kty: 'oct', k: Buffer.from(text).toString('base64url'), alg, use: 'sig' }
  return { files: filled(SECRET_FILES, { 'secret.txt': text, 'secret.jwk.json': json(jwk) }) }
}

function describe(
  { algorithm, kid, files }: { algorithm: string; kid: string | undefined; files: readonly (KeyFile & Draft)[] },
  style: Style,
): string {
  const rows = files.map(({ path, secret, about }) => [
    `  ${printable(path)}`,
    secret ? style.yellow('0600') : '',
    style.dim(about),
  ])
  const named = kid === undefined ? '' : `, kid ${kid}`
  return [`${style.green('made')} a key for ${style.bold(algorithm)}${named}`, ...table(rows)].join('\n')
}
