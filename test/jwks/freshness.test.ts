import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  boundLife,
  decide,
  EMPTY,
  type Freshness,
  failed,
  lifeOf,
  phaseOf,
  restOf,
  restored,
  type Sighting,
  succeeded,
  type Timing,
  within,
} from '../../src/jwks/freshness.ts'

const timing: Timing = { cacheMaxAge: undefined, cooldown: 30, staleIfError: 86400 }
const START = 1_800_000_000

/** A set that was fetched at START for 600 seconds. */
const good = succeeded(START, START, 600, timing)
/** The same, after so many failures, the last of them at that time. */
function failing(count: number, at: number, state: Freshness = good): Freshness {
  let result = state
  for (let n = 0; n < count; n++) result = failed(result, at, timing, 0)
  return result
}

describe('the table of freshness', () => {
  it.each([
    ['nothing fetched', EMPTY, 0, 'empty'],
    ['just fetched', good, 0, 'fresh'],
    ['before the last fifth', good, 479, 'fresh'],
    ['at the last fifth', good, 480, 'ahead'],
    ['a moment before the end', good, 599, 'ahead'],
    ['at the end', good, 600, 'stale'],
    ['a moment before the cap', good, 600 + 86399, 'stale'],
    ['at the cap', good, 600 + 86400, 'empty'],
    ['a clock set back a second', good, -1, 'stale'],
    ['a clock set back beyond the cap', good, -86400, 'empty'],
  ] as const)('%s', (_, state, after, phase) => {
    expect(phaseOf(state, timing, START + after)).toBe(phase)
  })

  it.each([
    // state, seconds after START, known, unknown, missing
    ['empty, nothing tried', EMPTY, 0, 'wait', 'wait', 'wait'],
    ['empty, failed and resting', failing(1, START, EMPTY), 4, 'refuse', 'refuse', 'refuse'],
    ['empty, failed and rested', failing(1, START, EMPTY), 5, 'wait', 'wait', 'wait'],
    ['fresh, just asked', good, 29, 'serve', 'refuse', 'refuse'],
    ['fresh, rested', good, 30, 'serve', 'wait', 'refuse'],
    ['fresh, failed and resting', failing(1, START + 40), 69, 'serve', 'refuse', 'refuse'],
    ['fresh, failed and rested', failing(1, START + 40), 70, 'serve', 'wait', 'refuse'],
    ['ahead', good, 480, 'serve and refresh', 'wait', 'wait'],
    ['ahead, failed and resting', failing(1, START + 480), 509, 'serve', 'refuse', 'refuse'],
    ['ahead, failed and rested', failing(1, START + 480), 510, 'serve and refresh', 'wait', 'wait'],
    ['its time is over', good, 600, 'wait', 'wait', 'wait'],
    ['stale, failed and resting', failing(1, START + 600), 629, 'serve', 'refuse', 'refuse'],
    ['stale, failed and rested', failing(1, START + 600), 630, 'serve and refresh', 'wait', 'wait'],
    ['beyond the cap, long not used', good, 600 + 86400, 'wait', 'wait', 'wait'],
    ['beyond the cap, failed and resting', failing(1, START + 87000), 87001, 'refuse', 'refuse', 'refuse'],
    ['out of a store', restored(START, 600), 10, 'serve', 'wait', 'refuse'],
  ] as const)('%s', (_, state, after, known, unknown, missing) => {
    const step = (sighting: Sighting) => decide(state, timing, START + after, sighting)
    expect([step('known'), step('unknown'), step('missing')]).toEqual([known, unknown, missing])
  })

  it('refreshes in time although the cooldown is longer than the life', () => {
    const slow = { ...timing, cooldown: 3600 }
    expect(decide(succeeded(START, START, 60, slow), slow, START + 50, 'known')).toBe('serve and refresh')
    expect(decide(succeeded(START, START, 60, slow), slow, START + 40, 'unknown')).toBe('refuse')
  })

  it('never serves beyond its life where staleIfError is 0', () => {
    const strict = { ...timing, staleIfError: 0 }
    expect(phaseOf(good, strict, START + 600)).toBe('empty')
    expect(decide(failed(good, START + 600, strict, 0), strict, START + 601, 'known')).toBe('refuse')
  })

  it('doubles the pause with each failure, up to five minutes or the cooldown', () => {
    const pauses = [1, 2, 3, 4, 5, 60].map((count) => failing(count, START).pause)
    expect(pauses).toEqual([30, 60, 120, 240, 300, 300])
    expect(failed(good, START, { ...timing, cooldown: 900 }, 0).pause).toBe(900)
    expect(failed(good, START, timing, 1).pause).toBe(37.5)
  })

  it('begins with a pause of five seconds while nothing is held, or the cooldown where that is shorter', () => {
    const pauses = (cooldown: number) => {
      let state = EMPTY
      return Array.from({ length: 9 }, () => {
        state = failed(state, START, { ...timing, cooldown }, 0)
        return state.pause
      })
    }
    expect(pauses(30)).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300])
    expect(pauses(2)).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300])
    expect(pauses(600)).toEqual([5, 10, 20, 40, 80, 160, 320, 600, 600])
    expect(pauses(0)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0])
  })

  it('forgets failures with the first good answer', () => {
    expect(succeeded(START, START, 600, timing)).toMatchObject({ failures: 0, pause: 30 })
  })

  it('says how long a rest lasts', () => {
    expect(restOf(good, START + 10)).toBe(20)
    expect(restOf(good, START + 100)).toBe(0)
    expect(restOf(EMPTY, START)).toBe(0)
  })
})

