// `process` is the global one in the whole command: importing node:process opens all three streams, to have them to
// export, and with them Node's networking: 6 ms of the 26 that an empty Node process takes.
import { fstatSync, writeSync } from 'node:fs'
import type { Channel, Input, Surroundings } from './surroundings.ts'

const ENTER = /[\r\n\u0004]/
const GIVE_UP = '\u0003'

/** The longest line that is read from a terminal, in characters. */
const LONGEST = 1_048_576

/** Tells of output that failed. A reader that has seen enough (`| head -1`) is no failure; a disk that is full is one. */
function tellFailure(fd: number, code: string | undefined): void {
  if (code === 'EPIPE') return
  process.exitCode = 1
  if (fd === 1) process.stderr.write(`countersign: the output could not be written (${code})\n`)
}

/**
 * Standard output (1) or standard error (2). A terminal is written to through its stream; pipes and files are not, because
 * a stream for them takes Node's networking, too.
 */
function channelOf(fd: 1 | 2): Channel {
  if (!fstatSync(fd).isCharacterDevice())
    return { isTerminal: false, columns: 80, write: (text) => writeFully(fd, text) }
  const stream = fd === 1 ? process.stdout : process.stderr
  stream.on('error', ({ code }: NodeJS.ErrnoException) => tellFailure(fd, code))
  return {
    isTerminal: Boolean(stream.isTTY),
    columns: stream.columns || 80,
    write(text) {
      try {
        stream.write(text)
      } catch (error) {
        // Deno's streams raise what Node's tell their listeners.
        tellFailure(fd, (error as NodeJS.ErrnoException).code)
      }
    },
  }
}

function writeFully(fd: number, text: string): void {
  const bytes = new TextEncoder().encode(text)
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'EAGAIN') {
        tellFailure(fd, code)
        return
      }
      // The pipe is full, and another process has made it one that does not wait.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}

/**
 * One line from the terminal, in raw mode: not shown, because a token is a password as long as it lives, and not cut
 * off, as the terminal's own line editor does after 4095 bytes.
 */
function ask(stdin: NodeJS.ReadStream, question: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let line = ''
    const end = (answer: string | undefined) => {
      stdin.removeListener('data', listen)
      stdin.removeListener('end', close)
      stdin.setRawMode(false)
      stdin.pause()
      process.stderr.write('\n')
      resolve(answer)
    }
    const close = () => end(line)
    const listen = (text: string) => {
      if (text.includes(GIVE_UP)) return end(undefined)
      const stop = ENTER.exec(text)
      for (const character of stop ? text.slice(0, stop.index) : text) {
        line = character === '\u007f' || character === '\b' ? line.slice(0, -1) : line + character
      }
      if (stop || line.length > LONGEST) end(line)
    }
    stdin.setEncoding('utf8')
    stdin.setRawMode(true)
    stdin.on('data', listen)
    stdin.on('end', close)
    stdin.resume()
    // Asked last: what is typed before the terminal is in raw mode would be shown.
    process.stderr.write(question)
  })
}

function inputOf(stdin: NodeJS.ReadStream): Input {
  return {
    isTerminal: Boolean(stdin.isTTY),
    async *chunks() {
      for await (const chunk of stdin) yield chunk as Uint8Array
    },
    ask: (question) => ask(stdin, question),
  }
}

/**
 * The surroundings of this process. Streams are opened when they are used: opening one takes Node 2 ms, and where
 * standard input is closed it is an error.
 */
export function processSurroundings(): Surroundings {
  let stderr: Channel | undefined
  return {
    env: process.env,
    get stdin() {
      return inputOf(process.stdin)
    },
    stdout: channelOf(1),
    get stderr() {
      stderr ??= channelOf(2)
      return stderr
    },
    now: () => Math.floor(Date.now() / 1000),
  }
}
