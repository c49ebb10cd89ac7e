import { readArguments } from './arguments.ts'
import { COMMANDS, familyOf, nameIn } from './commands.ts'
import { UsageError } from './failures.ts'
import { family, helpOf, overview } from './help.ts'
import { nearest } from './nearest.ts'
import { safeJson } from './printable.ts'
import { type Style, styleOf } from './style.ts'
import type { Surroundings } from './surroundings.ts'
import { versions } from './version.ts'

/** Exit codes. */
const GOOD = 0
const REFUSED = 1
const USAGE = 2

/** Runs one command line, and returns the exit code: 0 good, 1 refused, 2 wrong usage. Raises nothing. */
export async function run(args: readonly string[], world: Surroundings): Promise<number> {
  const style = styleOf(world.stdout, world.env)
  try {
    if (!args.length) {
      const aside = styleOf(world.stderr, world.env)
      world.stderr.write(`${aside.seal(overview(aside))}\n`)
      return USAGE
    }
    const { text, exit } = await answer(args, world, style)
    world.stdout.write(`${style.seal(text)}\n`)
    return exit
  } catch (error) {
    const { tell } = await import('./loaded.ts')
    return tell(error, { json: args.includes('--json'), command: nameIn(args), world })
  }
}

/** What goes to standard output, and how the call ends. */
interface Answer {
  readonly text: string
  readonly exit: number
}

async function answer(args: readonly string[], world: Surroundings, style: Style): Promise<Answer> {
  const [first = '', ...rest] = args
  if (first === '--version' || first === '-V') return { text: version(rest), exit: GOOD }
  if (first === '--help' || first === '-h' || first === 'help') return { text: await help(rest, style), exit: GOOD }
  const name = nameIn(args)
  if (name === undefined) {
    if (rest[0] === '--help' || rest[0] === '-h') return { text: await help([first], style), exit: GOOD }
    throw noCommand(args)
  }
  const { LOADED } = await import('./loaded.ts')
  const command = LOADED[name]
  const read = readArguments(args.slice(name.split(' ').length), command)
  if (read.help) return { text: helpOf(name, command, style), exit: GOOD }
  const result = await command.run({ options: read.options, operands: read.operands, world })
  const indent = world.stdout.isTerminal ? 2 : undefined
  const text = read.json ? safeJson(result.json, indent) : result.text(style)
  return { text, exit: result.refused ? REFUSED : GOOD }
}

function version(rest: readonly string[]): string {
  if (rest.some((arg) => arg !== '--json')) throw new UsageError('--version stands alone.')
  return rest.length ? safeJson(versions()) : versions().countersign
}

async function help(words: readonly string[], style: Style): Promise<string> {
  const [first] = words
  if (first === undefined) return overview(style)
  const name = nameIn(words)
  if (name !== undefined) return helpOf(name, (await import('./loaded.ts')).LOADED[name], style)
  if (familyOf(first).length) return family(first, style)
  throw noCommand(words)
}

/** The word itself is not shown: a token or a secret may have been pasted in its place. */
function noCommand([first = '', second]: readonly string[]): UsageError {
  const members = familyOf(first).map(([name]) => name)
  if (members.length) {
    const meant = second === undefined ? undefined : nearest(`${first} ${second}`, members)
    const what = second === undefined ? `${first} needs another word.` : `There is no such command of ${first}.`
    return new UsageError(what, meant ? `did you mean ${meant}?` : `there are ${members.join(', ')}`)
  }
  if (/^[\w-]+\.[\w-]+\.[\w-]*$/.test(first)) {
    return new UsageError('A token stands where the command belongs.', 'countersign decode TOKEN')
  }
  if (first.startsWith('-')) return new UsageError('Options come after the command: countersign COMMAND [OPTIONS].')
  const meant = nearest(first, [...Object.keys(COMMANDS), 'ring', 'help'])
  return new UsageError('There is no such command.', meant ? `did you mean ${meant}?` : 'countersign --help lists them')
}
