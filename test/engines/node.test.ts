import * as crypto from 'node:crypto'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type AlgorithmFacts, factsOf } from '../../src/algorithms/table.ts'
import { decodeBase64url } from '../../src/encoding/base64url.ts'
import { exposeNode, loadNode, signNode, verifyNode } from '../../src/engines/node.ts'
import { hashName, type NodeCrypto, nodeCrypto } from '../../src/engines/node-crypto.ts'
import { NodeHmac } from '../../src/engines/node-hmac.ts'
import { readJwk } from '../../src/keys/jwk.ts'
import { Key } from '../../src/keys/key.ts'
import { readCryptoKey } from '../../src/keys/native.ts'
import { readPem } from '../../src/keys/pem.ts'
import { PRIVATE_FORMATS } from '../../src/keys/pkcs8.ts'
import { readSecret } from '../../src/keys/secret.ts'
import { PUBLIC_FORMATS } from '../../src/keys/spki.ts'
import { ed25519, p256, p384, p521, rsa } from '../vectors/keys.ts'

const node = nodeCrypto() as NodeCrypto
/** The same, as runtimes have it that know no one-shot hash. */
const older = { ...crypto, hash: undefined } as unknown as NodeCrypto
const facts = (name: string) => factsOf(name) as AlgorithmFacts
const bytes = (text: string) => decodeBase64url(text) as Uint8Array
const subtle = globalThis.crypto.subtle

afterEach(() => vi.unstubAllGlobals())

describe('nodeCrypto', () => {
  it('is node:crypto where the runtime lends its modules', () => {
    expect(node.createHmac).toBe(crypto.createHmac)
  })

  it.each<[string, unknown]>([
    ['there is no process', undefined],
    ['process is a bundler stand-in', { env: {} }],
    ['the runtime has no such module', { getBuiltinModule: () => undefined }],
  ])('is undefined where %s', (_, process) => {
    vi.stubGlobal('process', process)
    expect(nodeCrypto()).toBeUndefined()
  })

  it('is given the names of hashes in its own spelling, which some runtimes insist on', () => {
    for (const hash of ['SHA-256', 'SHA-384', 'SHA-512'] as const) expect(crypto.getHashes()).toContain(hashName(hash))
  })
})

describe('NodeHmac', () => {
  const names = { 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' } as const

  it('equals createHmac for keys around a block and texts of every length', () => {
    for (const hash of ['SHA-256', 'SHA-384', 'SHA-512'] as const) {
      for (const length of [1, 32, 63, 64, 65, 127, 128, 129, 300]) {
        const key = crypto.randomBytes(length)
        const hmac = new NodeHmac(node, hash, key)
        for (const size of [0, 1, 55, 56, 64, 111, 112, 128, 1000, 5000, 30_000]) {
          const text = 'x'.repeat(size)
          const expected = crypto.createHmac(names[hash], key).update(text)
          expect(hmac.of(text, 'base64url')).toBe(expected.digest('base64url'))
        }
      }
    }
  })

  it('equals createHmac on any ASCII text, one after another on the same key', () => {
    const key = crypto.randomBytes(32)
    const hmac = new NodeHmac(node, 'SHA-256', key)
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 600 }), (text) => {
        expect(hmac.of(text, 'base64url')).toBe(
          crypto.createHmac('sha256', key).update(text, 'latin1').digest('base64url'),
        )
      }),
    )
  })

  it('holds for the whole signature and nothing else', () => {
    const key = crypto.randomBytes(32)
    const hmac = new NodeHmac(node, 'SHA-256', key)
    const mac = new Uint8Array(crypto.createHmac('sha256', key).update('text').digest())
    expect(hmac.holds(mac, 'text')).toBe(true)
    expect(hmac.holds(mac, 'texT')).toBe(false)
    expect(hmac.holds(mac.subarray(0, 31), 'text')).toBe(false)
    expect(hmac.holds(Uint8Array.of(...mac, 0), 'text')).toBe(false)
    for (let at = 0; at < mac.length; at++) {
      const other = mac.slice()
      other[at] = (other[at] as number) ^ 1
      expect(hmac.holds(other, 'text')).toBe(false)
    }
  })

  it('shows nothing of the key', () => {
    const hmac = new NodeHmac(node, 'SHA-256', Buffer.from('a-test-secret-of-32-characters-!'))
    expect(JSON.stringify(hmac)).toBe('{}')
    expect(Object.keys(hmac)).toEqual([])
  })
})

const PAIRS = {
  RS256: rsa,
  RS512: rsa,
  PS256: rsa,
  PS384: rsa,
  ES256: p256,
  ES384: p384,
  ES512: p521,
  Ed25519: ed25519,
  EdDSA: ed25519,
}

