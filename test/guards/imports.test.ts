import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesIn, type Import, importsOf, root } from './source.ts'

/** Who may import whom, besides its own room. `errors` and `types` are open to all. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  errors: [],
  types: [],
  encoding: [],
  algorithms: ['encoding'],
  keys: ['algorithms', 'encoding'],
  token: ['algorithms', 'encoding'],
  jwks: ['keys', 'algorithms', 'encoding'],
  engines: ['keys', 'algorithms', 'encoding'],
  api: ['token', 'jwks', 'engines', 'keys', 'algorithms', 'encoding'],
  index: ['api', 'keys', 'token', 'jwks'],
  sync: ['api', 'keys', 'token', 'jwks'],
  cli: ['index', 'sync'],
  playground: ['index', 'sync'],
}

/** Roads that stay closed between the two halves of the library: [from, to]. */
const NEVER: readonly (readonly [string, string])[] = [
  ['src/api/async/', 'src/api/sync/'],
  ['src/api/async/', 'src/engines/node'],
  ['src/api/async/', 'src/engines/plain'],
  ['src/api/sync/', 'src/api/async/'],
  ['src/api/sync/', 'src/engines/webcrypto'],
  ['src/index.ts', 'src/api/sync/'],
  ['src/sync.ts', 'src/api/async/'],
]

const MAY_USE_NODE = ['cli']

function roomOf(path: string): string {
  return /^src\/([^/]+?)(?:\.ts)?(?:\/|$)/.exec(path)?.[1] ?? ''
}

function faultOf(path: string, { specifier, target, dynamic }: Import): string | undefined {
  const from = roomOf(path)
  if (target === undefined) {
    if (MAY_USE_NODE.includes(from) && specifier.startsWith('node:')) return undefined
    return `${dynamic ? 'dynamic ' : ''}import of '${specifier}': the library has no dependencies and no node: imports`
  }
  if (!specifier.endsWith('.ts')) return `'${specifier}' does not end in .ts`
  if (!target.startsWith('src/')) return `'${specifier}' leads out of src`
  const to = roomOf(target)
  const closed = NEVER.find(([a, b]) => path.startsWith(a) && target.startsWith(b))
  if (closed) return `'${specifier}': ${closed[0]} never imports ${closed[1]}`
  if (to === from || (to === 'errors' && target === 'src/errors.ts')) return undefined
  if (to === 'types' && target === 'src/types.ts') return undefined
  return MAY_IMPORT[from]?.includes(to) ? undefined : `'${specifier}': ${from} may not import ${to}`
}

/** The first ring of imports found, as the files along it; `undefined` when there is none. */
function ringIn(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>()
  const visit = (file: string, trail: string[]): string[] | undefined => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file]
    if (done.has(file)) return undefined
    for (const next of graph.get(file) ?? []) {
      const ring = visit(next, [...trail, file])
      if (ring) return ring
    }
    done.add(file)
    return undefined
  }
  for (const file of graph.keys()) {
    const ring = visit(file, [])
    if (ring) return ring
  }
  return undefined
}

const files = filesIn('src')

describe('imports in src', () => {
  it('finds every form of import', () => {
    const text = `
      import a from './a.ts'
      import type { B } from './b.ts'
      import { type C,
        d } from "./c.ts"
      import './d.ts'
      export * from './e.ts'
      export { f } from './f.ts'
      type G = import('./g.ts').G
      const h = await import('./h.ts')
      // import './comment.ts'
      const from = 'x'
      export const y = 'nothing'`
    expect(importsOf('src/x.ts', text).map((found) => found.target)).toEqual(
      ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => `src/${name}.ts`),
    )
  })

  it('stay inside the rooms of the design', () => {
    const faults = files.flatMap((path) => {
      if (!(roomOf(path) in MAY_IMPORT)) return [`${path}: there is no such room`]
      return importsOf(path).flatMap((found) => {
        const fault = faultOf(path, found)
        return fault === undefined ? [] : [`${path}: ${fault}`]
      })
    })
    expect(faults).toEqual([])
  })

  it.each([
    ['src/encoding/base64url.ts', '../keys/read.ts', 'encoding may not import keys'],
    ['src/errors.ts', './encoding/utf8.ts', 'errors may not import encoding'],
    ['src/api/async/sign.ts', '../../engines/plain/sha2.ts', 'never imports src/engines/plain'],
    ['src/api/sync/sign.ts', '../../engines/webcrypto.ts', 'never imports src/engines/webcrypto'],
    ['src/index.ts', './engines/webcrypto.ts', 'index may not import engines'],
    ['src/cli/run.ts', '../keys/read.ts', 'cli may not import keys'],
    ['src/keys/jwk.ts', './read.js', 'does not end in .ts'],
    ['src/keys/native.ts', 'node:crypto', 'no node: imports'],
  ])('would refuse %s importing %s', (path, specifier, reason) => {
    expect(importsOf(path, `import '${specifier}'`).map((found) => faultOf(path, found))).toEqual([
      expect.stringContaining(reason),
    ])
  })

  it('lead to files that exist', () => {
    const missing = files.flatMap((path) =>
      importsOf(path)
        .filter(({ target }) => target !== undefined && !existsSync(join(root, target)))
        .map(({ specifier }) => `${path}: ${specifier}`),
    )
    expect(missing).toEqual([])
  })

  it('form no ring, type imports included', () => {
    expect(ringIn(new Map(Object.entries({ a: ['b'], b: ['c'], c: ['b'] })))).toEqual(['b', 'c', 'b'])
    const graph = new Map(files.map((path) => [path, importsOf(path).flatMap(({ target }) => target ?? [])] as const))
    expect(ringIn(graph)).toBeUndefined()
  })
})
