import { basename } from 'node:path'

/** What `inspectKey` says to calling code, as a command for a shell. FILE stands for the file. */
const COMMANDS: readonly (readonly [expression: RegExp, command: string])[] = [
  [/^text\.match\(/, "sed -n '/-----BEGIN/,/-----END/p' FILE > key.pem"],
  [/^JSON\.parse\(text\)\["([\w.-]+)"\]$/, `jq -r '.["MEMBER"]' FILE > key.pem`],
  [/^JSON\.parse\(text\)/, 'write the value of that member alone to a file, its line breaks as line breaks'],
  [/^new TextDecoder\('utf-16'\)/, 'iconv -f UTF-16 -t UTF-8 FILE > key.pem'],
  [/^readFileSync\(/, 'give that file itself'],
  [/^createRemoteJwks\(/, 'countersign verify --jwks URL'],
]

/** The first file that a command reads, as the library calls it in its examples. */
const EXAMPLE =
  /(^puttygen |-in |-f2? |-d |-p )((?:key|bundle|request|certificate|private|encrypted)(?:\.(?:pem|der|txt|pub|ppk|csr))?)(?= |$)/

/** What mends a key file, as the library says it, told for that very file. */
export function mendingOf(fix: string | undefined, path: string | undefined): string | undefined {
  if (fix === undefined) return undefined
  const file = path === undefined || /\p{C}/u.test(path) ? undefined : quoted(path)
  for (const [expression, command] of COMMANDS) {
    const found = expression.exec(fix)
    if (found) return command.replace('MEMBER', () => found[1] as string).replace('FILE', () => file ?? 'FILE')
  }
  if (file === undefined) return fix
  const told = fix.replace(EXAMPLE, (_, before: string) => before + file)
  // openssl and the shell would empty the file before it is read.
  return told.replace(/(-out |> )([\w.-]+)/g, (whole, before: string, name: string) => {
    return name === basename(path as string) ? `${before}new-${name}` : whole
  })
}

/** A path as a shell reads it. */
export function quoted(path: string): string {
  const safe = path.startsWith('-') ? `./${path}` : path
  return /^[\w./@%+:,-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", "'\\''")}'`
}
