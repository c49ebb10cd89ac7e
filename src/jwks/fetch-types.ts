import type { PlatformClass } from '../types.ts'

// No declaration that ships may name URL, AbortSignal or Response: the compiler knows them from the types of the DOM or
// of Node, and a project may have neither.

/** A `URL`, as far as countersign reads one. */
export interface Address {
  readonly href: string
  readonly origin: string
  readonly pathname: string
}

/** An `AbortSignal`, as far as countersign looks at one. */
export interface AbortSignalInput {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** The platform's own `AbortSignal` type where the compiler knows it. */
export type PlatformAbortSignal = PlatformClass<'AbortSignal', AbortSignalInput>

/** What a `fetch` is called with. */
export interface FetchInit {
  readonly method: 'GET'
  readonly headers: { [name: string]: string }
  readonly redirect: 'manual'
  readonly signal: PlatformAbortSignal
  readonly cache?: 'no-cache'
}

/** What is looked at in a `Response`. */
export interface FetchResponse {
  readonly status: number
  readonly redirected?: boolean
  readonly headers: { get(name: string): string | null }
  readonly body: { getReader(): { read(): Promise<{ done: boolean; value?: Uint8Array | undefined }> } } | null
}

/** A `fetch` of the caller's own: for proxies, private certificate authorities, tracing and tests. */
export type JwksFetch = (url: string, init: FetchInit) => Promise<FetchResponse>
