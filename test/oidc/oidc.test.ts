// Against a provider that others wrote: `npm install --prefix test/oidc` first, as .ci/run does.
import { type ChildProcess, fork } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createIssuerVerifier, decode } from '../../src/index.ts'

const folder = import.meta.dirname
const installed = existsSync(join(folder, 'node_modules', 'oidc-provider'))
const CLIENT = { client_id: 'service', client_secret: 'a secret of this test alone' }
const CALLBACK = 'https://client.test/callback'

let provider: ChildProcess
let issuer: string

function hear<Value>(): Promise<Value> {
  return new Promise((resolve, reject) => {
    provider.once('message', (message) => resolve(message as Value))
    provider.once('exit', (code) => reject(new Error(`the provider ended with ${code}`)))
  })
}

async function tell<Value>(message: string): Promise<Value> {
  const answer = hear<Value>()
  provider.send(message)
  return answer
}

async function post(path: string, form: Record<string, string>): Promise<{ [member: string]: string }> {
  const response = await fetch(issuer + path, { method: 'POST', body: new URLSearchParams(form) })
  expect(response.status).toBe(200)
  return (await response.json()) as { [member: string]: string }
}

/** An access token for an API, by the client-credentials flow. */
async function accessToken(): Promise<string> {
  const form = { ...CLIENT, grant_type: 'client_credentials', scope: 'read', resource: 'https://api.test' }
  return (await post('/token', form))['access_token'] ?? ''
}

/** An ID token, by the authorization-code flow with PKCE: logs in and consents as a browser would. */
async function idToken(nonce: string): Promise<string> {
  const verifier = randomBytes(32).toString('base64url')
  const query = new URLSearchParams({
    client_id: CLIENT.client_id,
    response_type: 'code',
    scope: 'openid',
    redirect_uri: CALLBACK,
    nonce,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  const cookies = new Map<string, string>()
  let address = `${issuer}/auth?${query}`
  let form: URLSearchParams | undefined
  for (let step = 0; step < 12 && !address.startsWith(CALLBACK); step++) {
    const response: Response = await fetch(address, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { method: 'POST', body: form }),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (value) cookies.set(name, value)
      else cookies.delete(name)
    }
    const next = response.headers.get('location')
    const page = await response.text()
    form = undefined
    if (next) address = new URL(next, issuer).href
    else {
      const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? ''
      form = new URLSearchParams(prompt === 'login' ? { prompt, login: 'user-1', password: 'any' } : { prompt })
    }
  }
  const code = new URL(address).searchParams.get('code') ?? ''
  const grant = { ...CLIENT, grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier: verifier }
  return (await post('/token', grant))['id_token'] ?? ''
}

describe.skipIf(!installed)('createIssuerVerifier with a real OpenID provider', () => {
  beforeAll(async () => {
    provider = fork(join(folder, 'provider.mjs'), { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    issuer = await hear<string>()
  }, 30_000)
  afterAll(() => {
    provider?.kill()
  })

  const options = { algorithms: ['RS256'], jwks: { allowInsecureLoopback: true } } as const

  it('verifies a JWT access token of the client-credentials flow', async () => {
    const verify = createIssuerVerifier(issuer, { ...options, audience: 'https://api.test', typ: 'at+jwt' })
    const claims = await verify(await accessToken())
    expect(claims).toMatchObject({ iss: issuer, aud: 'https://api.test', client_id: 'service', scope: 'read' })
  })

  it('verifies an ID token of the authorization-code flow, with its nonce', async () => {
    const verify = createIssuerVerifier(issuer, { ...options, audience: 'service', nonce: 'n-1' })
    const claims = await verify(await idToken('n-1'))
    expect(claims).toMatchObject({ iss: issuer, aud: 'service', sub: 'user-1', nonce: 'n-1' })
  })

  it('refuses another audience, another nonce, another issuer and another type', async () => {
    const access = await accessToken()
    const refused = async (token: string, more: object) => {
      const verify = createIssuerVerifier(issuer, { ...options, audience: 'https://api.test', ...more })
      await expect(verify(token)).rejects.toMatchObject({ name: 'JwtError', ...expected })
    }
    let expected: object = { code: 'ERR_CLAIM', claim: 'aud' }
    await refused(access, { audience: 'https://other.test' })
    expected = { code: 'ERR_CLAIM', claim: 'typ' }
    await refused(access, { typ: 'JWT' })
    expected = { code: 'ERR_CLAIM', claim: 'nonce' }
    await refused(await idToken('n-2'), { audience: 'service', nonce: 'n-3' })
    const elsewhere = issuer.replace('127.0.0.1', 'localhost')
    const other = createIssuerVerifier(elsewhere, { ...options, audience: null })
    await expect(other(access)).rejects.toMatchObject({ code: 'ERR_JWKS_INVALID' })
    const list = createIssuerVerifier([elsewhere], { ...options, audience: null })
    await expect(list(access)).rejects.toMatchObject({ code: 'ERR_CLAIM', claim: 'iss' })
  })

  it('asks the provider for its description and keys once, however many tokens come', async () => {
    const paths = ['/.well-known/openid-configuration', '/jwks'] as const
    const before = await tell<Record<string, number>>('count')
    const verify = createIssuerVerifier(issuer, { ...options, audience: 'https://api.test' })
    const access = await accessToken()
    await Promise.all(Array.from({ length: 50 }, () => verify(access)))
    const after = await tell<Record<string, number>>('count')
    expect(paths.map((path) => (after[path] ?? 0) - (before[path] ?? 0))).toEqual([1, 1])
  })

  it('follows a change of the signing key, and then refuses tokens of the old one', async () => {
    let time = Math.floor(Date.now() / 1000)
    const verify = createIssuerVerifier(issuer, { ...options, audience: 'https://api.test', now: () => time })
    const old = await accessToken()
    await verify(old)
    await tell('rotate')
    const fresh = await accessToken()
    expect(decode(fresh, { complete: true }).header.kid).not.toBe(decode(old, { complete: true }).header.kid)
    await expect(verify(fresh)).rejects.toMatchObject({ code: 'ERR_KEY_NOT_FOUND' })
    time += 30
    expect(await verify(fresh)).toMatchObject({ iss: issuer })
    await expect(verify(old)).rejects.toMatchObject({ code: 'ERR_KEY_NOT_FOUND' })
  })
})
