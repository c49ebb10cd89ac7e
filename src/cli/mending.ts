import { basename } from 'node:path'
import { printable } from './printable.ts'
import { type Style, wrap } from './style.ts'

/** What `inspectKey` says to calling code, as a command for a shell. FILE stands for the file. */
const COMMANDS: readonly (readonly [expression: RegExp, command: string])[] = [
  [/^text\.match\(/, "sed -n '/-----BEGIN/,/-----END/p' FILE > key.pem"],
  [/^JSON\.parse\(text\)\["([\w.-]+)"\]$/, `jq -r '.["MEMBER"]' FILE > key.pem`],
  [/^JSON\.parse\(text\)/, 'write the value of that member alone to a file, its line breaks as line breaks'],
  [/^new TextDecoder\('utf-16'\)/, 'iconv -f UTF-16 -t UTF-8 FILE > key.pem'],
  [/^readFileSync\(/, 'give that file itself'],
  [/^createRemoteJwks\(/, 'countersign verify --jwks URL'],
  [/^pair\.privateKey /, 'write the half that is needed alone to a file'],
]

/** The first file that a command reads, as the library calls it in its examples. */
const EXAMPLE =
  /(^puttygen |-in |-f2? |-d |-p )((?:key|bundle|request|certificate|private|encrypted)(?:\.(?:pem|der|txt|pub|ppk|csr))?)(?= |$)/

/** What mends a key file, as the library says it, told for that very file. */
export function mendingOf(fix: string | undefined, path: string | undefined): string | undefined {
  if (fix === undefined) return undefined
  const file = wordFor(path)
  for (const [expression, command] of COMMANDS) {
    const found = expression.exec(fix)
    if (found) return command.replace('MEMBER', () => found[1] as string).replace('FILE', () => file ?? 'FILE')
  }
  return file === undefined
    ? fix
    : sparing(
        fix.replace(EXAMPLE, (_, before: string) => before + file),
        path as string,
      )
}

/** The private members of a JWK, and what they are for. */
const PRIVATE = '.d, .p, .q, .dp, .dq, .qi, .key_ops'

/** What takes the public half out of a private key in that format. */
export function publicHalfOf(format: string, path: string | undefined): string {
  const file = wordFor(path) ?? 'FILE'
  const told = format.startsWith('JWK Set')
    ? `jq '.keys[] |= del(${PRIVATE})' ${file} > jwks.json`
    : format.startsWith('JWK')
      ? `jq 'del(${PRIVATE})' ${file} > public.jwk.json`
      : `openssl pkey -in ${file} -pubout -out public.pem`
  return path === undefined ? told : sparing(told, path)
}

/** What takes the first key out of a JWK Set. */
export function firstKeyOf(path: string | undefined): string {
  const told = `jq '.keys[0]' ${wordFor(path) ?? 'FILE'} > private.jwk.json`
  return path === undefined ? told : sparing(told, path)
}

/** A file's name as a word of a command, if it can be one. */
export function wordFor(path: string | undefined): string | undefined {
  return path === undefined || /\p{C}/u.test(path) ? undefined : quoted(path)
}

/** A command that does not write to the file that it reads: openssl and the shell would empty it first. */
function sparing(told: string, path: string): string {
  return told.replace(/(-out |> )([\w.-]+)/g, (whole, before: string, name: string) => {
    return name === basename(path) ? `${before}new-${name}` : whole
  })
}

/** A path as a shell reads it. */
export function quoted(path: string): string {
  const safe = path.startsWith('-') ? `./${path}` : path
  return /^[\w./@%+:,-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", "'\\''")}'`
}

/** A fix, indented by two. A command stays on one line, however long: it is there to be copied. */
export function fixLines(fix: string, style: Style): string[] {
  const isCommand = /^(?:openssl|ssh-keygen|puttygen|sed|jq|iconv|base64|xxd|\{) /.test(fix)
  const lines = isCommand ? [printable(fix)] : wrap(printable(fix), style.width - 9)
  return lines.map((line, at) => (at ? `       ${line}` : `  ${style.green('fix')}: ${line}`))
}
