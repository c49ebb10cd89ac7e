import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createIssuerVerifier,
  type IssuerVerifierOptions,
  type JwksSnapshot,
  type RemoteJwksOptions,
} from '../../src/index.ts'
import { discoveryAddresses, readDiscovery } from '../../src/jwks/issuer.ts'
import { type Answer, codeOf, type Endpoint, json, listen, makeSigner, setOf } from './server.ts'

const a = makeSigner('a')
const b = makeSigner('b')

let server: Endpoint
let time: number
/** What stands at each path. */
let paths: { [path: string]: Answer }

const OPENID = '/.well-known/openid-configuration'
const OAUTH = '/.well-known/oauth-authorization-server'

beforeEach(async () => {
  time = 1_800_000_000
  server = await listen((request, response) => (paths[request.url ?? ''] ?? json({}, {}, 404))(request, response))
  paths = { [OPENID]: json({ issuer: server.origin, jwks_uri: server.url }), '/jwks.json': json(setOf(a)) }
})
afterEach(() => server.kill())

function verifier(options: Partial<IssuerVerifierOptions> = {}, jwks: RemoteJwksOptions = {}) {
  return createIssuerVerifier(server.origin, {
    audience: 'api',
    algorithms: ['ES256'],
    now: () => time,
    jwks: { allowInsecureLoopback: true, ...jwks },
    ...options,
  })
}

const token = (signer = a, claims: object = {}, issuer = server.origin) => signer.token(claims, { now: time, issuer })

