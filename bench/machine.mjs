// Which machine, runtime and versions the figures are of.

import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg } from 'node:os'

const manifest = new URL('../package.json', import.meta.url)

/** Facts for the head of a report. */
export function machine(rivals) {
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'))
  const { node, v8, openssl } = process.versions
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    platform: `${process.platform} ${process.arch}`,
    node,
    v8,
    openssl,
    load: Number(loadavg()[0].toFixed(1)),
    versions: { countersign: version, ...Object.fromEntries(rivals.map((rival) => [rival.name, rival.version])) },
    date: new Date().toISOString().slice(0, 10),
  }
}

/** The same on two lines. */
export function machineLines({ cpu, cores, platform, node, v8, openssl, load, versions, date }) {
  const libraries = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return [
    `${cpu}, ${cores} cores, ${platform}; Node ${node} (V8 ${v8}, OpenSSL ${openssl}); load ${load} at the start; ${date}`,
    libraries.join(', '),
  ]
}
