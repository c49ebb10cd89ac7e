// Writes dist/*.d.ts: tsc emits one declaration file per source file, and those that an entry reaches are kept. Source
// imports end in .ts (Deno and JSR run the source as it stands); in the declarations they have to end in .js.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const out = resolve(root, process.argv[2] ?? 'dist')
const staging = mkdtempSync(join(root, 'node_modules', '.declarations-'))

try {
  const entries = ['index', 'sync'].filter((name) => existsSync(join(root, 'src', `${name}.ts`)))
  const project = join(staging, 'tsconfig.json')
  writeFileSync(
    project,
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        noEmit: false,
        emitDeclarationOnly: true,
        rootDir: join(root, 'src'),
        outDir: join(staging, 'types'),
        typeRoots: [join(root, 'node_modules', '@types')],
      },
      files: entries.map((name) => join(root, 'src', `${name}.ts`)),
      include: [],
    }),
  )
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const { status } = spawnSync(process.execPath, [tsc, '-p', project], { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
  else write(entries)
} finally {
  rmSync(staging, { recursive: true, force: true })
}

function write(entries) {
  const queue = entries.map((name) => `${name}.d.ts`)
  const seen = new Set(queue)
  for (const file of queue) {
    const text = readFileSync(join(staging, 'types', file), 'utf8')
    const rewritten = text.replace(
      /((?:from|import)\s*\(?\s*['"])(\.{1,2}\/[^'"]+)\.ts(['"])/g,
      (_, before, path, after) => {
        const target = `${normalize(join(dirname(file), path))}.d.ts`
        if (!seen.has(target)) {
          seen.add(target)
          queue.push(target)
        }
        return `${before}${path}.js${after}`
      },
    )
    mkdirSync(dirname(join(out, file)), { recursive: true })
    writeFileSync(join(out, file), rewritten)
  }
  process.stdout.write(`declarations: ${queue.length} files\n`)
}
