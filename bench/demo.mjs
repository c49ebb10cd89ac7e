// The story of a token on a terminal: made and verified with a shared secret and with an RSA key pair, then refused in
// each way that matters. Exits non-zero when anything is not as told. Run by `npm run demo`.

import { createHmac, randomBytes } from 'node:crypto'
import { decode, exportPem, generateKeyPair, isJwtError, sign, verify } from '../dist/index.js'
import { costs } from './demo-costs.mjs'
import { bold, cyan, dim, green, heading, red, table, wrapped, yellow } from './terminal.mjs'

const WIDTH = 96

const say = (text = '') => console.log(text)
let untrue = 0

/** Tells one thing that must hold, and remembers when it does not. */
function told(text, holds) {
  say(`  ${holds ? green('✓') : red('✗ NOT SO:')} ${text}`)
  if (!holds) untrue++
}

/** Awaits a call that must be refused with a code, and shows the error as it came. */
async function refused(what, code, call) {
  let error
  try {
    await call()
  } catch (caught) {
    error = caught
  }
  const holds = isJwtError(error, code)
  if (!holds) untrue++
  say(`  ${holds ? green('✓') : red('✗ NOT SO:')} ${bold(what)}`)
  if (!error) say(`    ${red(`was accepted; ${code} was expected`)}`)
  else say(wrapped(`    ${yellow(error.code ?? error.name)}  `, error.message))
}

/** A token over several lines, each of its parts in a colour of its own. */
function showToken(token) {
  const parts = token.split('.')
  const colours = [red, cyan, green]
  let line = '    '
  let room = WIDTH - 4
  for (const [at, part] of parts.entries()) {
    for (let text = at ? `.${part}` : part; text; ) {
      const piece = text.slice(0, room)
      line += colours[at](piece)
      text = text.slice(piece.length)
      room -= piece.length
      if (!room) {
        say(line)
        line = '    '
        room = WIDTH - 4
      }
    }
  }
  if (room < WIDTH - 4) say(line)
}

function showParts(token) {
  const { header, payload, signature } = decode(token, { complete: true })
  const spaced = (part) => JSON.stringify(part).replaceAll(',"', ', "')
  say(wrapped(`    ${red('header')}     `, spaced(header)))
  say(wrapped(`    ${cyan('payload')}    `, spaced(payload)))
  say(
    `    ${green('signature')}  ${signature.slice(0, 40)}… ${dim(`(${Math.floor((signature.length * 3) / 4)} bytes)`)}`,
  )
}

const base64url = (text) => Buffer.from(text).toString('base64url')

/** The same token with one claim changed, its signature left as it was. */
function tampered(token, change) {
  const [header, , signature] = token.split('.')
  return `${header}.${base64url(JSON.stringify({ ...decode(token), ...change }))}.${signature}`
}

const issuer = 'https://issuer.example'
const audience = 'https://shop.example'
const payload = { sub: 'user-1', role: 'customer', iss: issuer, aud: audience }

say(bold('countersign') + dim('  signs and verifies JSON Web Tokens; every key below was made a moment ago'))

say(heading('1  A shared secret: HS256'))
const secret = randomBytes(48).toString('base64')
say(dim(`  await sign(payload, secret, { algorithm: 'HS256', expiresIn: '1h' })`))
const shared = await sign(payload, secret, { algorithm: 'HS256', expiresIn: '1h' })
showToken(shared)
showParts(shared)
say(dim(`  await verify(token, secret, { algorithms: ['HS256'], issuer, audience })`))
const accepted = await verify(shared, secret, { algorithms: ['HS256'], issuer, audience })
told(
  `verified: ${accepted.sub}, ${accepted.role}, until ${new Date(accepted.exp * 1000).toISOString()}`,
  accepted.sub === 'user-1' && accepted.exp - accepted.iat === 3600,
)

say(heading('2  A key pair: RS256, keys as PEM, the key named by kid'))
const pair = await generateKeyPair('RS256')
const privatePem = await exportPem(pair.privateKey)
const publicPem = await exportPem(pair.publicKey)
say(`  ${publicPem.split('\n')[0]} ${dim(`(${publicPem.length} characters, 2048 bits)`)}`)
say(dim(`  await sign(payload, privatePem, { algorithm: 'RS256', expiresIn: '15m', keyid: 'key-2026-05' })`))
const signed = await sign(payload, privatePem, { algorithm: 'RS256', expiresIn: '15m', keyid: 'key-2026-05' })
showToken(signed)
showParts(signed)
const rules = { algorithms: ['RS256'], issuer, audience }
say(dim(`  await verify(token, publicPem, { algorithms: ['RS256'], issuer, audience, complete: true })`))
const whole = await verify(signed, publicPem, { ...rules, complete: true })
told(
  `verified with the public key alone: ${whole.payload.sub}, signed by ${whole.header.kid}`,
  whole.payload.sub === 'user-1' && whole.header.kid === 'key-2026-05' && whole.header.alg === 'RS256',
)

say(heading('3  What is refused, and why'))
await refused('a payload that was changed after signing (role: admin)', 'ERR_SIGNATURE', () =>
  verify(tampered(signed, { role: 'admin' }), publicPem, rules),
)
const past = Math.floor(Date.now() / 1000) - 7200
const old = await sign(payload, privatePem, { algorithm: 'RS256', expiresIn: '1h', now: past })
await refused('a token that ended an hour ago', 'ERR_TOKEN_EXPIRED', () => verify(old, publicPem, rules))
await refused('a token for somebody else (audience)', 'ERR_CLAIM', () =>
  verify(signed, publicPem, { ...rules, audience: 'https://bank.example' }),
)
const unsigned = `${base64url('{"alg":"none","typ":"JWT"}')}.${signed.split('.')[1]}.`
await refused('alg: none, the signature left out', 'ERR_ALG_NOT_ALLOWED', () => verify(unsigned, publicPem, rules))

// The classic attack: the public key is no secret, so an attacker uses its text as an HMAC secret.
const input = `${base64url('{"alg":"HS256","typ":"JWT"}')}.${base64url(JSON.stringify({ ...decode(signed), role: 'admin' }))}`
const forged = `${input}.${createHmac('sha256', publicPem).update(input).digest('base64url')}`
await refused('an HS256 token forged with the RSA public key as its secret', 'ERR_ALG_NOT_ALLOWED', () =>
  verify(forged, publicPem, rules),
)
await refused('the same, where the server was set up wrongly for HS256', 'ERR_KEY_INVALID', () =>
  verify(forged, publicPem, { algorithms: ['HS256'] }),
)
await refused('a secret that can be guessed', 'ERR_KEY_WEAK', () =>
  sign(payload, 'password123', { algorithm: 'HS256', expiresIn: '1h' }),
)
await refused('a lifetime without its unit', 'ERR_CONFIG', () =>
  sign(payload, secret, { algorithm: 'HS256', expiresIn: '3600' }),
)

say(heading('4  What signing and verifying cost here'))
say(
  dim(
    `  microseconds for one call after another, and calls per second with 64 under way (Node ${process.versions.node})`,
  ),
)
say(table(['', 'sign µs', 'sign/s', 'verify µs', 'verify/s', ''], await costs(), { left: [0, 5] }))
say(dim('  HMAC is cheapest, but whoever verifies can also sign. RSA verifies fast and signs slowly; EC signs fast.'))

say()
if (untrue) say(red(`${untrue} ${untrue === 1 ? 'thing was' : 'things were'} not as told.`))
else say(green('Everything was as told.') + dim('  npm run bench measures more.'))
process.exitCode = untrue ? 1 : 0
