// DER and PEM: sound keys and certificates, their elements and their text changed in one place or a few.
import fc from 'fast-check'
import { derOf } from '../../encoding/bytes.ts'
import { elementsOf } from '../../reference/der.ts'
import { NAMES, textNamed } from '../material.ts'

/** An element with those inside it, where it holds any. */
interface Node {
  tag: number
  /** Bytes in front of the inner elements: the count of unused bits. */
  lead: Buffer
  inner: Node[] | undefined
  body: Buffer
  /** How the length is written: 0 as DER wants it, more bytes than needed, -1 indefinite, -2 wrong. */
  form: number
}

/** Something done to one element; `at` is its place in the order of the text, modulo their number. */
interface Operation {
  readonly at: number
  readonly op: 'drop' | 'twice' | 'swap' | 'tag' | 'flip' | 'cut' | 'more' | 'zero' | 'form' | 'copy' | 'empty'
  readonly value: number
}

/** DER, described. */
export interface DerSpec {
  /** The name of a key in PEM. */
  readonly base: string
  readonly operations: readonly Operation[]
  /** Bytes behind all of it, and how many are cut off, at the end. */
  readonly after: string
  readonly cut: number
}

const BASES = NAMES.filter((name) =>
  /(Pem|certificate|Pkcs1|Sec1|Certificate|Point|Public|Private)$/.test(name),
).filter((name) => /^-----BEGIN/.test(textNamed(name)) && !/ENCRYPTED|OPENSSH|PARAMETERS/.test(textNamed(name)))

const operation: fc.Arbitrary<Operation> = fc.record({
  at: fc.oneof(fc.nat(12), fc.nat(60)),
  op: fc.constantFrom('drop', 'twice', 'swap', 'tag', 'flip', 'cut', 'more', 'zero', 'form', 'copy', 'empty'),
  value: fc.oneof(fc.nat(255), fc.constantFrom(2, 3, 4, 5, 6, 0x30, 0xa0, 0xa1, 0x81, 0x1f, 0x80)),
})

/** DER of every kind; one input in four is sound. */
export const der: fc.Arbitrary<DerSpec> = fc.record({
  base: fc.constantFrom(...BASES),
  operations: fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 3, arbitrary: fc.array(operation, { minLength: 1, maxLength: 3 }) },
  ),
  after: fc.oneof({ weight: 12, arbitrary: fc.constant('') }, fc.constantFrom('00', '3000', 'ff', '0500')),
  cut: fc.oneof({ weight: 12, arbitrary: fc.constant(0) }, fc.nat(200)),
})

function parse(bytes: Uint8Array): Node[] | undefined {
  return elementsOf(bytes)?.map(({ tag, body }) => {
    const lead = tag === 3 && body[0] === 0 ? body.subarray(0, 1) : body.subarray(0, 0)
    const holds = (tag & 0x20) !== 0 || tag === 3 || tag === 4
    const inner = holds && body.length > 1 ? parse(body.subarray(lead.length)) : undefined
    return { tag, lead, inner, body, form: 0 }
  })
}

function lengthBytes(length: number, form: number): Buffer {
  if (form === -1) return Buffer.of(0x80)
  const stated = form === -2 ? length + 1 : length
  const digits = Buffer.from(
    stated.toString(16).padStart(stated.toString(16).length + (stated.toString(16).length % 2), '0'),
    'hex',
  )
  if (stated < 128 && form <= 0) return Buffer.of(stated)
  const padded = Buffer.concat([Buffer.alloc(Math.max(0, form)), digits])
  return Buffer.concat([Buffer.of(0x80 | padded.length), padded])
}

function write({ tag, lead, inner, body, form }: Node): Buffer {
  const content = inner ? Buffer.concat([lead, ...inner.map(write)]) : body
  return Buffer.concat([Buffer.of(tag), lengthBytes(content.length, form), content])
}

/** Every element with the list that it stands in. */
function places(list: Node[]): { list: Node[]; at: number }[] {
  return list.flatMap((node, at) => [{ list, at }, ...(node.inner ? places(node.inner) : [])])
}

function nodeAt(all: ReturnType<typeof places>, value: number): Node {
  const { list, at } = all[value % all.length] as (typeof all)[number]
  return list[at] as Node
}

function apply(root: Node[], { at, op, value }: Operation): void {
  const all = places(root)
  const place = all[at % all.length]
  if (!place) return
  const { list } = place
  const node = list[place.at] as Node
  if (op === 'drop') list.splice(place.at, 1)
  else if (op === 'twice') list.splice(place.at, 0, structuredClone(node))
  else if (op === 'swap') list.push(...list.splice(place.at, 1))
  else if (op === 'tag') node.tag = value
  else if (op === 'form') node.form = (value % 5) - 2
  else if (op === 'copy') list[place.at] = structuredClone(nodeAt(all, value))
  else reshape(node, op, value)
}

/** Changes what an element holds, as bytes. */
function reshape(node: Node, op: Operation['op'], value: number): void {
  const body = Buffer.from(node.inner ? Buffer.concat([node.lead, ...node.inner.map(write)]) : node.body)
  node.inner = undefined
  if (op === 'empty') node.body = Buffer.alloc(0)
  else if (op === 'cut') node.body = body.subarray(0, Math.max(0, body.length - 1 - (value % 4)))
  else if (op === 'more') node.body = Buffer.concat([body, Buffer.of(value)])
  else if (op === 'zero') node.body = Buffer.concat([Buffer.alloc(1 + (value % 2)), body])
  else {
    const at = value % (body.length || 1)
    body[at] = (body[at] as number) ^ (1 << (value % 8))
    node.body = body
  }
}

/** Makes the DER. */
export function derBytes({ base, operations, after, cut }: DerSpec): Buffer {
  const root = parse(derOf(textNamed(base))) as Node[]
  for (const each of operations) apply(root, each)
  const bytes = Buffer.concat([...root.map(write), Buffer.from(after, 'hex')])
  return bytes.subarray(0, Math.max(1, bytes.length - cut))
}

/** The label under which a key stood. */
export function labelOf({ base }: DerSpec): string {
  return /-----BEGIN ([^-]*)-----/.exec(textNamed(base))?.[1] as string
}
