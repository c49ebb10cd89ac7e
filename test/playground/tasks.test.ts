// Every task of the page by clicks and keys, in real browsers, from a file and over http: `npm install --prefix
// test/playground` first, and chromium and firefox-esr, as .ci/run does.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Algorithm, exportJwk, exportPem, inspectKey, sign, thumbprint, verify } from '../../src/index.ts'
import { ALGORITHMS, keyFor } from './keys.ts'
import { type BrowserName, launch, missing, type Stage, setStage, type Visit } from './stage.ts'

const BROWSERS: readonly BrowserName[] = ['chrome', 'firefox']
const ORIGINS = ['file', 'http'] as const

const claims = { sub: 'user-1', iss: 'https://issuer.example', aud: ['shop', 'desk'], name: 'Zoë 🗝', admin: true }

/** The verdict, once it begins like that: until then it may be one on what stood in the fields a moment ago. */
function verdict(visit: Visit, begins: string): Promise<string> {
  return visit.until(
    `a verdict that begins with ${begins}`,
    (start) => {
      const text = document.querySelector('#panel-debugger .verdict:not(.stale)')?.textContent
      return text && new RegExp(`^${start}`).test(text.slice(1)) ? text : undefined
    },
    begins,
  )
}

/** Allows one algorithm and no other. */
async function allow(visit: Visit, algorithm: string): Promise<void> {
  for (const name of ALGORITHMS) {
    if ((await visit.checked(name)) !== (name === algorithm)) await visit.click(name)
  }
}

