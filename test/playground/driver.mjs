// Real browsers on the page: what a person does with it (clicks, keys, a paste), and what the browser sees of it
// (requests, violations of the policy, errors).
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const library = join(
  import.meta.dirname,
  'node_modules',
  'puppeteer-core',
  'lib',
  'esm',
  'puppeteer',
  'puppeteer-core.js',
)
const PROGRAMS = { chrome: '/usr/bin/chromium', firefox: '/usr/bin/firefox-esr' }

/** Why a browser cannot be driven here, or an empty text. */
export function missing(browser) {
  if (!existsSync(library)) return 'npm install --prefix test/playground'
  return existsSync(PROGRAMS[browser]) ? '' : `apt-get install ${browser === 'chrome' ? 'chromium' : 'firefox-esr'}`
}

const CHROME_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
]

/** Starts a browser. `proxy` is a port of this machine that plain http goes through; `downloads` a folder for files. */
export async function launch(browser, { proxy, dark = false, downloads } = {}) {
  const { default: puppeteer } = await import(pathToFileURL(library).href)
  const program = await puppeteer.launch({
    browser,
    executablePath: PROGRAMS[browser],
    args: browser === 'chrome' ? [...CHROME_ARGS, ...(proxy ? [`--proxy-server=http://127.0.0.1:${proxy}`] : [])] : [],
    extraPrefsFirefox: {
      'layout.css.prefers-color-scheme.content-override': dark ? 0 : 1,
      ...(proxy && { 'network.proxy.type': 1, 'network.proxy.http': '127.0.0.1', 'network.proxy.http_port': proxy }),
      ...(downloads && { 'browser.download.folderList': 2, 'browser.download.dir': downloads }),
    },
    protocolTimeout: 120_000,
    timeout: 120_000,
  })
  if (browser === 'chrome' && downloads) {
    // On a session of its own: what a page's session has set ends with the page.
    const session = await program.target().createCDPSession()
    await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: downloads })
  }
  return {
    open: (url, size) => open(program, browser, url, { dark, ...size }),
    close: () => program.close(),
  }
}

async function open(program, browser, url, { dark, width = 1280, height = 900 }) {
  const page = await program.newPage()
  const seen = { requests: [], violations: [], errors: [] }
  page.on('request', (request) => seen.requests.push(request.url()))
  page.on('pageerror', (error) => seen.errors.push(String(error.message)))
  page.on('console', (message) => seen.errors.push(message.text()))
  await page.setViewport({ width, height })
  if (browser === 'chrome') {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }])
  }
  await page.evaluateOnNewDocument(() => {
    globalThis.violations = []
    addEventListener('securitypolicyviolation', (event) =>
      globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`),
    )
  })
  await page.goto(url)
  return visit(page, seen)
}

/** How often something is looked for, with 50 ms in between: no test fails because a machine is slow. */
const TURNS = 1200

const pause = () => new Promise((resolve) => setTimeout(resolve, 50))

/** Finds a control of the shown panel by its accessible name. Runs in the page. */
function find(name) {
  const isShown = (element) => element.getClientRects().length > 0
  const named = (element) => element.getAttribute('aria-label') ?? element.textContent.trim()
  const controls = [
    ...document.querySelectorAll('button, summary, textarea, input, select, [role=group], [tabindex]'),
  ].filter(isShown)
  const labels = [...document.querySelectorAll('label')].filter(isShown)
  const label = labels.find((element) => element.textContent.trim() === name)
  return label?.control ?? controls.find((element) => named(element) === name) ?? null
}

function visit(page, seen) {
  const control = async (name) => {
    for (let turn = 0; turn < TURNS; turn++) {
      const handle = await page.evaluateHandle(find, name)
      const element = handle.asElement()
      if (element) return element
      await pause()
    }
    throw new Error(`nothing on the page is called ${name}`)
  }
  return {
    seen,
    /** What the browser reported of the policy. */
    violations: () => page.evaluate(() => globalThis.violations),
    async click(name) {
      // A verdict or a token that comes in between moves what is below it, and the click would miss.
      const isBusy = (busy) => page.evaluate((busy) => document.querySelector(busy) !== null, busy)
      const settle = async (busy, turns) => {
        for (let turn = 0; turn < turns && (await isBusy(busy)); turn++) await pause()
      }
      await settle('.verdict.stale', TURNS)
      // Where a form has a fault, the token of before stays stale.
      await settle('.stale', 20)
      await (await control(name)).click()
    },
    press: (key) => page.keyboard.press(key),
    type: (text) => page.keyboard.type(text),
    /** Selects all of a field and puts a text in its place, as a paste would. */
    async fill(name, text) {
      const element = await control(name)
      await element.click()
      await element.evaluate((field, value) => {
        field.select()
        document.execCommand(value ? 'insertText' : 'delete', false, value)
      }, text)
    },
    choose: async (name, value) => (await control(name)).select(value),
    value: async (name) => (await control(name)).evaluate((field) => field.value ?? field.textContent),
    checked: async (name) => (await control(name)).evaluate((box) => box.checked),
    inject: (script) => page.evaluate(script),
    evaluate: (run, ...args) => page.evaluate(run, ...args),
    /** The text of the first element that is shown, or of all where `all` says so. */
    text: (selector, all = false) =>
      page.evaluate(
        (selector, all) => {
          const shown = [...document.querySelectorAll(selector)].filter(
            (element) => element.getClientRects().length > 0,
          )
          return all ? shown.map((element) => element.textContent) : (shown[0]?.textContent ?? '')
        },
        selector,
        all,
      ),
    /** Waits until a function of the page says something, and returns it. */
    async until(what, run, ...args) {
      let last
      for (let turn = 0; turn < TURNS; turn++) {
        last = await page.evaluate(run, ...args)
        if (last) return last
        await pause()
      }
      throw new Error(`waited in vain for ${what}`)
    },
    screenshot: (path, fullPage = true) => page.screenshot({ path, fullPage }),
    close: () => page.close(),
  }
}
