import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createRemoteJwks, type JwksFetch, type RemoteJwksOptions } from '../../src/index.ts'
import { readAddress } from '../../src/jwks/address.ts'
import { MissingNames } from '../../src/jwks/missing.ts'
import { codeOf, json, listen, makeSigner, setOf } from './server.ts'

const a = makeSigner('a')

afterEach(() => vi.unstubAllGlobals())

/** What a reload through this fetch ends with. */
async function failureOf(fetch: unknown, options: RemoteJwksOptions = {}): Promise<{ code: string; message: string }> {
  const jwks = createRemoteJwks('https://issuer.test/keys?key=secret', { fetch: fetch as JwksFetch, ...options })
  return jwks.reload().then(
    () => ({ code: 'accepted', message: '' }),
    (error) => error,
  )
}

describe('addresses (D5)', () => {
  it.each([
    ['http://issuer.test/jwks', 'begins with http:; expected https:'],
    ['http://127.0.0.1.issuer.test/jwks', 'begins with http:; expected https:'],
    ['http://localhost.issuer.test/', 'begins with http:; expected https:'],
    ['http://mylocalhost/', 'begins with http:; expected https:'],
    ['http://128.0.0.1/', 'begins with http:; expected https:'],
    ['http://[::2]/', 'begins with http:; expected https:'],
    ['file:///etc/jwks.json', 'begins with file:; expected https:'],
    ['data:application/json,{"keys":[]}', 'begins with data:; expected https:'],
    ['ftp://issuer.test/', 'begins with ftp:; expected https:'],
    ['javascript:alert(1)', 'begins with javascript:; expected https:'],
    ['https://user:word@issuer.test/', 'holds a user name or password; send credentials with the option headers'],
    ['https://user@issuer.test/', 'holds a user name or password; send credentials with the option headers'],
    ['/jwks.json', 'is no absolute URL'],
    ['', 'is no absolute URL'],
  ])('%s is refused, also with allowInsecureLoopback', async (address, reason) => {
    expect(readAddress(address, true)).toBe(reason)
    expect(await codeOf(() => createRemoteJwks(address, { allowInsecureLoopback: true }))).toBe('ERR_CONFIG')
  })

  it.each([
    'http://localhost:3000/',
    'http://LOCALHOST/',
    'http://auth.localhost/',
    'http://one.auth.localhost/',
    'http://127.0.0.1/',
    'http://127.9.9.9/',
    'http://127.10.200.30/',
    'http://0x7f.1/',
    'http://[::1]:8080/',
  ])('%s is allowed by option only', (address) => {
    expect(readAddress(address, true)).toBeInstanceOf(URL)
    expect(readAddress(address, false)).toMatch(/allowInsecureLoopback/)
    expect(() => createRemoteJwks(address)).toThrow(/allowInsecureLoopback/)
  })

  it.each([
    ['undefined', undefined, 'of type undefined'],
    ['null', null, 'null'],
    ['a number', 5, 'of type number'],
    ['a URL that is none', {}, 'of type undefined'],
    ['what inherits from a URL', Object.create(new URL('https://issuer.test')), 'an object whose href cannot be read'],
    ['a list', [], 'an empty list'],
  ])('that is no text is told by its type: %s', (_, address, sort) => {
    expect(() => createRemoteJwks(address as never)).toThrow(
      expect.objectContaining({
        code: 'ERR_CONFIG',
        message: `The address of the JWK Set is ${sort}; expected an https URL as a text.`,
      }),
    )
  })

  it('may be given as a URL, or as anything with its href', async () => {
    for (const address of [new URL('https://issuer.test/keys'), { href: 'https://issuer.test/keys' }]) {
      const seen: string[] = []
      const fetch = async (url: string) => {
        seen.push(url)
        return new Response('{"keys":[]}')
      }
      await codeOf(async () => createRemoteJwks(address, { fetch }).find({ alg: 'RS256', kid: 'a' }))
      expect(seen).toEqual(['https://issuer.test/keys'])
    }
  })

  it.each([undefined, null, 7, {}, { href: Object.create(null) }, { href: Symbol('a') }])(
    '%j is no address',
    async (address) => {
      expect(await codeOf(() => createRemoteJwks(address as never))).toBe('ERR_CONFIG')
    },
  )
})

