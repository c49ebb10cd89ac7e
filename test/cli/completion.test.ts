// The completion scripts, run by the shells that they are for. zsh and fish are left out where they are not installed.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ALGORITHM_NAMES } from '../../src/cli/algorithms.ts'
import { COMMANDS } from '../../src/cli/commands.ts'
import { quote } from '../../src/cli/completion/words.ts'
import { LOADED } from '../../src/cli/loaded.ts'
import { makeFolder, runHere, runProcess } from './stage.ts'

const folder = makeFolder()
const has = (shell: string) => spawnSync(shell, ['-c', 'exit 0']).status === 0

beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, stdout, stderr } = await runHere(['completion', shell])
    expect([code, stderr]).toEqual([0, ''])
    writeFileSync(folder.at(`script.${shell}`), stdout)
  }
  mkdirSync(folder.at('work'))
  for (const name of ['a file.pem', 'b.pem']) writeFileSync(folder.at(`work/${name}`), '')
})

afterAll(() => folder.remove())

async function shell(name: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runProcess(name, args, { cwd: folder.at('work'), env: { TERM: 'dumb' } })
  expect([code, stderr]).toEqual([0, ''])
  return stdout
}

const ASK_BASH = `source ../script.bash
COMP_WORDS=("$@"); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _countersign
printf '%s\\n' "\${COMPREPLY[@]}"`

const bash = async (...words: string[]) =>
  (await shell('bash', '--norc', '-c', ASK_BASH, '_', 'countersign', ...words)).split('\n').filter(Boolean)

const fish = async (line: string) => {
  const answer = await shell('fish', '--no-config', '-c', `source ../script.fish; complete -C ${quote(line)}`)
  return answer
    .split('\n')
    .filter(Boolean)
    .map((row) => row.split('\t')[0] as string)
}

// A zsh in a terminal of its own, in which the line is typed and Tab pressed. Reading ends with what is waited for.
const ASK_ZSH = `zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PS1='> '; stty cols 200; autoload -Uz compinit; compinit -u -D; source ../script.zsh; print LOA''DED"
zpty -r z line '*LOADED*'
zpty -n -w z "$1"$'\\t'
zpty -r z line "*$2*"
print -r -- $line
zpty -d z`

/** What zsh shows, up to a text that has to come. */
const zsh = (line: string, until: string) => shell('zsh', '-f', '-c', ASK_ZSH, '_', line, until)

const FIRST = [...new Set(Object.keys(COMMANDS).map((name) => name.split(' ')[0] as string)), 'help']

describe('countersign completion', () => {
  it('prints a script, also as JSON', async () => {
    const { stdout } = await runHere(['completion', 'bash', '--json'])
    expect(JSON.parse(stdout)).toEqual({ shell: 'bash', script: expect.stringContaining('complete -F _countersign') })
  })

  it.each([
    [[], 'SHELL is missing'],
    [['tcsh'], 'name one of bash, zsh, fish'],
    [['constructor'], 'name one of bash, zsh, fish'],
  ])('refuses %j', async (args, words) => {
    const { code, stdout, stderr } = await runHere(['completion', ...args])
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(words)])
  })

  it.each(['bash', 'zsh', 'fish'])('knows every command and every option in %s', async (name) => {
    const { stdout } = await runHere(['completion', name])
    for (const [command, { options }] of Object.entries(LOADED)) {
      expect(stdout).toContain(command.split(' ').at(-1))
      for (const option of Object.keys(options)) expect(stdout).toContain(option)
    }
  })

  it('quotes for a shell', () => {
    expect(quote("it's")).toBe("'it'\\''s'")
  })
})

describe.skipIf(!has('bash'))('in bash', () => {
  it.each([
    [[''], [...FIRST, '--help', '--version']],
    [['ve'], ['verify']],
    [
      ['ring', ''],
      ['init', 'status', 'rotate', 'revoke', 'jwks'],
    ],
    [['ring', 'ro'], ['rotate']],
    [
      ['ring', 'jwks', '--'],
      ['--state', '--now', '--json', '--help'],
    ],
    [['jwks', '--al'], ['--alg']],
    [
      ['verify', '--alg', 'RS'],
      ['RS256', 'RS384', 'RS512'],
    ],
    [
      ['verify', '--alg', '=', 'RS'],
      ['RS256', 'RS384', 'RS512'],
    ],
    [['verify', '--alg', '='], ALGORITHM_NAMES],
    [['sign', '--secret-encoding', 'h'], ['hex']],
    [['sign', '--key', 'a'], ['a file.pem']],
    [
      ['inspect', ''],
      ['a file.pem', 'b.pem'],
    ],
    [['inspect', '--f'], ['--for']],
    [['completion', 'z'], ['zsh']],
    [['decode', '--now', ''], []],
    [['nonsense', ''], []],
    [['help', ''], FIRST.filter((word) => word !== 'help')],
    [['help', 've'], ['verify']],
    [
      ['help', 'ring', 'r'],
      ['rotate', 'revoke'],
    ],
    [['help', 'sign', ''], []],
    [['help', 'ring', 'init', ''], []],
  ])('%j goes on with %j', async (words, answers) => {
    expect((await bash(...words)).sort()).toEqual([...answers].sort())
  })
})

describe.skipIf(!has('fish'))('in fish', () => {
  it.each([
    ['countersign ve', ['verify']],
    ['countersign ring ', ['init', 'jwks', 'revoke', 'rotate', 'status']],
    ['countersign ring jwks --', ['--help', '--json', '--now', '--state']],
    ['countersign jwks --al', ['--alg']],
    ['countersign verify --alg RS', ['RS256', 'RS384', 'RS512']],
    ['countersign sign --key b', ['b.pem']],
    ['countersign inspect b', ['b.pem']],
    ['countersign completion ', ['bash', 'fish', 'zsh']],
    ['countersign help ', FIRST.filter((word) => word !== 'help').sort()],
    ['countersign help ve', ['verify']],
    ['countersign help ring r', ['revoke', 'rotate']],
    ['countersign help sign ', []],
    ['countersign help ring init ', []],
    ['countersign decode ', []],
  ])('%s goes on with %j', async (line, answers) => {
    expect((await fish(line)).sort()).toEqual(answers)
  })
})

describe.skipIf(!has('zsh'))('in zsh', () => {
  it.each([
    ['countersign ve', 'verify '],
    ['countersign ring ro', 'rotate '],
    ['countersign verify --alg RS', 'RS256  RS384  RS512'],
    ['countersign ring jwks --s', '--state='],
    ['countersign inspect b', 'b.pem '],
    ['countersign completion z', 'zsh '],
    ['countersign help ve', 'verify '],
    ['countersign help ring ro', 'rotate '],
    ['countersign completion ', 'bash  fish  zsh'],
  ])(
    '%s goes on with %s',
    async (line, answer) => {
      expect(await zsh(line, answer)).toContain(answer)
    },
    60_000,
  )
})
