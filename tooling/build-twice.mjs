// Builds and packs the package twice and compares every byte: what is published can be made again from its sources by
// anyone. Time zone, language, the folders' depth and the sources' dates differ on purpose. Also writes the bill of
// materials, which has to list nothing but the package. Given a folder, leaves tarball, bill and hashes there.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const { name: packageName, files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const inputs = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsup.config.ts', 'tooling', 'src']
const sources = [...inputs, ...files.filter((name) => name !== 'dist')]
const work = mkdtempSync(join(tmpdir(), 'countersign-twice-'))

const sha256 = (path) => createHash('sha256').update(readFileSync(path)).digest('hex')

function npm(cwd, args, environment = {}) {
  const shell = process.platform === 'win32'
  const stdio = ['ignore', 'pipe', 'inherit']
  return execFileSync('npm', args, { cwd, shell, stdio, encoding: 'utf8', env: { ...process.env, ...environment } })
}

/** Builds and packs copies of the sources in a folder of their own: the tarball, and each packed file's hash by name. */
function build(place, seconds, environment) {
  const folder = join(work, place, packageName)
  mkdirSync(folder, { recursive: true })
  for (const name of sources) cpSync(join(root, name), join(folder, name), { recursive: true })
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) utimesSync(join(entry.parentPath, entry.name), seconds, seconds)
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  npm(folder, ['run', 'build'], environment)
  const [packed] = JSON.parse(npm(folder, ['pack', '--json', '--ignore-scripts'], environment))
  const names = [...packed.files.map(({ path }) => path), packed.filename]
  const hashes = new Map(names.map((name) => [name, sha256(join(folder, name))]))
  return { folder, hashes, tarball: join(folder, packed.filename) }
}

/** Prints the hashes of both builds, and returns how many differ. */
function compare(one, two) {
  const names = [...new Set([...one.keys(), ...two.keys()])]
  const different = names.filter((name) => one.get(name) !== two.get(name))
  for (const name of names) {
    console.log(`${one.get(name) ?? 'missing'}  ${name}`)
    if (different.includes(name)) console.log(`${two.get(name) ?? 'missing'}  ${name}  DIFFERS`)
  }
  console.log(`${names.length} files, ${different.length} of them different in the second build`)
  return different.length
}

/** The bill of materials, in CycloneDX. npm names the package after its folder, which is therefore named after it. */
function billOf(folder) {
  const text = npm(folder, ['sbom', '--omit', 'dev', '--sbom-format', 'cyclonedx', '--package-lock-only'])
  const { metadata, components, dependencies, specVersion } = JSON.parse(text)
  const listed = components.length + dependencies.flatMap(({ dependsOn }) => dependsOn).length
  console.log(`CycloneDX ${specVersion}: ${metadata.component.purl}, ${listed} components and dependencies`)
  return { text, alone: listed === 0 && metadata.component.name === packageName }
}

try {
  const one = build('one', 1_000_000_000, { TZ: 'Pacific/Kiritimati', LC_ALL: 'C' })
  const two = build('a/deeper folder', 1_700_000_000, { TZ: 'America/Los_Angeles', LC_ALL: 'tr_TR.UTF-8' })
  const different = compare(one.hashes, two.hashes)
  const bill = billOf(one.folder)
  process.exitCode = different === 0 && bill.alone ? 0 : 1
  const [, , target] = process.argv
  if (target && process.exitCode === 0) {
    const kept = resolve(target)
    mkdirSync(kept, { recursive: true })
    cpSync(one.tarball, join(kept, basename(one.tarball)))
    writeFileSync(join(kept, `${packageName}.cdx.json`), bill.text)
    const sums = [basename(one.tarball), `${packageName}.cdx.json`].map(
      (name) => `${sha256(join(kept, name))}  ${name}\n`,
    )
    writeFileSync(join(kept, 'SHA256SUMS'), sums.join(''))
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}
