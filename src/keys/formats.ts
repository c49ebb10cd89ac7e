import type { Formats } from './pem.ts'
import { PRIVATE_FORMATS } from './pkcs8.ts'
import { PUBLIC_FORMATS } from './spki.ts'

/** The PEM labels of both sides: for what takes either, such as export. */
export const FORMATS: Formats = /* @__PURE__ */ Object.assign({}, PUBLIC_FORMATS, PRIVATE_FORMATS)
