import { describe, expect, it } from 'vitest'
import { fromNow, moment, span } from '../../src/playground/model/time.ts'

describe('span', () => {
  it.each([
    [0, '0 seconds'],
    [1, '1 second'],
    [59.9, '59 seconds'],
    [60, '1 minute'],
    [90, '1 minute 30 seconds'],
    [3_600, '1 hour'],
    [3_605, '1 hour'],
    [7_260, '2 hours 1 minute'],
    [90_000, '1 day 1 hour'],
    [31_556_952 * 2, '2 years'],
    [-120, '2 minutes'],
  ])('%d seconds are %s', (seconds, words) => {
    expect(span(seconds)).toBe(words)
  })
})

describe('fromNow', () => {
  it('tells ahead from behind', () => {
    expect(fromNow(160, 100)).toBe('in 1 minute')
    expect(fromNow(40, 100)).toBe('1 minute ago')
    expect(fromNow(100.4, 100)).toBe('now')
  })
})

describe('moment', () => {
  it('writes a date in UTC, and says where there is none', () => {
    expect(moment(1_700_000_000)).toBe('14 Nov 2023 22:13:20 UTC')
    expect(moment(1e20)).toBe('beyond all calendars')
  })
})
