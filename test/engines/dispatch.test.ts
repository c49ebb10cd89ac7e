import { afterEach, describe, expect, it, vi } from 'vitest'
import { type AlgorithmFacts, factsOf } from '../../src/algorithms/table.ts'
import { dispatch } from '../../src/engines/dispatch.ts'
import { createSigner, createVerifier, type JwtError } from '../../src/index.ts'
import { NOW, secret } from '../conformance/forge.ts'
import { rsa } from '../vectors/keys.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const hmac = factsOf('HS256') as AlgorithmFacts

/** Calls that end when they are told to: which have begun, in their order, and how each is ended. */
class Calls {
  readonly begun: number[] = []
  readonly #ends: ((failed: boolean) => void)[] = []

  make(count: number): Promise<number>[] {
    const first = this.#ends.length
    return Array.from({ length: count }, (_, at) => this.#make(first + at))
  }

  #make(name: number): Promise<number> {
    let begin: () => Promise<number> = () => Promise.reject(new Error('not made'))
    const answer = new Promise<number>((resolve, reject) => {
      begin = () => {
        this.begun.push(name)
        return answer
      }
      this.#ends[name] = (failed) => (failed ? reject(new Error(`call ${name}`)) : resolve(name))
    })
    return dispatch(hmac, () => begin())
  }

  /** Ends some, and waits for what comes of it. */
  async end(names: readonly number[], failed = false): Promise<void> {
    for (const name of names) this.#ends[name]?.(failed)
    for (let turn = 0; turn < 10; turn++) await Promise.resolve()
  }
}

const upTo = (count: number, from = 0) => Array.from({ length: count }, (_, at) => from + at)

describe('dispatch', () => {
  it('begins eight calls at once, and has the ninth wait until no more than one is under way', async () => {
    const calls = new Calls()
    const answers = calls.make(12)
    expect(calls.begun).toEqual(upTo(8))
    await calls.end(upTo(6))
    expect(calls.begun).toEqual(upTo(8))
    await calls.end([6])
    expect(calls.begun).toEqual(upTo(12))
    await calls.end(upTo(5, 7))
    expect(await Promise.all(answers)).toEqual(upTo(12))
  })

  it('has all wait while some do, so that they go together and in their order', async () => {
    const calls = new Calls()
    const early = calls.make(9)
    await calls.end(upTo(5))
    const late = calls.make(2)
    expect(calls.begun).toEqual(upTo(8))
    await calls.end([5, 6])
    expect(calls.begun).toEqual(upTo(11))
    // Nothing waits any longer: the next begins at once.
    const next = calls.make(1)
    expect(calls.begun).toEqual(upTo(12))
    await calls.end(upTo(5, 7))
    expect(await Promise.all([...early, ...late, ...next])).toEqual(upTo(12))
  })

  it('sends a burst of any size, and holds the next one back for it', async () => {
    const calls = new Calls()
    const answers = calls.make(40)
    await calls.end(upTo(8))
    expect(calls.begun).toEqual(upTo(40))
    answers.push(...calls.make(1))
    expect(calls.begun).toEqual(upTo(40))
    await calls.end(upTo(31, 8))
    expect(calls.begun).toEqual(upTo(41))
    await calls.end([39, 40])
    expect(await Promise.all(answers)).toEqual(upTo(41))
  })

  it.each([undefined, {}, { versions: {} }])('begins every call at once where process is %j', async (process) => {
    const calls = new Calls()
    vi.stubGlobal('process', process)
    const answers = calls.make(12)
    vi.unstubAllGlobals()
    expect(calls.begun).toEqual(upTo(12))
    await calls.end(upTo(12))
    expect(await Promise.all(answers)).toEqual(upTo(12))
  })

  it('takes a call that fails for one that has ended', async () => {
    const calls = new Calls()
    const answers = calls.make(10)
    await calls.end(upTo(7), true)
    expect(calls.begun).toEqual(upTo(10))
    await calls.end([7, 8, 9])
    const outcomes = await Promise.allSettled(answers)
    expect(outcomes.map(({ status }) => status)).toEqual([...Array(7).fill('rejected'), ...Array(3).fill('fulfilled')])
  })

  it('is told nothing by a call that cannot even be made, at once or later', async () => {
    const impossible = (): Promise<never> => {
      throw new TypeError('impossible')
    }
    const unpromising = () => 1 as unknown as Promise<never>
    for (let time = 0; time < 20; time++) {
      expect(() => dispatch(hmac, impossible)).toThrow('impossible')
      expect(() => dispatch(hmac, unpromising)).toThrow(TypeError)
    }
    const calls = new Calls()
    const answers = calls.make(8)
    const waiting = dispatch(hmac, impossible)
    answers.push(...calls.make(1))
    const refused = expect(waiting).rejects.toThrow('impossible')
    await calls.end(upTo(7))
    await refused
    expect(calls.begun).toEqual(upTo(9))
    await calls.end([7, 8])
    expect(await Promise.all(answers)).toEqual(upTo(9))
  })
})

/** How many calls of Web Crypto are under way at most. */
function watch(method: 'sign' | 'verify'): { readonly most: number } {
  const { subtle } = globalThis.crypto
  const real = subtle[method].bind(subtle) as (...args: unknown[]) => Promise<unknown>
  const seen = { most: 0 }
  let underWay = 0
  vi.spyOn(subtle, method).mockImplementation((async (...args: unknown[]) => {
    seen.most = Math.max(seen.most, ++underWay)
    return real(...args).finally(() => underWay--)
  }) as never)
  return seen
}

describe('many calls at once', () => {
  const NUMBER = 100

  it('of HMAC go in bursts, and each gets its own answer', async () => {
    const sign = createSigner(secret, { algorithm: 'HS256', expiresIn: '1h', now: NOW })
    const verify = createVerifier(secret, { algorithms: ['HS256'], now: NOW })
    await verify(await sign({ sub: 'first' }))
    const tokens = await Promise.all(upTo(NUMBER).map((at) => sign({ sub: `${at}` })))
    const seen = watch('verify')
    const outcomes = await Promise.allSettled(
      tokens.map((token, at) => verify(at % 3 ? token : `${token.slice(0, -4)}AAAA`)),
    )
    expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value.sub : codeOf(outcome)))).toEqual(
      upTo(NUMBER).map((at) => (at % 3 ? `${at}` : 'ERR_SIGNATURE')),
    )
    // Eight, then all that waited, beside the last of the eight or without it.
    expect(seen.most).toBeGreaterThanOrEqual(NUMBER - 8)
    expect(seen.most).toBeLessThanOrEqual(NUMBER - 7)
  })

  it('of other algorithms all begin at once', async () => {
    const verify = createVerifier(rsa.publicPem, { algorithms: ['RS256'], now: NOW })
    const token = await createSigner(rsa.privatePem, { algorithm: 'RS256', expiresIn: '1h', now: NOW })({ sub: 'x' })
    await verify(token)
    const seen = watch('verify')
    await Promise.all(upTo(NUMBER).map(() => verify(token)))
    expect(seen.most).toBe(NUMBER)
  })
})

const codeOf = ({ reason }: PromiseRejectedResult) => (reason as JwtError).code
