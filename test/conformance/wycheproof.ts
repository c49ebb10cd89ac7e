// Project Wycheproof's tests of JWS and JWK, each with the code that says what is wrong. Their payloads are no JSON
// objects: of a signature that holds, that is what is left to say.
import {
  disputed,
  edges,
  es256Key,
  es256Token,
  hs256Key,
  hs256Token,
  keySets,
  rs256Key,
  rs256Token,
  signatures,
  type Vector,
} from '../vectors/wycheproof.ts'
import { type Case, type Group, holds, type Lib, type Need, refused } from './case.ts'
import { base64url } from './forge.ts'

/** Why a test is refused, where that is not the signature: by its number in its file. */
const SETS: { readonly [id: number]: string } = {
  1: 'ERR_KEY_INVALID',
  ...Object.fromEntries([6, 7, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26].map((id) => [id, 'ERR_KEY_NOT_FOUND'])),
  ...Object.fromEntries([10, 11, 12].map((id) => [id, 'ERR_KEY_WEAK'])),
  // Their payloads are empty, which is seen before the key is looked at; a case below looks at it.
  8: 'ERR_TOKEN_MALFORMED',
  9: 'ERR_TOKEN_MALFORMED',
}
const SIGNATURES: { readonly [id: number]: string } = {
  ...Object.fromEntries([16, 31, 341, 342, 343, 344].map((id) => [id, 'ERR_ALG_NOT_ALLOWED'])),
  ...Object.fromEntries([353, 354, 355, 356].map((id) => [id, 'ERR_KEY_MISMATCH'])),
  ...Object.fromEntries(
    [17, 360, 361, 362, 363, 364, 365, 366, 368, 369, 371, 374, 375].map((id) => [id, 'ERR_TOKEN_MALFORMED']),
  ),
}

function needsOf(algorithm: string): readonly Need[] {
  return algorithm.startsWith('ES') ? ['ecdsa'] : []
}

/** The algorithm that a key is for: the one that it names, or the usual one of its kind. */
function algorithmOf({ alg, kty }: { readonly alg?: string; readonly kty: string }): string {
  if (alg && /^(?:[HRP]S|ES)(?:256|384|512)$/.test(alg)) return alg
  return { oct: 'HS256', EC: 'ES256' }[kty] ?? 'RS256'
}

/** Fails unless the signature holds. */
async function held(lib: Lib, token: string, key: unknown, algorithm: string): Promise<void> {
  const error = await refused('ERR_TOKEN_MALFORMED', () => lib.verify(token, key, { algorithms: [algorithm] }))
  holds(/payload that is not a JSON object/.test(error.message), error.message)
}

function caseOf(file: string, vector: Vector, key: unknown, codes: { readonly [id: number]: string }): Case {
  const [id, about, token, valid] = vector
  const [first] = (key as { keys?: object[] }).keys ?? [key]
  const algorithm = algorithmOf(first as { kty: string })
  const code = codes[id] ?? 'ERR_SIGNATURE'
  return {
    name: `${file} ${id}: ${valid ? 'accepts' : 'refuses'} ${about}`,
    needs: code === 'ERR_SIGNATURE' ? needsOf(algorithm) : [],
    async run(lib) {
      if (valid) await held(lib, token, key, algorithm)
      else await refused(code, () => lib.verify(token, key, { algorithms: [algorithm] }))
    },
  }
}

const sets = keySets.flatMap(([keys, ...vectors]) => vectors.map((vector) => caseOf('JWK', vector, { keys }, SETS)))
const tokens = signatures.flatMap(([key, ...vectors]) => {
  // Undefined members are absent ones.
  const jwk = JSON.parse(JSON.stringify(key))
  return vectors.map((vector) => caseOf('JWS', vector, jwk, SIGNATURES))
})