describe('createIssuerVerifier', () => {
  it('asks for the description and the keys with the first token, and never again while they are fresh', async () => {
    const verify = verifier()
    expect(server.seen).toEqual([])
    const [claims] = await Promise.all([verify(await token()), verify(await token()), verify(await token())])
    expect(claims).toMatchObject({ iss: server.origin, aud: 'api' })
    expect(server.seen).toEqual([OPENID, '/jwks.json'])
    time += 60
    await verify(await token())
    expect(server.seen.length).toBe(2)
  })

  it('pins the issuer, the audience and the algorithms', async () => {
    const verify = verifier()
    expect(await codeOf(async () => verify(await token(a, {}, `${server.origin}/`)))).toBe('ERR_CLAIM')
    expect(await codeOf(async () => verify(await token(a, { iss: 'https://issuer.test' })))).toBe('ERR_CLAIM')
    expect(await codeOf(async () => verify(await token(a, { aud: 'other' })))).toBe('ERR_CLAIM')
    await verifier({ audience: null })(await token(a, { aud: 'other' }))
    const rsa = verifier({ algorithms: ['RS256'] })
    expect(await codeOf(async () => rsa(await token()))).toBe('ERR_ALG_NOT_ALLOWED')
    expect(await codeOf(async () => verify(await token(b)))).toBe('ERR_KEY_NOT_FOUND')
  })

  it('passes the options of createVerifier on', async () => {
    const verify = verifier({ complete: true, requiredClaims: ['sub'], cache: { max: 10, ttl: 60 } })
    expect(await verify(await token(a, { sub: 'u1' }))).toMatchObject({ payload: { sub: 'u1' }, header: { kid: 'a' } })
    expect(await codeOf(async () => verify(await token()))).toBe('ERR_CLAIM')
  })

  it('finds the description of an OAuth server (RFC 8414), between host and path', async () => {
    const issuer = `${server.origin}/tenant/1`
    paths = {
      '/.well-known/oauth-authorization-server/tenant/1': json({ issuer, jwks_uri: server.url }),
      '/jwks.json': json(setOf(a)),
    }
    const verify = createIssuerVerifier(issuer, {
      audience: 'api',
      algorithms: ['ES256'],
      now: () => time,
      jwks: { allowInsecureLoopback: true },
    })
    await verify(await token(a, {}, issuer))
    expect(server.seen).toEqual([`/tenant/1${OPENID}`, `${OAUTH}/tenant/1`, '/jwks.json'])
  })

  it('goes on to the second address where the first answers with a page or an error', async () => {
    for (const first of [json('<html>', { 'content-type': 'text/html' }), json({}, {}, 500)]) {
      paths = {
        [OPENID]: first,
        [OAUTH]: json({ issuer: server.origin, jwks_uri: server.url }),
        '/jwks.json': json(setOf(a)),
      }
      await verifier()(await token())
    }
    expect(server.seen.length).toBe(6)
  })

  it('says what both addresses answered when neither has a description', async () => {
    paths = {}
    const error = await verifier()(await token()).catch((reason: Error) => reason)
    expect(error).toMatchObject({ code: 'ERR_JWKS_FETCH', message: expect.stringContaining('status 404') })
    expect(error).toMatchObject({ message: expect.stringContaining(`${server.origin}${OPENID}`) })
    expect(error).toMatchObject({ message: expect.stringContaining(`${server.origin}${OAUTH}`) })
    expect(((error as Error).cause as Error).cause).toMatchObject({ message: expect.not.stringContaining(OAUTH) })
  })

  it('does not ask a server that is down twice', async () => {
    paths[OPENID] = (_, response) => response.destroy()
    expect(await codeOf(async () => verifier()(await token()))).toBe('ERR_JWKS_FETCH')
    expect(server.seen).toEqual([OPENID])
  })

  it.each([
    ['another issuer', (origin: string) => ({ issuer: 'https://issuer.test', jwks_uri: `${origin}/jwks.json` })],
    ['the issuer with a slash', (origin: string) => ({ issuer: `${origin}/`, jwks_uri: `${origin}/jwks.json` })],
    ['no issuer', (origin: string) => ({ jwks_uri: `${origin}/jwks.json` })],
    ['an inherited issuer', (origin: string) => ({ __proto__: { issuer: origin }, jwks_uri: `${origin}/jwks.json` })],
    ['no jwks_uri', (origin: string) => ({ issuer: origin })],
    ['a jwks_uri that is no text', (origin: string) => ({ issuer: origin, jwks_uri: [`${origin}/jwks.json`] })],
    ['a relative jwks_uri', (origin: string) => ({ issuer: origin, jwks_uri: '/jwks.json' })],
    ['a jwks_uri of a file', (origin: string) => ({ issuer: origin, jwks_uri: 'file:///etc/keys' })],
    ['a jwks_uri over http', (origin: string) => ({ issuer: origin, jwks_uri: 'http://issuer.test/keys' })],
  ])('refuses a description with %s, and asks for no keys', async (_, description) => {
    paths[OPENID] = json(description(server.origin))
    expect(await codeOf(async () => verifier()(await token()))).toBe('ERR_JWKS_INVALID')
    expect(server.seen).toEqual([OPENID])
  })

  it('refuses a description behind a redirect, and one larger than maxBytes', async () => {
    paths[OPENID] = json('', { location: '/elsewhere' }, 302)
    paths[OAUTH] = json({ issuer: server.origin, jwks_uri: server.url, more: 'x'.repeat(600_000) })
    expect(await codeOf(async () => verifier()(await token()))).toBe('ERR_JWKS_FETCH')
    expect(server.seen).toEqual([OPENID, OAUTH])
  })

  it('asks the other address where the first one redirects, as it does after any other answer', async () => {
    paths[OAUTH] = paths[OPENID] as Answer
    paths[OPENID] = json('', { location: '/login' }, 302)
    await verifier()(await token())
    expect(server.seen).toEqual([OPENID, OAUTH, '/jwks.json'])
  })

  it('has one deadline over the description and the keys', async () => {
    let described = 0
    paths[OPENID] = (request, response) => {
      setTimeout(() => {
        described = performance.now()
        json({ issuer: server.origin, jwks_uri: server.url })(request, response)
      }, 1600)
    }
    paths['/jwks.json'] = () => {}
    expect(await codeOf(async () => verifier({}, { timeout: 2 })(await token()))).toBe('ERR_JWKS_FETCH')
    // 0.4 s are left; a deadline of their own would give the keys 2 s.
    expect(performance.now() - described).toBeLessThan(1900)
  })

  it('does not keep a failure: after the cooldown it asks again', async () => {
    const description = paths[OPENID] as Answer
    paths[OPENID] = json({}, {}, 503)
    const verify = verifier()
    const one = await token()
    for (let n = 0; n < 20; n++) expect(await codeOf(() => verify(one))).toBe('ERR_JWKS_FETCH')
    expect(server.seen).toEqual([OPENID, OAUTH])
    paths[OPENID] = description
    time += 38
    await verify(one)
    expect(server.seen.slice(2)).toEqual([OPENID, '/jwks.json'])
  })

  it('follows a key set that has moved, and keeps going on the old one while the description fails', async () => {
    paths['/jwks.json'] = json(setOf(a), { etag: '"of the old address"' })
    const verify = verifier()
    await verify(await token())
    paths['/new.json'] = json(setOf(b))
    paths[OPENID] = json({ issuer: server.origin, jwks_uri: `${server.origin}/new.json` })
    paths['/jwks.json'] = json({}, {}, 410)
    server.seen.length = 0
    time += 60
    // The first failure is put down to the set, as the description was read a minute ago.
    expect(await codeOf(async () => verify(await token(b)))).toBe('ERR_JWKS_FETCH')
    expect(server.seen).toEqual(['/jwks.json'])
    time += 300
    await verify(await token(b))
    expect(server.seen).toEqual(['/jwks.json', OPENID, '/new.json'])
    expect(server.requests.at(-1)?.headers).not.toHaveProperty('if-none-match')
    paths[OPENID] = json({}, {}, 500)
    time += 86_400
    server.seen.length = 0
    expect(await codeOf(async () => verify(await token(a)))).toBe('ERR_JWKS_FETCH')
    time += 60
    expect(await codeOf(async () => verify(await token(a)))).toBe('ERR_KEY_NOT_FOUND')
    expect(server.seen).toEqual([OPENID, OAUTH, '/new.json'])
  })

  it('looks whether the key set has moved when a fresh one lacks a key, though the old one answers, every five minutes', async () => {
    const verify = verifier()
    await verify(await token())
    paths[OPENID] = json({ issuer: server.origin, jwks_uri: `${server.origin}/moved.json` })
    paths['/moved.json'] = json(setOf(b))
    time += 299
    expect(await codeOf(async () => verify(await token(b)))).toBe('ERR_KEY_NOT_FOUND')
    expect(server.seen.slice(2)).toEqual(['/jwks.json'])
    time += 30
    await verify(await token(b))
    expect(server.seen.slice(3)).toEqual([OPENID, '/moved.json'])
    time += 600
    await verify(await token(b))
    expect(server.seen.slice(5)).toEqual(['/moved.json'])
  })

  it('looks whether the key set has moved when its time is over and the old address fails', async () => {
    const verify = verifier()
    await verify(await token())
    paths[OPENID] = json({ issuer: server.origin, jwks_uri: `${server.origin}/moved.json` })
    paths['/moved.json'] = json(setOf(b))
    paths['/jwks.json'] = json({}, {}, 404)
    time += 700
    await verify(await token())
    expect(server.seen.slice(2)).toEqual(['/jwks.json'])
    time += 40
    await verify(await token(b))
    expect(server.seen.slice(3)).toEqual([OPENID, '/moved.json'])
  })

  it('reads the description again once a day', async () => {
    const verify = verifier()
    await verify(await token())
    time += 86_399
    await verify(await token())
    time += 1200
    await verify(await token())
    expect(server.seen).toEqual([OPENID, '/jwks.json', '/jwks.json', OPENID, '/jwks.json'])
  })

  it("sends the caller's headers to the issuer, not to the host of its keys", async () => {
    const other = await listen(json(setOf(a)))
    paths[OPENID] = json({ issuer: server.origin, jwks_uri: other.url })
    await verifier({}, { headers: { authorization: 'Basic Zm9v' } })(await token())
    expect(server.requests[0]?.headers.authorization).toBe('Basic Zm9v')
    expect(other.requests[0]?.headers.authorization).toBeUndefined()
    await other.kill()
  })

  it('says that the headers stayed behind where the host of the keys asks for some', async () => {
    const other = await listen(json({}, {}, 401))
    paths[OPENID] = json({ issuer: server.origin, jwks_uri: other.url })
    async function verify(status: number, headers: { [name: string]: string }): Promise<string> {
      other.answer = json({}, {}, status)
      const error: unknown = await verifier({}, { headers })(await token()).catch((reason: unknown) => reason)
      return (error as Error).message
    }
    const told = `the option headers is for ${server.origin} alone`
    for (const status of [401, 403]) expect(await verify(status, { authorization: 'Basic Zm9v' })).toContain(told)
    expect(await verify(401, { authorization: 'Basic Zm9v' })).not.toContain('Zm9v')
    expect(await verify(404, { authorization: 'Basic Zm9v' })).not.toContain(told)
    expect(await verify(401, {})).not.toContain(told)
    await other.kill()
  })

  it('starts from a store without a request, and only from a snapshot of this issuer', async () => {
    let saved: JwksSnapshot | null = null
    const store = {
      get: async () => saved,
      set: async (snapshot: JwksSnapshot) => {
        saved = snapshot
      },
    }
    await verifier({}, { store })(await token())
    expect(saved).toMatchObject({ source: server.origin, url: server.url })
    await verifier({}, { store })(await token())
    expect(server.seen.length).toBe(2)
    saved = { ...(saved as unknown as JwksSnapshot), source: 'https://issuer.test' }
    await verifier({}, { store })(await token())
    expect(server.seen.length).toBe(4)
  })

  it('uses a clock of its own for the keys where it is given one', async () => {
    const verify = verifier({}, { now: () => time + 7 })
    await verify(await token())
    await createIssuerVerifier(server.origin, {
      audience: 'api',
      algorithms: ['ES256'],
      jwks: { allowInsecureLoopback: true },
    })(await a.token({}, { issuer: server.origin }))
    expect(server.seen.length).toBe(4)
  })
})

