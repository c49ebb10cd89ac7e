// All groups, in the order in which they are reported.
import type { Group } from './case.ts'
import { group as claims } from './claims.ts'
import { group as errors } from './errors.ts'
import { group as keys } from './keys.ts'
import { group as levelling } from './levelling.ts'
import { group as signing } from './signing.ts'
import { group as sources } from './sources.ts'
import { group as threatsAlgorithms } from './threats-algorithms.ts'
import { group as threatsCache } from './threats-cache.ts'
import { group as threatsClaims } from './threats-claims.ts'
import { group as threatsKeys } from './threats-keys.ts'
import { group as threatsParsing } from './threats-parsing.ts'
import { group as vectors } from './vectors.ts'
import { group as wycheproof } from './wycheproof.ts'

export const groups: readonly Group[] = [
  threatsAlgorithms,
  threatsKeys,
  threatsParsing,
  threatsClaims,
  threatsCache,
  claims,
  keys,
  signing,
  sources,
  vectors,
  wycheproof,
  errors,
  levelling,
]
