// The other libraries, each called in the way that its documentation shows as the fast one: keys prepared with its own
// means, signature and exp checked, the algorithm pinned. They stand in bench/package.json; without them the bench
// leaves their rows out.

import { readFileSync } from 'node:fs'
import { ALGORITHMS, CACHED, timed } from '../material.mjs'

const HS = ['HS256', 'HS384', 'HS512']
const RS = ['RS256', 'RS384', 'RS512']
const PS = ['PS256', 'PS384', 'PS512']
const ES = ['ES256', 'ES384', 'ES512']

const isSecret = (algorithm) => algorithm.startsWith('HS')

/** The key as a CryptoKey: what jose, hono and cloudflare-worker-jwt take as a prepared key. */
function cryptoKeys({ algorithm, signKey, verifyKey }) {
  const { scheme } = ALGORITHMS[algorithm]
  if (isSecret(algorithm)) {
    const key = crypto.subtle.importKey('raw', signKey.export(), scheme, false, ['sign', 'verify'])
    return Promise.all([key, key])
  }
  const der = (key, type) => key.export({ format: 'der', type })
  return Promise.all([
    crypto.subtle.importKey('pkcs8', der(signKey, 'pkcs8'), scheme, false, ['sign']),
    crypto.subtle.importKey('spki', der(verifyKey, 'spki'), scheme, false, ['verify']),
  ])
}

function jose({ SignJWT, jwtVerify, importPKCS8, importSPKI }) {
  const text = new TextEncoder()
  const make = (payload, algorithm, key) =>
    new SignJWT(payload)
      .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(key)
  return {
    package: 'jose',
    mode: 'async',
    algorithms: [...HS, ...RS, ...PS, ...ES, 'Ed25519'],
    claimsOf: (result) => result.payload,
    async prepared(keys) {
      const { algorithm } = keys
      const [signKey, verifyKey] = await cryptoKeys(keys)
      const options = { algorithms: [algorithm] }
      return {
        sign: (payload) => make(payload, algorithm, signKey),
        verify: (token) => jwtVerify(token, verifyKey, options),
      }
    },
    asText({ algorithm, signText, verifyText }) {
      const options = { algorithms: [algorithm] }
      if (isSecret(algorithm)) {
        return {
          sign: (payload) => make(payload, algorithm, text.encode(signText)),
          verify: (token) => jwtVerify(token, text.encode(verifyText), options),
        }
      }
      return {
        sign: async (payload) => make(payload, algorithm, await importPKCS8(signText, algorithm)),
        verify: async (token) => jwtVerify(token, await importSPKI(verifyText, algorithm), options),
      }
    },
  }
}

function hono({ sign, verify }) {
  const calls = (algorithm, signKey, verifyKey) => ({
    sign: (payload) => sign(timed(payload), signKey, algorithm),
    verify: (token) => verify(token, verifyKey, { alg: algorithm }),
  })
  return {
    package: 'hono',
    mode: 'async',
    algorithms: [...HS, ...RS, ...PS, ...ES, 'EdDSA'],
    claimsOf: (result) => result,
    async prepared(keys) {
      const [signKey, verifyKey] = await cryptoKeys(keys)
      return calls(keys.algorithm, signKey, verifyKey)
    },
    asText: ({ algorithm, signText, verifyText }) => calls(algorithm, signText, verifyText),
  }
}

function workerJwt({ sign, verify }) {
  const calls = (algorithm, signKey, verifyKey) => ({
    sign: (payload) => sign(timed(payload), signKey, { algorithm }),
    verify: (token) => verify(token, verifyKey, { algorithm, throwError: true }),
  })
  return {
    package: '@tsndr/cloudflare-worker-jwt',
    mode: 'async',
    algorithms: [...HS, ...RS, ...ES],
    claimsOf: (result) => result.payload,
    async prepared(keys) {
      const [signKey, verifyKey] = await cryptoKeys(keys)
      return calls(keys.algorithm, signKey, verifyKey)
    },
    asText: ({ algorithm, signText, verifyText }) => calls(algorithm, signText, verifyText),
  }
}

function fastJwt({ createSigner, createVerifier }) {
  const signer = ({ algorithm, signText }) => createSigner({ key: signText, algorithm, expiresIn: 3_600_000 })
  const verifier = ({ algorithm, verifyText }, more) =>
    createVerifier({ key: verifyText, algorithms: [algorithm], ...more })
  return {
    package: 'fast-jwt',
    mode: 'sync',
    algorithms: [...HS, ...RS, ...PS, ...ES, 'EdDSA'],
    claimsOf: (result) => result,
    prepared: (keys) => ({ sign: signer(keys), verify: verifier(keys) }),
    asText: (keys) => ({ sign: (payload) => signer(keys)(payload), verify: (token) => verifier(keys)(token) }),
    caching: (keys) => ({ verify: verifier(keys, { cache: CACHED, cacheTTL: 600_000 }) }),
  }
}

function jsonwebtoken({ sign, verify }) {
  const calls = (algorithm, signKey, verifyKey) => {
    const options = { algorithm, expiresIn: '1h' }
    const rules = { algorithms: [algorithm] }
    return { sign: (payload) => sign(payload, signKey, options), verify: (token) => verify(token, verifyKey, rules) }
  }
  return {
    package: 'jsonwebtoken',
    mode: 'sync',
    algorithms: [...HS, ...RS, ...PS, ...ES],
    claimsOf: (result) => result,
    prepared: ({ algorithm, signKey, verifyKey }) => calls(algorithm, signKey, verifyKey),
    asText: ({ algorithm, signText, verifyText }) => calls(algorithm, signText, verifyText),
  }
}

const LIBRARIES = [
  ['jose', 'jose', jose],
  ['hono/jwt', 'hono/jwt', hono],
  ['cloudflare-worker-jwt', '@tsndr/cloudflare-worker-jwt', workerJwt],
  ['fast-jwt', 'fast-jwt', fastJwt],
  ['jsonwebtoken', 'jsonwebtoken', jsonwebtoken],
]

/** The libraries that are installed, with their versions. */
export async function loadRivals() {
  const rivals = []
  for (const [name, specifier, make] of LIBRARIES) {
    let loaded
    try {
      loaded = await import(specifier)
    } catch (error) {
      if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
      continue
    }
    const rival = make(loaded.default?.sign || loaded.default?.createSigner ? { ...loaded, ...loaded.default } : loaded)
    rivals.push({ name, version: versionOf(rival.package), ...rival })
  }
  return rivals
}

function versionOf(name) {
  const manifest = new URL(`../node_modules/${name}/package.json`, import.meta.url)
  return JSON.parse(readFileSync(manifest, 'utf8')).version
}