describe('the life of a response', () => {
  it.each([
    [null, null, 600],
    ['', null, 600],
    ['public', null, 600],
    ['max-age=3600', null, 3600],
    ['public, Max-Age=3600 , must-revalidate', null, 3600],
    ['max-age="120"', null, 120],
    ['max-age=3600', '600', 3000],
    ['max-age=3600', 'soon', 3600],
    ['max-age=3600', '-5', 3600],
    ['max-age=60', '3600', 30],
    ['max-age=0', null, 30],
    ['max-age=99999999999999999999', null, 86400],
    [`max-age=${'9'.repeat(310)}`, null, 86400],
    [`max-age=${'9'.repeat(310)}`, '9'.repeat(310), 30],
    [`max-age=${2 ** 31 + 600}`, `${2 ** 31 - 100}`, 100],
    ['max-age=-1', null, 600],
    ['max-age=1e3', null, 600],
    ['no-store', null, 30],
    ['max-age=3600, no-cache', null, 30],
    ['no-cache="set-cookie", max-age=90', null, 90],
    ['s-maxage=5', null, 600],
    ['x-max-age=60', null, 600],
    ['max-age=3600', '600 s', 3600],
  ])('of Cache-Control %j and Age %j is %j s', (cacheControl, age, life) => {
    expect(lifeOf(cacheControl, age, timing)).toBe(life)
  })

  it('stays below the cacheMaxAge of the caller, which may be shorter than the least', () => {
    expect(lifeOf('max-age=3600', null, { ...timing, cacheMaxAge: 60 })).toBe(60)
    expect(lifeOf(null, null, { ...timing, cacheMaxAge: 90 })).toBe(90)
    expect(lifeOf('no-store', null, { ...timing, cacheMaxAge: 5 })).toBe(5)
    expect(boundLife(1e12, timing)).toBe(86400)
  })
})

/** The machine as one process uses it, with a count of what it asks for. */
interface Real {
  state: Freshness
  now: number
}

/** What must hold, kept without looking at the machine. */
interface Model {
  lastEnd: number | undefined
  lastGood: number | undefined
  failures: number
}

type Reply = 'good' | 'bad' | 'none'

class Token implements fc.Command<Model, Real> {
  readonly sighting: Sighting
  readonly reply: Reply
  readonly chance: number

  constructor(sighting: Sighting, reply: Reply, chance: number) {
    this.sighting = sighting
    this.reply = reply
    this.chance = chance
  }

  check = () => true
  toString = () => `token(${this.sighting}, ${this.reply})`

