import type { OptionFacts } from '../command.ts'
import { type CompletedCommand, firstWords, helpWords, quote, secondWords } from './words.ts'

/** The completion script for zsh: a file of $fpath, or to be sourced after compinit. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  const families = [...secondWords(commands)]
  return `#compdef countersign
# zsh completion for countersign: source <(countersign completion zsh)
_countersign() {
  local -a words_of
  if (( CURRENT == 2 )); then
    words_of=(
${firstWords(commands)
  .map(([word, about]) => `      ${quote(`${word}:${about}`)}`)
  .join('\n')}
    )
    _describe 'command' words_of
    return
  fi
  local command=$words[2]
  case $command in
${helpCase(commands)}
${families.map(([first, members]) => familyCase(first, members)).join('\n')}
  esac
  shift words
  (( CURRENT-- ))
  case $command in
${commands.map(commandCase).join('\n')}
  esac
}

if [[ $funcstack[1] == _countersign ]]; then
  _countersign "$@"
else
  compdef _countersign countersign
fi
`
}

function helpCase(commands: readonly CompletedCommand[]): string {
  const words = helpWords(commands).map(([word, about]) => `          ${quote(`${word}:${about}`)}`)
  const families = [...secondWords(commands)].map(
    ([first, members]) => `          ${first}) words_of=(
${described(members)}
          ) ;;`,
  )
  return `    help)
      words_of=()
      if (( CURRENT == 3 )); then
        words_of=(
${words.join('\n')}
        )
      elif (( CURRENT == 4 )); then
        case $words[3] in
${families.join('\n')}
        esac
      fi
      _describe 'command' words_of
      return
      ;;`
}

/** Commands of two words by their second, as `_describe` takes them. */
function described(members: readonly CompletedCommand[]): string {
  return members.map(({ name, summary }) => `          ${quote(`${name.split(' ')[1]}:${summary}`)}`).join('\n')
}

function familyCase(first: string, members: readonly CompletedCommand[]): string {
  return `    ${first})
      if (( CURRENT == 3 )); then
        words_of=(
${described(members)}
        )
        _describe 'command' words_of
        return
      fi
      command="${first} $words[3]"
      shift words
      (( CURRENT-- ))
      ;;`
}

function commandCase({ name, options, operands }: CompletedCommand): string {
  const specs = Object.entries(options).map(([option, facts]) => quote(optionSpec(option, facts)))
  const rest = operands
    ? [
        quote(
          `*:${operands.name}:${operands.choices ? `(${operands.choices.join(' ')})` : operands.path ? '_files' : ' '}`,
        ),
      ]
    : []
  return `    ${quote(name)}) _arguments ${[...specs, ...rest].join(' ')} ;;`
}

/** Characters that part the fields of a spec. */
function escaped(text: string): string {
  return text.replace(/[\\:[\]]/g, '\\$&')
}

function optionSpec(option: string, { about, value, many, choices, path }: OptionFacts): string {
  const again = many ? '*' : ''
  const what =
    value === undefined ? '' : `:${escaped(value)}:${choices ? `(${choices.join(' ')})` : path ? '_files' : ' '}`
  return `${again}--${option}${value === undefined ? '' : '='}[${escaped(about)}]${what}`
}