describe.each(BROWSERS)('the page in %s', (browser) => {
  const lacks = missing(browser)
  describe.skipIf(lacks).each(ORIGINS)(`from %s${lacks && ` (needs ${lacks})`}`, (origin) => {
    let stage: Stage
    let program: Awaited<ReturnType<typeof launch>>
    let visit: Visit

    beforeAll(async () => {
      stage = await setStage()
      program = await launch(browser, { downloads: stage.folder })
      visit = await program.open(stage[origin])
      // What the page copies, without a question of the browser about the clipboard.
      await visit.evaluate(() => {
        const page = globalThis as unknown as { copied: string; navigator: { clipboard: object } }
        Object.defineProperty(page.navigator.clipboard, 'writeText', {
          value: async (text: string) => {
            page.copied = text
          },
        })
      })
    }, 180_000)
    afterAll(async () => {
      await program?.close()
      await stage?.close()
    }, 60_000)

    const copied = () => visit.evaluate(() => (globalThis as unknown as { copied: string }).copied)

    it('verifies what the library signs, for every algorithm', async () => {
      for (const algorithm of ALGORITHMS) {
        const { signing, verifying } = keyFor(algorithm)
        const token = await sign(claims, signing, { algorithm, expiresIn: '1h' })
        await visit.fill('Token', token)
        await visit.fill('Key to verify with', verifying)
        await allow(visit, algorithm)
        expect(await verdict(visit, 'Valid')).toContain(
          'Checked: algorithm, signature, expiry. Not checked: issuer, audience.',
        )
        const forged = `${token.slice(0, -8)}AAAAAAAA`
        await visit.fill('Token', forged)
        expect(await verdict(visit, 'Refused')).toContain('ERR_SIGNATURE')
      }
    }, 300_000)

    it('shows header and payload in words, and the token in three colours', async () => {
      const token = await sign(claims, keyFor('ES256').signing, { algorithm: 'ES256', expiresIn: '2h', keyid: 'key-1' })
      await visit.fill('Token', token)
      await visit.fill('Key to verify with', keyFor('ES256').verifying)
      await allow(visit, 'ES256')
      await verdict(visit, 'Valid')
      const lines = await visit.until('the payload', () => {
        const all = [...document.querySelectorAll('.line')].map((line) => line.textContent ?? '')
        return all.some((line) => line.includes('expires')) && all
      })
      const line = (name: string) => lines.find((text) => text.includes(`"${name}"`)) ?? ''
      expect(line('kid')).toContain('"key-1"')
      expect(line('name')).toContain('"Zoë 🗝"')
      expect(line('exp')).toMatch(/expires in 1 hour 59 minutes: \d\d \w{3} \d{4} \d\d:\d\d:\d\d UTC/)
      expect(line('iat')).toMatch(/issued /)
      const painted = await visit.evaluate(() => {
        const parts = ['header', 'payload', 'signature'].map((name) => document.querySelector(`.layer .${name}`))
        return parts.map((part) => part && [part.textContent, getComputedStyle(part).color])
      })
      expect(painted.map((part) => part?.[0])).toEqual(token.split('.'))
      expect(new Set(painted.map((part) => part?.[1])).size).toBe(3)
    }, 120_000)

    it('judges claims as strictly as the library, and marks the one that it refuses', async () => {
      const { signing, verifying } = keyFor('RS256')
      const token = await sign(claims, signing, { algorithm: 'RS256', expiresIn: '1h' })
      await visit.fill('Token', token)
      await visit.fill('Key to verify with', verifying)
      await allow(visit, 'RS256')
      await visit.fill('Issuer', 'https://issuer.example')
      await visit.fill('Audience', 'desk')
      expect(await verdict(visit, 'Valid')).toContain('expiry, issuer, audience.')
      await visit.fill('Issuer', 'https://issuer.example/')
      const refused = await verify(token, verifying, {
        algorithms: ['RS256'],
        issuer: 'https://issuer.example/',
      }).catch((error) => error)
      const text = await verdict(visit, 'Refused')
      expect(text).toContain('ERR_CLAIM')
      expect(text).toContain(refused.message)
      expect(await visit.text('.line.bad')).toContain('"iss"')
      await visit.fill('Issuer', '')
      await visit.fill('Audience', '')
      const expired = await sign(claims, signing, { algorithm: 'RS256', expiresIn: 60, now: 1_700_000_000 })
      await visit.fill('Token', expired)
      expect(await verdict(visit, 'Refused')).toContain('ERR_TOKEN_EXPIRED')
      expect(await visit.text('.line.bad')).toMatch(/"exp": 1700000060.*expired \d+ years/s)
      await visit.click('More checks')
      await visit.click('Take an expired token')
      expect(await verdict(visit, 'Valid')).toContain('Not checked: expiry')
      await visit.click('Take an expired token')
      await visit.fill('Token', await sign({ sub: 'u' }, signing, { algorithm: 'RS256', expiresIn: null }))
      expect(await verdict(visit, 'Refused')).toContain('requireExp')
      await visit.click('Refuse a token without exp')
      await verdict(visit, 'Valid')
      await visit.fill('Subject', 'someone else')
      expect(await verdict(visit, 'Refused')).toContain('"sub"')
      await visit.fill('Subject', '')
      await visit.click('Refuse a token without exp')
      await visit.click('More checks')
    }, 180_000)

    it('takes JWK, JWK Set and a base64 secret as keys', async () => {
      const { signing, verifying } = keyFor('ES384')
      await visit.fill('Token', await sign(claims, signing, { algorithm: 'ES384', expiresIn: '1h', keyid: 'b' }))
      await allow(visit, 'ES384')
      const jwk = await exportJwk(verifying)
      await visit.fill('Key to verify with', JSON.stringify(jwk))
      await verdict(visit, 'Valid')
      const other = await exportJwk(keyFor('ES256').verifying)
      const set = JSON.stringify({
        keys: [
          { ...other, kid: 'a' },
          { ...jwk, kid: 'b' },
        ],
      })
      await visit.fill('Key to verify with', set)
      await visit.until('the words on the set', () =>
        document.querySelector('main')?.textContent?.includes('JWK Set, 2 keys'),
      )
      await verdict(visit, 'Valid')
      await visit.fill('Key to verify with', signing)
      expect(await verdict(visit, 'Cannot verify')).toContain('ERR_KEY_MISMATCH')
      const bytes = crypto.getRandomValues(new Uint8Array(32))
      await visit.fill('Token', await sign(claims, bytes, { algorithm: 'HS256', expiresIn: '1h' }))
      await visit.fill('Key to verify with', Buffer.from(bytes).toString('base64'))
      await allow(visit, 'HS256')
      await verdict(visit, 'Refused')
      await visit.choose('How the secret is spelt', 'base64')
      await verdict(visit, 'Valid')
      await visit.choose('How the secret is spelt', 'text')
    }, 120_000)

    it('shows a broken token as far as it goes, and leads to the character that breaks it', async () => {
      await visit.click('Broken one')
      await visit.until('the mark', () => document.querySelector('.layer mark') !== null)
      expect(await verdict(visit, 'Refused')).toContain('“+” is standard base64')
      expect(await visit.text('.layer mark')).toBe('+')
      expect(await visit.text('.json', true)).toEqual(expect.arrayContaining([expect.stringContaining('"user-1"')]))
      const token = await visit.value('Token')
      await visit.click(`Character ${token.indexOf('+') + 1}`)
      const selected = await visit.evaluate(() => {
        const { value, selectionStart, selectionEnd } = document.activeElement as unknown as {
          value: string
          selectionStart: number
          selectionEnd: number
        }
        return value.slice(selectionStart, selectionEnd)
      })
      expect(selected).toBe('+')
      await visit.fill('Token', `Bearer ${keyFor('HS256').signing.length}.\n`)
      await visit.click('Clear')
      await verdict(visit, 'No token yet')
    }, 120_000)

    it('offers the algorithm that a token names, and takes white space and “Bearer” off', async () => {
      await visit.click('Clear')
      const token = await sign(claims, keyFor('PS256').signing, { algorithm: 'PS256', expiresIn: '1h' })
      await visit.fill('Token', `Bearer ${token.slice(0, 40)} ${token.slice(40)}`)
      await visit.fill('Key to verify with', keyFor('PS256').verifying)
      await verdict(visit, 'Refused')
      await visit.click('Remove “Bearer” and white space')
      expect(await visit.value('Token')).toBe(token)
      expect(await verdict(visit, 'Not verified')).toContain('algorithms')
      await visit.click('Allow PS256, which the token names, if that is what you expect')
      await verdict(visit, 'Valid')
    }, 120_000)

    it('shows hostile text as text', async () => {
      const hostile = {
        sub: '<img src=x onerror=alert(1)>',
        name: 'admin\u202egnp.exe\u200b',
        ['</script><script>']: '\u0000',
      }
      await visit.fill('Token', await sign(hostile, keyFor('HS256').signing, { algorithm: 'HS256', expiresIn: '1h' }))
      const text = await visit.until('the payload', () => {
        const all = [...document.querySelectorAll('.json')].map((part) => part.textContent).join('')
        return all.includes('onerror') && all
      })
      expect(text).toContain('adminU+202Egnp.exeU+200B')
      expect(text).toContain('"</script><script>"')
      expect(await visit.evaluate(() => document.querySelectorAll('img, main script').length)).toBe(0)
      await visit.click('Clear')
    }, 120_000)

    const generated = async (algorithm: string): Promise<string> =>
      visit.until(
        `a token by ${algorithm}`,
        (algorithm) => {
          const token =
            [...document.querySelectorAll('.token-text')].map((element) => element.textContent ?? '')[0] ?? ''
          const stale = document.querySelector('.token-text.stale')
          return !stale && token !== '' && JSON.parse(atob(token.split('.')[0] ?? '')).alg === algorithm && token
        },
        algorithm,
      )

    it('makes tokens that the library verifies, for every algorithm, with keys made in the page', async () => {
      await visit.click('Generator')
      for (const algorithm of ALGORITHMS) {
        await visit.choose('Algorithm', algorithm)
        const token = await generated(algorithm)
        const signing = await visit.value('Key to sign with')
        const shared = algorithm.startsWith('HS')
        const verifying = shared ? signing : await visit.text('pre[aria-label="Key to verify with"]')
        const payload = await verify(token, verifying, {
          algorithms: [algorithm],
          issuer: 'https://issuer.example',
          audience: 'shop',
        })
        expect(payload.sub).toBe('user-1')
        // The two halves belong together: what the private one signs, the public one verifies.
        const own = await sign({ sub: 'x' }, signing, { algorithm, expiresIn: 60 })
        await verify(own, verifying, { algorithms: [algorithm] })
      }
    }, 300_000)

    it('makes tokens with pasted keys and edited payloads, live', async () => {
      await visit.choose('Algorithm', 'Ed25519')
      await visit.fill('Key to sign with', keyFor('Ed25519').signing)
      await visit.fill('Payload', '{"sub":"someone"}')
      await visit.fill('Key ID (kid)', 'key-7')
      await visit.fill('Type (typ)', 'at+jwt')
      await visit.click('Issued now')
      await visit.click('Valid from now')
      await visit.click('Random id')
      await visit.choose('Expires in', '900')
      const token = await visit.until('the claims in the token', () => {
        const [text = ''] = [...document.querySelectorAll('.token-text')].map((element) => element.textContent ?? '')
        const [header = '', payload = ''] = text.split('.')
        return (
          payload &&
          atob(payload.replace(/-/g, '+').replace(/_/g, '/')).includes('exp') &&
          atob(header).includes('key-7') &&
          text
        )
      })
      const { header, payload } = await verify(token, keyFor('Ed25519').verifying, {
        algorithms: ['Ed25519'],
        typ: 'at+jwt',
        complete: true,
      })
      expect(header).toEqual({ alg: 'Ed25519', typ: 'at+jwt', kid: 'key-7' })
      expect(payload).toEqual({
        sub: 'someone',
        iat: expect.any(Number),
        nbf: expect.any(Number),
        jti: expect.stringMatching(/^[\w-]{22}$/),
        exp: expect.any(Number),
      })
      expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBeGreaterThanOrEqual(900)
      await visit.click('Copy token')
      expect(await copied()).toBe(token)
      await visit.fill('Payload', '{"sub":"someone",}')
      await visit.until('the fault', () =>
        (document.querySelector('main')?.textContent ?? '').includes('Payload, line 1, column 18: Not JSON at “}”'),
      )
      expect(await visit.text('.layer mark')).toBe('}')
      await visit.fill('Payload', '{"sub":"someone","exp":4102444800}')
      await generated('Ed25519')
      await visit.click('Open in debugger')
      expect(await verdict(visit, 'Valid')).toContain('Checked')
      await visit.click('Generator')
    }, 180_000)

    it('makes a link that carries the draft and nothing secret', async () => {
      await visit.click('Copy a link')
      const link = await copied()
      const secrets = [await visit.value('Key to sign with'), await visit.text('.token-text')]
      expect(secrets.every((secret) => secret.length > 40)).toBe(true)
      const plain = decodeURIComponent(link.replace(/\+/g, ' '))
      for (const secret of secrets)
        for (let at = 0; at + 12 < secret.length; at += 4) expect(plain).not.toContain(secret.slice(at, at + 12))
      const other = await program.open(link)
      await other.until('the draft', () => (document.querySelector('main')?.textContent ?? '').includes('someone'))
      expect(await other.value('Payload')).toBe('{"sub":"someone","exp":4102444800}')
      expect(await other.value('Algorithm')).toBe('Ed25519')
      expect(await other.value('Key ID (kid)')).toBe('key-7')
      expect(await other.value('Key to sign with')).not.toBe(secrets[0])
      await other.close()
    }, 120_000)

    const forms = (): Promise<{ [name: string]: string }> =>
      visit.until('the forms', () => {
        const blocks = [...document.querySelectorAll('pre')].filter((block) => block.getClientRects().length > 0)
        return (
          blocks.length > 0 &&
          Object.fromEntries(blocks.map((block) => [block.getAttribute('aria-label'), block.textContent]))
        )
      }) as Promise<{ [name: string]: string }>

    it.each(['RS256', 'ES256', 'ES512', 'Ed25519'] as const)(
      'converts a key for %s as the library does',
      async (algorithm) => {
        await visit.click('Keys')
        const { signing, verifying } = keyFor(algorithm)
        await visit.fill('Key', signing)
        await visit.until(
          'the thumbprint',
          (print) => (document.querySelector('main')?.textContent ?? '').includes(print),
          await thumbprint(verifying),
        )
        const made = await forms()
        const jwk = await exportJwk(verifying)
        expect(JSON.parse(made['JWK'] ?? '')).toEqual(jwk)
        expect(made['PEM']).toBe(await exportPem(verifying))
        expect(JSON.parse(made['JWK Set'] ?? '')).toEqual({
          keys: [{ kid: await thumbprint(verifying), use: 'sig', ...jwk }],
        })
        expect(JSON.stringify(made)).not.toContain('"d"')
        await visit.click('Include private members and secrets')
        await visit.until('the private half', () =>
          (document.querySelector('pre[aria-label=JWK]')?.textContent ?? '').includes('"d"'),
        )
        const whole = await forms()
        expect(JSON.parse(whole['JWK'] ?? '')).toEqual(await exportJwk(signing))
        // And back again: the JWK, the set and the PEM each give the same forms.
        for (const name of ['JWK', 'JWK Set', 'PEM']) {
          await visit.fill('Key', '')
          await visit.until('an empty panel', () =>
            (document.querySelector('main')?.textContent ?? '').includes('Paste a key, or make one.'),
          )
          await visit.fill('Key', whole[name] ?? '')
          const again = await forms()
          expect(again['PEM']).toBe(whole['PEM'])
        }
        await visit.click('Include private members and secrets')
      },
      120_000,
    )

    it('says what a key is, what it serves and what is wrong with it', async () => {
      await visit.fill('Key', 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC7')
      const { problems } = inspectKey('ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC7')
      await visit.until(
        'the problem',
        (message) => (document.querySelector('main')?.textContent ?? '').includes(message),
        problems[0]?.message ?? '-',
      )
      await visit.fill('Key', keyFor('RS256').verifying)
      await visit.until('the facts', () =>
        (document.querySelector('main')?.textContent ?? '').includes('RSA public key, 2048 bits, SPKI PEM'),
      )
      expect(await visit.text('dl')).toContain('RS256, RS384, RS512, PS256, PS384, PS512')
    }, 120_000)

    it('makes key pairs and secrets, and saves what it shows', async () => {
      for (const [algorithm, words] of [
        ['HS512', 'Secret'],
        ['PS384', 'RSA private key, 3072 bits'],
        ['Ed25519', 'Edwards curve private key'],
      ] as const) {
        await visit.choose('Algorithm', algorithm)
        if (algorithm === 'PS384') await visit.choose('Size', '3072')
        await visit.click('Make a key')
        await visit.until(
          words,
          (words) => {
            const facts = document.querySelector('dl')?.textContent ?? ''
            return facts.includes(words) && facts.includes('Thumbprint')
          },
          words,
        )
        const text = await visit.value('Key')
        await verify(
          await sign({ sub: 'u' }, text, { algorithm: algorithm as Algorithm, expiresIn: 60 }),
          await publicOf(text, algorithm),
          {
            algorithms: [algorithm as Algorithm],
          },
        )
      }
      const { PEM } = await forms()
      const saved = join(stage.folder, (PEM ?? '').includes('PRIVATE') ? 'private.pem' : 'public.pem')
      await visit.click('Download PEM')
      // A browser may make the file first and fill it later.
      await expect
        .poll(() => (existsSync(saved) ? readFileSync(saved, 'utf8') : ''), { timeout: 60_000, interval: 50 })
        .toBe(PEM)
    }, 180_000)

    it('measures the algorithms here and says what that means', async () => {
      await visit.click('Cost')
      await visit.click('Measure')
      await visit.until('the end of the measuring', () =>
        (document.querySelector('main')?.textContent ?? '').includes('Measure again'),
      )
      const [head, ...rows] = await visit.evaluate(() =>
        [...document.querySelectorAll('tr')].map((row) => [...row.children].map((cell) => cell.textContent ?? '')),
      )
      expect(head).toEqual(['Algorithm', 'Sign', 'Verify'])
      expect(rows.map(([name]) => name)).toEqual(['HS256', 'RS256', 'ES256', 'Ed25519'])
      for (const cell of rows.flatMap((row) => row.slice(1))) expect(cell).toMatch(/^[\d.]+ [µm]s$/)
      expect(await visit.evaluate(() => document.querySelectorAll('svg rect').length)).toBe(8)
      expect(await visit.text('.two p')).toContain(`HS256 takes ${rows[0]?.[1]} to sign and ${rows[0]?.[2]} to verify`)
      console.log(`${browser} from ${origin}: ${rows.map((row) => row.join(' ')).join('; ')}`)
    }, 180_000)

    // The last of them all: what the whole session has shown to the browser.
    it('asked for nothing but itself, kept nothing, and met no wall of its policy', async () => {
      const beside = visit.seen.requests.filter((url) => url !== stage[origin] && !/^(data|blob):/.test(url))
      expect(beside).toEqual([])
      expect([...new Set(stage.asked)]).toEqual(origin === 'http' ? ['/playground.html'] : [])
      expect(await visit.violations()).toEqual([])
      expect(visit.seen.errors).toEqual([])
      const kept = await visit.evaluate(() => {
        const page = globalThis as unknown as { localStorage: { length: number }; sessionStorage: { length: number } }
        return [page.localStorage.length, page.sessionStorage.length, document.cookie]
      })
      expect(kept).toEqual([0, 0, ''])
    }, 60_000)
  })
})

/** What verifies with a key of which the private half, or the secret, is known. */
async function publicOf(text: string, algorithm: string): Promise<string> {
  if (algorithm.startsWith('HS')) return text
  const { d, p, q, dp, dq, qi, ...rest } = await exportJwk(text)
  return exportPem(rest)
}
