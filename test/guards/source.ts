import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Every file below a folder of the project, as paths from the project's folder, sorted. */
export function filesIn(folder: string, ending = '.ts'): string[] {
  const start = join(root, folder)
  if (!existsSync(start)) return []
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !path.includes('node_modules/'))
    .sort()
}

/** The text of one of the project's files. */
export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

const TOKENS =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|(?<=[=(,:?!&|]\s*)\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//g

/** Code without comments, and without the contents of its strings and regular expressions when `strings` is false. */
export function codeOf(text: string, { strings }: { strings: boolean }): string {
  return text.replace(TOKENS, (token) => {
    if (token.startsWith('/*') || token.startsWith('//')) return token.replace(/[^\n]/g, ' ')
    return strings ? token : `''${token.replace(/[^\n]/g, '')}`
  })
}

/** One import or re-export: what was written, and the file it leads to when it is relative. */
export interface Import {
  specifier: string
  target: string | undefined
  dynamic: boolean
}

const IMPORTS = /\b(?:import|export)\b(?:[^'";()]*?\bfrom)?\s*(['"])([^'"]+)\1|\bimport\s*\(\s*(['"`])([^'"`]+)\3/g

/** All imports of a file, those of types and the dynamic ones included. */
export function importsOf(path: string, text: string = read(path)): Import[] {
  return [...codeOf(text, { strings: true }).matchAll(IMPORTS)].map((match) => {
    const specifier = match[2] ?? match[4] ?? ''
    const target = specifier.startsWith('.') ? join(dirname(path), specifier).replaceAll('\\', '/') : undefined
    return { specifier, target, dynamic: match[4] !== undefined }
  })
}
