import { isObject } from '../encoding/json.ts'
import { JwtError } from '../errors.ts'
import type { Claims, CompleteToken, DecodeOptions, JoseHeader } from '../types.ts'
import { decodePart, objectOfPart, openCompact, textOfPart } from './compact.ts'

/**
 * Reads a token's payload **without verifying anything**: whoever made the token chose what stands there. For logs and
 * debugging; a decision needs `verify`. With `complete: true` the header and the signature come with it.
 *
 * @throws JwtError `ERR_TOKEN_MALFORMED`, `ERR_TOKEN_TOO_LONG` or `ERR_CONFIG`
 */
export function decode<Payload = Claims>(
  token: string,
  options: DecodeOptions & { complete: true },
): CompleteToken<Payload>
export function decode<Payload = Claims>(token: string, options?: DecodeOptions & { complete?: false }): Payload
export function decode(token: string, options: DecodeOptions = {}): unknown {
  // Own members only, as everywhere else: Object.prototype may be polluted.
  const own: object = isObject(options) ? { __proto__: null, ...options } : misused()
  const { complete, maxTokenLength } = own as DecodeOptions
  // The readers of `options.ts` would weigh more than all the rest of decode.
  for (const [name, value] of Object.entries(options)) {
    const fits = name === 'maxTokenLength' && Number.isSafeInteger(value) && (value as number) > 0
    if (!fits && (name !== 'complete' || typeof value !== 'boolean')) misused()
  }
  const opened = openCompact(token, maxTokenLength)
  const read = (part: 'header' | 'payload') => objectOfPart(textOfPart(decodePart(opened, part), part), part)
  const header = read('header') as JoseHeader
  const payload = read('payload')
  return complete ? { header, payload, signature: token.slice(opened.second + 1) } : payload
}

function misused(): never {
  throw new JwtError(
    'ERR_CONFIG',
    'decode takes the options complete (true or false) and maxTokenLength (a whole number of characters).',
  )
}
