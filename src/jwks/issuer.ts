import { type JsonObject, own } from '../encoding/json.ts'
import { JwtError, show } from '../errors.ts'
import { nameOf, readAddress } from './address.ts'

/**
 * Where an issuer describes itself: OpenID Connect Discovery §4 first (behind the issuer's path), then RFC 8414 §3.1
 * (between host and path).
 */
export function discoveryAddresses(issuer: URL): readonly URL[] {
  const path = issuer.pathname.replace(/\/$/, '')
  return [
    new URL(`${issuer.origin}${path}/.well-known/openid-configuration`),
    new URL(`${issuer.origin}/.well-known/oauth-authorization-server${path}`),
  ]
}

/**
 * The address of the key set out of an issuer's description of itself. The description must name the very issuer that
 * was asked for, compared as text (RFC 8414 §3.3): else one issuer could hand out keys in the name of another.
 *
 * @throws JwtError `ERR_JWKS_INVALID`
 */
export function readDiscovery(document: JsonObject, issuer: string, at: URL, allowInsecureLoopback: boolean): URL {
  const invalid = (reason: string): never => {
    throw new JwtError('ERR_JWKS_INVALID', `The issuer's description at ${nameOf(at)} ${reason}.`)
  }
  const named = own(document, 'issuer')
  if (named !== issuer) {
    // As Microsoft's "common" does: one description for all tenants, each of which has an "iss" of its own.
    const many = typeof named === 'string' && named.includes('{')
    return invalid(
      `names the issuer ${show(named)}; expected ${show(issuer)}, character for character${many ? '. For many tenants, use createRemoteJwks() with its jwks_uri, and the option issuer for those that you trust' : ''}`,
    )
  }
  const text = own(document, 'jwks_uri')
  if (typeof text !== 'string') return invalid('has no text as "jwks_uri"')
  const url = readAddress(text, allowInsecureLoopback)
  return typeof url === 'string' ? invalid(`has a "jwks_uri" that ${url}`) : url
}
