import { type KeyProblem, thumbprint } from '../../index.ts'
import { ALGORITHM_NAMES } from '../algorithms.ts'
import { type Command, command } from '../command.ts'
import { inFlags } from '../fixes.ts'
import { type KeyFile, readKeyFiles } from '../key-files.ts'
import { mendingOf, quoted } from '../mending.ts'
import { dateText } from '../moments.ts'
import { type Purpose, problemsFor, readPurpose, USES } from '../purpose.ts'
import { describeReports, type FileReport } from '../reports.ts'

/** What mends a key that is too small. */
const ANEW = 'countersign keygen --alg ALG --out DIR makes a new key'

/** `countersign inspect`. */
export const inspectCommand: Command = command({
  usage: 'FILE... [OPTIONS]',
  about:
    'Says of each file what it is, which algorithms it serves, what is wrong with it, and how to mend it. Exit code 1 when something is, so that a deploy can stop there. Shows no part of a private key or a secret.',
  operands: { name: 'FILE', least: 1, most: 100, path: true },
  options: {
    alg: { value: 'ALG', choices: ALGORITHM_NAMES, about: 'it must serve that algorithm' },
    for: {
      value: 'USE',
      choices: USES,
      about: 'it must be the half that signs, or the one that verifies: sign or verify',
    },
  },
  examples: [
    ['what is this file?', 'countersign inspect key.pem'],
    ['before a deploy', 'countersign inspect private.pem --alg RS256 --for sign && ./deploy'],
    ['do these two belong together?', 'countersign inspect private.pem public.pem'],
    ['the key of an environment variable', 'printf %s "$JWT_PRIVATE_KEY" | countersign inspect -'],
  ],
  async run({ options, operands, world }) {
    const purpose = readPurpose(options.alg, options.for)
    const files = await readKeyFiles(operands, world)
    const now = world.now()
    const reports: FileReport[] = []
    for (const file of files) reports.push(await reportOn(file, purpose, now))
    return {
      json: { ok: reports.every(({ ok }) => ok), files: reports.map(({ path: _, ...report }) => report) },
      text: (style) => describeReports(reports, now, style),
      refused: reports.some(({ ok }) => !ok),
    }
  },
})

async function reportOn(file: KeyFile, purpose: Purpose, now: number): Promise<FileReport> {
  const { name, path, report } = file
  const found = [...report.problems, ...(report.ok ? await problemsFor(file, purpose) : [])]
  const { notBefore, notAfter, keys, ...facts } = report
  const tell = (problems: readonly KeyProblem[]) => problems.map((problem) => told(problem, path))
  return {
    file: name,
    path,
    ...facts,
    ok: found.length === 0,
    problems: tell(found),
    ...(notBefore && { notBefore: notBefore.toISOString() }),
    ...(notAfter && { notAfter: notAfter.toISOString() }),
    ...(keys && { keys: keys.map((key) => ({ ...key, problems: tell(key.problems) })) }),
    ...(await printOf(file)),
    notes: notesOn(file, now),
  }
}

/** A problem in the words of the command. */
function told({ code, message, fix }: KeyProblem, path: string | undefined): KeyProblem {
  const mending = mendingOf(fix, path) ?? (code === 'ERR_KEY_WEAK' ? ANEW : undefined)
  return { code, message: inFlags(message), ...(mending !== undefined && { fix: mending }) }
}

/** The thumbprint of a sound asymmetric key: the same for both halves of a pair. Of a secret it would be a hash of it. */
async function printOf({ input, report }: KeyFile): Promise<{ thumbprint?: string }> {
  const single = report.side !== undefined && report.side !== 'secret' && !report.keys && !report.problems.length
  return single ? { thumbprint: await thumbprint(input) } : {}
}

function notesOn({ report, path, open }: KeyFile, now: number): string[] {
  const { side, format, notAfter } = report
  const secret = side === 'private' || side === 'secret'
  const ended = notAfter && notAfter.getTime() / 1000 <= now
  return [
    ...(secret && open && path !== undefined ? [`other users may read this file: chmod 600 ${quoted(path)}`] : []),
    ...(format === 'secret' && report.ok ? ['any text can be a secret: is this file meant to be one?'] : []),
    ...(ended ? [`the certificate ended at ${dateText(notAfter.getTime() / 1000)}; its key still serves`] : []),
  ]
}
