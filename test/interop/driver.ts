// The one protocol that every driver speaks: a command per line of JSON on its input, an answer per line of JSON on its
// output, in the same order. Headers and payloads go as JSON texts, so that each library parses and writes its own.
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** A key in one of the forms that libraries read. */
export type ForeignKey =
  | { readonly secret: string }
  | { readonly pem: string }
  | { readonly jwk: object }
  | { readonly jwks: object }

/** Keys by the names of their forms. */
export interface Forms {
  readonly [form: string]: ForeignKey
}

/** A key pair in every form in which a library writes it. */
export interface MadeKeys {
  readonly private: Forms
  readonly public: Forms
  /** In forms that countersign refuses. */
  readonly odd?: Forms
}

/** What a library is told to sign. */
export interface Signing {
  readonly algorithm: string
  readonly key: ForeignKey | null
  readonly header: string
  readonly payload: string
  readonly serialization?: 'flattened'
}

/** What a library is told to verify. */
export interface Verifying {
  readonly algorithm: string
  readonly key: ForeignKey
  readonly token: string
  readonly audience?: string
}

type Answer = Record<string, unknown>

/** A library in a process of its own. */
export class Driver {
  readonly #process: ChildProcess
  readonly #waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void }[] = []
  #said = ''
  #ended: Error | undefined

  constructor([program, ...args]: readonly string[]) {
    this.#process = spawn(program as string, args, { stdio: 'pipe' })
    this.#process.stderr?.on('data', (data) => {
      this.#said += data
    })
    createInterface({ input: this.#process.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      this.#waiting.shift()?.resolve(JSON.parse(line) as Answer)
    })
    this.#process.on('error', (error) => this.#end(error.message))
    this.#process.on('close', (status) => this.#end(`${program} ended with ${status}: ${this.#said}`))
    // What could not be written is told by the end of the process.
    this.#process.stdin?.on('error', () => undefined)
  }

  #end(message: string): void {
    this.#ended ??= new Error(message)
    for (const { reject } of this.#waiting.splice(0)) reject(this.#ended)
  }

  /** Sends one command; an error that the library raised is thrown. */
  async #ask<Value>(op: string, command: object): Promise<Value> {
    if (this.#ended) throw this.#ended
    const answer = await new Promise<Answer>((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#process.stdin?.write(`${JSON.stringify({ op, ...command })}\n`)
    })
    if (answer['error'] !== undefined) throw new Error(`${op}: ${answer['error']}`)
    return answer as Value
  }

  /** A token of the library's making. */
  async sign(command: Signing): Promise<string> {
    return (await this.#ask<{ token: string }>('sign', command)).token
  }

  /** The header and payload of a token that the library accepts. */
  async verify(command: Verifying): Promise<{ header: object; payload: object }> {
    const { header, payload } = await this.#ask<{ header: string; payload: string }>('verify', command)
    return { header: JSON.parse(header), payload: JSON.parse(payload) }
  }

  /** A new key pair. */
  make(algorithm: string): Promise<MadeKeys> {
    return this.#ask('make', { algorithm })
  }

  /** An encrypted token (RFC 7516) in compact form, by A256KW. */
  async encrypt(payload: string, key: ForeignKey): Promise<string> {
    return (await this.#ask<{ token: string }>('encrypt', { payload, key })).token
  }

  /** The RFC 7638 thumbprint of a JWK. */
  async thumbprint(jwk: object): Promise<string> {
    return (await this.#ask<{ thumbprint: string }>('thumbprint', { jwk })).thumbprint
  }

  stop(): void {
    this.#process.stdin?.end()
    this.#process.kill()
  }
}
