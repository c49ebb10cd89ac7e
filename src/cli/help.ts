import { EVERYWHERE } from './arguments.ts'
import type { Command, OptionTable } from './command.ts'
import { COMMANDS, familyOf } from './commands.ts'
import { pad, type Style, widthOf, wrap } from './style.ts'

const ABOUT =
  'JSON Web Tokens on the command line: no token and no key leaves this machine, and no check is silently skipped.'

const EXIT_CODES =
  '0 good, 1 refused (a bad token, key or file), 2 a wrong command line, or a file that cannot be read or written'

/** A label, and beside it a text that is wrapped in its own column. */
function entry(label: string, text: string, left: number, { width }: Style): string[] {
  const [first = '', ...rest] = wrap(text, width - left - 2)
  const hanging = rest.map((line) => ' '.repeat(left + 2) + line)
  return widthOf(label) > left
    ? [label, ' '.repeat(left + 2) + first, ...hanging]
    : [`${pad(label, left)}  ${first}`, ...hanging]
}

/** What `countersign --help` prints. */
export function overview(style: Style): string {
  const names = Object.entries(COMMANDS)
  const left = Math.max(...names.map(([name]) => name.length)) + 2
  return [
    ...wrap(ABOUT, style.width),
    '',
    `${style.bold('usage')}  countersign COMMAND [OPTIONS]`,
    '',
    style.bold('commands'),
    ...names.flatMap(([name, summary]) => entry(`  ${style.cyan(name)}`, summary, left, style)),
    '',
    style.bold('everywhere'),
    ...optionLines({ ...EVERYWHERE, version: { about: 'show the version (without a command)' } }, style),
    '',
    style.bold('exit codes'),
    ...wrap(EXIT_CODES, style.width - 2).map((line) => `  ${line}`),
    '',
    `countersign COMMAND --help says more of each, with examples.`,
  ].join('\n')
}

/** What `countersign ring --help` prints: the commands whose first word it is. */
export function family(word: string, style: Style): string {
  const names = familyOf(word)
  const left = Math.max(...names.map(([name]) => name.length)) + 2
  return [
    `${style.bold('usage')}  countersign ${word} COMMAND [OPTIONS]`,
    '',
    ...names.flatMap(([name, summary]) => entry(`  ${style.cyan(name)}`, summary, left, style)),
    '',
    `countersign ${word} COMMAND --help says more of each, with examples.`,
  ].join('\n')
}

/** What `countersign COMMAND --help` prints. */
export function helpOf(name: string, command: Command, style: Style): string {
  const [first = '', ...rest] = wrap(`countersign ${name} ${command.usage}`, style.width - 7)
  const isRepeated = Object.values(command.options).some(({ many }) => many)
  return [
    `${style.bold('usage')}  ${first}`,
    ...rest.map((line) => `         ${line}`),
    '',
    ...command.about.split('\n').flatMap((paragraph) => wrap(paragraph, style.width)),
    '',
    `${style.bold('options')}${isRepeated ? style.dim('  (... may be given several times)') : ''}`,
    ...optionLines({ ...command.options, ...EVERYWHERE }, style),
    '',
    style.bold('examples'),
    ...command.examples.flatMap(([about, line]) => [`  ${style.dim(`# ${about}`)}`, `  ${line}`]),
  ].join('\n')
}

function optionLines(options: OptionTable, style: Style): string[] {
  const labels = Object.entries(options).map(([name, { value, many }]) => {
    return value ? `  --${name} ${value}${many ? '...' : ''}` : `  --${name}`
  })
  const left = Math.min(24, Math.max(...labels.map((label) => label.length)))
  return Object.values(options).flatMap(({ about }, at) => entry(labels[at] as string, about, left, style))
}