describe('options', () => {
  it.each([
    [{ coldown: 5 }, 'did you mean "cooldown"'],
    [{ cooldown: undefined }, 'is undefined'],
    [{ cooldown: -1 }, 'cooldown is negative'],
    [{ cooldown: '30' }, 'ambiguous'],
    [{ cacheMaxAge: 0 }, 'at least one second'],
    [{ staleIfError: Number.NaN }, 'expected seconds'],
    [{ timeout: 0 }, 'more than 0 and at most 300'],
    [{ timeout: 300.5 }, 'more than 0 and at most 300'],
    [{ timeout: '10m' }, 'more than 0 and at most 300'],
    [{ maxBytes: 0 }, 'expected a whole number'],
    [{ maxKeys: 1.5 }, 'expected a whole number'],
    [{ maxKeys: '100' }, 'expected a whole number'],
    [{ allowInsecureLoopback: 'yes' }, 'expected true or false'],
    [{ fetch: {} }, 'expected a function'],
    [{ onEvent: 'log' }, 'expected a function'],
    [{ headers: [['a', 'b']] }, 'expected an object such as'],
    [{ headers: { 'a b': 'c' } }, 'which is none'],
    [{ headers: { a: 7 } }, 'no text which a header can hold'],
    [{ headers: { a: 'x\r\nb: c' } }, 'no text which a header can hold'],
    [{ signal: {} }, 'expected an AbortSignal'],
    [{ signal: { aborted: false } }, 'expected an AbortSignal'],
    [{ signal: null }, 'expected an AbortSignal'],
    [{ store: { get() {} } }, 'methods get and set'],
    [{ store: null }, 'methods get and set'],
    [{ now: Number.NaN }, 'seconds since the epoch'],
    [null, 'expected a plain object'],
  ])('%j are refused', (options, reason) => {
    expect(() => createRemoteJwks('https://issuer.test/', options as never)).toThrow(
      expect.objectContaining({ code: 'ERR_CONFIG', message: expect.stringContaining(reason) }),
    )
  })

  it('allow a timeout of five minutes', () => {
    expect(createRemoteJwks('https://issuer.test/', { timeout: 300 })).toHaveProperty('find')
  })

  it('never show the value of a header', () => {
    expect(() => createRemoteJwks('https://issuer.test/', { headers: { authorization: 'Bearer x\n' } })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('Bearer') }),
    )
  })
})