describe('a list of issuers', () => {
  let other: Endpoint
  beforeEach(async () => {
    other = await listen(json({}))
    other.answer = (request, response) =>
      (request.url === '/jwks.json' ? json(setOf(b)) : json({ issuer: other.origin, jwks_uri: other.url }))(
        request,
        response,
      )
  })
  afterEach(() => other.kill())

  const shared = () =>
    ({ audience: 'api', algorithms: ['ES256'], now: () => time, jwks: { allowInsecureLoopback: true } }) as const

  it('is a verifier for each, chosen by the exact issuer', async () => {
    const verify = createIssuerVerifier([server.origin, { issuer: other.origin }], shared())
    expect(await verify(await token(a))).toMatchObject({ iss: server.origin })
    expect(await verify(await token(b, {}, other.origin))).toMatchObject({ iss: other.origin })
    expect([server.seen.length, other.seen.length]).toEqual([2, 2])
  })

  it('never verifies a token of one issuer with a key of another', async () => {
    const verify = createIssuerVerifier([server.origin, other.origin], shared())
    await verify(await token(a))
    await verify(await token(b, {}, other.origin))
    expect(await codeOf(async () => verify(await token(a, {}, other.origin)))).toBe('ERR_KEY_NOT_FOUND')
    const impostor = makeSigner('b')
    expect(await codeOf(async () => verify(await token(impostor, {}, other.origin)))).toBe('ERR_SIGNATURE')
  })

  it.each([['https://issuer.test'], [undefined], [null], [7], [['x']], ['__proto__'], ['constructor']])(
    'refuses the issuer %j before any request',
    async (iss) => {
      const verify = createIssuerVerifier([server.origin, other.origin], shared())
      const forged = `${Buffer.from('{"alg":"ES256","kid":"a"}').toString('base64url')}.${Buffer.from(JSON.stringify({ iss })).toString('base64url')}.AAAA`
      const error = await verify(forged).catch((reason: Error) => reason)
      expect(error).toMatchObject({ code: 'ERR_CLAIM', claim: 'iss', expected: [server.origin, other.origin] })
      expect(error).not.toHaveProperty('actual')
      expect([server.seen.length, other.seen.length]).toEqual([0, 0])
    },
  )

  it('refuses what is no token, or too long a one, before any request', async () => {
    const verify = createIssuerVerifier([server.origin, { issuer: other.origin, maxTokenLength: 20_000 }], shared())
    expect(await codeOf(() => verify('x'))).toBe('ERR_TOKEN_MALFORMED')
    expect(await codeOf(() => verify('x'.repeat(20_001)))).toBe('ERR_TOKEN_TOO_LONG')
    const long = { pad: 'x'.repeat(13_000) }
    await verify(await token(b, long, other.origin))
    expect(await codeOf(async () => verify(await token(a, long)))).toBe('ERR_TOKEN_TOO_LONG')
  })

  it('takes options for one of them', async () => {
    const entry = { issuer: other.origin, audience: 'admin', jwks: { maxKeys: 1 } }
    const verify = createIssuerVerifier([server.origin, entry], shared())
    await verify(await token(a))
    expect(await codeOf(async () => verify(await token(b, {}, other.origin)))).toBe('ERR_CLAIM')
    await verify(await token(b, { aud: 'admin' }, other.origin))
  })
})

