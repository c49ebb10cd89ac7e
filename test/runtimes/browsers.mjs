// Browsers, each started on a page of server.mjs that runs the cases and posts its report back.
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { start } from './process.mjs'

/** The machine's own address by a name that browsers do not trust: a page from there is one from plain http. */
const PLAIN_HOST = '0.0.0.0'

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
  // Else Firefox does not connect to 0.0.0.0 at all.
  'network.socket.ip_addr_any.disabled': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
}

function chromium(folder, url) {
  return start('chromium', [...CHROMIUM_ARGS, `--user-data-dir=${join(folder, 'profile')}`, url], { cwd: folder })
}

function firefox(folder, url) {
  const lines = Object.entries(FIREFOX_PREFERENCES).map(
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
async function webkit(folder, url) {
  const port = await freePort()
  const program = start('xvfb-run', ['-a', 'WebKitWebDriver', `--port=${port}`], {
    cwd: folder,
    env: { XDG_RUNTIME_DIR: folder },
  })
  const origin = `http://127.0.0.1:${port}`
  const drive = async () => {
    for (let turn = 0; ; turn++) {
      if (await fetch(`${origin}/status`).catch(() => undefined)) break
      if (turn === 100) throw new Error('WebKitWebDriver did not start')
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    const { sessionId } = await command(origin, '/session', { capabilities: {} })
    await command(origin, `/session/${sessionId}/url`, { url })
  }
  return { ...program, driven: drive() }
}

const STARTERS = { chromium, firefox, webkit }

/** Opens a page in a browser: a program as `start` returns it, and the report that its page will post. */
export async function openPage({ browser, page = 'page', strict = false, plain = false, server, folder, id }) {
  const origin = plain ? `http://${PLAIN_HOST}:${server.port}` : server.origin
  const posted = server.reportOf(id)
  const program = await STARTERS[browser](folder, `${origin}/on/${page}?id=${id}${strict ? '&strict' : ''}`)
  const failed = new Promise((_, reject) => {
    program.driven?.catch(reject)
  })
  return { program, posted: Promise.race([posted, failed]) }
}
