// Tokens that the library makes, beside a model of what they must hold, and the reference that verifies them.
import { NOW } from '../../conformance/forge.ts'
import { judgeToken } from '../../reference/verifier.ts'
import { type Road, roads } from '../../roads.ts'
import { goodSignature } from '../generate/signatures.ts'
import { expected, type Json, type Signing, signings } from '../generate/signing.ts'
import { referenceKey } from '../generate/verifying.ts'
import { MATERIAL, SIGNERS, type Signer } from '../material.ts'
import { alike, type Outcome, outcomeOf, same } from '../oracle.ts'
import { must, target } from '../target.ts'

/** The forms in which a signer's key is passed. */
function keyOf({ name }: Signer, form: number): unknown {
  const forms = Object.keys(MATERIAL).filter(
    (each) => each.startsWith(`${name}.`) && !/\.(public|certificate|imported)|CryptoKey/.test(each),
  )
  return MATERIAL[forms[form % forms.length] as string]
}

async function check({ signer: place, form, payload, options, perCall }: Signing): Promise<void> {
  const signer = SIGNERS[place] as Signer
  const wanted = expected(payload, options, perCall ?? {})
  const before = JSON.stringify(payload)
  let first: Outcome | undefined
  for (const road of roads) {
    const outcome = await outcomeOf(() => signed(road, signer, { form, payload, options, perCall }))
    if ('code' in outcome && outcome.code === 'ERR_ALG_UNSUPPORTED' && road.name === 'sync plain') continue
    must(JSON.stringify(payload) === before, 'a payload is left as it was')
    must('code' in outcome === !wanted, 'a token is made where one may be, and only there', [
      'code' in outcome ? outcome : wanted,
    ])
    if ('code' in outcome) must(/^ERR_(CONFIG|CLAIM)$/.test(outcome.code), 'the code fits', outcome)
    else await admit(String(outcome.value), signer, { wanted: wanted as Json, options })
    const random = /^[PE]S/.test(signer.alg) || JSON.stringify([options, perCall]).includes('"jwtid":true')
    if (first && !random) alike(outcome, first, `${road.name} makes the very same token`)
    first ??= outcome
  }
}

async function signed(
  { lib }: Road,
  signer: Signer,
  { form, payload, options, perCall }: Omit<Signing, 'signer'>,
): Promise<unknown> {
  const key = keyOf(signer, form)
  const all = { algorithm: signer.alg, now: NOW, ...options }
  return perCall ? lib.createSigner(key, all)(payload, perCall) : lib.sign(payload, key, all)
}

async function admit(
  token: string,
  signer: Signer,
  { wanted, options }: { wanted: Json; options: Json },
): Promise<void> {
  const key = referenceKey(
    `${signer.name}.${signer.alg.startsWith('HS') ? 'jwk' : 'publicJwk'}`,
    signer.alg.startsWith('HS') ? 'oct' : '',
  )
  const lax = {
    algorithms: [signer.alg],
    now: NOW,
    requireExp: false,
    ignoreExpiration: true,
    ignoreNotBefore: true,
    maxTokenLength: 1e6,
  }
  const verdict = judgeToken(token, () => key, lax)
  must(verdict.ok, 'the reference accepts what the library signs', verdict)
  const kid = options['keyid'] === undefined ? {} : { kid: options['keyid'] }
  const header = { alg: signer.alg, typ: 'JWT', ...kid, ...((options['header'] as object | undefined) ?? {}) }
  must(same(verdict.header, header), 'the header says what was asked for', verdict.header)
  const { jti } = verdict.payload
  const payload = wanted['jti'] === true ? { ...wanted, jti } : wanted
  if (wanted['jti'] === true) must(/^[0-9a-f-]{36}$/.test(String(jti)), 'jwtid: true makes a UUID', jti)
  // As JSON has it: -0 is 0 there.
  must(same(verdict.payload, JSON.parse(JSON.stringify(payload))), 'the payload holds what was given', verdict.payload)
  const input = token.slice(0, token.lastIndexOf('.'))
  if (/^(HS|RS|Ed)/.test(signer.alg)) {
    const text = goodSignature(signer, Buffer.from(input)).toString('base64url')
    must(token === `${input}.${text}`, 'the signature is the one that there is')
  }
}

export const signing = target('sign', 250, signings, check)
