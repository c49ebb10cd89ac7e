// The built entries, imported as modules into a realm that has the language and nothing else:
// `node --experimental-vm-modules bare.mjs DIST`.
import assert from 'node:assert'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createContext, SourceTextModule } from 'node:vm'

const dist = process.argv[2]
const realm = createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } })
const modules = new Map()

function load(path) {
  const known = modules.get(path)
  if (known) return known
  const module = new SourceTextModule(readFileSync(path, 'utf8'), { context: realm, identifier: path })
  modules.set(path, module)
  return module
}

async function entry(name) {
  const module = load(join(dist, name))
  if (module.status === 'unlinked') await module.link((specifier) => load(join(dist, specifier)))
  await module.evaluate()
  return module.namespace
}

const checks = []

async function check(name, run) {
  try {
    await run()
    checks.push({ name })
  } catch (error) {
    checks.push({ name, message: String(error.stack ?? error) })
  }
}

/** Any realm's error: `assert.rejects` looks at the class. */
async function errorOf(action) {
  try {
    await action()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

const secret = 'a secret of at least thirty-two bytes'
const signing = { algorithm: 'HS256', expiresIn: '1m' }
let token

await check('imports countersign/sync, which signs and verifies', async () => {
  const { sign, verify, decode } = await entry('sync.js')
  token = sign({ sub: 'ann' }, secret, signing)
  assert.equal(verify(token, secret, { algorithms: ['HS256'] }).sub, 'ann')
  assert.equal(decode(token).sub, 'ann')
})
await check('says that random bytes are missing, and who could give them', async () => {
  const { sign, generateSecret } = await entry('sync.js')
  for (const action of [() => generateSecret('HS256'), () => sign({}, secret, { ...signing, jwtid: true })]) {
    const { code, message } = await errorOf(action)
    assert.equal(code, 'ERR_NO_WEBCRYPTO')
    assert.match(message, /crypto\.getRandomValues/)
  }
})
await check('says that node:crypto is missing', async () => {
  const { verify } = await entry('sync.js')
  const { code, message } = await errorOf(() => verify(token, secret, { algorithms: ['HS256'], engine: 'native' }))
  assert.equal(code, 'ERR_ALG_UNSUPPORTED')
  assert.match(message, /node:crypto/)
})
await check('imports countersign, which decodes', async () => {
  const { decode } = await entry('index.js')
  assert.equal(decode(token).sub, 'ann')
})
await check('says that crypto.subtle is missing, and what works without', async () => {
  const { sign, verify, generateKeyPair, createKeyRing } = await entry('index.js')
  const actions = [
    () => createKeyRing({ algorithm: 'ES256' }).sign({}, { expiresIn: '1m' }),
    () => sign({}, secret, signing),
    () => verify(token, secret, { algorithms: ['HS256'] }),
    () => generateKeyPair('ES256'),
  ]
  for (const action of actions) {
    const { code, message } = await errorOf(action)
    assert.equal(code, 'ERR_NO_WEBCRYPTO')
    assert.match(message, /crypto\.subtle is missing.*countersign\/sync/)
  }
})
await check('says what else is missing for key sets: URL, Response, node:fs', async () => {
  const { createRemoteJwks, createIssuerVerifier, jwksResponse, createFileStore } = await entry('index.js')
  const issuer = { audience: null, algorithms: ['RS256'] }
  const needs = [
    [() => createRemoteJwks('https://issuer.example/jwks.json'), /no URL/],
    [() => createIssuerVerifier('https://issuer.example', issuer), /no URL/],
    [() => jwksResponse({ keys: [] }), /needs Response/],
    [() => createFileStore('ring.json').load(), /needs node:fs/],
  ]
  for (const [action, words] of needs) {
    const { code, message } = await errorOf(action)
    assert.equal(code, 'ERR_CONFIG')
    assert.match(message, words)
  }
})
console.log(`REPORT ${JSON.stringify({ agent: 'a bare realm', checks })}`)
