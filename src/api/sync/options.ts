import { show } from '../../errors.ts'
import { misconfigured, type OptionReader } from '../../token/options.ts'
import type * as both from '../../types.ts'

/** Options of `sign` and `createSigner`, with the choice of a road. */
export type SignOptions = both.SignOptions & both.EngineOption

/** Options of `verify` and `createVerifier`, with the choice of a road. */
export type VerifyOptions = both.VerifyOptions & both.EngineOption

/** Options of `verify` with bindings, with the choice of a road. */
export type BindingOptions = both.BindingOptions & both.EngineOption

const engine: OptionReader<both.EngineName> = (value, name) => {
  if (value !== 'plain' && value !== 'native') misconfigured(`${name} is ${show(value)}; expected 'plain' or 'native'.`)
  return value
}

/** Options that this entry has beside those of both: the choice of a road. */
export const OWN: { readonly engine: OptionReader<both.EngineName> } = { engine }
