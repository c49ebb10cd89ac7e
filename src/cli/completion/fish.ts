import { type CompletedCommand, firstWords, helpWords, quote as quoteShell, secondWords } from './words.ts'

/** Single quotes of fish: a backslash escapes there, too. */
function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}

/** The completion script for fish. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  const families = [...secondWords(commands)]
  const lines = [
    '# fish completion for countersign: countersign completion fish > ~/.config/fish/completions/countersign.fish',
    'function __countersign_is',
    '    set -l words (commandline -opc)',
    `    test "$words[2..]" = "$argv"; or string match -q -- "$argv *" "$words[2..]"`,
    'end',
    'function __countersign_words',
    '    test (count (commandline -opc)) -eq $argv[1]',
    'end',
    'complete -c countersign -f',
    ...firstWords(commands).map(
      ([word, about]) => `complete -c countersign -n '__countersign_words 1' -a ${word} -d ${quote(about)}`,
    ),
    "complete -c countersign -n '__countersign_words 1' -l version -d 'show the version'",
    "complete -c countersign -n '__countersign_words 1' -l help -d 'show the help'",
    ...helpWords(commands).map(([word, about]) => wordLine(2, 'help', [word, about])),
    ...families.flatMap(([first, members]) =>
      members.flatMap(({ name, summary }) => {
        const word = [name.split(' ')[1] as string, summary] as const
        return [wordLine(2, first, word), wordLine(3, `help ${first}`, word)]
      }),
    ),
    ...commands.flatMap(commandLines),
  ]
  return `${lines.join('\n')}\n`
}

/** A word that can follow others: how many words there are, `countersign` among them, and which. */
function wordLine(count: number, before: string, [word, about]: readonly [word: string, about: string]): string {
  return `complete -c countersign -n '__countersign_words ${count}; and __countersign_is ${before}' -a ${word} -d ${quote(about)}`
}

function commandLines({ name, options, operands }: CompletedCommand): string[] {
  const when = `complete -c countersign -n ${quoteShell(`__countersign_is ${name}`)}`
  const rest = operands?.choices
    ? [`${when} -a ${quote(operands.choices.join(' '))}`]
    : operands?.path
      ? [`${when} -F`]
      : []
  return [
    ...rest,
    ...Object.entries(options).map(([option, { about, value, choices, path }]) => {
      const takes = value === undefined ? '' : choices ? ` -x -a ${quote(choices.join(' '))}` : path ? ' -r -F' : ' -x'
      return `${when} -l ${option} -d ${quote(about)}${takes}`
    }),
  ]
}
