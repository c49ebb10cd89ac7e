// Answers the commands of ../driver.ts with jose.
import {
  CompactEncrypt,
  calculateJwkThumbprint,
  createLocalJWKSet,
  exportJWK,
  exportPKCS8,
  exportSPKI,
  FlattenedSign,
  generateKeyPair,
  importJWK,
  importPKCS8,
  importSPKI,
  jwtVerify,
  SignJWT,
  UnsecuredJWT,
} from 'jose'
import { answerLines } from './lines.mjs'

const bytes = (text) => new TextEncoder().encode(text)

function readKey({ secret, pem, jwk, jwks }, algorithm) {
  if (secret !== undefined) return bytes(secret)
  if (jwks) return createLocalJWKSet(jwks)
  if (jwk) return importJWK(jwk, algorithm)
  return pem.includes('PRIVATE') ? importPKCS8(pem, algorithm) : importSPKI(pem, algorithm)
}

async function sign({ algorithm, key, header, payload, serialization }) {
  if (algorithm === 'none') return { token: new UnsecuredJWT(JSON.parse(payload)).encode() }
  const readied = await readKey(key, algorithm)
  const protectedHeader = { alg: algorithm, ...JSON.parse(header) }
  if (serialization === 'flattened') {
    const object = await new FlattenedSign(bytes(payload)).setProtectedHeader(protectedHeader).sign(readied)
    return { token: JSON.stringify(object) }
  }
  return { token: await new SignJWT(JSON.parse(payload)).setProtectedHeader(protectedHeader).sign(readied) }
}

async function verify({ algorithm, key, token, audience }) {
  const { payload, protectedHeader } = await jwtVerify(token, await readKey(key, algorithm), {
    algorithms: [algorithm],
    ...(audience && { audience }),
  })
  return { header: JSON.stringify(protectedHeader), payload: JSON.stringify(payload) }
}

async function make({ algorithm }) {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true })
  return {
    private: { 'PKCS#8 PEM': { pem: await exportPKCS8(privateKey) }, JWK: { jwk: await exportJWK(privateKey) } },
    public: { 'SPKI PEM': { pem: await exportSPKI(publicKey) }, JWK: { jwk: await exportJWK(publicKey) } },
  }
}

async function encrypt({ payload, key }) {
  const encryption = new CompactEncrypt(bytes(payload)).setProtectedHeader({ alg: 'A256KW', enc: 'A256GCM' })
  return { token: await encryption.encrypt(await importJWK(key.jwk, 'A256KW')) }
}

const thumbprint = async ({ jwk }) => ({ thumbprint: await calculateJwkThumbprint(jwk) })

await answerLines({ sign, verify, make, encrypt, thumbprint })