describe('loadNode, signNode and verifyNode', () => {
  it.each(Object.entries(PAIRS))('sign and verify %s', (name, pair) => {
    const signer = loadNode(node, readPem(pair.privatePem, PRIVATE_FORMATS), facts(name))
    const verifier = loadNode(node, readJwk(pair.publicJwk), facts(name))
    const signature = bytes(signNode(signer, facts(name), 'a.b'))
    expect(verifyNode(verifier, facts(name), signature, 'a.b')).toBe(true)
    expect(verifyNode(verifier, facts(name), signature, 'a.c')).toBe(false)
  })

  it('sign RS256 as node:crypto does', () => {
    const signer = loadNode(node, readPem(rsa.privatePem, PRIVATE_FORMATS), facts('RS256'))
    expect(signNode(signer, facts('RS256'), 'a.b')).toBe(
      crypto.sign('sha256', Buffer.from('a.b'), rsa.privatePem).toString('base64url'),
    )
  })

  it('salt PSS signatures with as many bytes as the hash has', () => {
    const signature = bytes(
      signNode(loadNode(node, readPem(rsa.privatePem, PRIVATE_FORMATS), facts('PS384')), facts('PS384'), 'a.b'),
    )
    const key = { key: rsa.publicPem, padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 }
    expect(crypto.verify('sha384', Buffer.from('a.b'), key, signature)).toBe(true)
    const short = crypto.sign('sha384', Buffer.from('a.b'), { ...key, key: rsa.privatePem, saltLength: 20 })
    expect(
      verifyNode(loadNode(node, readPem(rsa.publicPem, PUBLIC_FORMATS), facts('PS384')), facts('PS384'), short, 'a.b'),
    ).toBe(false)
  })

  it.each([
    ['with a one-shot hash', node],
    ['without one', older],
  ])('compute HMAC %s', (_, from) => {
    for (const name of ['HS256', 'HS384', 'HS512']) {
      const handle = loadNode(from, readSecret('x'.repeat(64)), facts(name))
      const expected = crypto.createHmac(`sha${name.slice(2)}`, 'x'.repeat(64)).update('a.b')
      const signature = signNode(handle, facts(name), 'a.b')
      expect(signature).toBe(expected.digest('base64url'))
      expect(verifyNode(handle, facts(name), bytes(signature), 'a.b')).toBe(true)
      expect(verifyNode(handle, facts(name), bytes(signature), 'a.c')).toBe(false)
    }
  })

  it('use a secret CryptoKey without taking its bytes out', async () => {
    const raw = new Uint8Array(32).fill(7)
    const key = await subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify'])
    const handle = loadNode(node, readCryptoKey(key), facts('HS256'))
    expect(handle.hmac).toBeUndefined()
    expect(signNode(handle, facts('HS256'), 'a.b')).toBe(
      crypto.createHmac('sha256', raw).update('a.b').digest('base64url'),
    )
  })

  it('judge what an extractable CryptoKey holds', async () => {
    const pem = new TextEncoder().encode(rsa.publicPem)
    const key = await subtle.importKey('raw', pem, { name: 'HMAC', hash: 'SHA-256' }, true, ['verify'])
    const action = () => loadNode(node, readCryptoKey(key), facts('HS256'))
    expect(action).toThrowError(expect.objectContaining({ code: 'ERR_KEY_INVALID' }))
    // What is wrong with it, and not that the runtime refused it.
    expect(action).toThrowError(/PEM/)
  })

  it('leave a private CryptoKey, and a secret that is not to be exported, in peace', async () => {
    const exported: string[] = []
    const watching = {
      ...crypto,
      KeyObject: {
        from: (key: crypto.webcrypto.CryptoKey) => {
          const object = crypto.KeyObject.from(key)
          object.export = (() => exported.push(key.type) && p256.publicJwk) as unknown as typeof object.export
          return object
        },
      },
    } as unknown as NodeCrypto
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
    const load = async (jwk: object, extractable: boolean, usage: 'sign' | 'verify') =>
      loadNode(
        watching,
        readCryptoKey(await subtle.importKey('jwk', jwk, algorithm, extractable, [usage])),
        facts('ES256'),
      )
    await load(p256.privateJwk, true, 'sign')
    await load(p256.privateJwk, false, 'sign')
    const hmac = { name: 'HMAC', hash: 'SHA-256' }
    const raw = await subtle.importKey('raw', new Uint8Array(32).fill(7), hmac, false, ['verify'])
    loadNode(watching, readCryptoKey(raw), facts('HS256'))
    expect(exported).toEqual([])
    // What is public is no secret, whatever the runtime's own flag says.
    for (const extractable of [true, false]) await load(p256.publicJwk, extractable, 'verify')
    expect(exported).toEqual(['public', 'public'])
  })

  it('load a private CryptoKey', async () => {
    const { privateKey, publicKey } = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
      'verify',
    ])
    const signature = bytes(signNode(loadNode(node, readCryptoKey(privateKey), facts('ES256')), facts('ES256'), 'a.b'))
    expect(verifyNode(loadNode(node, readCryptoKey(publicKey), facts('ES256')), facts('ES256'), signature, 'a.b')).toBe(
      true,
    )
  })

  it('say so when the runtime refuses a key', () => {
    const refusing = {
      ...crypto,
      createPublicKey: () => {
        throw new Error('no')
      },
    } as unknown as NodeCrypto
    const action = () => loadNode(refusing, readJwk(rsa.publicJwk), facts('RS256'))
    expect(action).toThrowError(expect.objectContaining({ code: 'ERR_KEY_INVALID', cause: new Error('no') }))
    expect(action).toThrowError(/refused the key for RS256/)
  })

  it('say so when the runtime cannot sign', () => {
    const failing = {
      ...crypto,
      sign: () => {
        throw new Error('no')
      },
    } as unknown as NodeCrypto
    const refusal = expect.objectContaining({ code: 'ERR_KEY_INVALID', cause: new Error('no') })
    const key = readPem(rsa.privatePem, PRIVATE_FORMATS)
    // A private key signs once when it is made ready.
    expect(() => loadNode(failing, key, facts('RS256'))).toThrowError(refusal)
    const handle = { ...loadNode(node, key, facts('RS256')), crypto: failing }
    expect(() => signNode(handle, facts('RS256'), 'a.b')).toThrowError(refusal)
  })

  it('take a private key whose public half the runtime cannot verify with, and none whose signature it denies', () => {
    const key = readPem(rsa.privatePem, PRIVATE_FORMATS)
    const answering = (verify: () => boolean) => ({ ...crypto, verify }) as unknown as NodeCrypto
    const raising = answering(() => {
      throw new Error('too long')
    })
    expect(signNode(loadNode(raising, key, facts('RS256')), facts('RS256'), 'a.b')).not.toBe('')
    expect(() =>
      loadNode(
        answering(() => false),
        key,
        facts('RS256'),
      ),
    ).toThrowError(
      expect.objectContaining({ code: 'ERR_KEY_INVALID', message: expect.stringContaining('do not belong') }),
    )
  })
})

