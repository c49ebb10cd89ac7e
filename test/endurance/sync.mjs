// The sync entry: secrets, RSA, EC and Ed25519 keys of ever new generations, by a key source, by bindings of key text, and
// through a verifier that remembers.
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { imported } from '../bundled.mjs'
import { Curve } from './curve.mjs'
import { ISSUER, kinds, NOW, Tally, tokensOf } from './tokens.mjs'

const PUBLISHED = 3
const options = { now: NOW, issuer: ISSUER }

/** RSA keys take long to make: these few come again in new clothes. */
const rsa = [1, 2, 3].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 }))

function pairOf(alg, generation) {
  if (alg === 'RS256') return rsa[generation % rsa.length]
  return alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519')
}

/** Of ten tokens, seven are HS256: one that costs 250 times as much to sign would say little more. */
const MIX = ['HS256', 'HS256', 'HS256', 'HS256', 'HS256', 'HS256', 'HS256', 'RS256', 'ES256', 'Ed25519']

export async function runSync(count) {
  const { createSigner, createVerifier, verify } = await imported('src/sync.ts')
  const secrets = new Map()
  const publics = new Map()
  const ways = {
    remembering: createVerifier((header) => secrets.get(header.kid) ?? null, {
      ...options,
      algorithms: ['HS256'],
      cache: { max: 500, ttl: '5m' },
    }),
    shared: createVerifier({ find: ({ kid }) => secrets.get(kid) ?? null }, { ...options, algorithms: ['HS256'] }),
    plain: createVerifier((header) => secrets.get(header.kid) ?? null, {
      ...options,
      algorithms: ['HS256'],
      engine: 'plain',
    }),
    open: createVerifier(
      { find: ({ kid }) => publics.get(kid) ?? null },
      { ...options, algorithms: ['RS256', 'ES256', 'Ed25519'] },
    ),
  }

  const keep = (map, kid, key) => {
    map.set(kid, key)
    // Three families of public keys share a map, one of secrets has its own.
    const most = map === secrets ? PUBLISHED : PUBLISHED * 3
    if (map.size > most) map.delete(map.keys().next().value)
  }

  async function rotate(generation) {
    const made = {}
    for (const alg of new Set(MIX)) {
      const kid = `${alg}-${generation}`
      const pair = alg === 'HS256' ? undefined : pairOf(alg, generation)
      const secret = pair ? undefined : randomBytes(32).toString('hex')
      const published =
        secret ??
        (generation % 2
          ? pair.publicKey.export({ format: 'jwk' })
          : pair.publicKey.export({ format: 'pem', type: 'spki' }))
      keep(secret ? secrets : publics, kid, published)
      const sign = createSigner(secret ?? pair.privateKey, { algorithm: alg, keyid: kid, now: NOW })
      made[alg] = { tokens: await tokensOf(sign, kid, alg, generation), secret }
    }
    return made
  }

  const wayOf = (alg, at, secret) => {
    if (alg !== 'HS256') return ways.open
    if (at % 16 === 0) return (token) => verify(token, [{ key: secret, algorithms: ['HS256'] }], options)
    return at % 16 < 6 ? ways.remembering : at % 16 < 11 ? ways.shared : ways.plain
  }

  const tally = new Tally()
  const curve = new Curve()
  const next = kinds()
  const rotations = Math.max(20, Math.min(2000, Math.round(count / 1000)))
  const each = Math.ceil(count / rotations)
  let done = 0
  for (let generation = 0; generation < rotations && done < count; generation++) {
    const made = await rotate(generation)
    for (let at = 0; at < each && done < count; at++, done++) {
      const alg = MIX[at % MIX.length]
      const { tokens, secret } = made[alg]
      const { kind, outcome } = next()
      const list = tokens[kind]
      // A key that is passed as it is has no kid to be unknown: its signature does not hold.
      const direct = alg === 'HS256' && at % 16 === 0 && kind === 'unknown kid'
      tally.expect(direct ? 'ERR_SIGNATURE' : outcome)
      tally.see(outcomeOf(wayOf(alg, at, secret), list[at % list.length]))
    }
    if ((generation + 1) % Math.ceil(rotations / 20) === 0) await curve.note(done)
  }
  return { tally, curve, note: `${rotations} generations of keys`, left: undefined }
}

function outcomeOf(verify, token) {
  try {
    verify(token)
    return 'accepted'
  } catch (error) {
    return error.code ?? `${error}`
  }
}
