// Two ways to run the command: as a process, built and laid out as it is installed, and within the test, where every
// line that a person could read is looked at without a process for each.
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { run } from '../../src/cli/program.ts'
import type { Input, Surroundings } from '../../src/cli/surroundings.ts'
import { libraryBeside } from '../../tooling/library-beside.ts'
import { root } from '../guards/source.ts'

/** A folder that is gone when the test process ends its use of it. */
export function makeFolder(): { path: string; at(name: string): string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'countersign-cli-'))
  return { path, at: (name) => join(path, name), remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Builds the command into a folder, as the package has it, and returns the path to start. */
export async function installInto(folder: string): Promise<string> {
  cpSync(join(root, 'package.json'), join(folder, 'package.json'))
  const dist = join(folder, 'dist')
  await build({
    absWorkingDir: root,
    entryPoints: { index: 'src/index.ts', sync: 'src/sync.ts', cli: 'src/cli/main.ts' },
    outdir: dist,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    external: ['node:*'],
    plugins: [libraryBeside],
    logLevel: 'error',
  })
  return join(dist, 'cli.js')
}

/** How a run ended, and what it said. */
export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface ProcessOptions {
  readonly cwd: string
  readonly stdin?: string | Uint8Array
  readonly env?: { readonly [name: string]: string }
}

/** Runs a program to its end. */
export function runProcess(command: string, args: readonly string[], options: ProcessOptions): Promise<Outcome> {
  const { cwd, stdin = '', env = {} } = options
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { PATH: process.env['PATH'] ?? '', HOME: cwd, ...env } })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text
    })
    // The command may have seen enough before it has read everything.
    child.stdin.on('error', () => {})
    child.stdin.end(stdin)
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/** What a run within the test sees around it. */
export interface Around {
  readonly stdin?: string | Uint8Array | Error
  readonly env?: { readonly [name: string]: string }
  /** Standard output and standard error are terminals of that width. */
  readonly terminal?: number
  /** Standard input is a terminal, on which this is typed; `null` for somebody who gives up. */
  readonly typed?: string | null
  readonly now?: number
}

/** The time that runs within a test take for now: 2026-05-01 12:00:00 UTC. */
export const NOW = 1_777_636_800

/** Runs the command within the test. */
export async function runHere(args: readonly string[], around: Around = {}): Promise<Outcome> {
  const { stdin = '', env = {}, terminal, typed, now = NOW } = around
  const said = { stdout: '', stderr: '' }
  const channel = (name: keyof typeof said) => ({
    isTerminal: terminal !== undefined,
    columns: terminal ?? 80,
    write(text: string) {
      said[name] += text
    },
  })
  const input: Input = {
    isTerminal: typed !== undefined,
    async *chunks() {
      if (stdin instanceof Error) throw stdin
      const bytes = typeof stdin === 'string' ? new TextEncoder().encode(stdin) : stdin
      // In pieces, as a pipe brings them.
      for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000)
    },
    async ask(question) {
      said.stderr += question
      return typed ?? undefined
    },
  }
  const world: Surroundings = {
    env,
    stdin: input,
    stdout: channel('stdout'),
    stderr: channel('stderr'),
    now: () => now,
  }
  const code = await run(args, world)
  return { code, ...said }
}
