import process from 'node:process'
import type { Channel, Input, Surroundings } from './surroundings.ts'

const ENTER = /[\r\n\u0004]/
const GIVE_UP = '\u0003'

/** The longest line that is read from a terminal, in characters. */
const LONGEST = 1_048_576

function channelOf(stream: NodeJS.WriteStream): Channel {
  // A reader that has seen enough (`| head -1`) is no failure; a disk that is full is one.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return
    process.exitCode = 1
    if (stream !== process.stderr)
      process.stderr.write(`countersign: the output could not be written (${error.code})\n`)
  })
  return {
    isTerminal: Boolean(stream.isTTY),
    columns: stream.columns || 80,
    write: (text) => void stream.write(text),
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

/** The surroundings of this process. */
export function processSurroundings(): Surroundings {
  return {
    env: process.env,
    // Opened when it is read: where standard input is closed, touching it raises an error.
    get stdin() {
      return inputOf(process.stdin)
    },
    stdout: channelOf(process.stdout),
    stderr: channelOf(process.stderr),
    now: () => Math.floor(Date.now() / 1000),
  }
}
