// The tokens that a service meets, good and hostile, and what must become of each.

/** Seconds since the epoch at which all of them are judged. */
export const NOW = 1_800_000_000

export const ISSUER = 'https://issuer.example'

/** How often each kind comes, of a hundred, and what becomes of it. */
export const KINDS = [
  { kind: 'good', share: 50, outcome: 'accepted' },
  { kind: 'signature', share: 12, outcome: 'ERR_SIGNATURE' },
  { kind: 'malformed', share: 10, outcome: 'ERR_TOKEN_MALFORMED' },
  { kind: 'expired', share: 10, outcome: 'ERR_TOKEN_EXPIRED' },
  { kind: 'algorithm', share: 6, outcome: 'ERR_ALG_NOT_ALLOWED' },
  { kind: 'unknown kid', share: 6, outcome: 'ERR_KEY_NOT_FOUND' },
  { kind: 'too early', share: 3, outcome: 'ERR_TOKEN_NOT_ACTIVE' },
  { kind: 'issuer', share: 3, outcome: 'ERR_CLAIM' },
]

/** The kind of the token in each of a hundred places. */
const PLACES = KINDS.flatMap((each) => Array(each.share).fill(each))

/** Which kind comes next: the same at each run, in no order that a cache could follow. */
export function kinds() {
  let state = 12345
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return PLACES[(state >>> 8) % PLACES.length]
  }
}

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Tokens of each kind by one signer: `sign(claims, options)` makes one, as `createSigner` does. */
export async function tokensOf(sign, kid, alg, serial) {
  const at = { iss: ISSUER, sub: `user-${serial}` }
  const good = await sign({ ...at, exp: NOW + 300 })
  const [header, payload, signature] = good.split('.')
  const flipped = signature[10] === 'A' ? 'B' : 'A'
  return {
    good: [good, await sign({ ...at, exp: NOW + 301, list: [1, { deep: true }] })],
    signature: [
      `${header}.${payload}.${signature.slice(0, 10)}${flipped}${signature.slice(11)}`,
      `${header}.${part({ ...at, exp: NOW + 999, admin: true })}.${signature}`,
    ],
    malformed: [
      `${good}=`,
      `${header}.${payload}`,
      '',
      `${good}.`,
      'x'.repeat(500),
      `${header}.${payload}.${signature}\n`,
    ],
    expired: [await sign({ ...at, exp: NOW - 1 })],
    algorithm: [`${part({ alg: 'none', kid })}.${payload}.`, `${part({ alg: 'PS512', kid })}.${payload}.${signature}`],
    'unknown kid': [`${part({ alg, kid: `${kid}-gone` })}.${payload}.${signature}`],
    'too early': [await sign({ ...at, exp: NOW + 300, nbf: NOW + 60 })],
    issuer: [await sign({ ...at, iss: 'https://other.example', exp: NOW + 300 })],
  }
}

/** Counts of outcomes beside those that were expected. */
export class Tally {
  expected = {}
  seen = {}

  expect(outcome) {
    this.expected[outcome] = (this.expected[outcome] ?? 0) + 1
  }

  see(outcome) {
    this.seen[outcome] = (this.seen[outcome] ?? 0) + 1
  }

  print() {
    const names = [...new Set([...Object.keys(this.expected), ...Object.keys(this.seen)])]
    console.table(
      names.map((outcome) => ({ outcome, expected: this.expected[outcome] ?? 0, seen: this.seen[outcome] ?? 0 })),
    )
  }

  get exact() {
    const names = Object.keys({ ...this.expected, ...this.seen })
    return names.every((name) => this.expected[name] === this.seen[name])
  }
}
