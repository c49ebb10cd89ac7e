import { exportJwk, inspectKey, type KeyInput, type KeyReport, thumbprint } from '../../index.ts'
import { ALGORITHM_NAMES, readAlgorithm } from '../algorithms.ts'
import { type Command, command } from '../command.ts'
import { Refusal, UsageError } from '../failures.ts'
import { writeFiles } from '../files.ts'
import { inFlags } from '../fixes.ts'
import { type KeyFile, readKeyFiles } from '../key-files.ts'
import { mendingOf, publicHalfOf } from '../mending.ts'
import { printable, safeJson } from '../printable.ts'

/** `countersign jwks`. */
export const jwksCommand: Command = command({
  usage: 'FILE... [OPTIONS]',
  about:
    'Builds the JWK Set to publish from public keys: PEM, certificates, JWKs and other sets. Refuses private keys and secrets, so that none is ever published by mistake. A key without a kid gets its thumbprint (RFC 7638).',
  operands: { name: 'FILE', least: 1, most: 100, path: true },
  options: {
    alg: { value: 'ALG', choices: ALGORITHM_NAMES, about: 'bind every key to that algorithm' },
    out: { value: 'FILE', path: true, about: 'write the set to a file; without it, it is printed' },
    force: { about: 'replace the file if it exists' },
  },
  examples: [
    ['publish one key', 'countersign jwks --alg RS256 public.pem > jwks.json'],
    ['the next key beside the one that signs now', 'countersign jwks keys/public.jwk.json next/public.pem'],
    ['replace a published set in one step', 'countersign jwks keys/*/public.pem --out www/jwks.json --force'],
  ],
  async run({ options, operands, world }) {
    const alg = options.alg === undefined ? undefined : readAlgorithm(options.alg)
    if (options.force && options.out === undefined) throw new UsageError('--force goes with --out.')
    if (options.out === '-') throw new UsageError('--out is a file.', 'leave --out out: the set is printed then')
    const files = await readKeyFiles(operands, world)
    const keys: PublicJwk[] = []
    for (const file of files) {
      for (const member of membersOf(file)) keys.push(await publicJwk(member, file, alg))
    }
    admitDistinct(keys)
    const json = { keys }
    const text = `${safeJson(json, 2)}\n`
    if (options.out === undefined) return { json, text: () => text.trimEnd() }
    writeFiles([{ path: options.out, text, secret: false }], options.force)
    const count = keys.length === 1 ? '1 key' : `${keys.length} keys`
    return { json, text: () => `wrote ${count} to ${printable(options.out as string)}` }
  },
})

type PublicJwk = Awaited<ReturnType<typeof exportJwk>> & { kid: string }

interface Member {
  readonly input: KeyInput
  readonly report: KeyReport
}

/** The keys of a file: those of a set, or the one that it is. */
function membersOf(file: KeyFile): readonly Member[] {
  if (file.report.format !== 'JWK Set') return [file]
  const { keys } = file.input as unknown as { keys?: unknown }
  if (!Array.isArray(keys) || !keys.length) return [file]
  return keys.map((input: KeyInput) => ({ input, report: inspectKey(input) }))
}

async function publicJwk({ input, report }: Member, file: KeyFile, alg: string | undefined): Promise<PublicJwk> {
  const name = printable(file.name)
  if (report.side === 'private') {
    throw new Refusal(`${name} holds a private key, which is never published.`, {
      fix: publicHalfOf(file.report.format, file.path),
    })
  }
  if (report.kty === 'oct' || report.format === 'secret') {
    throw new Refusal(`${name} holds no public key: a secret, or something that could be one, is never published.`)
  }
  const [problem] = report.problems
  if (problem) {
    const fix = mendingOf(problem.fix, file.path)
    throw new Refusal(`${name}: ${inFlags(problem.message)}`, { code: problem.code, fix })
  }
  if (alg !== undefined && !report.algorithms.some((served) => served === alg)) {
    throw new Refusal(`${name} does not serve ${alg}; it serves ${report.algorithms.join(', ')}.`)
  }
  const { kty, kid, alg: own, use: _, ...numbers } = await exportJwk(input)
  const [only, ...others] = report.algorithms
  const bound = alg ?? own ?? (others.length ? undefined : only)
  return {
    kty,
    kid: kid ?? (await thumbprint(input)),
    ...(bound && { alg: bound as typeof only }),
    use: 'sig',
    ...numbers,
  } as PublicJwk
}

/** Two keys with one kid leave a verifier without a choice. */
function admitDistinct(keys: readonly PublicJwk[]): void {
  const seen = new Set<string>()
  for (const { kid } of keys) {
    if (seen.has(kid)) {
      throw new Refusal(`Two of the keys have the kid ${printable(JSON.stringify(kid))}.`, {
        fix: 'give the same key once only, and different keys different kids',
      })
    }
    seen.add(kid)
  }
}
