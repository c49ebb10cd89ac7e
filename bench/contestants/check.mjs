// Nobody is timed before this: a contestant that skips a check, or makes another token than it was asked for, would win.

import { holds, makeClaims, makeToken, seconds } from '../material.mjs'

const decode = (part) => JSON.parse(Buffer.from(part, 'base64url').toString())

class Unfit extends Error {}

function demand(condition, who, what) {
  if (!condition) throw new Unfit(`${who} ${what}; its figures would mean nothing`)
}

/** Whether a call raises an error, at once or later. */
async function fails(call) {
  try {
    await call()
    return false
  } catch {
    return true
  }
}

/**
 * Holds a contestant's calls against node:crypto: its tokens hold and carry the claims, it accepts a good token and
 * returns the claims, and refuses one that was changed, one of another key's, and one that has expired.
 */
export async function checkContestant(name, { sign, verify }, claimsOf, { keys, pool, otherKeys, size }) {
  const who = `${name} (${keys.algorithm})`
  if (sign) {
    const claims = makeClaims(size, 7)
    const token = await sign({ ...claims })
    const [header, payload, signature] = token.split('.')
    const made = decode(payload)
    demand(
      holds(keys, `${header}.${payload}`, Buffer.from(signature, 'base64url')),
      who,
      'makes tokens that do not hold',
    )
    demand(decode(header).alg === keys.algorithm, who, 'names another algorithm')
    demand(
      Object.entries(claims).every(([claim, value]) => JSON.stringify(made[claim]) === JSON.stringify(value)),
      who,
      'loses claims',
    )
    demand(made.exp === made.iat + 3600 && Math.abs(made.iat - seconds()) < 5, who, 'sets other times')
  }
  if (verify) {
    const [good] = pool
    const wanted = decode(good.split('.')[1])
    demand(!(await fails(() => verify(good))), who, 'refuses a good token')
    demand(JSON.stringify(claimsOf(await verify(good))) === JSON.stringify(wanted), who, 'returns other claims')
    const [header, , signature] = good.split('.')
    const altered = Buffer.from(JSON.stringify({ ...wanted, sub: 'user-0' })).toString('base64url')
    demand(await fails(() => verify(`${header}.${altered}.${signature}`)), who, 'accepts a changed payload')
    const head = { alg: keys.algorithm, typ: 'JWT' }
    demand(
      await fails(() => verify(makeToken({ ...otherKeys, algorithm: keys.algorithm }, wanted, head))),
      who,
      "accepts another key's token",
    )
    const past = { ...wanted, iat: seconds() - 7200, exp: seconds() - 3600 }
    demand(await fails(() => verify(makeToken(keys, past, head))), who, 'accepts an expired token')
  }
}
