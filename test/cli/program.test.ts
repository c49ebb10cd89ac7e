import { describe, expect, it } from 'vitest'
import { COMMANDS, type CommandName } from '../../src/cli/commands.ts'
import { LOADED } from '../../src/cli/loaded.ts'
import { read } from '../guards/source.ts'
import { runHere } from './stage.ts'

const NAMES = Object.keys(COMMANDS) as CommandName[]

/** A run that must be told to be wrong usage, in these words. */
async function wrong(args: readonly string[], words: string): Promise<void> {
  const { code, stdout, stderr } = await runHere(args)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(args.includes('--json') ? /^\{"ok":false,"error":\{"code":"USAGE",/ : /^usage\n/)
  const told = stderr.replace('","fix":"', ' fix: ').replace(/\s+/g, ' ')
  expect(told).toContain(words)
}

describe('countersign', () => {
  it('alone shows on standard error what there is, and ends with 2', async () => {
    const { code, stdout, stderr } = await runHere([])
    expect([code, stdout]).toEqual([2, ''])
    for (const name of NAMES) expect(stderr).toContain(`  ${name} `)
  })

  it('claims no more than it keeps: requests are made for keys, and none holds a token or a key', async () => {
    const { stdout } = await runHere(['--help'])
    expect(stdout.replace(/\s+/g, ' ')).toContain('no token and no key leaves this machine')
    expect(stdout).not.toContain('nothing leaves')
  })

  it.each([['--help'], ['-h'], ['help']])('shows with %s the same on standard output, and ends with 0', async (arg) => {
    const { code, stdout, stderr } = await runHere([arg])
    expect([code, stderr, stdout]).toEqual([0, '', (await runHere([])).stderr])
  })

  it('tells its version, alone or with that of the runtime as JSON', async () => {
    const { version } = JSON.parse(read('package.json'))
    for (const arg of ['--version', '-V'])
      expect(await runHere([arg])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
    const { stdout } = await runHere(['--version', '--json'])
    expect(JSON.parse(stdout)).toEqual({ countersign: version, runtime: expect.stringMatching(/^Node \d/) })
    await wrong(['--version', 'decode'], '--version stands alone.')
  })

  it.each([
    [['decod'], 'did you mean decode?'],
    [['vrfy'], 'did you mean verify?'],
    [['rings'], 'did you mean ring?'],
    [['frobnicate'], 'countersign --help lists them'],
    [['ring'], 'ring needs another word. fix: there are ring init, ring status'],
    [['ring', 'statu'], 'did you mean ring status?'],
    [['ring', 'x'], 'there are ring init'],
    [['--json', 'decode'], 'Options come after the command'],
    [['help', 'x'], 'There is no such command.'],
    [['eyJhbGciOiJIUzI1NiJ9.e30.AAAA'], 'countersign decode TOKEN'],
  ])('says what was probably meant by %j', (args, words) => wrong(args, words))

  it('does not repeat what stands in the place of a command: it may be a secret', async () => {
    expect((await runHere(['hunter2hunter2'])).stderr).not.toContain('hunter2')
  })

  it('shows the commands of a family', async () => {
    for (const args of [
      ['ring', '--help'],
      ['ring', '-h'],
      ['help', 'ring'],
    ]) {
      const { code, stdout } = await runHere(args)
      expect([code, stdout.match(/^ {2}ring \w+/gm)?.length]).toEqual([0, 5])
    }
  })
})

describe.each(NAMES)('countersign %s --help', (name) => {
  it('shows the usage, every option and examples, and ends with 0 whatever else is given', async () => {
    const { code, stdout, stderr } = await runHere([...name.split(' '), '--help', '--json'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(new RegExp(`^usage  countersign ${name} `))
    const { options, examples } = LOADED[name]
    for (const option of Object.keys(options)) expect(stdout).toContain(`--${option}`)
    expect(examples.length).toBeGreaterThan(0)
    for (const [, line] of examples) expect(stdout).toContain(line)
    expect((await runHere(['help', ...name.split(' ')])).stdout).toBe(stdout)
  })

  it('fits a screen of 80 columns, so that its examples can be copied whole', async () => {
    const { stdout } = await runHere([...name.split(' '), '-h'], { terminal: 80, env: { NO_COLOR: '1' } })
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  it('has examples whose options there are', async () => {
    for (const [, line] of LOADED[name].examples) {
      const own = line.split('|').find((part) => part.includes(`countersign ${name}`)) ?? ''
      expect(own).not.toBe('')
      for (const [, option = ''] of own.matchAll(/ --([a-z-]+)/g)) {
        expect(['json', ...Object.keys(LOADED[name].options)]).toContain(option)
      }
    }
  })
})

describe('a command line', () => {
  it.each([
    [['decode', '--jsn'], 'There is no option --jsn here. fix: did you mean --json?'],
    [['verify', '--audience', 'shop'], 'There is no option --audience here. fix: did you mean --aud?'],
    [['verify', '--algorithms', 'RS256'], 'did you mean --alg?'],
    [['verify', '--issuer-name', 'x'], 'did you mean --iss?'],
    [['verify', '--maxTokenLength', '9'], 'did you mean --max-length?'],
    [['sign', '--subject', 'ann'], 'did you mean --sub?'],
    [['sign', '--expiresIn', '1h'], 'did you mean --exp?'],
    [['sign', '--expires-in=1h'], 'did you mean --exp?'],
    [['sign', '--keyid', 'k'], 'did you mean --kid?'],
    [['keygen', '--algorithm', 'RS256'], 'did you mean --alg?'],
    [['decode', '--audience', 'shop'], 'There is no option --audience here. countersign decode --help'],
    [['decode', '--frobnicate'], 'There is no option --frobnicate here.'],
    [['decode', '-x'], 'There is no option -x here.'],
    [['decode', '--json=yes'], '--json takes no value.'],
    [['decode', '--json', '--json'], '--json is given twice.'],
    [['decode', '--now'], '--now lacks its value (TIME).'],
    [['decode', '--now='], '--now is empty. fix: is an environment variable unset?'],
    [['decode', '--now', ''], '--now is empty.'],
    [['decode', '--now', '1', '--now', '2'], '--now is given twice.'],
    [['decode', '--now', '--json'], '--now is followed by what looks like another option. fix: write --now=VALUE'],
    [['decode', 'a', 'b'], '2 arguments are given beside the options; at most 1 (TOKEN) may be.'],
    [['sign', 'a'], 'One argument is given beside the options; none may be.'],
    [['decode', ''], 'An argument is empty. fix: is an environment variable unset?'],
    [['sign', '--__proto__', 'x'], 'There is no such option here.'],
    [['sign', '--constructor', 'x'], 'There is no option --constructor here.'],
  ])('is read strictly: %j', (args, words) => wrong(args, words))

  it('takes an option with = or as the next word, and everything behind -- as it stands', async () => {
    const token = 'eyJhbGciOiJIUzI1NiJ9.e30.AAAA'
    for (const args of [
      ['--now=1', token],
      ['--now', '1', token],
      ['--now', '1', '--', token],
    ]) {
      expect((await runHere(['decode', ...args])).code).toBe(0)
    }
    const dashed = await runHere(['decode', '--', '--json'])
    expect([dashed.code, dashed.stderr]).toEqual([1, expect.stringContaining('ERR_TOKEN_MALFORMED')])
  })

  it('tells wrong usage as JSON, too', async () => {
    const { code, stdout, stderr } = await runHere(['decode', '--jsn', '--json'])
    expect([code, stdout, JSON.parse(stderr)]).toEqual([
      2,
      '',
      { ok: false, error: { code: 'USAGE', message: 'There is no option --jsn here.', fix: 'did you mean --json?' } },
    ])
  })
})

describe('an error that nobody foresaw', () => {
  const broken = {
    env: {},
    stdin: { isTerminal: false, chunks: () => [] as never, ask: async () => undefined },
    stderr: { isTerminal: false, columns: 80, write: (text: string) => void said.push(text) },
    now: () => 1,
  }
  let said: string[] = []

  it.each([
    [new TypeError('the secret is hunter2'), 'An unexpected TypeError'],
    [undefined, 'An unexpected Error'],
  ])('is told without its message, which nobody knows the contents of', async (error, words) => {
    const { run } = await import('../../src/cli/program.ts')
    said = []
    const stdout = {
      isTerminal: false,
      columns: 80,
      write() {
        throw error
      },
    }
    expect(await run(['--version'], { ...broken, stdout })).toBe(1)
    expect(said.join('')).toContain(words)
    expect(said.join('')).not.toContain('hunter2')
  })
})
