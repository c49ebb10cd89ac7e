// Browsers, each started on a page of server.mjs that runs the cases and posts its report back.
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { start } from './process.mjs'

/** A name that is not this machine's: browsers reach it by our server as their proxy, and trust no page from there. */
const PLAIN_ORIGIN = 'http://plain.example'

const CHROMIUM_ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
  '--no-default-browser-check',
]

const FIREFOX_PREFERENCES = {
  'app.update.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'datareporting.policy.firstRunURL': '',
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
}

/** Starts Chromium, headless, with a profile in the folder. */
export function openChromium(folder, url, proxy) {
  const args = [...CHROMIUM_ARGS, `--user-data-dir=${join(folder, 'profile')}`]
  if (proxy) args.push(`--proxy-server=http://127.0.0.1:${proxy}`)
  return start('chromium', [...args, url], { cwd: folder })
}

function firefox(folder, url, proxy) {
  const proxied = { 'network.proxy.type': 1, 'network.proxy.http': '127.0.0.1', 'network.proxy.http_port': proxy }
  const lines = Object.entries({ ...FIREFOX_PREFERENCES, ...(proxy && proxied) }).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  )
  writeFileSync(join(folder, 'user.js'), lines.join(''))
  return start('firefox-esr', ['--headless', '--no-remote', '--profile', folder, url], { cwd: folder })
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

async function command(origin, path, body) {
  const response = await fetch(`${origin}${path}`, { method: 'POST', body: JSON.stringify(body) })
  const { value } = await response.json()
  if (!response.ok) throw new Error(`WebKitWebDriver: ${value?.message}`)
  return value
}

/** By the W3C WebDriver protocol: WebKitGTK's only documented way to be driven. */
async function webkit(folder, url, proxy) {
  const port = await freePort()
  const program = start('xvfb-run', ['-a', 'WebKitWebDriver', `--port=${port}`], {
    cwd: folder,
    env: { XDG_RUNTIME_DIR: folder },
  })
  const origin = `http://127.0.0.1:${port}`
  const drive = async () => {
    for (let turn = 0; ; turn++) {
      if (await fetch(`${origin}/status`).catch(() => undefined)) break
      if (turn === 600) throw new Error('WebKitWebDriver did not start within a minute')
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    const alwaysMatch = proxy ? { proxy: { proxyType: 'manual', httpProxy: `127.0.0.1:${proxy}` } } : {}
    const { sessionId } = await command(origin, '/session', { capabilities: { alwaysMatch } })
    await command(origin, `/session/${sessionId}/url`, { url })
  }
  return { ...program, driven: drive() }
}

const STARTERS = { chromium: openChromium, firefox, webkit }

/** Opens a page in a browser: a program as `start` returns it, and the report that its page will post. */
export async function openPage({ browser, page = 'page', strict = false, plain = false, server, folder, id }) {
  const origin = plain ? PLAIN_ORIGIN : server.origin
  const posted = server.reportOf(id)
  const url = `${origin}/on/${page}?id=${id}${strict ? '&strict' : ''}`
  const program = await STARTERS[browser](folder, url, plain && server.port)
  const failed = new Promise((_, reject) => {
    program.driven?.catch(reject)
  })
  return { program, posted: Promise.race([posted, failed]) }
}