  run(model: Model, real: Real): void {
    const { now } = real
    const step = decide(real.state, timing, now, this.sighting)
    const sinceGood = model.lastGood === undefined ? Infinity : now - model.lastGood
    const sinceEnd = model.lastEnd === undefined ? Infinity : now - model.lastEnd
    // Served: a set is held, and it is not older than its life and the cap.
    if (step.startsWith('serve')) {
      expect(this.sighting).toBe('known')
      expect(sinceGood).toBeLessThan(600 + timing.staleIfError)
      if (sinceGood >= 600) expect(model.failures).toBeGreaterThan(0)
    }
    // A known key of a set in its time is always served, whatever else goes on.
    if (this.sighting === 'known' && sinceGood < 600) expect(step).toMatch(/^serve/)
    // Once a request has failed, a known key is served up to the cap.
    if (this.sighting === 'known' && model.failures && sinceGood < 600 + timing.staleIfError)
      expect(step).toMatch(/^serve/)
    const asks = step === 'wait' || step === 'serve and refresh'
    // After a failure nothing asks within the cooldown, or within a shorter pause before the first set; after a good
    // answer, only age does.
    if (asks && sinceEnd < (model.lastGood === undefined ? 5 * 2 ** (model.failures - 1) : timing.cooldown)) {
      expect(model.failures).toBe(0)
      expect(sinceGood).toBeGreaterThanOrEqual(600 * 0.8)
    }
    if (step === 'refuse') expect(sinceEnd).toBeLessThan(this.sighting === 'missing' ? Infinity : 300 * 1.25)
    if (!asks || this.reply === 'none') return
    if (this.reply === 'good') {
      real.state = succeeded(now, now, 600, timing)
      Object.assign(model, { lastGood: now, failures: 0 })
    } else {
      real.state = failed(real.state, now, timing, this.chance)
      model.failures++
    }
    model.lastEnd = now
  }
}

class Passing implements fc.Command<Model, Real> {
  readonly seconds: number

  constructor(seconds: number) {
    this.seconds = seconds
  }

  check = () => true
  toString = () => `pass(${this.seconds})`
  run(_: Model, real: Real): void {
    real.now += this.seconds
  }
}

describe('the state machine', () => {
  it('keeps its promises whatever tokens come, whatever the endpoint does, however time passes', () => {
    const tokens = fc
      .tuple(
        fc.constantFrom<Sighting>('known', 'unknown', 'missing'),
        fc.constantFrom<Reply>('good', 'bad', 'bad', 'none'),
        fc.double({ min: 0, max: 1, noNaN: true }),
      )
      .map(([sighting, reply, chance]) => new Token(sighting, reply, chance))
    const passing = fc
      .oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 700 }), fc.integer({ min: 0, max: 100_000 }))
      .map((seconds) => new Passing(seconds))
    fc.assert(
      fc.property(fc.commands([tokens, passing], { maxCommands: 80 }), (commands) => {
        fc.modelRun(
          () => ({
            model: { lastEnd: undefined, lastGood: undefined, failures: 0 },
            real: { state: EMPTY, now: START },
          }),
          commands,
        )
      }),
      { numRuns: 500 },
    )
  })

  it('asks at most once per cooldown while only unknown kids come to a fresh set, however many', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { maxLength: 300 }), (gaps) => {
        const asked: number[] = []
        let state = good
        let now = START
        for (const gap of gaps) {
          now += gap
          if (phaseOf(state, timing, now) !== 'fresh') break
          if (decide(state, timing, now, 'unknown') !== 'wait') continue
          asked.push(now)
          state = succeeded(now, now, 600, timing)
        }
        asked.forEach((at, n) => {
          expect(at - (asked[n - 1] ?? START)).toBeGreaterThanOrEqual(30)
        })
      }),
    )
  })

  it('never serves longer because a clock was set back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: 0, max: 1e6 }), (start, back) => {
        if (back > 0) expect(within(start, 600, start - back)).toBe(false)
        if (back >= timing.staleIfError)
          expect(phaseOf(succeeded(start, start, 600, timing), timing, start - back)).toBe('empty')
      }),
    )
  })
})
