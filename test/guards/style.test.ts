import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { codeOf, filesIn, importsOf, read, root } from './source.ts'

const MOST_LINES = 220

const files = filesIn('src')

/** Lines of `src` where a pattern stands, as `path:line`. */
function linesWith(pattern: RegExp, text: (path: string) => string): string[] {
  return files.flatMap((path) =>
    text(path)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : [])),
  )
}

const bare = (path: string) => codeOf(read(path), { strings: false })

/** What a file re-exports: the name outside, the name at its source, and that source. */
function reexportsOf(path: string): { name: string; original: string; target: string }[] {
  const text = codeOf(read(path), { strings: true })
  return [...text.matchAll(/\bexport\s+(?:type\s+)?\{([^}]*)\}\s*from\s*(['"])([^'"]+)\2/g)].flatMap((match) => {
    const target = importsOf(path, match[0])[0]?.target ?? ''
    return (match[1] ?? '')
      .split(',')
      .map((part) => part.trim().replace(/^type\s+/, ''))
      .filter((part) => part !== '')
      .map((part) => {
        const [original = '', name = original] = part.split(/\s+as\s+/)
        return { name, original, target }
      })
  })
}

/** True when a docstring ends on the line above the definition of a name, wherever the re-exports lead. */
function isDocumented(path: string, name: string): boolean {
  const text = read(path)
  const definition = new RegExp(
    `^export\\s+(?:declare\\s+|abstract\\s+)*(?:async\\s+)?(?:function\\*?|const|class|interface|type)\\s+${name}\\b`,
    'm',
  ).exec(text)
  if (definition) return /\*\/\s*$/.test(text.slice(0, definition.index))
  const onward = reexportsOf(path).find((found) => found.name === name)
  return onward !== undefined && existsSync(join(root, onward.target)) && isDocumented(onward.target, onward.original)
}

describe('style of src', () => {
  it(`has no file over ${MOST_LINES} lines`, () => {
    const long = files.map((path) => [path, read(path).trimEnd().split('\n').length] as const)
    expect(long.filter(([, lines]) => lines > MOST_LINES)).toEqual([])
  })

  it('has no drawer called utils, helpers or common', () => {
    expect(files.filter((path) => /(?:^|\/|[-.])(?:utils?|helpers?|common)(?:[-./]|$)/i.test(path))).toEqual([])
  })

  it('has no any', () => {
    expect(linesWith(/(?:[:<|&,(=]\s*|\bas\s+|\bextends\s+)any\b(?!\s*[:(?])/, bare)).toEqual([])
  })

  it('has no enum and no namespace', () => {
    expect(linesWith(/^\s*(?:export\s+)?(?:declare\s+)?(?:const\s+)?(?:enum|namespace)\s+\w+\s*\{/, bare)).toEqual([])
  })

  it('has no work left lying about', () => {
    expect(linesWith(/\b(?:TODO|FIXME|XXX)\b/, read)).toEqual([])
  })

  it('silences neither the compiler nor the linter without a reason', () => {
    expect(linesWith(/@ts-(?:ignore|nocheck)|@ts-expect-error\s*$|biome-ignore(?![^:]*: \S)/, read)).toEqual([])
  })

  it.each(['src/index.ts', 'src/sync.ts'])('documents every export of %s where it is defined', (entry) => {
    if (!existsSync(join(root, entry))) return
    const text = codeOf(read(entry), { strings: true })
    expect(text).not.toMatch(/\bexport\s+(?:\*|default)/)
    expect(reexportsOf(entry).flatMap(({ name }) => (isDocumented(entry, name) ? [] : [name]))).toEqual([])
  })
})
