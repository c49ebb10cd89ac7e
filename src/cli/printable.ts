import { Refusal } from './failures.ts'

/**
 * Control characters, invisible and direction-changing ones (Unicode's category C) and line separators: what a token
 * or a file name could use to move the cursor, recolour, retitle or reverse what a person reads.
 */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}]/gu

/** A character as JSON escapes it. */
export function escapeCharacter(character: string): string {
  return Array.from({ length: character.length }, (_, at) => {
    const unit = character.charCodeAt(at).toString(16).padStart(4, '0')
    return `\\u${unit}`
  }).join('')
}

/** A text of any origin as one line that a terminal only shows. */
export function printable(text: string): string {
  return text.replace(UNSAFE, escapeCharacter)
}

/** The same for a text of several lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n')
}

/**
 * JSON that a terminal only shows, and that parses to the same value.
 *
 * @throws Refusal for a value that is nested too deeply to be written
 */
export function safeJson(value: unknown, indent?: number): string {
  try {
    return printableLines(JSON.stringify(value, null, indent))
  } catch {
    throw new Refusal('The value is nested too deeply, or too large, to be shown.')
  }
}
