import { type Algorithm, importKey, type JwtError, type KeyProblem } from '../index.ts'
import { readAlgorithm } from './algorithms.ts'
import { UsageError } from './failures.ts'
import type { KeyFile } from './key-files.ts'
import { publicHalfOf } from './mending.ts'

/** The uses of a key. */
export const USES: readonly ['sign', 'verify'] = ['sign', 'verify']

/** What a key is wanted for. */
export interface Purpose {
  readonly algorithm: Algorithm | undefined
  readonly use: (typeof USES)[number] | undefined
}

/** Reads `--alg` and `--for`. @throws UsageError */
export function readPurpose(alg: string | undefined, text: string | undefined): Purpose {
  const use = USES.find((name) => name === text)
  if (text !== undefined && use === undefined) throw new UsageError('--for is neither sign nor verify.')
  return { algorithm: alg === undefined ? undefined : readAlgorithm(alg), use }
}

function mismatch(message: string, fix?: string): KeyProblem[] {
  return [{ code: 'ERR_KEY_MISMATCH', message, ...(fix !== undefined && { fix }) }]
}

/** What stands against a sound key in the light of what it is wanted for. */
export async function problemsFor(file: KeyFile, { algorithm, use }: Purpose): Promise<KeyProblem[]> {
  const { algorithms, side, keys, format } = file.report
  if (algorithm !== undefined && !algorithms.includes(algorithm)) {
    return mismatch(`It does not serve ${algorithm}; it serves ${algorithms.join(', ')}.`)
  }
  const sides = keys ? keys.map((key) => key.side) : [side]
  if (use === 'sign' && sides.includes('public')) return mismatch('It is the public half, which cannot sign.')
  if (use === 'verify' && sides.includes('private')) {
    const fix = publicHalfOf(format, file.path)
    return mismatch('It is the private half: whoever verifies needs the public one alone.', fix)
  }
  return keys ? [] : loading(file, { algorithm: algorithm ?? algorithms[0], use })
}

/** The runtime's own word on a key: it may refuse numbers that no check of the library looks at. */
async function loading({ input }: KeyFile, { algorithm, use }: Purpose): Promise<KeyProblem[]> {
  try {
    await importKey(input, algorithm as Algorithm, use)
    return []
  } catch (error) {
    const message = `The runtime does not take it for ${algorithm}: its numbers do not fit together.`
    return [
      {
        code: (error as JwtError).code,
        message,
        fix: 'export the key again from where it was made, or make a new one',
      },
    ]
  }
}
