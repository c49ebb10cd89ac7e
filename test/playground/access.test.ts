// For everybody: the keyboard alone, a screen reader, every width and colour scheme. The pictures are for eyes: they go
// to the folder that PLAYGROUND_PICTURES names, the one that README shows (page.png) among them.
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BrowserName, launch, missing, type Stage, setStage, type Visit } from './stage.ts'

const axePath = join(import.meta.dirname, 'node_modules', 'axe-core', 'axe.min.js')
const axe = existsSync(axePath) ? readFileSync(axePath, 'utf8') : ''
const pictures = process.env['PLAYGROUND_PICTURES']

interface Fault {
  readonly id: string
  readonly impact: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
}

/** What axe finds serious or critical on the page as it stands. */
async function seriousFaults(visit: Visit): Promise<string[]> {
  const faults = await visit.evaluate(async () => {
    const page = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Fault[] }> } }
    return (await page.axe.run({ resultTypes: ['violations'], preload: false })).violations
  })
  const serious = faults.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  return serious.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`))
}

/** Brings a panel into a state with much to see. */
const STATES: readonly (readonly [name: string, bring: (visit: Visit) => Promise<unknown>])[] = [
  [
    'debugger-broken',
    async (visit) => {
      await visit.click('Broken one')
      await visit.until('the mark', () => document.querySelector('.layer mark') !== null)
      await visit.until(
        'the verdict',
        () => document.querySelector('#panel-debugger .verdict.bad:not(.stale)') !== null,
      )
    },
  ],
  [
    'debugger',
    async (visit) => {
      await visit.click('Example')
      await visit.click('More checks')
      await visit.until('the verdict', () => document.querySelector('.verdict.good:not(.stale)') !== null)
    },
  ],
  [
    'generator',
    async (visit) => {
      await visit.click('Generator')
      await visit.choose('Algorithm', 'ES256')
      await visit.until('a token', () => document.querySelector('.token-text:not(.stale)')?.textContent)
      await visit.until('its key', () => document.querySelector('[aria-label="Key to verify with"]')?.textContent)
    },
  ],
  [
    'keys',
    async (visit) => {
      await visit.click('Keys')
      await visit.click('Make a key')
      await visit.until('the forms', () => document.querySelector('[aria-label="JWK Set"]') !== null)
    },
  ],
  [
    'cost',
    async (visit) => {
      await visit.click('Cost')
      await visit.click('Measure')
      await visit.until('the chart', () => document.querySelectorAll('svg rect').length === 8)
      await visit.until('the end', () => document.querySelector('main')?.textContent?.includes('Measure again'))
      await visit.click('How to check that')
    },
  ],
]

const LOOKS: readonly (readonly [browser: BrowserName, dark: boolean, width: number])[] = [
  ['chrome', false, 1280],
  ['chrome', true, 1280],
  ['chrome', false, 390],
  ['chrome', true, 390],
  ['firefox', false, 1280],
  ['firefox', true, 390],
]

describe.each(LOOKS)('the page in %s, dark: %s, %i pixels wide', (browser, dark, width) => {
  const lacks = missing(browser)
  let stage: Stage
  let program: Awaited<ReturnType<typeof launch>>
  let visit: Visit

  beforeAll(async () => {
    if (lacks) return
    stage = await setStage()
    program = await launch(browser, { dark })
    visit = await program.open(stage.file, { width, height: width < 600 ? 844 : 900 })
    await visit.inject(axe)
  }, 180_000)
  afterAll(async () => {
    await program?.close()
    await stage?.close()
  }, 60_000)

  it.skipIf(lacks).each(STATES)(
    `has no serious fault that axe can find: %s${lacks && ` (needs ${lacks})`}`,
    async (name, bring) => {
      await bring(visit)
      if (pictures) {
        mkdirSync(pictures, { recursive: true })
        await visit.evaluate(() => (document.activeElement as unknown as { blur(): void }).blur())
        const look = `${name}-${browser}-${dark ? 'dark' : 'light'}-${width}`
        await visit.screenshot(join(pictures, `${look}.png`))
        if (look === 'debugger-broken-chrome-light-1280') await visit.screenshot(join(pictures, 'page.png'), false)
      }
      expect(await seriousFaults(visit)).toEqual([])
    },
    120_000,
  )

  it.skipIf(lacks)(
    'wears the colours that were asked for, and fits the width',
    async () => {
      const [paper, overflow] = await visit.evaluate(() => [
        getComputedStyle(document.documentElement).backgroundColor,
        document.documentElement.scrollWidth - document.documentElement.clientWidth,
      ])
      expect(paper).toBe(dark ? 'rgb(19, 20, 23)' : 'rgb(246, 245, 241)')
      expect(overflow).toBe(0)
    },
    60_000,
  )
})

describe.each<BrowserName>(['chrome', 'firefox'])('with the keyboard alone in %s', (browser) => {
  const lacks = missing(browser)
  let stage: Stage
  let program: Awaited<ReturnType<typeof launch>>
  let visit: Visit

  const focused = () =>
    visit.evaluate(() => {
      const element = document.activeElement as unknown as {
        labels?: { textContent: string }[]
        textContent: string
        getAttribute(name: string): string | null
      }
      return element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent.trim()
    })
  const tabTo = async (name: string) => {
    for (let turn = 0; turn < 60; turn++) {
      if ((await focused()) === name) return
      await visit.press('Tab')
    }
    throw new Error(`Tab never came to ${name}`)
  }

  beforeAll(async () => {
    if (lacks) return
    stage = await setStage()
    program = await launch(browser)
    visit = await program.open(stage.http)
  }, 180_000)
  afterAll(async () => {
    await program?.close()
    await stage?.close()
  }, 60_000)

  it.skipIf(lacks)(
    `goes through the tabs, makes a token, and takes it to the debugger${lacks && ` (needs ${lacks})`}`,
    async () => {
      await tabTo('Debugger')
      await visit.press('ArrowRight')
      expect(await focused()).toBe('Generator')
      await visit.press('End')
      expect(await focused()).toBe('Cost')
      await visit.press('ArrowRight')
      expect(await focused()).toBe('Debugger')
      await visit.press('ArrowRight')
      expect(await visit.evaluate(() => location.hash)).toBe('#generator')
      await tabTo('Key ID (kid)')
      await visit.type('typed')
      await visit.until('the kid in the token', () =>
        atob(document.querySelector('.token-text:not(.stale)')?.textContent?.split('.')[0] ?? '').includes('typed'),
      )
      await tabTo('Open in debugger')
      await visit.press('Enter')
      await visit.until(
        'the verdict',
        () => document.querySelector('#panel-debugger .verdict.good:not(.stale)') !== null,
      )
      // What a screen reader hears: once, when all is said.
      expect(await visit.until('the announcement', () => document.querySelector('[role=status]')?.textContent)).toMatch(
        /^Valid\. Checked: /,
      )
    },
    120_000,
  )

  it.skipIf(lacks)(
    'reaches every control of each panel, and each has a name',
    async () => {
      await visit.evaluate(() => {
        for (const element of document.querySelectorAll('details')) element.setAttribute('open', '')
      })
      for (const panel of ['debugger', 'generator', 'keys', 'cost']) {
        await visit.evaluate((panel) => {
          location.hash = panel
        }, panel)
        await visit.until(
          'the panel',
          (panel) => document.querySelector(`#panel-${panel}:not([hidden])`) !== null,
          panel,
        )
        const controls = await visit.evaluate(() => {
          const all = [
            ...document.querySelectorAll('[role=tabpanel]:not([hidden]) :is(button, input, textarea, select, summary)'),
          ]
          return all.filter((element) => element.getClientRects().length > 0 && !element.matches(':disabled')).length
        })
        const met = new Set<string>()
        await visit.evaluate(() =>
          (document.querySelector('[role=tab][aria-selected=true]') as unknown as { focus(): void }).focus(),
        )
        for (let turn = 0; turn < controls + 8; turn++) {
          await visit.press('Tab')
          const name = await visit.evaluate(() => {
            const element = document.activeElement
            return element?.closest('[role=tabpanel]') && element.matches('button, input, textarea, select, summary')
              ? [...document.querySelectorAll('*')].indexOf(element)
              : -1
          })
          if (name >= 0) {
            met.add(`${name}`)
            expect(await focused()).not.toBe('')
          }
        }
        expect([panel, met.size]).toEqual([panel, controls])
      }
    },
    180_000,
  )

  it.skipIf(lacks)(
    'has no field that a browser would remember, complete, check elsewhere or translate',
    async () => {
      const leaky = await visit.evaluate(
        () =>
          [...document.querySelectorAll('textarea, input[type=text]')].filter(
            (field) =>
              field.getAttribute('autocomplete') !== 'off' ||
              field.getAttribute('spellcheck') !== 'false' ||
              field.getAttribute('translate') !== 'no',
          ).length,
      )
      expect(leaky).toBe(0)
    },
    60_000,
  )
})
