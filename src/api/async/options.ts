import type { MoreSignReaders } from '../../token/sign-options.ts'
import type { MoreVerifyReaders } from '../../token/verify-options.ts'

export type { BindingOptions, SignOptions, VerifyOptions } from '../../types.ts'

/** Options that this entry has beside those of both: none. */
export const OWN: MoreSignReaders & MoreVerifyReaders = {}
