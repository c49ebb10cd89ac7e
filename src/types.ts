// The public types: no runtime code.
export type * from './types/keys.ts'
export type * from './types/options.ts'
export type * from './types/token.ts'
