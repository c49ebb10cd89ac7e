// What a library cannot beat: the runtime's own crypto with nothing, or as little as can be, around it.

import { createHmac, sign, timingSafeEqual, verify } from 'node:crypto'
import { ALGORITHMS, nodeOptions, seconds } from '../material.mjs'

const bytesOf = (text) => new Uint8Array(Buffer.from(text, 'latin1'))

/** The key as a CryptoKey of this runtime. */
async function cryptoKey({ algorithm, signKey, verifyKey }, usage) {
  const { scheme } = ALGORITHMS[algorithm]
  if (algorithm.startsWith('HS')) return crypto.subtle.importKey('raw', signKey.export(), scheme, false, [usage])
  const [key, format, type] = usage === 'sign' ? [signKey, 'pkcs8', 'pkcs8'] : [verifyKey, 'spki', 'spki']
  return crypto.subtle.importKey(format, key.export({ format: 'der', type }), scheme, false, [usage])
}

/**
 * Raw Web Crypto: the crypto call alone, on bytes that were made ready before. `tokens` are the pool that the others
 * read; signing signs what their signatures cover.
 */
export async function rawSubtle(keys, tokens) {
  const { scheme } = ALGORITHMS[keys.algorithm]
  const signKey = await cryptoKey(keys, 'sign')
  const verifyKey = await cryptoKey(keys, 'verify')
  const inputs = tokens.map((token) => bytesOf(token.slice(0, token.lastIndexOf('.'))))
  const signatures = tokens.map((token) => new Uint8Array(Buffer.from(token.split('.')[2], 'base64url')))
  const { subtle } = crypto
  const { length } = tokens
  return {
    sign: (at) => subtle.sign(scheme, signKey, inputs[at % length]),
    verify: (at) => subtle.verify(scheme, verifyKey, signatures[at % length], inputs[at % length]),
  }
}

/** Raw node:crypto: the crypto call alone, with a KeyObject, on bytes that were made ready before. */
export function rawNode(keys, tokens) {
  const { algorithm, signKey, verifyKey } = keys
  const { hash } = ALGORITHMS[algorithm]
  const texts = tokens.map((token) => token.slice(0, token.lastIndexOf('.')))
  const inputs = texts.map((text) => Buffer.from(text, 'latin1'))
  const signatures = tokens.map((token) => Buffer.from(token.split('.')[2], 'base64url'))
  const { length } = tokens
  if (algorithm.startsWith('HS')) {
    const mac = (at) =>
      createHmac(hash, signKey)
        .update(inputs[at % length])
        .digest()
    return { sign: mac, verify: (at) => timingSafeEqual(mac(at), signatures[at % length]) }
  }
  const signing = nodeOptions(algorithm, signKey)
  const verifying = nodeOptions(algorithm, verifyKey)
  return {
    sign: (at) => sign(hash, inputs[at % length], signing),
    verify: (at) => verify(hash, inputs[at % length], verifying, signatures[at % length]),
  }
}

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

/**
 * The least that makes and checks a token with node:crypto, written out by hand: no header is read, no option is
 * looked at, no strictness, one algorithm, one key; signature, JSON and exp only.
 */
export function leanNode(keys) {
  const { algorithm, signKey, verifyKey } = keys
  const { hash } = ALGORITHMS[algorithm]
  const signing = nodeOptions(algorithm, signKey)
  const verifying = nodeOptions(algorithm, verifyKey)
  const secret = algorithm.startsWith('HS')
  const header = encode({ alg: algorithm, typ: 'JWT' })
  const macOf = (text) => createHmac(hash, signKey).update(text).digest('base64url')
  return {
    sign(payload) {
      const iat = seconds()
      const input = `${header}.${encode({ ...payload, iat, exp: iat + 3600 })}`
      return `${input}.${secret ? macOf(input) : sign(hash, Buffer.from(input), signing).toString('base64url')}`
    },
    verify(token) {
      const first = token.indexOf('.')
      const second = token.indexOf('.', first + 1)
      const input = token.slice(0, second)
      const signature = Buffer.from(token.slice(second + 1), 'base64url')
      const good = secret
        ? timingSafeEqual(createHmac(hash, signKey).update(input).digest(), signature)
        : verify(hash, Buffer.from(input), verifying, signature)
      if (!good) throw new Error('signature')
      return unexpired(token.slice(first + 1, second))
    },
  }
}

function unexpired(part) {
  const payload = JSON.parse(Buffer.from(part, 'base64url').toString())
  if (payload.exp <= Date.now() / 1000) throw new Error('expired')
  return payload
}

/** The same on Web Crypto. */
async function leanSubtle(keys) {
  const { scheme } = ALGORITHMS[keys.algorithm]
  const signKey = await cryptoKey(keys, 'sign')
  const verifyKey = await cryptoKey(keys, 'verify')
  const header = encode({ alg: keys.algorithm, typ: 'JWT' })
  const { subtle } = crypto
  return {
    async sign(payload) {
      const iat = seconds()
      const input = `${header}.${encode({ ...payload, iat, exp: iat + 3600 })}`
      const signature = await subtle.sign(scheme, signKey, Buffer.from(input, 'latin1'))
      return `${input}.${Buffer.from(signature).toString('base64url')}`
    },
    async verify(token) {
      const first = token.indexOf('.')
      const second = token.indexOf('.', first + 1)
      const signature = Buffer.from(token.slice(second + 1), 'base64url')
      const good = await subtle.verify(scheme, verifyKey, signature, Buffer.from(token.slice(0, second), 'latin1'))
      if (!good) throw new Error('signature')
      return unexpired(token.slice(first + 1, second))
    },
  }
}

/** The two as contestants, by mode. */
export const lean = {
  sync: { name: 'by hand on node:crypto', mode: 'sync', claimsOf: (result) => result, prepared: leanNode },
  async: { name: 'by hand on crypto.subtle', mode: 'async', claimsOf: (result) => result, prepared: leanSubtle },
}
