import { type Algorithm, importKey, isJwtError, type KeyProblem, type KeyReport, thumbprint } from '../../index.ts'
import { ALGORITHM_NAMES, readAlgorithm } from '../algorithms.ts'
import { type Command, command } from '../command.ts'
import { UsageError } from '../failures.ts'
import { fixFor, inFlags } from '../fixes.ts'
import { type KeyFile, readKeyFiles } from '../key-files.ts'
import { mendingOf, quoted } from '../mending.ts'
import { dateText } from '../moments.ts'
import { describeReports, type FileReport } from '../reports.ts'

const USES = ['sign', 'verify'] as const
type Use = (typeof USES)[number]

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
    const algorithm = options.alg === undefined ? undefined : readAlgorithm(options.alg)
    const use = readUse(options.for)
    const files = await readKeyFiles(operands, world)
    const reports: FileReport[] = []
    for (const file of files) reports.push(await reportOn(file, algorithm, use))
    return {
      json: { ok: reports.every(({ ok }) => ok), files: reports.map(({ path: _, ...report }) => report) },
      text: (style) => describeReports(reports, world.now(), style),
      refused: reports.some(({ ok }) => !ok),
    }
  },
})

function readUse(text: string | undefined): Use | undefined {
  const use = USES.find((name) => name === text)
  if (text !== undefined && use === undefined) throw new UsageError('--for is neither sign nor verify.')
  return use
}

async function reportOn(file: KeyFile, algorithm: Algorithm | undefined, use: Use | undefined): Promise<FileReport> {
  const { name, path, report } = file
  const problems = [...report.problems, ...(report.ok ? await againstUse(file, algorithm, use) : [])].map((problem) =>
    told(problem, path),
  )
  const { notBefore, notAfter, keys, ...facts } = report
  return {
    file: name,
    path,
    ...facts,
    ok: problems.length === 0,
    problems,
    ...(notBefore && { notBefore: notBefore.toISOString() }),
    ...(notAfter && { notAfter: notAfter.toISOString() }),
    ...(keys && {
      keys: keys.map((key) => ({ ...key, problems: key.problems.map((problem) => told(problem, path)) })),
    }),
    ...(await printOf(file)),
    notes: notesOn(file),
  }
}

/** A problem in the words of the command. */
function told({ code, message, fix }: KeyProblem, path: string | undefined): KeyProblem {
  const mending = mendingOf(fix, path)
  return { code, message: inFlags(message), ...(mending !== undefined && { fix: mending }) }
}

/** What stands against a sound key in the light of what it is wanted for. */
async function againstUse(
  { input, report }: KeyFile,
  algorithm: Algorithm | undefined,
  use: Use | undefined,
): Promise<KeyProblem[]> {
  if (algorithm !== undefined && !report.algorithms.includes(algorithm)) {
    const serves = report.algorithms.join(', ')
    return [{ code: 'ERR_KEY_MISMATCH', message: `It does not serve ${algorithm}; it serves ${serves}.` }]
  }
  const wrong = use === 'sign' ? 'public' : 'private'
  if (use === undefined || report.side !== wrong) return loading(input, algorithm, use, report)
  const fix = wrong === 'private' ? 'openssl pkey -in private.pem -pubout -out public.pem' : undefined
  const message =
    wrong === 'private'
      ? 'It is the private half: whoever verifies needs the public one alone.'
      : 'It is the public half, which cannot sign.'
  return [{ code: 'ERR_KEY_MISMATCH', message, ...(fix !== undefined && { fix }) }]
}

/** The runtime's own word on a key: it may refuse numbers that no check of ours looks at. */
async function loading(
  input: KeyFile['input'],
  wanted: Algorithm | undefined,
  use: Use | undefined,
  report: KeyReport,
): Promise<KeyProblem[]> {
  const algorithm = wanted ?? report.algorithms[0]
  if (report.keys || algorithm === undefined) return []
  try {
    await importKey(input, algorithm, use)
    return []
  } catch (error) {
    if (!isJwtError(error)) throw error
    return [{ code: error.code, message: error.message, fix: fixFor(error) }]
  }
}

/** The thumbprint of a sound asymmetric key: the same for both halves of a pair. Of a secret it would be a hash of it. */
async function printOf({ input, report }: KeyFile): Promise<{ thumbprint?: string }> {
  const single = report.side !== undefined && report.side !== 'secret' && !report.keys && !report.problems.length
  return single ? { thumbprint: await thumbprint(input) } : {}
}

function notesOn({ report, path, open }: KeyFile): string[] {
  const { side, format, notAfter } = report
  const secret = side === 'private' || side === 'secret'
  const ended = notAfter && notAfter.getTime() <= Date.now()
  return [
    ...(secret && open && path !== undefined ? [`other users may read this file: chmod 600 ${quoted(path)}`] : []),
    ...(format === 'secret' && report.ok ? ['any text can be a secret: is this file meant to be one?'] : []),
    ...(ended ? [`the certificate ended at ${dateText(notAfter.getTime() / 1000)}; its key still serves`] : []),
  ]
}
