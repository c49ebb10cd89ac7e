import { statSync } from 'node:fs'
import { inspectKey, type KeyInput, type KeyReport } from '../index.ts'
import { withoutLineEnd } from './key-input.ts'
import { jsonOf, OPERAND, readBytes, textOf } from './sources.ts'
import type { Surroundings } from './surroundings.ts'

/** A file that may hold a key, looked at without an algorithm in mind. */
export interface KeyFile {
  /** As it is called in messages; foreign text. */
  readonly name: string
  readonly path: string | undefined
  /** The object that its JSON spells, its text, or its bytes. */
  readonly input: KeyInput
  readonly report: KeyReport
  /** Users beside its owner may read it. */
  readonly open: boolean
}

/** Reads a file, and says what is in it. @throws UsageError when it cannot be read */
export async function readKeyFiles(names: readonly string[], world: Surroundings): Promise<readonly KeyFile[]> {
  const files: KeyFile[] = []
  for (const name of names) {
    const bytes = withoutLineEnd(await readBytes({ name, option: OPERAND }, world))
    const text = textOf(bytes)
    const input = ((text !== undefined && jsonOf(text)) || text) ?? bytes
    const path = name === '-' ? undefined : name
    files.push({
      name: path ?? 'standard input',
      path,
      input: input as KeyInput,
      report: inspectKey(input),
      open: path !== undefined && isOpen(path),
    })
  }
  return files
}

function isOpen(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false })
  // A pipe's mode says nothing, and Windows has no modes.
  return stat?.isFile() === true && process.platform !== 'win32' && (stat.mode & 0o077) !== 0
}
