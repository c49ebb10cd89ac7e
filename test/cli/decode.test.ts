import { describe, expect, it } from 'vitest'
import { NOW, runHere } from './stage.ts'

const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const tokenOf = (header: unknown, payload: unknown, signature = 'AAAA') =>
  `${part(header)}.${part(payload)}.${signature}`
const HS = { alg: 'HS256', typ: 'JWT' }

const decode = (token: string, ...more: string[]) => runHere(['decode', token, ...more])

describe('countersign decode', () => {
  it('says that nothing was verified, before it shows anything', async () => {
    const { code, stdout, stderr } = await decode(tokenOf(HS, { sub: 'ann', exp: NOW + 60 }))
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^UNVERIFIED: nobody has checked the signature/)
    expect(stdout.indexOf('UNVERIFIED')).toBeLessThan(stdout.indexOf('ann'))
    expect(stdout).toContain('3 bytes of')
    expect(stdout).toContain('countersign verify --alg HS256 --secret-file FILE')
  })

  it.each([
    [{ exp: NOW - 180 }, '"exp": 1777636620  // 2026-05-01 11:57:00 UTC, expired 3 min ago'],
    [{ exp: NOW }, 'expired now'],
    [{ exp: NOW + 7200 }, 'expires in 2 h'],
    [{ nbf: NOW + 30 }, 'not valid yet, in 30 s'],
    [{ nbf: NOW - 30 }, 'valid since 30 s ago'],
    [{ iat: NOW - 172800 }, 'issued 2 days ago'],
    [{ iat: NOW + 60 }, 'issued in the future, in 60 s'],
    [{ auth_time: NOW - 3600 }, '2026-05-01 11:00:00 UTC, 60 min ago'],
    [{ exp: '1777636800' }, 'no number: a verifier refuses it'],
    [{ exp: NOW * 1000 }, 'looks like milliseconds; times in a token are seconds'],
    [{ exp: -1e14 }, 'a time that no calendar reaches, expired more than 270 000 years ago'],
    ['{"exp":1e999}', '"exp": 1e999  // beyond all numbers: a verifier refuses it'],
    ['{"nbf":-1e999}', '"nbf": -1e999  // beyond all numbers: a verifier refuses it'],
    ['{"exp":1,"size":1e999}', '"size": 1e999  // beyond all numbers\n'],
  ])('tells the times of %j in words', async (claims, words) => {
    expect((await decode(tokenOf(HS, claims))).stdout).toContain(words)
  })

  it('tells times as seen from --now, as a date or as seconds', async () => {
    const token = tokenOf(HS, { exp: NOW + 60 })
    for (const now of ['2026-05-01T12:02:00Z', String(NOW + 120), '2026-05-01 12:02']) {
      expect((await decode(token, '--now', now)).stdout).toContain('expired 60 s ago')
    }
    expect((await decode(token, '--now', '2026-05-01')).stdout).toContain('expires in 12 h')
  })

  it.each([
    ['HS256', 'HMAC with SHA-256: whoever knows the secret can sign and verify'],
    ['RS256', 'the private key signs, the public key'],
    ['EdDSA', 'Ed25519 under its older name'],
    ['none', 'no signature at all: nothing may trust it'],
    ['RS1024', 'no algorithm that countersign verifies'],
    [7, 'no algorithm that countersign verifies'],
  ])('explains the algorithm %j', async (alg, words) => {
    const { stdout } = await decode(tokenOf({ alg }, {}))
    expect(stdout).toContain(words)
    expect(stdout.includes('to check it')).toBe(!words.startsWith('no '))
  })

  it('warns of a token that never ends, of one without a signature, and of keys that a token brings along', async () => {
    const { stdout } = await decode(tokenOf({ alg: 'none', jku: 'https://evil.example', crit: ['x'] }, {}, ''))
    expect(stdout).toContain('no exp: this token never ends')
    expect(stdout).toContain('signature  none')
    expect(stdout).toContain('offered by the token itself: never followed, never trusted')
    expect(stdout).toContain('a verifier must understand each of these, or refuse the token')
    expect(stdout).toContain('{}')
    expect((await decode(tokenOf(HS, {}, 'AA'))).stdout).toContain('signature  1 byte of')
    expect((await decode(tokenOf(HS, {}, 'A=A'))).stdout).toContain('signature  not base64url: nothing accepts it')
  })

  it('says where a number is larger than JavaScript counts exactly', async () => {
    const { stdout } = await decode(tokenOf(HS, '{"id":12345678901234567890,"small":7}'))
    expect(stdout).toContain('its last digits may differ')
    expect(stdout.match(/last digits/g)).toHaveLength(1)
  })

  it('prints JSON that says verified: false', async () => {
    const { stdout } = await decode(tokenOf(HS, { sub: 'ann', exp: NOW - 1, iat: 'x' }), '--json')
    expect(JSON.parse(stdout)).toEqual({
      verified: false,
      header: HS,
      payload: { sub: 'ann', exp: NOW - 1, iat: 'x' },
      signature: 'AAAA',
      times: { exp: '2026-05-01T11:59:59.000Z' },
      expired: true,
    })
    for (const payload of [{}, '{"exp":1e999}']) {
      expect(JSON.parse((await decode(tokenOf(HS, payload), '--json')).stdout)).toMatchObject({
        expired: null,
        times: {},
      })
    }
  })

  it('reads the token from standard input, from a dash, and with the white space of a shell around it', async () => {
    const stdin = `  ${tokenOf(HS, { sub: 'ann' })}\r\n`
    for (const args of [['decode'], ['decode', '-']]) expect((await runHere(args, { stdin })).stdout).toContain('"ann"')
  })

  it('refuses standard input that is empty, or larger than a megabyte', async () => {
    for (const [stdin, words] of [
      ['', 'There is no token: what was read is empty.'],
      ['x'.repeat(1_048_577), 'larger than 1 MiB'],
    ]) {
      const { code, stdout, stderr } = await runHere(['decode'], { stdin: stdin as string })
      expect([code, stdout, stderr.replace(/\s+/g, ' ')]).toEqual([2, '', expect.stringContaining(words as string)])
    }
  })

  it('asks for the token on a terminal, and shows the question there only', async () => {
    const { code, stdout, stderr } = await runHere(['decode'], { typed: tokenOf(HS, { sub: 'ann' }) })
    expect([code, stderr]).toEqual([0, 'Paste the token and press Enter (it is not shown): '])
    expect(stdout).toContain('"ann"')
    const gaveUp = await runHere(['decode'], { typed: null })
    expect([gaveUp.code, gaveUp.stdout]).toEqual([2, ''])
    expect(gaveUp.stderr).toContain('No token was given.')
  })

  it('refuses what is no token with exit code 1, the code, the reason and a fix', async () => {
    const { code, stdout, stderr } = await decode('eyJhbGciOiJIUzI1NiJ9.e30')
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^refused {2}ERR_TOKEN_MALFORMED\n/)
    expect(stderr).toContain('has 1 dots')
    expect(stderr).toContain('fix: copy the token again')
  })

  it('looks at longer tokens than a verifier does, up to the bound that is asked for', async () => {
    const long = tokenOf(HS, { text: 'x'.repeat(50_000) })
    expect((await runHere(['decode'], { stdin: long })).code).toBe(0)
    const { code, stderr } = await runHere(['decode', '--max-length', '1000'], { stdin: long })
    expect([code, stderr.slice(0, 27)]).toEqual([1, 'refused  ERR_TOKEN_TOO_LONG'])
  })

  it('shows values that lie too deep for the screen in one line, and refuses those too deep for any', async () => {
    const nested = (depth: number) => `{"a":${'['.repeat(depth)}${'"x",'.repeat(20)}1${']'.repeat(depth)}}`
    expect((await decode(tokenOf(HS, nested(30)))).stdout).toContain('[[[[[[')
    const { code, stderr } = await runHere(['decode'], { stdin: tokenOf(HS, nested(60_000)) })
    expect([code, stderr]).toEqual([1, expect.stringContaining('nested too deeply')])
  })

  it('fits a narrow screen; a command stays on one line, to be copied', async () => {
    for (const [header, signature] of [
      [HS, 'A'.repeat(86)],
      [{ alg: 'none' }, ''],
      [{ alg: 'RS1' }, 'A=A'],
    ] as const) {
      const narrow = { terminal: 40, env: { NO_COLOR: '1' } }
      const { stdout } = await runHere(['decode', tokenOf(header, { a: 1 }, signature)], narrow)
      const long = stdout.split('\n').filter((line) => line.length > 40)
      expect(long).toEqual(header === HS ? ['countersign verify --alg HS256 --secret-file FILE'] : [])
      expect(stdout.match(/^\/\/ .*/gm)?.length).toBe(3)
    }
    const wide = await runHere(['decode', tokenOf(HS, {})], { terminal: 80, env: { NO_COLOR: '1' } })
    expect(wide.stdout).toContain('\nto check it: countersign verify --alg HS256 --secret-file FILE\n')
    expect(wide.stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  it('says in its help how long a token may be', async () => {
    const { stdout } = await runHere(['decode', '--help'])
    expect(stdout.replace(/\s+/g, ' ')).toContain('look at tokens of up to that length; 1048576 without it')
  })

  it('spreads what is wider than the screen over lines, and leaves what fits in one', async () => {
    const { stdout } = await runHere(
      ['decode', tokenOf(HS, { roles: ['a', 'b'], list: ['x'.repeat(40), { deep: ['y'.repeat(40)] }], none: [] })],
      { terminal: 60, env: { NO_COLOR: '1' } },
    )
    expect(stdout).toContain('  "roles": ["a", "b"],\n')
    expect(stdout).toContain(`  "list": [\n    "${'x'.repeat(40)}",\n    {\n      "deep": [\n`)
    expect(stdout).toContain('  "none": []\n')
    const label = 'x'.repeat(100)
    expect((await decode(tokenOf(HS, { [label]: [] }))).stdout).toContain(`"${label}": []`)
  })
})

describe('what a token says', () => {
  const hostile = {
    sub: '\u001b[31mred\u001b]0;title\u0007\u001b[2J',
    '\u009b2J': 'C1 \u0085',
    reversed: '\u202egnp.exe\u2066\u200f',
    hidden: 'a\u200bb\ufeff\u2028\u{e0041}',
    half: '\ud800',
    deep: [{ '\r': '\u001b' }],
  }
  const kid = '\u001b[1;31mkid\u0000'

  it.each([{ terminal: 80 }, {}])('never acts on a terminal: %j', async (around) => {
    for (const args of [[], ['--json']]) {
      const { stdout } = await runHere(['decode', tokenOf({ alg: 'HS256', kid }, hostile), ...args], around)
      // The command's own colours are the only escape sequences.
      const rest = stdout.replace(/\u001b\[(?:0|1|2|31|32|33|35|36)m/g, around.terminal ? '' : '$&')
      expect(rest.match(/[^\n\P{C}]|[\p{Zl}\p{Zp}]/gu)).toBeNull()
      expect(stdout).toContain('\\u001b[31mred')
      expect(stdout).toContain('\\u202egnp.exe')
    }
  })

  it('survives the escaping: --json parses to what the token holds', async () => {
    const { stdout } = await runHere(['decode', tokenOf({ alg: 'HS256', kid }, hostile), '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ header: { kid }, payload: hostile })
  })

  it.each([
    ['decode', tokenOf(HS, {}).replace('.', '.\u001b[31m')],
    ['verify', tokenOf({ alg: '\u001b[31m\u202e' }, {}), '--alg', 'HS256', '--secret-env', 'S'],
    ['decode', '--\u001b[31mevil'],
    ['inspect', '/nowhere/\u001b[31m\u202eevil'],
    ['\u001b[31m'],
  ])('never acts on a terminal by way of an error: %j', async (...args) => {
    for (const json of [[], ['--json']]) {
      const { code, stderr, stdout } = await runHere([...args, ...json], {
        env: { S: 's'.repeat(32), NO_COLOR: '1' },
        terminal: 80,
      })
      expect(code).not.toBe(0)
      expect(stdout).toBe('')
      expect(stderr.match(/[^\n\P{C}]/gu)).toBeNull()
    }
  })
})

describe('colours', () => {
  const token = tokenOf(HS, { sub: 'ann', ok: true, exp: NOW - 1 })
  const coloured = (text: string) => text.includes('\u001b[')

  it('are there on a terminal only', async () => {
    expect(coloured((await runHere(['decode', token], { terminal: 80 })).stdout)).toBe(true)
    expect(coloured((await runHere(['decode', token])).stdout)).toBe(false)
  })

  it.each([{ NO_COLOR: '1' }, { TERM: 'dumb' }])('are left out with %j, also in errors', async (env) => {
    expect(coloured((await runHere(['decode', token], { terminal: 80, env })).stdout)).toBe(false)
    expect(coloured((await runHere(['decode', 'x'], { terminal: 80, env })).stderr)).toBe(false)
  })

  it('mark errors on a terminal', async () => {
    expect(coloured((await runHere(['decode', 'x'], { terminal: 80 })).stderr)).toBe(true)
  })
})
