import type { Operands, OptionTable } from '../command.ts'

/** A command as a completion script knows it. */
export interface CompletedCommand {
  readonly name: string
  readonly summary: string
  readonly options: OptionTable
  readonly operands: Operands | undefined
}

/** Commands of one word, and the first words of the others, each with its summary. */
export function firstWords(commands: readonly CompletedCommand[]): readonly (readonly [word: string, about: string])[] {
  const words = new Map<string, string>()
  for (const { name, summary } of commands) {
    const [first = '', second] = name.split(' ')
    words.set(first, second === undefined ? summary : 'keep signing keys that follow each other')
  }
  words.set('help', 'show the help')
  return [...words]
}

/** What can follow `help`: every first word but itself. */
export function helpWords(commands: readonly CompletedCommand[]): readonly (readonly [word: string, about: string])[] {
  return firstWords(commands).filter(([word]) => word !== 'help')
}

/** The second words of commands that have two, by their first. */
export function secondWords(commands: readonly CompletedCommand[]): ReadonlyMap<string, readonly CompletedCommand[]> {
  const families = new Map<string, CompletedCommand[]>()
  for (const command of commands) {
    const [first = '', second] = command.name.split(' ')
    if (second !== undefined) families.set(first, [...(families.get(first) ?? []), command])
  }
  return families
}

/** A text between the single quotes of a shell. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
