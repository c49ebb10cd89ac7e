import type { AlgorithmFacts } from '../algorithms/table.ts'
import type { Compact } from '../token/compact.ts'
import { admitHeader, type HeaderRules, readHeader } from '../token/header.ts'
import type { JoseHeader } from '../types.ts'
import { frozen } from './cache.ts'

/** A header that has been admitted, and the facts of its algorithm. */
export interface Admitted {
  readonly header: JoseHeader
  readonly facts: AlgorithmFacts
}

/** The header that was read last by any verifier: for `verify`, which makes a verifier for each call. */
let recent: { readonly text: string; readonly header: JoseHeader } | undefined

/**
 * Reads and admits the headers of one verifier's tokens, and remembers the last: tokens of one issuer share their
 * header to the letter, and the same text under the same rules has the same outcome. The header is frozen, because
 * several tokens' callbacks see it.
 */
export class HeaderMemo {
  readonly #rules: HeaderRules
  #last: { readonly text: string; readonly admitted: Admitted } | undefined

  constructor(rules: HeaderRules) {
    this.#rules = rules
  }

  /** @throws JwtError as `readHeader` and `admitHeader` */
  admit(token: Compact): Admitted {
    const text = token.text.slice(0, token.first)
    if (this.#last?.text === text) return this.#last.admitted
    if (recent?.text !== text) recent = { text, header: frozen(readHeader(token)) }
    const { header } = recent
    const admitted = { header, facts: admitHeader(header, this.#rules) }
    this.#last = { text, admitted }
    return admitted
  }
}