describe('the options', () => {
  const good = { audience: 'api', algorithms: ['ES256'] }

  it.each([
    ['no options', 'https://issuer.test', undefined, 'expected { audience, algorithms }'],
    ['no audience', 'https://issuer.test', { algorithms: ['ES256'] }, 'audience: null'],
    ['an unset audience', 'https://issuer.test', { ...good, audience: undefined }, 'audience'],
    ['an empty audience', 'https://issuer.test', { ...good, audience: '' }, 'audience'],
    ['no algorithms', 'https://issuer.test', { audience: 'api' }, 'algorithms'],
    ['a secret algorithm', 'https://issuer.test', { ...good, algorithms: ['RS256', 'HS256'] }, 'publishes public keys'],
    ['an algorithm that is no text', 'https://issuer.test', { ...good, algorithms: [[Symbol('a')]] }, 'algorithms'],
    ['an issuer option', ['https://issuer.test'], { ...good, issuers: 'x' }, 'no option'],
    ['an option of jwks at the top', 'https://issuer.test', { ...good, timeout: 5 }, 'belongs into jwks: { timeout }'],
    ['an option of jwks for one', [{ issuer: 'https://issuer.test', fetch }], good, 'belongs into jwks: { fetch }'],
    ['a second issuer', 'https://issuer.test', { ...good, issuer: 'https://other.test' }, 'first argument'],
    ['a misspelt option', 'https://issuer.test', { ...good, jkws: {} }, 'no option'],
    ['a misspelt jwks option', 'https://issuer.test', { ...good, jwks: { coldown: 1 } }, 'cooldown'],
    ['jwks that is undefined', 'https://issuer.test', { ...good, jwks: undefined }, 'jwks is undefined'],
    ['jwks of another type', [{ issuer: 'https://issuer.test', jwks: {} }], { ...good, jwks: 5 }, 'jwks is 5'],
    ['jwks that is undefined for one', [{ issuer: 'https://issuer.test', jwks: undefined }], good, 'plain object'],
    ['jwks of another type for one', [{ issuer: 'https://issuer.test', jwks: 5 }], good, 'plain object'],
    ['an http issuer', 'http://issuer.test', good, 'expected https:'],
    ['an http issuer of this machine', 'http://localhost', good, 'allowInsecureLoopback'],
    ['an issuer that is no URL', 'issuer', good, 'no absolute URL'],
    ['an issuer with a query', 'https://issuer.test/?a=1', good, 'query or a fragment'],
    ['an issuer with a fragment', 'https://issuer.test/#', good, 'query or a fragment'],
    ['no issuer', undefined, good, 'expected its "iss"'],
    ['an empty list', [], good, 'list of issuers is empty'],
    ['a list with nothing in it', [null], good, 'expected its "iss"'],
    ['an entry without an issuer', [{ audience: 'x' }], good, 'expected its "iss"'],
    ['an issuer twice', ['https://issuer.test', { issuer: 'https://issuer.test' }], good, 'twice'],
    ['complete for one', [{ issuer: 'https://issuer.test', complete: true }], good, 'for all issuers'],
    ['a schema for one', [{ issuer: 'https://issuer.test', schema: {} }], good, 'for all issuers'],
    [
      'one store for two',
      ['https://issuer.test', 'https://other.test'],
      { ...good, jwks: { store: { get() {}, set() {} } } },
      'cannot share one store',
    ],
    ['a clock that is none', 'https://issuer.test', { ...good, now: 'noon' }, 'now is "noon"'],
  ])('are refused at once: %s', (_, issuer, options, reason) => {
    expect(() => createIssuerVerifier(issuer as never, options as never)).toThrow(
      expect.objectContaining({ code: 'ERR_CONFIG', message: expect.stringContaining(reason) }),
    )
  })

  it.each([
    ['audience', null, 'https://issuer.test', { algorithms: ['ES256'] }, 'audience'],
    ['audience', null, ['https://issuer.test'], { algorithms: ['ES256'] }, 'audience'],
    ['audience', null, [{ issuer: 'https://issuer.test' }], { algorithms: ['ES256'] }, 'audience'],
    ['algorithms', ['ES256'], 'https://issuer.test', { audience: 'api' }, 'algorithms'],
  ] as const)('are not found on a polluted prototype: %s', (name, value, issuer, options, reason) => {
    const prototype = Object.prototype as { [option: string]: unknown }
    prototype[name] = value
    try {
      expect(() => createIssuerVerifier(issuer as never, options as never)).toThrow(
        expect.objectContaining({ code: 'ERR_CONFIG', message: expect.stringContaining(reason) }),
      )
    } finally {
      delete prototype[name]
    }
  })

  it('are taken as they are given where the prototype holds others', async () => {
    const polluted = { now: 'noon', jwks: 5, maxTokenLength: 'x', store: {}, algorithms: ['HS256'] }
    Object.assign(Object.prototype, polluted)
    try {
      for (const issuer of ['https://issuer.test', ['https://issuer.test', { issuer: 'https://other.test' }]])
        expect(createIssuerVerifier(issuer as never, good as never)).toBeTypeOf('function')
      const verify = createIssuerVerifier(['https://issuer.test'], good as never)
      expect(await codeOf(() => verify('no token'))).toBe('ERR_TOKEN_MALFORMED')
    } finally {
      for (const name of Object.keys(polluted)) delete (Object.prototype as { [option: string]: unknown })[name]
    }
  })

  it('are listed without the issuer, which is the first argument, and with jwks', () => {
    const refused = (options: object) => {
      try {
        createIssuerVerifier('https://issuer.test', { ...good, ...options } as never)
      } catch (error) {
        return (error as Error).message
      }
      return 'accepted'
    }
    expect(refused({ frobnicate: 1 })).toMatch(/there are algorithms, audience, .*, cache, jwks\.$/)
    expect(refused({ frobnicate: 1 })).not.toContain('issuer')
    expect(refused({ jwk: {} })).toContain('did you mean "jwks"?')
    expect(refused({ now: () => time })).toBe('accepted')
  })

  it('allow a store for a list of one, and one for each', () => {
    const store = () => ({ get: async () => null, set: async () => {} })
    const options = { audience: 'api', algorithms: ['ES256'] } as const
    createIssuerVerifier(['https://issuer.test'], { ...options, jwks: { store: store() } })
    createIssuerVerifier(
      [
        { issuer: 'https://issuer.test', jwks: { store: store() } },
        { issuer: 'https://other.test', jwks: { store: store() } },
      ],
      options,
    )
  })
})

