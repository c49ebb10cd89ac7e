const utf8 = (text: string) => new TextEncoder().encode(text)

function wide(text: string, order: 'little' | 'big', mark: boolean): Uint8Array {
  const bytes = Buffer.from(mark ? `\uFEFF${text}` : text, 'utf16le')
  return Uint8Array.from(order === 'little' ? bytes : bytes.swap16())
}

/** A key text under the disguises that quoting, copying, storing and saving put on it. */
export function disguisesOf(text: string): { readonly [name: string]: Uint8Array } {
  const texts: { [name: string]: string } = {
    'as it stands': text,
    'escaped newlines': text.replaceAll('\n', '\\n'),
    'twice escaped newlines': text.replaceAll('\n', '\\\\n'),
    'Windows line ends': text.replaceAll('\n', '\r\n'),
    'one line': text.replaceAll('\n', ' '),
    'one word': text.replaceAll('\n', ''),
    indented: text.replace(/^/gm, '\t  '),
    'leading junk': `subject=/CN=example\n\n${text}`,
    'trailing junk': `${text}\n# until 2030`,
    quoted: `"${text}"`,
    'JSON string': JSON.stringify(text),
    'JSON string in JSON': JSON.stringify(JSON.stringify({ value: text })),
    'member of JSON': JSON.stringify({ value: text }),
    'environment line': `PUBLIC_KEY='${text}'`,
    'wrong label': text.replaceAll('PUBLIC KEY', 'SECRET KEY').replaceAll('CERTIFICATE', 'DOCUMENT'),
    'lower-case label': text.replace(/-----[^-]*-----/g, (mark) => mark.toLowerCase()),
    'byte order mark': `\uFEFF${text}`,
    base64: Buffer.from(text).toString('base64'),
    'base64 in lines': Buffer.from(text)
      .toString('base64')
      .replace(/(.{76})/g, '$1\n'),
    base64url: Buffer.from(text).toString('base64url'),
    'base64 of base64': Buffer.from(Buffer.from(text).toString('base64')).toString('base64'),
    hex: Buffer.from(text).toString('hex'),
    'pretty JSON': text.startsWith('{') ? JSON.stringify(JSON.parse(text), null, 4) : text,
    'shown by console.log': text.startsWith('{') ? text.replace(/"(\w+)":/g, ' $1: ').replaceAll('"', "'") : text,
  }
  return {
    ...Object.fromEntries(Object.entries(texts).map(([name, each]) => [name, utf8(each)])),
    'UTF-16, little end first': wide(text, 'little', false),
    'UTF-16, little end first, marked': wide(text, 'little', true),
    'UTF-16, big end first': wide(text, 'big', false),
    'UTF-16, big end first, marked': wide(text, 'big', true),
    'bytes that are no text around it': Uint8Array.from([0xff, 0x00, 0x9c, ...utf8(text), 0xc0]),
  }
}
