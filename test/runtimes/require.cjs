// The built package by require(), in a folder where it is installed: `node require.cjs`.
const assert = require('node:assert')

const checks = []

async function check(name, run) {
  try {
    await run()
    checks.push({ name })
  } catch (error) {
    checks.push({ name, message: String(error.stack) })
  }
}

const secret = 'a secret of at least thirty-two bytes'
const options = { algorithms: ['HS256'] }

async function main() {
  await check('requires countersign, which signs and verifies', async () => {
    const { sign, verify, JwtError } = require('countersign')
    const token = await sign({ sub: 'ann' }, secret, { algorithm: 'HS256', expiresIn: '1m' })
    assert.equal((await verify(token, secret, options)).sub, 'ann')
    await assert.rejects(verify(`${token}A`, secret, options), JwtError)
  })
  await check('requires countersign/sync, which signs and verifies', () => {
    const { sign, verify } = require('countersign/sync')
    const token = sign({ sub: 'ann' }, secret, { algorithm: 'HS256', expiresIn: '1m' })
    assert.equal(verify(token, secret, options).sub, 'ann')
    assert.throws(() => verify(`${token}A`, secret, options), { name: 'JwtError' })
  })
  await check('shares one JwtError between the entries, and between require and import', async () => {
    const required = require('countersign')
    assert.equal(require('countersign/sync').JwtError, required.JwtError)
    assert.equal((await import('countersign')).verify, required.verify)
  })
  await check('has named exports only, for every way of importing', async () => {
    for (const entry of ['countersign', 'countersign/sync']) {
      const [required, imported] = [require(entry), await import(entry)]
      assert.deepEqual(Object.keys(required), Object.keys(imported))
      // What compilers' interop asks before it decides where a default import leads: to the whole, as nothing says else.
      for (const name of ['default', '__esModule', 'module.exports']) assert.equal(name in required, false, name)
      assert.equal(Object.prototype.toString.call(required), '[object Module]')
    }
  })
  await check('requires countersign/package.json', () => {
    assert.equal(require('countersign/package.json').name, 'countersign')
  })
  await check('opens no other path of the package', () => {
    assert.throws(() => require('countersign/dist/index.js'), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' })
  })
  console.log(`REPORT ${JSON.stringify({ agent: `Node ${process.version}`, checks })}`)
}

main()
