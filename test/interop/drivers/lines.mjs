// How a driver in JavaScript answers: one line of JSON in, one line of JSON out, one after the other.
import { createInterface } from 'node:readline'

/** Answers every command with what its verb returns, or with the text of what it throws. */
export async function answerLines(verbs) {
  for await (const line of createInterface({ input: process.stdin })) {
    const command = JSON.parse(line)
    let answer
    try {
      answer = await verbs[command.op](command)
    } catch (error) {
      answer = { error: String(error) }
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`)
  }
}
