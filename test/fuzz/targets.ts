import type { Target } from './target.ts'
import { wholeTokens } from './targets/tokens.ts'

/** All targets. */
export const targets: readonly Target[] = [wholeTokens]