describe('where an issuer describes itself', () => {
  it.each([
    ['https://issuer.test', `https://issuer.test${OPENID}`, `https://issuer.test${OAUTH}`],
    ['https://issuer.test/', `https://issuer.test${OPENID}`, `https://issuer.test${OAUTH}`],
    ['https://issuer.test/a/b', `https://issuer.test/a/b${OPENID}`, `https://issuer.test${OAUTH}/a/b`],
    ['https://issuer.test:8443/a/', `https://issuer.test:8443/a${OPENID}`, `https://issuer.test:8443${OAUTH}/a`],
  ])('%s', (issuer, first, second) => {
    expect(discoveryAddresses(new URL(issuer)).map(String)).toEqual([first, second])
  })

  it('is told to be for many tenants where its issuer has a place for theirs', () => {
    const at = new URL('https://login.test/.well-known/openid-configuration')
    const named = (issuer: string) => () => readDiscovery({ issuer }, 'https://login.test', at, false)
    expect(named('https://login.test/{tenantid}/v2.0')).toThrow(/createRemoteJwks\(\) with its jwks_uri/)
    expect(named('https://login.test/v2.0')).toThrow(/character for character\.$/)
  })

  it('may name keys on another host', () => {
    const document = { issuer: 'https://accounts.test', jwks_uri: 'https://keys.test/v1?x=1' }
    const at = new URL('https://accounts.test/.well-known/openid-configuration')
    expect(String(readDiscovery(document, 'https://accounts.test', at, false))).toBe('https://keys.test/v1?x=1')
  })
})