describe('a request', () => {
  it('names the address without its query in its errors, says what came, and keeps the cause', async () => {
    const cause = new TypeError('connect ECONNREFUSED')
    expect(await failureOf(() => Promise.reject(cause))).toMatchObject({
      code: 'ERR_JWKS_FETCH',
      message: 'The JWK Set at https://issuer.test/keys could not be reached; see cause.',
      cause,
    })
    expect(await failureOf(async () => new Response('{}', { status: 503 }))).toMatchObject({
      message: 'The JWK Set at https://issuer.test/keys answered with the status 503; expected 200.',
      expected: 200,
      actual: 503,
    })
    const html = new Response('<html>', { headers: { 'content-type': 'text/html' } })
    expect(await failureOf(async () => html)).toMatchObject({
      code: 'ERR_JWKS_INVALID',
      message:
        'The JWK Set at https://issuer.test/keys is no JSON object: 6 bytes came of the type "text/html"; check the address.',
    })
  })

  it.each([
    [300, 'redirect'],
    [399, 'redirect'],
    [299, 'the status 299'],
    [304, 'the status 304'],
    [400, 'the status 400'],
  ])('calls the status %s by its name', async (status, reason) => {
    expect(await failureOf(async () => ({ status, headers: new Headers(), body: null }))).toMatchObject({
      code: 'ERR_JWKS_FETCH',
      message: expect.stringContaining(`answered with ${reason === 'redirect' ? 'a redirect' : reason}`),
    })
  })

  it.each([
    ['https://other.test/new?token=1#x', ' to "https://other.test/new"'],
    ['/new?token=1', ' to "https://issuer.test/new"'],
    ['https://', ''],
    [undefined, ''],
  ])('names where a redirect leads, without the query: %s', async (location, told) => {
    const headers = new Headers(location === undefined ? {} : { location })
    expect(await failureOf(async () => ({ status: 302, headers, body: null }))).toMatchObject({
      message: `The JWK Set at https://issuer.test/keys answered with a redirect${told}, which is not followed; give the final address.`,
    })
  })

  it.each([401, 403])('does not speak of headers that were sent, or that there are none: status %s', async (status) => {
    for (const headers of [{}, { authorization: 'Basic Zm9v' }]) {
      const jwks = createRemoteJwks('https://issuer.test/keys', {
        fetch: async () => ({ status, headers: new Headers(), body: null }),
        headers,
      })
      await expect(jwks.reload()).rejects.toMatchObject({
        message: `The JWK Set at https://issuer.test/keys answered with the status ${status}; expected 200.`,
      })
    }
  })

  it('takes a fetch that throws at once for one that failed', async () => {
    const throwing = () => {
      throw new Error('no network')
    }
    expect((await failureOf(throwing)).code).toBe('ERR_JWKS_FETCH')
  })

  it.each([
    ['nothing', undefined, 'came as no Response that can be read', { cause: expect.any(TypeError) }],
    ['a text', 'keys', 'answered with the status undefined', {}],
    [
      'an object without headers',
      { status: 200 },
      'came as no Response that can be read',
      { cause: expect.any(TypeError) },
    ],
    [
      'a body that is no stream',
      { status: 200, headers: new Headers(), body: {} },
      'came without a ReadableStream',
      {},
    ],
    ['a response without a body', { status: 200, headers: new Headers() }, 'came without a ReadableStream', {}],
    [
      'a stream that breaks',
      { status: 200, headers: new Headers(), body: new ReadableStream({ start: (s) => s.error('x') }) },
      'broke off; see cause',
      { cause: 'x' },
    ],
  ])('refuses %s from a custom fetch, and says why', async (_, response, reason, details) => {
    expect(await failureOf(async () => response)).toMatchObject({
      code: 'ERR_JWKS_FETCH',
      message: expect.stringContaining(reason),
      ...details,
    })
  })

  it.each([
    ['was followed all the same', { status: 200, redirected: true, headers: new Headers(), body: null }],
    ['a browser hides', { status: 0, headers: new Headers(), body: null }],
    ['is plain to see', { status: 302, headers: new Headers(), body: null }],
  ])('refuses a redirect that %s, and names it so', async (_, response) => {
    expect(await failureOf(async () => response)).toMatchObject({
      code: 'ERR_JWKS_FETCH',
      message: expect.stringContaining('redirect'),
      actual: response.status,
    })
  })

  it('refuses a stream of anything but bytes', async () => {
    const body = new ReadableStream({ start: (controller) => controller.enqueue('{}') })
    expect(await failureOf(async () => ({ status: 200, headers: new Headers(), body }))).toMatchObject({
      code: 'ERR_JWKS_FETCH',
      message: expect.stringContaining('chunks that are not bytes'),
    })
  })

  it('ends a stream of empty chunks, which would let no timer end it', async () => {
    const endless = () => new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(0)) })
    expect(await failureOf(async () => new Response(endless()), { timeout: 0.3 })).toMatchObject({
      code: 'ERR_JWKS_FETCH',
      message: expect.stringContaining('more than 1000 empty chunks'),
    })
  })

  it('passes over a thousand empty chunks', async () => {
    let pulls = 0
    const pull = (controller: ReadableStreamDefaultController) => {
      controller.enqueue(pulls++ < 1000 ? new Uint8Array(0) : Buffer.from('{"keys":[]}'))
      if (pulls > 1000) controller.close()
    }
    expect((await failureOf(async () => new Response(new ReadableStream({ pull })))).code).toBe('accepted')
  })

  it('does not begin to read a body that is announced as too long', async () => {
    const getReader = vi.fn()
    const headers = new Headers({ 'content-length': '524289' })
    expect(await failureOf(async () => ({ status: 200, headers, body: { getReader } }))).toMatchObject({
      code: 'ERR_JWKS_FETCH',
      message: expect.stringContaining('more than 524288 bytes'),
    })
    expect(getReader).not.toHaveBeenCalled()
  })

  it('takes an empty body for no JSON', async () => {
    const response = { status: 200, headers: new Headers(), body: null }
    expect((await failureOf(async () => response)).code).toBe('ERR_JWKS_INVALID')
  })

  it.each([
    ['invalid UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
    ['a byte order mark', Buffer.from('\ufeff{"keys":[]}')],
  ])('refuses %s', async (_, body) => {
    const failure = await failureOf(async () => new Response(body))
    expect(failure).toMatchObject({ code: 'ERR_JWKS_INVALID', message: expect.stringContaining('not UTF-8') })
  })

  it('counts bytes after decompression', async () => {
    const server = await listen((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.end(gzipSync(Buffer.alloc(20e6, 32)))
    })
    const jwks = createRemoteJwks(server.url, { allowInsecureLoopback: true })
    expect(await codeOf(() => jwks.reload())).toBe('ERR_JWKS_FETCH')
    expect(server.seen.length).toBe(1)
    await server.kill()
  })

  it('reads a body of exactly maxBytes, and no longer one', async () => {
    const text = JSON.stringify(setOf(a))
    for (const headers of [{}, { 'content-length': `${text.length}` }]) {
      const answer = async () => new Response(text, { headers })
      expect((await failureOf(answer, { maxBytes: text.length })).code).toBe('accepted')
      expect((await failureOf(answer, { maxBytes: text.length - 1 })).code).toBe('ERR_JWKS_FETCH')
    }
  })

  it('aborts what it has begun when its time is over, when it fails and when it is done', async () => {
    const signals: AbortSignal[] = []
    const hanging: JwksFetch = (_, { signal }) => {
      signals.push(signal)
      return new Promise(() => {})
    }
    expect(await failureOf(hanging, { timeout: 0.05 })).toMatchObject({
      code: 'ERR_JWKS_FETCH',
      message: 'The JWK Set of https://issuer.test/keys did not come within 0.05 s (option timeout).',
    })
    expect(signals[0]?.aborted).toBe(true)
    await failureOf(async (_: string, { signal }: { signal: AbortSignal }) => {
      signals.push(signal)
      return new Response('{}', { status: 500 })
    })
    expect(signals[1]?.aborted).toBe(true)
  })

  it('says so where the runtime has no fetch', async () => {
    vi.stubGlobal('fetch', undefined)
    await expect(createRemoteJwks('https://issuer.test/').reload()).rejects.toMatchObject({
      code: 'ERR_JWKS_FETCH',
      message: expect.stringContaining('this runtime has no fetch'),
    })
  })

  it('leaves revalidation to the browser when a page asks another origin', async () => {
    const seen: { headers: object; cache: string | undefined }[] = []
    const fetch: JwksFetch = async (_, { headers, cache }) => {
      seen.push({ headers, cache })
      return new Response(JSON.stringify(setOf(a)), { headers: { etag: '"1"' } })
    }
    const jwks = createRemoteJwks('https://issuer.test/', { fetch })
    await jwks.reload()
    for (const origin of ['https://app.test', 'https://issuer.test']) {
      vi.stubGlobal('location', { origin })
      await jwks.reload()
    }
    const accept = 'application/jwk-set+json, application/json'
    expect(seen).toEqual([
      { headers: { accept }, cache: undefined },
      { headers: { accept }, cache: 'no-cache' },
      { headers: { accept, 'if-none-match': '"1"' }, cache: undefined },
    ])
  })

  it('repeats no validator that a header cannot hold', async () => {
    const sent: object[] = []
    let etag = `"${'x'.repeat(2000)}"`
    const fetch: JwksFetch = async (_, { headers }) => {
      sent.push(headers)
      return new Response(JSON.stringify(setOf(a)), { headers: { etag, 'last-modified': 'caf\xe9' } })
    }
    const jwks = createRemoteJwks('https://issuer.test/', { fetch })
    await jwks.reload()
    etag = '"short"'
    await jwks.reload()
    await jwks.reload()
    expect(sent.map((headers) => Object.keys(headers))).toEqual([['accept'], ['accept'], ['accept', 'if-none-match']])
  })

  it('gives 304 its due only when a version was sent along', async () => {
    const server = await listen(json(setOf(a), { etag: '"1"' }))
    const jwks = createRemoteJwks(server.url, { allowInsecureLoopback: true })
    await jwks.reload()
    server.answer = json('', {}, 304)
    await jwks.reload()
    expect(jwks.snapshot()).toMatchObject({ keys: [a.jwk], etag: '"1"' })
    await server.kill()
  })
})

