// One good token of each kind, made afresh: what the models are held against.
import { generateKeyPairSync } from 'node:crypto'
import { sign } from '../../src/sync.ts'

const payload = { sub: 'user-1', iss: 'https://issuer.example', aud: ['shop', 'desk'], name: 'Zoë 🗝' }
const options = { expiresIn: '1h', now: 1_700_000_000 } as const
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const okp = generateKeyPairSync('ed25519').privateKey

export const TOKENS = [
  { algorithm: 'HS256', token: sign(payload, 'x'.repeat(32), { ...options, algorithm: 'HS256' }) },
  { algorithm: 'RS256', token: sign(payload, rsa, { ...options, algorithm: 'RS256' }) },
  { algorithm: 'ES256', token: sign(payload, ec, { ...options, algorithm: 'ES256' }) },
  { algorithm: 'Ed25519', token: sign(payload, okp, { ...options, algorithm: 'Ed25519' }) },
] as const
