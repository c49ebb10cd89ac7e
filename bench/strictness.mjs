// What each library does with the same doubtful inputs: prints the table that README shows.
// Run: npm run build && npm --prefix bench install && node bench/strictness.mjs
import { createHmac } from 'node:crypto'
import { createSigner as fastSigner, createVerifier as fastVerifier } from 'fast-jwt'
import { verify as honoVerify } from 'hono/jwt'
import { jwtVerify, SignJWT } from 'jose'
import jsonwebtoken from 'jsonwebtoken'
import { sign, verify } from '../dist/index.js'

const secret = 'a-test-secret-of-32-characters-!'
const bytes = (text) => new TextEncoder().encode(text)
const base64url = (text) => Buffer.from(text).toString('base64url')
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

function token(payload, key = secret) {
  const input = `${base64url('{"alg":"HS256","typ":"JWT"}')}.${base64url(JSON.stringify(payload))}`
  return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`
}

const good = token({ sub: 'ann', exp: 4102444800 })
const spare = good.slice(0, -1) + ALPHABET[ALPHABET.indexOf(good.at(-1)) ^ 1]

/** Each library's verification of a token with a secret, with nothing said but what it asks for, and `options` on top. */
const libraries = {
  countersign: (text, key, options = {}) => verify(text, key, { algorithms: ['HS256'], ...options }),
  jose: (text, key, options = {}) => jwtVerify(text, bytes(key), options),
  jsonwebtoken: (text, key, options = {}) => jsonwebtoken.verify(text, key, options),
  'fast-jwt': (text, key, options = {}) => fastVerifier({ key, ...options })(text),
  'hono/jwt': (text, key, options = {}) => honoVerify(text, key, { alg: 'HS256', ...options }),
}

const signers = {
  countersign: (options) => sign({ sub: 'ann' }, secret, { algorithm: 'HS256', ...options }),
  jose: () => new SignJWT({ sub: 'ann' }).setProtectedHeader({ alg: 'HS256' }).sign(bytes(secret)),
  jsonwebtoken: (options) => jsonwebtoken.sign({ sub: 'ann' }, secret, options),
  'fast-jwt': (options) => fastSigner({ key: secret, ...options })({ sub: 'ann' }),
}

const rows = [
  ['a good token', (verifyWith) => verifyWith(good, secret)],
  ['a misspelt option (`isuer`)', (verifyWith) => verifyWith(good, secret, { isuer: 'https://issuer.example' })],
  ['a token without `exp`', (verifyWith) => verifyWith(token({ sub: 'ann' }), secret)],
  ['`exp` of `1e999`, which no date reaches', (verifyWith) => verifyWith(immortal(), secret)],
  ['a flipped spare bit in the signature', (verifyWith) => verifyWith(spare, secret)],
  ['`=` behind the token', (verifyWith) => verifyWith(`${good}=`, secret)],
  ['a line end behind the token', (verifyWith) => verifyWith(`${good}\n`, secret)],
  ['a secret of 3 bytes', (verifyWith) => verifyWith(token({ exp: 4102444800 }, 'abc'), 'abc')],
]

function immortal() {
  const input = `${base64url('{"alg":"HS256","typ":"JWT"}')}.${base64url('{"exp":1e999}')}`
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}

async function outcome(action) {
  try {
    await action()
    return 'accepted'
  } catch {
    return 'refused'
  }
}

const names = Object.keys(libraries)
console.log(`| | ${names.join(' | ')} |\n|---|${names.map(() => '---|').join('')}`)
for (const [title, act] of rows) {
  const cells = await Promise.all(names.map((name) => outcome(() => act(libraries[name]))))
  console.log(`| ${title} | ${cells.join(' | ')} |`)
}
const endless = await Promise.all(names.map((name) => (signers[name] ? outcome(() => signers[name]({})) : '–')))
console.log(`| signing without a lifetime | ${endless.join(' | ')} |`)
