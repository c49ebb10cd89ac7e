// CommonJS, whose imports become require().
import { type Claims, createVerifier } from 'countersign'

import now = require('countersign/sync')

const verify = createVerifier('key', { algorithms: ['HS256'] })
export const later: Promise<Claims> = verify('token')
export const claims: Claims = now.verify('token', 'key', { algorithms: ['HS256'] })
// @ts-expect-error there is no default export
export const none = now.default
