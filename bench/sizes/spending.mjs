// What the bytes of a bundle are spent on: each room of src/ by what the gzipped bundle loses without it, and the texts of
// errors by what it loses without those.

import { gzipSync } from 'node:zlib'
import { decode } from '@jridgewell/sourcemap-codec'
import { parse } from 'acorn'
import { simple } from 'acorn-walk'
import { build } from 'esbuild'

const packed = (text) => gzipSync(text, { level: 9 }).length

/** The text without some spans of it, each `[start, end]`. */
function without(text, spans) {
  let rest = ''
  let at = 0
  for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
    rest += text.slice(at, start)
    at = end
  }
  return rest + text.slice(at)
}

/** The spans of a minified text by the room of `src/` that they come from. */
function roomsOf(text, map) {
  const starts = [0]
  for (const line of text.split('\n')) starts.push(starts[starts.length - 1] + line.length + 1)
  const marks = decode(map.mappings).flatMap((segments, line) =>
    segments.filter((segment) => segment.length > 1).map(([column, source]) => [starts[line] + column, source]),
  )
  const rooms = new Map()
  marks.forEach(([start, source], at) => {
    const room = /src\/(\w+)/.exec(map.sources[source])?.[1] ?? 'entry'
    const span = [start, marks[at + 1]?.[0] ?? text.length]
    rooms.set(room, [...(rooms.get(room) ?? []), span])
  })
  return rooms
}

/** The spans of the texts that people read: strings with a space in them. */
function textsOf(text) {
  const spans = []
  simple(parse(text, { ecmaVersion: 2022, sourceType: 'module' }), {
    Literal({ value, start, end }) {
      if (typeof value === 'string' && value.includes(' ')) spans.push([start + 1, end - 1])
    },
    TemplateElement({ value, start, end }) {
      if (value.raw.includes(' ')) spans.push([start, end])
    },
  })
  return spans
}

/** Rows `[what, bytes]` for the bundle of one public name, the largest first, the texts of errors last. */
export async function spendingOf(name, root) {
  const contents = `import { ${name} } from './src/index.ts'\nconsole.log(${name})`
  const shape = { bundle: true, minify: true, format: 'esm', platform: 'browser', target: 'es2022' }
  const files = { write: false, sourcemap: 'external', outfile: 'bundle.js' }
  const { outputFiles } = await build({ ...shape, ...files, stdin: { contents, resolveDir: root } })
  const [map, { text }] = outputFiles.sort((a, b) => b.path.length - a.path.length)
  const whole = packed(text)
  const rooms = [...roomsOf(text, JSON.parse(map.text))].map(([room, spans]) => [
    room,
    whole - packed(without(text, spans)),
  ])
  const sorted = rooms.filter(([room]) => room !== 'entry').sort((a, b) => b[1] - a[1])
  return [...sorted, ['texts of errors, in all rooms', whole - packed(without(text, textsOf(text)))]]
}
