import { type CompletedCommand, firstWords, helpWords, secondWords } from './words.ts'

/** The completion script for bash 3.2 and later. */
export function bashScript(commands: readonly CompletedCommand[]): string {
  const families = [...secondWords(commands)]
  return `# bash completion for countersign: source <(countersign completion bash)
_countersign() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} command=\${COMP_WORDS[1]} depth=1
  COMPREPLY=()
  # "--key=FILE" comes as three words: "=" parts words in bash.
  if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  if ((COMP_CWORD == 1)); then
    _countersign_words "${firstWords(commands)
      .map(([word]) => word)
      .join(' ')} --help --version"
    return
  fi
  case $command in
    help)
      if ((COMP_CWORD == 2)); then
        _countersign_words "${helpWords(commands)
          .map(([word]) => word)
          .join(' ')}"
      elif ((COMP_CWORD == 3)); then
        case \${COMP_WORDS[2]} in
${families.map(([first, members]) => `          ${first}) _countersign_words "${secondsOf(members)}" ;;`).join('\n')}
        esac
      fi
      return
      ;;
${families
  .map(
    ([first, members]) => `    ${first})
      if ((COMP_CWORD == 2)); then
        _countersign_words "${secondsOf(members)}"
        return
      fi
      command="${first} \${COMP_WORDS[2]}"
      ;;`,
  )
  .join('\n')}
  esac
  case "$command $prev" in
${valueCases(commands)}
  esac
  case $command in
${commands.map(commandCase).join('\n')}
  esac
}

_countersign_words() {
  local IFS=$' \\t\\n'
  COMPREPLY=($(compgen -W "$1" -- "$cur"))
}

_countersign_files() {
  local file
  compopt -o filenames 2>/dev/null
  while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -f -- "$cur")
}

complete -F _countersign countersign
`
}

function secondsOf(members: readonly CompletedCommand[]): string {
  return members.map(({ name }) => name.split(' ')[1]).join(' ')
}

/** What follows an option that takes a value. */
function valueCases(commands: readonly CompletedCommand[]): string {
  return commands
    .flatMap(({ name, options }) =>
      Object.entries(options)
        .filter(([, { value }]) => value !== undefined)
        .map(([option, { choices, path }]) => {
          const action = choices ? `_countersign_words "${choices.join(' ')}"; ` : path ? '_countersign_files; ' : ''
          return `    "${name} --${option}") ${action}return ;;`
        }),
    )
    .join('\n')
}

function commandCase({ name, options, operands }: CompletedCommand): string {
  const flags = Object.keys(options).map((option) => `--${option}`)
  const words = [...flags, ...(operands?.choices ?? [])].join(' ')
  const files = operands?.path
    ? `if [[ $cur == -* ]]; then _countersign_words "${words}"; else _countersign_files; fi`
    : undefined
  return `    "${name}") ${files ?? `_countersign_words "${words}"`} ;;`
}
