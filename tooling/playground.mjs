// Writes dist/playground.html: the page of src/playground as one file, with a policy that allows its own script and style
// by their hashes and forbids everything else. The same source makes the same bytes.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'src', 'playground')

const ICON =
  "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><rect width='16' height='16' rx='4' fill='%2327b'/><path d='m4 8 3 3 5-6' fill='none' stroke='%23fff' stroke-width='2'/></svg>"

/** Files of the library that have a shorter stand-in in src/playground/substitutes. */
const SUBSTITUTES = {
  'engines/plain/sha256.ts': 'sha256.ts',
  'engines/plain/sha512.ts': 'sha512.ts',
  'engines/dispatch.ts': 'dispatch.ts',
  'engines/node.ts': 'node.ts',
  'token/bindings.ts': 'bindings.ts',
  'token/schema.ts': 'schema.ts',
}

const substitutes = {
  name: 'substitutes',
  setup({ onLoad, onEnd }) {
    const met = new Set()
    onLoad({ filter: /[\\/](engines|token)[\\/]/ }, ({ path }) => {
      const file = relative(join(root, 'src'), path).replaceAll('\\', '/')
      if (!Object.hasOwn(SUBSTITUTES, file)) return undefined
      met.add(file)
      const resolveDir = join(folder, 'substitutes')
      return { contents: readFileSync(join(resolveDir, SUBSTITUTES[file]), 'utf8'), loader: 'ts', resolveDir }
    })
    onEnd(() => {
      // A file of the library that has moved would slip back in at its full size.
      const missed = Object.keys(SUBSTITUTES).filter((file) => !met.has(file))
      if (missed.length > 0) return { errors: missed.map((file) => ({ text: `nothing imports src/${file}` })) }
    })
  },
}

async function bundle(file, plugins) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [join(folder, file)],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: ['es2022', 'chrome123', 'firefox120', 'safari17.5'],
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    plugins,
  })
  return outputFiles[0].text.trim()
}

const hashOf = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** Takes the white space out of what properties of our own hold: esbuild lets it stand, because a script may read it. */
const tightened = (style) => style.replace(/(--[\w-]+): light-dark\((#\w+), (#\w+)\)/g, '$1:light-dark($2,$3)')

/** The page as text. */
export async function buildPlayground() {
  const [script, style] = await Promise.all([bundle('main.ts', [substitutes]), bundle('style.css', []).then(tightened)])
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const policy = [
    "default-src 'none'",
    "connect-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
  const values = {
    '{{policy}}': policy,
    '{{icon}}': `data:image/svg+xml,${ICON}`,
    '{{version}}': version,
    '<style></style>': `<style>${style}</style>`,
    '<script></script>': `<script>${script}</script>`,
  }
  let page = readFileSync(join(folder, 'page.html'), 'utf8').replace(/\n\s*/g, '\n')
  for (const [place, value] of Object.entries(values)) {
    if (page.split(place).length !== 2) throw new Error(`page.html does not hold ${place} once`)
    page = page.replace(place, () => value)
  }
  return page
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const page = await buildPlayground()
  mkdirSync(join(root, 'dist'), { recursive: true })
  writeFileSync(join(root, 'dist', 'playground.html'), page)
  process.stdout.write(`playground: ${Buffer.byteLength(page)} bytes\n`)
}
