/** Every command and what it does, in the order of the help. The name of a command may be two words. */
export const COMMANDS = {
  decode: 'show what a token says, without checking it',
  verify: 'check a token: its signature, its times, its claims',
  sign: 'make a token',
  keygen: 'make a key pair or a secret',
  inspect: 'say what a key file is, what is wrong with it, and how to mend it',
  jwks: 'build the JWK Set that publishes your public keys',
  'ring init': 'start a ring of signing keys in a file',
  'ring status': 'show what each key of a ring is doing, and when that changes',
  'ring rotate': 'publish the next key of a ring',
  'ring revoke': 'take a leaked key out of a ring',
  'ring jwks': 'print the JWK Set of a ring',
  bench: 'measure what each algorithm costs on this machine',
  completion: 'print the completion script for bash, zsh or fish',
} as const

/** The name of a command. */
export type CommandName = keyof typeof COMMANDS

/** The commands whose name begins with that word, and goes on. */
export function familyOf(word: string | undefined): readonly (readonly [name: string, summary: string])[] {
  return Object.entries(COMMANDS).filter(([name]) => name.startsWith(`${word} `))
}

/** The command that a line begins with: two words where there is such a one. */
export function nameIn([first = '', second]: readonly string[]): CommandName | undefined {
  const name = [`${first} ${second}`, first].find((candidate) => Object.hasOwn(COMMANDS, candidate))
  return name as CommandName | undefined
}