describe('the names of missing keys', () => {
  it('are remembered for a span that doubles, up to two minutes, so that nobody can spoil a key for long before it is published', () => {
    const names = new MissingNames()
    expect(names.has('a', 0)).toBe(false)
    for (const [at, span] of [
      [0, 30],
      [100, 60],
      [200, 120],
      [400, 120],
    ] as const) {
      names.add('a', at, 30)
      expect([names.has('a', at + span - 1), names.has('a', at + span)]).toEqual([true, false])
    }
    names.add('b', 0, 900)
    names.add('b', 1000, 900)
    expect([names.has('b', 1899), names.has('b', 1900)]).toEqual([true, false])
  })

  it('are a thousand at most, the oldest going first, and short', () => {
    const names = new MissingNames()
    for (let n = 0; n < 1000; n++) names.add(`${n}`, 0, 30)
    names.add('5', 1, 30)
    expect(['0', '5'].map((name) => names.has(name, 1))).toEqual([true, true])
    for (const name of ['n1', 'n2', 'n3', 'n4', 'n5', 'n6']) names.add(name, 2, 30)
    expect(['4', '5', '6', '7', 'n6'].map((name) => names.has(name, 2))).toEqual([false, true, false, true, true])
    for (const length of [256, 257]) names.add('x'.repeat(length), 2, 30)
    expect([256, 257].map((length) => names.has('x'.repeat(length), 2))).toEqual([true, false])
  })
})
