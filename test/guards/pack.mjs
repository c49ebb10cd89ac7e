// The package as a user gets it: packed, installed into an empty folder, imported, required, type-checked and bundled.
// Wants a build in dist/. Prints one line per promise; exits with 1 when one of them is broken.
import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'countersign-pack-'))
const installed = join(folder, 'node_modules', 'countersign')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const names = ['index', 'sync'].filter((name) => existsSync(join(root, 'src', `${name}.ts`)))
const entries = names.flatMap((name) => [`dist/${name}.js`, `dist/${name}.d.ts`])
const specifiers = names.map((name) => (name === 'index' ? 'countersign' : `countersign/${name}`))

let failed = 0

async function promise(name, keep) {
  try {
    await keep()
    console.log(`ok      ${name}`)
  } catch (error) {
    failed += 1
    console.log(`BROKEN  ${name}\n${error.stdout || ''}${error.stderr || ''}${error.message}`)
  }
}

function execute(command, args, cwd = folder) {
  const shell = process.platform === 'win32' && ['npm', 'npx'].includes(command)
  return execFileSync(command, args, { cwd, shell, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Every file in dist that these files lead to, declarations and source maps included. */
function reachable(...starts) {
  const queue = [...starts]
  for (const file of queue) {
    const text = readFileSync(join(root, file), 'utf8')
    for (const [, specifier] of text.matchAll(/(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g)) {
      ok(specifier.endsWith('.js'), `${file} imports '${specifier}', which does not end in .js`)
      const target = posix.join(posix.dirname(file), specifier)
      const path = file.endsWith('.d.ts') ? target.replace(/\.js$/, '.d.ts') : target
      if (!queue.includes(path)) queue.push(path)
    }
  }
  return queue.flatMap((file) => (file.endsWith('.js') ? [file, `${file}.map`] : [file]))
}

const ROUND_TRIP = `
const { generateKeyPairSync } = await import('node:crypto')
const pem = { publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } }
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256', ...pem })
const token = await sign({ role: 'admin' }, privateKey, { algorithm: 'ES256', expiresIn: '5m' })
const claims = await verify(token, publicKey, { algorithms: ['ES256'] })
if (claims.role !== 'admin') throw new Error('the claims did not come back')
const secret = 'an example secret of no less than thirty-two bytes'
const mac = await sign({ sub: 'u1' }, secret, { algorithm: 'HS256', expiresIn: 60 })
if ((await verify(mac, secret, { algorithms: ['HS256'] })).sub !== 'u1') throw new Error('HS256 did not come back')
`
const NAMES = '{ sign, verify }'

function typeCheck(name, compilerOptions) {
  const text = specifiers.map((specifier, index) => {
    const verbs = `{ sign as sign${index}, verify as verify${index} }`
    return `import ${verbs} from '${specifier}'\nexport const both${index}: unknown[] = [sign${index}, verify${index}]\n`
  })
  writeFileSync(join(folder, `${name}.ts`), text.join(''))
  const base = { strict: true, target: 'es2022', noEmit: true, skipLibCheck: false, exactOptionalPropertyTypes: true }
  const config = { compilerOptions: { ...base, ...compilerOptions }, files: [`${name}.ts`] }
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(config))
  execute(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', `${name}.json`])
}

try {
  const [{ filename, files }] = JSON.parse(
    execute('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root),
  )
  const packed = files.map((file) => file.path).sort()

  await promise(
    'the tarball holds what entries and command lead to, the page, four documents, and nothing else',
    () => {
      const documents = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']
      deepStrictEqual(packed, [...documents, 'dist/playground.html', ...reachable(...entries, 'dist/cli.js')].sort())
    },
  )

  await promise('no entry leads to the command, and the command to the entries as they are', () => {
    const library = reachable(...entries)
    const command = reachable('dist/cli.js').filter((file) => !library.includes(file))
    ok(command.includes('dist/cli.js'))
    for (const file of library.filter((file) => file.endsWith('.js'))) {
      const text = readFileSync(join(root, file), 'utf8')
      for (const other of command) ok(!text.includes(posix.basename(other)), `${file} names ${other}`)
      ok(!/parseArgs|process\.argv/.test(text), `${file} holds a part of the command`)
    }
  })

  await promise('no dependencies, no scripts that run on install', () => {
    for (const field of ['dependencies', 'peerDependencies', 'optionalDependencies', 'bundleDependencies', 'gypfile']) {
      strictEqual(manifest[field], undefined, field)
    }
    for (const script of ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish']) {
      strictEqual(manifest.scripts[script], undefined, script)
    }
  })

  await promise('development versions are pinned, and the lockfile names no registry', () => {
    for (const [name, version] of Object.entries(manifest.devDependencies)) {
      ok(/^\d+\.\d+\.\d+$/.test(version), `${name} ${version}`)
    }
    ok(!readFileSync(join(root, 'package-lock.json'), 'utf8').includes('"resolved"'))
  })

  await promise('no shipped file holds a path of the machine that built it', () => {
    const telling = packed.filter((path) => readFileSync(join(root, path), 'utf8').includes(root))
    deepStrictEqual(telling, [])
  })

  await promise('source maps carry the sources that they name, as they stand in src', () => {
    const maps = packed.filter((path) => path.endsWith('.js.map'))
    ok(maps.length > names.length)
    for (const path of maps) {
      const { sources, sourcesContent } = JSON.parse(readFileSync(join(root, path), 'utf8'))
      ok(sources.length > 0, `${path} names no source`)
      for (const [index, source] of sources.entries()) {
        const file = posix.join(posix.dirname(path), source)
        ok(file.startsWith('src/'), `${path} names ${source}`)
        strictEqual(sourcesContent[index], readFileSync(join(root, file), 'utf8'), `${path}: ${source}`)
      }
      const script = readFileSync(join(root, path.slice(0, -'.map'.length)), 'utf8')
      ok(script.trimEnd().endsWith(`//# sourceMappingURL=${posix.basename(path)}`), `no script leads to ${path}`)
    }
  })

  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  execute('npm', ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', join(folder, filename)])

  await promise('installing it brings one package and runs nothing', () => {
    const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'))
    deepStrictEqual(Object.keys(packages), ['', 'node_modules/countersign'])
    strictEqual(packages['node_modules/countersign'].hasInstallScript, undefined)
  })

  await promise('npx countersign makes a key, signs and verifies', () => {
    const npx = (...args) => execute('npx', ['--offline', 'countersign', ...args])
    strictEqual(npx('--version').trim(), manifest.version)
    npx('keygen', '--alg', 'ES256', '--out', 'keys')
    const token = npx('sign', '--alg', 'ES256', '--key', 'keys/private.pem', '--sub', 'u1', '--exp', '5m').trim()
    const { payload } = JSON.parse(npx('verify', token, '--alg', 'ES256', '--key', 'keys/public.pem', '--json'))
    strictEqual(payload.sub, 'u1')
  })

  for (const specifier of specifiers) {
    await promise(`import from '${specifier}' signs and verifies`, () => {
      writeFileSync(join(folder, 'import.mjs'), `import ${NAMES} from '${specifier}'\n${ROUND_TRIP}`)
      execute(process.execPath, ['import.mjs'])
    })

    // Node 20.19 and 22.12 were the first to require() an ES module without a flag.
    if (process.features.require_module) {
      await promise(`require('${specifier}') signs and verifies`, () => {
        const body = `const ${NAMES} = require('${specifier}')\n;(async () => {${ROUND_TRIP}})()`
        writeFileSync(join(folder, 'require.cjs'), body)
        execute(process.execPath, ['require.cjs'])
      })
    }

    await promise(`a bundle that uses nothing of '${specifier}' is empty`, async () => {
      const stdin = { contents: `import '${specifier}'`, resolveDir: folder }
      const bare = join(installed, 'package.json')
      const text = readFileSync(bare, 'utf8')
      // Without the manifest's promise, so that the code itself has to show that importing it does nothing.
      writeFileSync(bare, text.replace('"sideEffects": false', '"sideEffects": true'))
      try {
        const options = { bundle: true, write: false, format: 'esm', treeShaking: true, legalComments: 'none' }
        const { outputFiles } = await build({ ...options, stdin, logLevel: 'silent' })
        strictEqual(outputFiles[0].text.replace(/^\/\/.*$/gm, '').trim(), '')
      } finally {
        writeFileSync(bare, text)
      }
    })
  }

  mkdirSync(join(folder, 'node_modules', '@types'), { recursive: true })
  for (const name of ['@types/node', 'undici-types']) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), 'junction')
  }
  const node = { lib: ['es2022'], types: ['node'] }
  const page = { lib: ['es2022', 'dom'], types: [] }
  await promise('types resolve with nodenext and Node', () => typeCheck('nodenext', { module: 'nodenext', ...node }))
  await promise('types resolve with node16 and Node', () => typeCheck('node16', { module: 'node16', ...node }))
  await promise('types resolve with a bundler and the DOM', () =>
    typeCheck('bundler', { module: 'preserve', moduleResolution: 'bundler', ...page }),
  )
  await promise('types resolve where neither Node nor the DOM is known', () =>
    typeCheck('alone', { module: 'nodenext', lib: ['es2022'], types: [] }),
  )

  await promise('publint finds nothing', async () => {
    const { messages, pkg } = await publint({ pkgDir: installed, level: 'suggestion', strict: true })
    const told = messages.filter(({ path }) => names.includes('sync') || !path.includes('./sync'))
    deepStrictEqual(
      told.map((message) => formatMessage(message, pkg, { color: false })),
      [],
    )
  })

  if (!names.includes('sync')) console.log('skipped countersign/sync: there is no src/sync.ts')
} finally {
  rmSync(folder, { recursive: true, force: true })
}

process.exitCode = failed === 0 ? 0 : 1
