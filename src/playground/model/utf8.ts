/** A text read from bytes: where it stops being UTF-8, in bytes, if it does. */
export interface LooseText {
  readonly text: string
  /** The first byte that is not UTF-8. */
  readonly broken: number | undefined
  /** Begins with a byte order mark, which JSON must not (RFC 8259 §8.1). */
  readonly marked: boolean
}

const encoder = new TextEncoder()

/** The text of the whole characters that some bytes begin with; `undefined` when they hold something else before. */
function strictly(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true })
  } catch {
    return undefined
  }
}

/** The first byte that is not UTF-8, found by halves: a decoder says that it failed, and not where. */
function breakIn(bytes: Uint8Array): number {
  let good = 0
  let bad = bytes.length + 1
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (strictly(bytes.subarray(0, middle)) === undefined) bad = middle
    else good = middle
  }
  return byteLength(strictly(bytes.subarray(0, good)) as string)
}

/** How many bytes a text takes. */
export function byteLength(text: string): number {
  return encoder.encode(text).length
}

/** Reads UTF-8 with U+FFFD in the place of what is none. */
export function readText(bytes: Uint8Array): LooseText {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  const broken = breakIn(bytes)
  return { text, broken: broken < bytes.length ? broken : undefined, marked: text.startsWith('\ufeff') }
}
