import { EVERYWHERE } from '../arguments.ts'
import { type Command, command } from '../command.ts'
import { COMMANDS, type CommandName } from '../commands.ts'
import { bashScript } from '../completion/bash.ts'
import { fishScript } from '../completion/fish.ts'
import type { CompletedCommand } from '../completion/words.ts'
import { zshScript } from '../completion/zsh.ts'
import { UsageError } from '../failures.ts'

const SCRIPTS: { readonly [shell: string]: (commands: readonly CompletedCommand[]) => string } = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
}

/** `countersign completion`, for these commands. */
export function createCompletion(commands: () => { readonly [name in CommandName]: Command }): Command {
  return command({
    usage: 'SHELL',
    about: 'Prints a script that completes commands, options, algorithms and file names in bash, zsh or fish.',
    operands: { name: 'SHELL', least: 1, most: 1, choices: Object.keys(SCRIPTS) },
    options: {},
    examples: [
      ['bash: in ~/.bashrc', 'source <(countersign completion bash)'],
      ['zsh: in ~/.zshrc, after compinit', 'source <(countersign completion zsh)'],
      ['fish', 'countersign completion fish | source'],
    ],
    async run({ operands }) {
      const [shell = ''] = operands
      const write = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined
      if (!write)
        throw new UsageError('There is no completion for that shell.', `name one of ${Object.keys(SCRIPTS).join(', ')}`)
      const script = write(completed(commands())).trimEnd()
      return { json: { shell, script }, text: () => script }
    },
  })
}

function completed(commands: { readonly [name: string]: Command }): readonly CompletedCommand[] {
  return Object.entries(COMMANDS).map(([name, summary]) => {
    const { options, operands } = commands[name] as Command
    return { name, summary, options: { ...options, ...EVERYWHERE }, operands }
  })
}
