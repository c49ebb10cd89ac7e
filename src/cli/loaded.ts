// What needs the library, loaded in one piece: `--help` and `--version` do without, and no command waits for many files.
import type { Command } from './command.ts'
import { benchCommand } from './commands/bench.ts'
import { createCompletion } from './commands/completion.ts'
import { decodeCommand } from './commands/decode.ts'
import { inspectCommand } from './commands/inspect.ts'
import { jwksCommand } from './commands/jwks.ts'
import { keygenCommand } from './commands/keygen.ts'
import { ringInit, ringRevoke, ringRotate } from './commands/ring.ts'
import { ringJwks, ringStatus } from './commands/ring-status.ts'
import { signCommand } from './commands/sign.ts'
import { verifyCommand } from './commands/verify.ts'
import type { CommandName } from './commands.ts'

export { tell } from './telling.ts'

/** Every command. */
export const LOADED: { readonly [name in CommandName]: Command } = {
  decode: decodeCommand,
  verify: verifyCommand,
  sign: signCommand,
  keygen: keygenCommand,
  inspect: inspectCommand,
  jwks: jwksCommand,
  'ring init': ringInit,
  'ring status': ringStatus,
  'ring rotate': ringRotate,
  'ring revoke': ringRevoke,
  'ring jwks': ringJwks,
  bench: benchCommand,
  completion: createCompletion(() => LOADED),
}
