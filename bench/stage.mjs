// The stage on which contestants meet: keys and token pools, made once and shared, and the contests between those who
// were found fit.

import { checkContestant } from './contestants/check.mjs'
import { lean, rawNode, rawSubtle } from './contestants/limits.mjs'
import { countersign, syncContestant, syncEntry } from './contestants/ours.mjs'
import { loadRivals } from './contestants/rivals.mjs'
import { contest } from './harness.mjs'
import { makeClaims, makeKeys, makePool } from './material.mjs'
import { progress } from './terminal.mjs'

/** Names of the limits in tables. */
export const RAW = { async: 'crypto.subtle', sync: 'node:crypto' }

/** Rounds of a contest that begins late. */
const FEW = 3

/** What every table needs. */
export class Stage {
  /**
   * @param full longer rounds, more sizes
   * @param pace `{ rounds, slice, warm }` of a contest
   * @param patience seconds after which contests are cut to a few rounds, so that a crowded machine ends in time too
   */
  constructor({ full, pace, pool, patience = Infinity }) {
    this.deadline = performance.now() + patience * 1000
    this.shortened = 0
    this.full = full
    this.pace = pace
    this.poolSize = pool
    this.outcomes = new Map()
    this.rivals = []
    this.keyring = new Map()
    this.pools = new Map()
    this.fit = new Set()
    this.warmed = new Set()
  }

  async open() {
    this.rivals = await loadRivals()
    return this
  }

  get sync() {
    return syncEntry
  }

  /** All libraries of one mode, ours first. */
  contestants(mode) {
    const rivals = this.rivals.filter((rival) => rival.mode === mode)
    const ours = mode === 'async' ? [countersign] : syncEntry ? [syncContestant()] : []
    return [...ours, ...rivals, lean[mode]]
  }

  keys(algorithm, modulusLength = 2048) {
    return this.remember(this.keyring, `${algorithm} ${modulusLength}`, () => makeKeys(algorithm, modulusLength))
  }

  /** Different tokens; `name` is the header's alg where a contestant knows the algorithm by its older name. */
  pool(keys, size, name = keys.algorithm) {
    const own = this.remember(this.pools, keys.verifyKey, () => new Map())
    return this.remember(own, `${name} ${size}`, () => {
      progress(`making ${this.poolSize} ${size} tokens for ${name} …`)
      return makePool({ ...keys, algorithm: name }, size, this.poolSize)
    })
  }

  remember(map, name, make) {
    if (!map.has(name)) map.set(name, make())
    return map.get(name)
  }

  /** True when the code of that name has not run yet; its algorithms share most of it. */
  isFirst(code) {
    const first = !this.warmed.has(code)
    this.warmed.add(code)
    return first
  }

  /** What an algorithm is called by a contestant, or `undefined` when it has none. */
  nameFor({ algorithms }, algorithm) {
    if (!algorithms || algorithms.includes(algorithm)) return algorithm
    return algorithm === 'Ed25519' && algorithms.includes('EdDSA') ? 'EdDSA' : undefined
  }

  /** One contestant's calls, checked before they are handed out; `undefined` when it cannot take part. */
  async calls(contestant, { algorithm, size = 'typical', form = 'prepared', modulusLength }) {
    const name = this.nameFor(contestant, algorithm)
    if (!name || !contestant[form]) return undefined
    const keys = { ...this.keys(algorithm, modulusLength), algorithm: name }
    const pool = this.pool(keys, size, name)
    const calls = await contestant[form](keys)
    const id = `${contestant.name} ${name} ${size} ${form} ${modulusLength}`
    if (!this.fit.has(id)) {
      const otherKeys = this.remember(this.keyring, `other ${algorithm}`, () => makeKeys(algorithm))
      await checkContestant(contestant.name, calls, contestant.claimsOf, { keys, pool, otherKeys, size })
      this.fit.add(id)
    }
    return { calls, pool }
  }

  /**
   * One contest of an operation: every contestant of the mode, or those given, and the raw crypto call as the limit.
   *
   * @param scene `{ mode, operation, algorithm, size, form, flight, modulusLength, cast, rounds }`; `cast` names a
   * choice of contestants that is not all of the mode, `rounds` says how many are enough, `bare` leaves the limit out
   */
  async contest(scene, contestants = this.contestants(scene.mode)) {
    const { mode, operation, algorithm, size = 'typical', form = 'prepared', flight = 0, modulusLength } = scene
    const id = sceneId(scene)
    if (this.outcomes.has(id)) return this.outcomes.get(id)
    progress(`${id}: checking`)
    const entrants = {}
    for (const contestant of contestants) {
      const ready = await this.calls(contestant, { algorithm, size, form, modulusLength })
      const act = ready?.calls[operation]
      if (!act) continue
      const cold = this.isFirst(`${contestant.name} ${form} ${operation}`)
      entrants[contestant.name] = { call: this.feed(act, operation, size, ready.pool), flight, cold }
    }
    if (scene.bare) return this.run(id, entrants, scene.rounds)
    const keys = this.keys(algorithm, modulusLength)
    const raw = await (mode === 'sync' ? rawNode : rawSubtle)(keys, this.pool(keys, size).slice(0, 512))
    entrants[RAW[mode]] = { call: raw[operation], flight }
    return this.run(id, entrants, scene.rounds)
  }

  /** Lets any entrants run, and keeps the outcome under its name. */
  async run(id, entrants, rounds = this.pace.rounds) {
    progress(id)
    const late = performance.now() > this.deadline && rounds > FEW
    if (late) this.shortened++
    const outcome = await contest(entrants, { ...this.pace, rounds: late ? FEW : rounds })
    this.outcomes.set(id, outcome)
    progress('')
    return outcome
  }

  /** A call that takes another input each time. */
  feed(act, operation, size, pool) {
    const { length } = pool
    if (operation === 'verify') return (at) => act(pool[at % length])
    const payloads = this.remember(this.pools, `claims ${size}`, () =>
      Array.from({ length: this.poolSize }, (_, at) => makeClaims(size, at)),
    )
    return (at) => act(payloads[at % length])
  }
}

/** A contest's name, under which its outcome is found again. */
export function sceneId(scene) {
  const { mode, operation, algorithm, size = 'typical', form = 'prepared', flight = 0, modulusLength, cast } = scene
  const key = modulusLength ? `${algorithm}-${modulusLength}` : algorithm
  return [mode, operation, key, size, form, flight || 'direct', ...(cast ? [cast] : [])].join(' ')
}
