import { readSequence } from '../encoding/der.ts'
import { readCertificate, readValidity } from './certificate.ts'
import { flawed, type Sighting } from './foreign.ts'
import { FORMATS } from './formats.ts'

/** A structure in which keys come: the tags of its members, its PEM label, and what turns its DER into PEM. */
interface Structure {
  readonly tags: RegExp
  readonly label: string
  readonly name: string
  readonly command: string
}

const PRIVATE_COMMAND = 'openssl pkey -inform DER -in key.der -out private.pem'

const STRUCTURES: readonly Structure[] = [
  {
    tags: /^30 3$/,
    label: 'PUBLIC KEY',
    name: 'SPKI',
    command: 'openssl pkey -inform DER -pubin -in key.der -pubout -out public.pem',
  },
  {
    tags: /^2 2$/,
    label: 'RSA PUBLIC KEY',
    name: 'PKCS#1 public',
    command: 'openssl rsa -inform DER -RSAPublicKey_in -in key.der -pubout -out public.pem',
  },
  { tags: /^2 30 4( a0)?( 81)?$/, label: 'PRIVATE KEY', name: 'PKCS#8', command: PRIVATE_COMMAND },
  { tags: /^2( 2){8}$/, label: 'RSA PRIVATE KEY', name: 'PKCS#1 private', command: PRIVATE_COMMAND },
  { tags: /^2 4( a0)?( a1)?$/, label: 'EC PRIVATE KEY', name: 'SEC1', command: PRIVATE_COMMAND },
  {
    tags: /^30 30 3 (a0 )?2( 30){5}/,
    label: 'CERTIFICATE',
    name: 'X.509 certificate',
    command: 'openssl x509 -inform DER -in key.der -out certificate.pem',
  },
  {
    tags: /^30 30 3 2 30 30/,
    label: 'CERTIFICATE REQUEST',
    name: 'certificate request',
    command: 'openssl req -inform DER -in key.der -pubkey -noout -out public.pem',
  },
  { tags: /^30 4$/, label: 'ENCRYPTED PRIVATE KEY', name: 'encrypted', command: PRIVATE_COMMAND },
  {
    tags: /^2 30( 30)?$/,
    label: 'PKCS12',
    name: 'PKCS#12',
    command: 'openssl pkcs12 -in key.der -nocerts -nodes | openssl pkey -out private.pem',
  },
]

/** What the structure of a PEM label in `FORMATS` is called. */
export function nameOf(label: string): string {
  return (STRUCTURES.find((structure) => structure.label === label) as Structure).name
}

function tagsIn(sequence: Uint8Array): string {
  return readSequence(sequence)
    .map(({ tag }) => tag.toString(16))
    .join(' ')
}

/** Which structure some DER is, by the tags of its members; whether it is sound is not looked at. */
export function structureOf(der: Uint8Array): Structure | undefined {
  try {
    const tags = tagsIn(der)
    // Certificates and requests for one are alike but for what is signed.
    const whole = tags === '30 30 3' ? `${tags} ${tagsIn((readSequence(der)[0] as { whole: Uint8Array }).whole)}` : tags
    return STRUCTURES.find((structure) => structure.tags.test(whole))
  } catch {
    return undefined
  }
}

/** Recognises DER, which is not read as it stands. */
export function recogniseDer(der: Uint8Array): Sighting | undefined {
  const structure = structureOf(der)
  if (!structure) return undefined
  const { label, name, command } = structure
  const read = Object.hasOwn(FORMATS, label) && FORMATS[label]
  return {
    ...flawed(`${name} DER`, `This is ${name} in DER; convert it to PEM, and pass that text.`, command),
    ...(read && { read: () => read(der) }),
    validity: validityIn(der, label),
  }
}

/** From when to when a certificate is valid; `undefined` for anything else. */
export function validityIn(der: Uint8Array, label: string): Sighting['validity'] {
  try {
    return label === 'CERTIFICATE' ? readValidity(readCertificate(der)) : undefined
  } catch {
    return undefined
  }
}
