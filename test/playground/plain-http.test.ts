// On a page from plain http there is no crypto.subtle: the page says so, and goes on with what the sync entry can do.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exportJwk, sign, verify } from '../../src/index.ts'
import { keyFor } from './keys.ts'
import { type BrowserName, launch, missing, type Stage, setStage, type Visit } from './stage.ts'

describe.each<BrowserName>(['chrome', 'firefox'])('on plain http in %s', (browser) => {
  const lacks = missing(browser)
  let stage: Stage
  let program: Awaited<ReturnType<typeof launch>>
  let visit: Visit

  beforeAll(async () => {
    if (lacks) return
    stage = await setStage()
    program = await launch(browser, { proxy: stage.port })
    visit = await program.open(stage.plainHttp)
  }, 180_000)
  afterAll(async () => {
    await program?.close()
    await stage?.close()
  }, 60_000)

  const verdict = () =>
    visit.until('a verdict', () => document.querySelector('#panel-debugger .verdict:not(.stale)')?.textContent)

  it.skipIf(lacks)(
    `says that there is no Web Crypto${lacks && ` (needs ${lacks})`}`,
    async () => {
      expect(await visit.evaluate(() => [isSecureContext, typeof crypto.subtle])).toEqual([false, 'undefined'])
      expect(await visit.text('[role=note]')).toContain('no Web Crypto')
    },
    60_000,
  )

  it.skipIf(lacks)(
    'signs with HS256, HS384 and HS512',
    async () => {
      await visit.click('Generator')
      for (const algorithm of ['HS256', 'HS384', 'HS512'] as const) {
        await visit.choose('Algorithm', algorithm)
        const token = await visit.until(
          'a token',
          (algorithm) => {
            const text = document.querySelector('.token-text:not(.stale)')?.textContent ?? ''
            return text && atob(text.split('.')[0] ?? '').includes(algorithm) && text
          },
          algorithm,
        )
        const payload = await verify(token, await visit.value('Key to sign with'), { algorithms: [algorithm] })
        expect(payload.sub).toBe('user-1')
      }
      await visit.choose('Algorithm', 'ES256')
      await visit.until('the reason', () =>
        document
          .querySelector('#panel-generator .verdict.bad:not([hidden])')
          ?.textContent?.includes('crypto.subtle is missing'),
      )
    },
    120_000,
  )

  it.skipIf(lacks)(
    'verifies HS, RS and PS, and says of the others that it cannot',
    async () => {
      await visit.click('Debugger')
      for (const algorithm of ['HS512', 'RS256', 'PS384', 'ES256'] as const) {
        const { signing, verifying } = keyFor(algorithm)
        await visit.fill('Token', await sign({ sub: 'u' }, signing, { algorithm, expiresIn: '1h' }))
        await visit.fill('Key to verify with', verifying)
        await visit.click(algorithm)
        expect(await verdict()).toContain(algorithm === 'ES256' ? 'ERR_ALG_UNSUPPORTED' : 'Valid')
        await visit.click(algorithm)
      }
      await visit.fill('Token', '')
      await visit.click('Example')
      await visit.until('the example', () => document.querySelector('.layer .signature') !== null)
      expect(await verdict()).toContain('Valid')
    },
    120_000,
  )

  it.skipIf(lacks)(
    'converts public keys, and measures HS256',
    async () => {
      await visit.click('Keys')
      await visit.fill('Key', keyFor('RS256').verifying)
      const jwk = await visit.until('the JWK', () => document.querySelector('pre[aria-label=JWK]')?.textContent)
      expect(JSON.parse(jwk)).toEqual(await exportJwk(keyFor('RS256').verifying))
      await visit.click('Cost')
      await visit.click('Measure')
      await visit.until('the end', () => document.querySelector('main')?.textContent?.includes('Measure again'))
      expect(await visit.text('.two p')).toMatch(/^Here HS256 takes .* to sign and .* to verify\.$/)
      expect(await visit.violations()).toEqual([])
      expect([...new Set(stage.asked)]).toEqual(['/playground.html'])
    },
    120_000,
  )
})
