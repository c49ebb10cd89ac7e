import { describe, expect, it } from 'vitest'
import { readPayload, timesOf } from '../../src/playground/model/payload.ts'

describe('readPayload', () => {
  it('says by line and column where a text stops being JSON', () => {
    expect(readPayload('{"a":[1]}')).toEqual({ a: [1] })
    expect(() => readPayload('{\n  "a": 1,\n}')).toThrow('line 3, column 1: Not JSON at “}”')
    expect(() => readPayload('')).toThrow('The JSON ends too early')
    expect(() => readPayload('[]')).toThrow('not an object')
    expect(() => readPayload('null')).toThrow('not an object')
  })
})

describe('timesOf', () => {
  it('puts the times of a payload into words, and says of one without an end that it has none', () => {
    expect(timesOf({ iat: 940, exp: 1_060, nbf: 1_060, sub: 'u' }, 1_000)).toEqual([
      'expires in 1 minute: 01 Jan 1970 00:17:40 UTC',
      'becomes valid in 1 minute: 01 Jan 1970 00:17:40 UTC',
      'issued 1 minute ago: 01 Jan 1970 00:15:40 UTC',
    ])
    expect(timesOf({}, 1_000)).toEqual(['never expires'])
  })
})
