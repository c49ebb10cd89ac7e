import type { Style } from './style.ts'
import type { Surroundings } from './surroundings.ts'

/** One option of a command. Without `value` it is a flag. */
export interface OptionFacts {
  readonly about: string
  /** What the help calls the value: FILE, NAME, SPAN. */
  readonly value?: string
  /** May be given several times. */
  readonly many?: true
  /** The values that there are. */
  readonly choices?: readonly string[]
  /** The value is a path, which a shell can complete. */
  readonly path?: true
}

/** The options of a command by their names, in the order of its help. */
export interface OptionTable {
  readonly [name: string]: OptionFacts
}

/** What was given of the options in a table: a flag is true or false, a value may be absent, a list may be empty. */
export type Given<Table extends OptionTable> = {
  readonly [Name in keyof Table]: Table[Name] extends { value: string }
    ? Table[Name] extends { many: true }
      ? readonly string[]
      : string | undefined
    : boolean
}

/** What stands on a command line beside options. */
export interface Operands {
  readonly name: string
  readonly least?: number
  readonly most: number
  readonly path?: true
  readonly choices?: readonly string[]
}

/** What was given of any options. */
export interface AnyGiven {
  readonly [name: string]: string | readonly string[] | boolean | undefined
}

/** One call of a command. */
export interface Call<Options = AnyGiven> {
  readonly options: Options
  readonly operands: readonly string[]
  readonly world: Surroundings
}

/** What a command found out, in the form for programs and in the form for people. */
export interface Result {
  readonly json: unknown
  /** Without a line end at its end. Text that is not the command's own has to pass through `printable`. */
  text(style: Style): string
  /** The answer is no: exit code 1. */
  readonly refused?: boolean
}

/** One command: what its help says, and what it does. */
export interface Command {
  /** What follows the command's name. */
  readonly usage: string
  readonly about: string
  readonly operands?: Operands
  readonly options: OptionTable
  readonly examples: readonly (readonly [about: string, line: string])[]
  run(call: Call): Promise<Result>
}

/** A command, its options typed by its own table. */
export function command<const Table extends OptionTable>(
  facts: Omit<Command, 'options' | 'run'> & { options: Table; run(call: Call<Given<Table>>): Promise<Result> },
): Command {
  return facts as unknown as Command
}
