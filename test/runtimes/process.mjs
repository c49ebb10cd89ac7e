// Programs that this one starts, in a group of their own, ended with all that they started.
import { spawn } from 'node:child_process'

/** Starts a program. Its environment holds what a program needs to start, and nothing that is the caller's. */
export function start(command, args, { cwd, env = {} }) {
  const { PATH, TMPDIR } = process.env
  const child = spawn(command, args, {
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH, ...(TMPDIR && { TMPDIR }), HOME: cwd, LC_ALL: 'C.UTF-8', ...env },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (text) => {
      output += text
    })
  }
  const ended = new Promise((resolve) => {
    child.on('error', (error) => resolve(`could not be started: ${error.message}`))
    child.on('close', (code, signal) => resolve(`ended with ${signal ?? code}`))
  })
  const stop = async () => {
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
    await ended
  }
  return { ended, stop, output: () => output }
}

function later(seconds, message) {
  let timer
  const promise = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(message)), seconds * 1000)
  })
  return { promise, clear: () => clearTimeout(timer) }
}

const tail = (text) => text.split('\n').slice(-30).join('\n').slice(-4000)

/** The report that a program prints, or that comes from elsewhere while the program runs. */
export async function reportFrom(program, seconds, elsewhere) {
  const late = later(seconds, `no report after ${seconds} s`)
  const printed = program.ended.then((how) => {
    const line = /^REPORT (.*)$/m.exec(program.output())
    if (!line) throw new Error(how)
    return line[1]
  })
  try {
    const report = JSON.parse(await Promise.race([printed, late.promise, ...(elsewhere ? [elsewhere] : [])]))
    if (report.broken) throw new Error(report.broken)
    return report
  } catch (error) {
    throw new Error(`${error.message}\n${tail(program.output())}`)
  } finally {
    late.clear()
    printed.catch(() => {})
    await program.stop()
  }
}
