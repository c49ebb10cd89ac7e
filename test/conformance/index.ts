// All groups, in the order in which they are reported.
import type { Group } from './case.ts'

export const groups: readonly Group[] = []
