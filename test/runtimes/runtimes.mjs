// Every runtime: what it needs on this machine, and how the cases are run in it.
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { openPage } from './browsers.mjs'
import { here, root } from './build.mjs'
import { reportFrom, start } from './process.mjs'

/** Seconds until a runtime that has not reported has failed. */
const PATIENCE = 180

const NPM = 'npm install --prefix test/runtimes --no-audit --no-fund'
const debian = (...packages) => `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`

const inModules = (...parts) => join(here, 'node_modules', ...parts)

function onPath(command) {
  return process.env.PATH.split(delimiter).some((folder) => existsSync(join(folder, command)))
}

/** A runtime that is a program of an npm package, called with arguments. */
function fromNpm(binary, argsOf, env = {}) {
  return {
    missing: () => (existsSync(binary) ? undefined : NPM),
    run: (work) => reportFrom(start(binary, argsOf(work), { cwd: work.folder, env }), PATIENCE),
  }
}

const nodeBinary = (version) => inModules(`node${version}`, 'bin', 'node')

function node(version, ...flags) {
  return fromNpm(nodeBinary(version), ({ forms }) => [...flags, join(forms, 'main.mjs')])
}

const dist = join(root, 'dist')
const BUILT = ['index.js', 'sync.js'].every((name) => existsSync(join(dist, name))) ? undefined : 'npm run build'

/** The built package by require(), from a folder where it is installed. */
function required(version) {
  const binary = nodeBinary(version)
  return {
    missing: () => (existsSync(binary) ? BUILT : NPM),
    run: ({ folder }) => {
      const installed = join(folder, 'node_modules', 'countersign')
      cpSync(dist, join(installed, 'dist'), { recursive: true })
      cpSync(join(root, 'package.json'), join(installed, 'package.json'))
      cpSync(join(here, 'require.cjs'), join(folder, 'require.cjs'))
      return reportFrom(start(binary, [join(folder, 'require.cjs')], { cwd: folder }), PATIENCE)
    },
  }
}

function deno(permissions) {
  return fromNpm(
    inModules('@deno', 'linux-x64-glibc', 'deno'),
    (work) => ['run', '--no-prompt', ...permissions(work), join(work.forms, 'main.mjs')],
    { DENO_NO_UPDATE_CHECK: '1' },
  )
}

/** An engine that a script of this folder embeds in Node. */
function embedded(script, needs) {
  return {
    missing: () => (!needs || existsSync(inModules(needs)) ? undefined : NPM),
    run: ({ folder, forms }) =>
      reportFrom(start(process.execPath, [join(here, script), join(forms, 'iife.js')], { cwd: folder }), PATIENCE),
  }
}

function workerd(...flags) {
  const binary = inModules('@cloudflare', 'workerd-linux-64', 'bin', 'workerd')
  return {
    missing: () => (existsSync(binary) ? undefined : NPM),
    run: ({ folder, forms }) => {
      cpSync(join(forms, 'lazy.mjs'), join(folder, 'lazy.mjs'))
      cpSync(join(here, 'workerd-entry.mjs'), join(folder, 'entry.mjs'))
      const config = readFileSync(join(here, 'workerd.capnp'), 'utf8')
      const list = flags.map((flag) => JSON.stringify(flag)).join(', ')
      writeFileSync(join(folder, 'config.capnp'), config.replace('FLAGS', list))
      return reportFrom(start(binary, ['test', join(folder, 'config.capnp')], { cwd: folder }), PATIENCE)
    },
  }
}

const BROWSERS = {
  chromium: [['chromium'], ['chromium']],
  firefox: [['firefox-esr'], ['firefox-esr']],
  webkit: [
    ['WebKitWebDriver', 'xvfb-run', 'xauth'],
    ['webkit2gtk-driver', 'xvfb', 'xauth'],
  ],
}

function browser(name, how = {}) {
  const [commands, packages] = BROWSERS[name]
  return {
    missing: () => (commands.every(onPath) ? undefined : debian(...packages)),
    async run({ folder, server, id }) {
      const { program, posted } = await openPage({ browser: name, ...how, server, folder, id })
      const report = await reportFrom(program, PATIENCE, posted)
      if (report.secure !== !how.plain) throw new Error(`isSecureContext is ${report.secure} on this page`)
      return report
    },
  }
}

/** By the names that `npm run test:runtimes -- NAME …` takes. */
export const RUNTIMES = {
  node20: node(20),
  node22: node(22),
  node24: node(24),
  node26: node(26),
  'node24-hardened': node(
    24,
    '--disallow-code-generation-from-strings',
    '--frozen-intrinsics',
    '--disable-proto=throw',
    '--no-warnings',
  ),
  'node20-require': required(20),
  'node22-require': required(22),
  'node24-require': required(24),
  'node26-require': required(26),
  bun: fromNpm(inModules('@oven', 'bun-linux-x64', 'bin', 'bun'), ({ forms }) => [join(forms, 'main.mjs')]),
  // The network for the cases that are about it, and nothing else: no environment, no files.
  deno: deno(({ server }) => [`--allow-net=127.0.0.1:${server.port}`]),
  'deno-sealed': deno(() => []),
  workerd: workerd(),
  'workerd-bare': workerd('no_nodejs_compat', 'no_nodejs_compat_v2'),
  'edge-light': embedded('edge.mjs', 'edge-runtime'),
  chromium: browser('chromium'),
  'chromium-csp': browser('chromium', { strict: true }),
  'chromium-worker': browser('chromium', { page: 'worker' }),
  'chromium-service-worker': browser('chromium', { page: 'service-worker' }),
  'chromium-http': browser('chromium', { plain: true }),
  firefox: browser('firefox'),
  'firefox-http': browser('firefox', { plain: true }),
  webkit: browser('webkit'),
  'webkit-http': browser('webkit', { plain: true }),
  quickjs: embedded('quickjs.mjs', 'quickjs-emscripten'),
  realm: embedded('realm.mjs'),
  'realm-modules': {
    missing: () => BUILT,
    run: ({ folder }) =>
      reportFrom(
        start(process.execPath, ['--experimental-vm-modules', join(here, 'bare.mjs'), dist], { cwd: folder }),
        PATIENCE,
      ),
  },
}