/** What is done to each valid token (ids 2 to 15, 19 to 30 and 34 to 45), and the code. */
const EDITS: readonly (readonly [edit: (h: string, p: string, s: string) => string, code: string])[] = [
  [(h, p, s) => `${h}.${p}.X${s.slice(1)}`, 'ERR_SIGNATURE'],
  [(h, _p, s) => `${h}.WG9v.${s}`, 'ERR_SIGNATURE'],
  [(h, p, s) => `${h.replace('Imtp', 'Ilhp')}.${p}.${s}`, 'ERR_SIGNATURE'],
  [(h, p) => `${h}.${p}.`, 'ERR_TOKEN_MALFORMED'],
  [(h, p) => `${h}.${p}`, 'ERR_TOKEN_MALFORMED'],
  [(h, _p, s) => `${h}..${s}`, 'ERR_TOKEN_MALFORMED'],
  [(h, _p, s) => `${h}.${s}`, 'ERR_TOKEN_MALFORMED'],
  [(_h, p, s) => `.${p}.${s}`, 'ERR_TOKEN_MALFORMED'],
  [(_h, p, s) => `${p}.${s}`, 'ERR_TOKEN_MALFORMED'],
  [(_h, p) => `.${p}.`, 'ERR_TOKEN_MALFORMED'],
  [(_h, p) => p, 'ERR_TOKEN_MALFORMED'],
  [() => '', 'ERR_TOKEN_MALFORMED'],
  [(h, p, s) => `${h}.${p}.${s}.`, 'ERR_TOKEN_MALFORMED'],
  [(h, p, s) => `${h}.${p}.${s}.foo`, 'ERR_TOKEN_MALFORMED'],
]

const edited: readonly Case[] = (
  [
    [hs256Key, hs256Token],
    [es256Key, es256Token],
    [rs256Key, rs256Token],
  ] as const
).map(([key, token]) => ({
  name: `JWS: refuses an ${key.alg} token with a part changed, missing or added`,
  needs: needsOf(key.alg),
  async run(lib) {
    const [h, p, s] = token.split('.') as [string, string, string]
    await held(lib, token, key, key.alg)
    for (const [edit, code] of EDITS)
      await refused(code, () => lib.verify(edit(h, p, s), key, { algorithms: [key.alg] }))
  },
}))

/** The keys of one of the tests of sets. */
function keysOf(id: number): readonly object[] {
  return keySets.find(([, ...vectors]) => vectors[0]?.[0] === id)?.[0] ?? []
}

const bytesOfHex = (hex: string) => (hex.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16))

const others: readonly Case[] = [
  {
    name: 'JWS 386 to 401: refuses ES256 signatures of 0, 1, n - 1 and n as r and s',
    needs: ['ecdsa'],
    async run(lib) {
      const input = es256Token.slice(0, es256Token.lastIndexOf('.'))
      for (const r of edges) {
        for (const s of edges) {
          const token = `${input}.${base64url(bytesOfHex(r + s))}`
          await refused('ERR_SIGNATURE', () => lib.verify(token, es256Key, { algorithms: ['ES256'] }))
        }
      }
    },
  },
  {
    name: 'JWK 7, 8, 9: refuses to read a key of CVE-2017-15361, of 1024 bits, and with the exponent 1',
    async run(lib) {
      for (const [id, code] of [
        [7, 'ERR_KEY_INVALID'],
        [8, 'ERR_KEY_WEAK'],
        [9, 'ERR_KEY_INVALID'],
      ] as const) {
        await refused(code, () => lib.verify(rs256Token, keysOf(id)[0], { algorithms: ['RS256'] }))
      }
    },
  },
  {
    name: 'JWK 4: of two keys with one kid, takes the readable one, and neither where both are',
    async run(lib) {
      const keys = keysOf(4)
      await held(lib, hs256Token, { keys }, 'HS256')
      const readable = { ...keys[1], k: '-xxuDNsVZ2iJtos-akfXTSCt4UO2cruLCsbWlBinggc' }
      const verify = () => lib.verify(hs256Token, { keys: [keys[0], readable] }, { algorithms: ['HS256'] })
      await refused('ERR_KEY_AMBIGUOUS', verify)
    },
  },
  {
    name: 'JWS 372, 373: refuses characters within base64url that Wycheproof passes over',
    async run(lib) {
      for (const [, key, token] of disputed) {
        await refused('ERR_TOKEN_MALFORMED', () => lib.verify(token, key, { algorithms: ['HS256'] }))
      }
    },
  },
]

export const group: Group = {
  name: 'Wycheproof',
  cases: [...sets.filter(({ name }) => !name.startsWith('JWK 4:')), ...tokens, ...edited, ...others],
}