describe('a node:crypto that takes no KeyObject among options, as workerd has it', () => {
  /** Node's own refusal of what is no key, which is the error that workerd raises at a KeyObject. */
  const refuse = () => crypto.verify(null, new Uint8Array(0), { key: 5 as never }, new Uint8Array(0))
  const isKey = (key: unknown) => (key as { key?: unknown })?.key instanceof crypto.KeyObject
  const asked: string[] = []
  const workerd = {
    ...crypto,
    verify: (...values: Parameters<typeof crypto.verify>) => {
      asked.push('verify')
      if (isKey(values[2])) return refuse()
      return crypto.verify(...values)
    },
    sign: (...values: Parameters<typeof crypto.sign>) => {
      asked.push('sign')
      return crypto.sign(...values)
    },
  } as unknown as NodeCrypto

  it.each(Object.entries(PAIRS))('signs and verifies %s', (name, pair) => {
    const signer = loadNode(workerd, readPem(pair.privatePem, PRIVATE_FORMATS), facts(name))
    const verifier = loadNode(workerd, readJwk(pair.publicJwk), facts(name))
    asked.length = 0
    const signature = bytes(signNode(signer, facts(name), 'a.b'))
    expect(verifyNode(verifier, facts(name), signature, 'a.b')).toBe(true)
    expect(verifyNode(verifier, facts(name), signature, 'a.c')).toBe(false)
    // The streaming calls heed the padding; Ed25519 has the one-shot ones only.
    expect(asked.length > 0).toBe(facts(name).kty === 'OKP')
  })

  it('is found out once', () => {
    const fresh = { ...workerd }
    loadNode(fresh, readJwk(rsa.publicJwk), facts('RS256'))
    asked.length = 0
    expect(loadNode(fresh, readJwk(p256.publicJwk), facts('ES256')).heeded).toBe(false)
    expect(asked).toEqual([])
  })

  it('is not seen in one that has another reason to refuse', async () => {
    // Node verifies nothing with a secret.
    const hmac = { name: 'HMAC', hash: 'SHA-256' }
    const secret = await subtle.importKey('raw', new Uint8Array(32).fill(7), hmac, false, ['sign', 'verify'])
    const fresh = { ...crypto } as unknown as NodeCrypto
    expect(loadNode(fresh, readCryptoKey(secret), facts('HS256')).heeded).toBe(true)
    expect(loadNode(fresh, readJwk(rsa.publicJwk), facts('RS256')).heeded).toBe(true)
  })
})

describe('exposeNode', () => {
  it('finds the public members of a private key that came without', () => {
    const key = readPem(ed25519.privatePem, PRIVATE_FORMATS)
    expect(Key.material(key).x).toBeUndefined()
    expect(Key.material(exposeNode(node, key)).x).toEqual(bytes(ed25519.publicJwk.x))
  })

  it('exports an extractable CryptoKey and no other', async () => {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
    const open = await subtle.importKey('jwk', p256.publicJwk, algorithm, true, ['verify'])
    expect(Key.material(exposeNode(node, readCryptoKey(open))).x).toEqual(bytes(p256.publicJwk.x))
    const shut = await subtle.importKey('jwk', p256.privateJwk, algorithm, false, ['sign'])
    expect(() => exposeNode(node, readCryptoKey(shut))).toThrowError(
      expect.objectContaining({ code: 'ERR_KEY_MISMATCH' }),
    )
  })
})
