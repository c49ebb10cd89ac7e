// The server on this machine that browsers load their pages from and post their reports back to, and that answers for
// the endpoints of network.ts.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'

const SCRIPT = { 'content-type': 'text/javascript; charset=utf-8' }

/** No inline script, no eval, no WebAssembly; nothing but what this server sends. */
const STRICT = "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'"

const POST = "const post = (text) => fetch('/report' + location.search, { method: 'POST', body: text })\n"
const CATCH = '.catch((error) => post(JSON.stringify({ broken: String(error) + " " + error.stack })))\n'
const ON_ERROR =
  "addEventListener('error', (event) => post(JSON.stringify({ broken: String(event.message || 'a script did not load') })))\n"

/** That the policy is in force where it is asked for: else the page would show nothing about it. */
const EVAL = `const strict = new URLSearchParams(location.search).has('strict')
let evaluated = false
try { evaluated = (0, eval)('1') === 1 } catch {}
if (evaluated === strict) post(JSON.stringify({ broken: 'eval ' + (strict ? 'works' : 'fails') + ' on this page' }))
`

/** What each page runs, each as a script of its own, so that the strictest policy allows it. */
const STARTS = {
  page: `${POST}${ON_ERROR}${EVAL}if (evaluated !== strict) import('/lazy.mjs').then(() => runSuite()).then(post)${CATCH}`,
  worker: `${POST}${ON_ERROR}const worker = new Worker('/in-worker.js' + location.search, { type: 'module' })
worker.onerror = (event) => post(JSON.stringify({ broken: String(event.message) }))\n`,
  'service-worker': `${POST}navigator.serviceWorker.register('/in-service-worker.js', { type: 'module' })
  .then(() => navigator.serviceWorker.ready)
  .then(({ active }) => { navigator.serviceWorker.onmessage = ({ data }) => post(data); active.postMessage('run') })${CATCH}`,
}

const SCRIPTS = {
  'in-worker.js': `${POST}import '/lazy.mjs'\nrunSuite().then(post)${CATCH}`,
  // A service worker has no origin to post to but by its client, and is kept alive by waitUntil alone.
  'in-service-worker.js': `import '/lazy.mjs'
addEventListener('message', (event) => event.waitUntil(runSuite().then((text) => event.source.postMessage(text))))\n`,
}

function send(response, headers, body, status = 200) {
  response.writeHead(status, headers)
  response.end(body)
}

const JSON_TYPE = { 'content-type': 'application/json', 'access-control-allow-origin': '*' }

/** What the endpoints of key sets do, by name. */
const ENDPOINTS = {
  good: (response, jwks) => send(response, JSON_TYPE, jwks),
  redirect: (response) => send(response, { ...JSON_TYPE, location: '/jwks/good' }, '', 302),
  hang: () => {},
  drip: (response) => {
    response.writeHead(200, JSON_TYPE)
    const drops = setInterval(() => response.write(' '), 50)
    response.on('close', () => clearInterval(drops))
  },
  cut: (response) => response.destroy(),
  flood: (response) => {
    response.writeHead(200, JSON_TYPE)
    const chunk = ' '.repeat(65536)
    // Far more than is read, and then silence: a browser that goes on receiving for a while would be kept busy by it.
    let left = 64e6 / chunk.length
    const more = () => {
      while (left-- > 0 && !response.destroyed && response.write(chunk)) {}
    }
    response.on('drain', more)
    response.on('error', () => {})
    more()
  },
  500: (response) => send(response, JSON_TYPE, '{}', 500),
  201: (response, jwks) => send(response, JSON_TYPE, jwks, 201),
  html: (response) => send(response, { ...JSON_TYPE, 'content-type': 'text/html' }, '<!doctype html><p>Sign in'),
}

function read(request) {
  return new Promise((resolve) => {
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
  })
}

/** Starts it: `origin`, `reportOf(id)` for what a page with that id posts, and `close()`. */
export async function startServer(jwks) {
  const waiting = new Map()
  let folder
  const server = createServer(async (request, response) => {
    // A browser that has this server as its proxy sends whole addresses.
    const url = new URL(request.url, 'http://server')
    const [, first, second] = url.pathname.split('/')
    if (request.method === 'POST' && first === 'report') {
      const text = await read(request)
      send(response, {}, '')
      waiting.get(url.searchParams.get('id'))?.(text)
    } else if (first === 'jwks' && ENDPOINTS[second]) ENDPOINTS[second](response, jwks)
    else if (first === 'on' && STARTS[second]) {
      const headers = { 'content-type': 'text/html; charset=utf-8' }
      if (url.searchParams.has('strict')) headers['content-security-policy'] = STRICT
      send(
        response,
        headers,
        `<!doctype html><meta charset=utf-8><title>run</title><script src=/start/${second}></script>`,
      )
    } else if (first === 'start' && STARTS[second]) send(response, SCRIPT, STARTS[second])
    else if (SCRIPTS[first]) send(response, SCRIPT, SCRIPTS[first])
    else if (first === 'lazy.mjs') send(response, SCRIPT, readFileSync(join(folder, first)))
    else send(response, {}, '', 404)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    serve: (path) => {
      folder = path
    },
    reportOf: (id) => new Promise((resolve) => waiting.set(id, resolve)),
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}
