import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { duplicateMember, isObject, own, parseObject } from '../../src/encoding/json.ts'

describe('parseObject', () => {
  it.each(['[]', '"a"', '1', 'true', 'null', '', ' ', '{', '{}x', '{a:1}', "{'a':1}", '{"a":1,}', 'NaN', '\uFEFF{}'])(
    'refuses %j',
    (text) => {
      expect(parseObject(text)).toBeUndefined()
    },
  )

  it('keeps __proto__ and constructor as members of the object itself', () => {
    const value = parseObject('{"__proto__":{"alg":"none"},"constructor":1}') as object
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor'])
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(own(value, 'alg')).toBeUndefined()
    expect(own(value, '__proto__')).toEqual({ alg: 'none' })
  })
})

describe('duplicateMember of a very long text', () => {
  it('needs no stack for each of its characters', () => {
    expect(duplicateMember(`{"a":"${'a'.repeat(12_000_000)}"}`)).toBeUndefined()
    expect(duplicateMember(`{"a":"${'\\\\'.repeat(2_000_000)}","a":1}`)).toBe('a')
  })
})

describe('isObject and own', () => {
  it('tell objects from lists, null and scalars', () => {
    for (const value of [{}, Object.create(null), new Date(0), new Map()]) expect(isObject(value)).toBe(true)
    for (const value of [null, undefined, [], 'a', 1, true, Symbol.iterator, () => 0])
      expect(isObject(value)).toBe(false)
  })

  it('read an own property and no inherited one', () => {
    expect(own({ a: 1 }, 'a')).toBe(1)
    expect(own({}, 'toString')).toBeUndefined()
    expect(own(Object.create({ a: 1 }), 'a')).toBeUndefined()
    expect(own(Object.assign(Object.create(null), { a: 1 }), 'a')).toBe(1)
  })
})

/** A JSON text with its first duplicate, found by a parser of the tests' own: the one that ends the earliest. */
type Node = { readonly text: string; readonly twice: boolean }

/** Spells a name in one of the ways that JSON has for it. */
function spell(name: string, escaped: boolean): string {
  if (!escaped) return JSON.stringify(name)
  return `"${Array.from(name, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`
}

const names = fc.constantFrom('a', 'b', 'alg', 'A', '', '{', '}', ':', '"', '\\', '\\"', '":', '__proto__', 'é', '\n')

/** Objects written out as text, so that they may hold a name twice. */
const { node } = fc.letrec<{ node: Node; object: Node }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null)).map((value) => ({
      text: JSON.stringify(value),
      twice: false,
    })),
    fc.array(tie('node'), { maxLength: 3 }).map((items) => ({
      text: `[${items.map(({ text }) => text).join(' , ')}]`,
      twice: items.some(({ twice }) => twice),
    })),
    tie('object'),
  ),
  object: fc
    .array(fc.tuple(names, fc.boolean(), tie('node'), fc.constantFrom('', ' ', '\n\t')), { maxLength: 4 })
    .map((members) => ({
      text: `{${members.map(([name, escaped, { text }, space]) => `${space}${spell(name, escaped)}${space}:${space}${text}`).join(',')}}`,
      twice: new Set(members.map(([name]) => name)).size < members.length || members.some(([, , { twice }]) => twice),
    })),
}))

describe('duplicateMember', () => {
  it('agrees with a reference on nested objects with odd names and escapes', () => {
    fc.assert(
      fc.property(node, ({ text, twice }) => {
        expect(duplicateMember(`{"x":${text}}`) !== undefined).toBe(twice)
      }),
      { numRuns: 3000 },
    )
  })

  it.each([
    ['{"alg":1,"alg":2}', 'alg'],
    ['{"alg":1,"\\u0061lg":2}', 'alg'],
    ['{"a":{"b":1,"b":2}}', 'b'],
    ['{"a":[{"b":1},{"c":1,"c":2}]}', 'c'],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
    ['{"a":{"x":1},"x":1,"a":2}', 'a'],
    ['{"":1,"":2}', ''],
    ['{"\\"":1,"\\u0022":2}', '"'],
  ])('finds what stands twice in %s', (text, name) => {
    expect(duplicateMember(text)).toBe(name)
  })

  it.each([
    '{}',
    '{"a":{"a":{"a":1}}}',
    '{"a":[{"a":1},{"a":1}]}',
    '{"a":"a","b":"a"}',
    '{"a":"\\"b\\":1","b":2}',
    '{"a":"}","b":"{"}',
    '{"A":1,"a":2}',
    '{"a":{"b":1},"b":2}',
  ])('finds nothing in %s', (text) => {
    expect(duplicateMember(text)).toBeUndefined()
  })

  it('takes a deep nesting without recursion', () => {
    expect(duplicateMember(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`)).toBeUndefined()
  })
})
