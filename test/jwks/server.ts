// A real http server on loopback that counts what it is asked.

import { generateKeyPairSync } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sign } from '../../src/index.ts'

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

export interface Endpoint {
  /** Its address, without a slash at the end. */
  readonly origin: string
  /** The address of its key set. */
  readonly url: string
  /** The paths that it was asked for, in order. */
  readonly seen: string[]
  /** The requests themselves. */
  readonly requests: IncomingMessage[]
  /** What it does from now on. */
  answer: Answer
  /** Stops listening and cuts every connection. */
  kill(): Promise<void>
  /** Listens again, on the same port. */
  revive(): Promise<void>
}

/** Answers with a JSON text. */
export function json(value: unknown, headers: Record<string, string> = {}, status = 200): Answer {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof value === 'string' ? value : JSON.stringify(value))
  }
}

export async function listen(answer: Answer): Promise<Endpoint> {
  const seen: string[] = []
  const requests: IncomingMessage[] = []
  let server: Server
  const open = (port: number) =>
    new Promise<void>((resolve) => {
      server = createServer((request, response) => {
        seen.push(request.url ?? '')
        requests.push(request)
        endpoint.answer(request, response)
      })
      server.listen(port, '127.0.0.1', resolve)
    })
  const kill = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  const endpoint = { origin: '', url: '', seen, requests, answer, kill, revive: () => open(port) }
  await open(0)
  const { port } = (server! as Server).address() as AddressInfo
  endpoint.origin = `http://127.0.0.1:${port}`
  endpoint.url = `${endpoint.origin}/jwks.json`
  return endpoint
}

/** A signing key as an authorization server has it. */
export interface Signer {
  readonly kid: string
  readonly jwk: { readonly kty: string; readonly [member: string]: unknown }
  /** A token of this key, good for an hour from `now` (default: the present). */
  token(claims?: object, options?: { now?: number; kid?: string | null; issuer?: string }): Promise<string>
}

/** Makes an ES256 key: the quickest to make. */
export function makeSigner(kid: string, members: object = {}): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig', ...members }
  return {
    kid,
    jwk: jwk as Signer['jwk'],
    token: (
      claims = {},
      { now = Math.floor(Date.now() / 1000), kid: named = kid, issuer = 'https://issuer.test' } = {},
    ) =>
      sign({ iss: issuer, aud: 'api', ...claims }, privateKey, {
        algorithm: 'ES256',
        expiresIn: '1h',
        now,
        ...(named !== null && { keyid: named }),
      }),
  }
}

/** A JWK Set of these keys. */
export function setOf(...signers: readonly (Signer | object | null)[]): { keys: unknown[] } {
  return { keys: signers.map((signer) => (signer && 'jwk' in signer ? signer.jwk : signer)) }
}

/** The code of the error that an action ends with. */
export async function codeOf(action: () => unknown): Promise<string> {
  try {
    await action()
  } catch (error) {
    const { name, code } = error as { name: string; code: string }
    return name === 'JwtError' ? code : `${name}: ${String(error)}`
  }
  return 'accepted'
}
