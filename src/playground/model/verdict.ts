import { type Claims, isJwtError, type JwkSet, type KeyInput, type VerifyOptions } from '../../index.ts'
import { coverage, type Expectations, optionsOf } from './expectations.ts'
import { readKeyText, type SecretForm } from './key-text.ts'
import { type Annotation, LONGEST } from './token.ts'

/** What is to be said of a token as a whole. */
export interface Verdict {
  readonly state: 'idle' | 'open' | 'good' | 'bad'
  readonly title: string
  readonly detail: string
  /** The library's code, where it refused. */
  readonly code?: string
  /** The claim that it refused. */
  readonly claim?: string
}

/** What a token is judged by. */
export interface Trial {
  readonly key: string
  readonly secretForm: SecretForm
  readonly expected: Expectations
}

type Verify = (token: string, key: KeyInput | JwkSet, options: VerifyOptions) => Promise<Claims>

/** An error as a verdict: the library's own words. */
function refusal(error: unknown): Verdict {
  const detail = (error as Error).message
  if (!isJwtError(error)) return { state: 'open', title: 'Not verified', detail }
  const { code, claim } = error
  const yours = /^ERR_(?:CONFIG|KEY|ALG_UNSUPPORTED)/.test(code)
  return {
    state: 'bad',
    title: yours ? 'Cannot verify' : 'Refused',
    detail,
    code,
    ...(claim !== undefined && { claim }),
  }
}

const refused = (code: string, detail: string): Verdict => ({ state: 'bad', title: 'Refused', detail, code })

/**
 * What can be said without a key: the form alone. It has a fault exactly where the library refuses the token, and says
 * more of it, since it knows the place.
 */
function refusedForm({ text, faults }: Annotation): Verdict | undefined {
  if (text.length > LONGEST) {
    const detail = `The token has ${text.length} characters; maxTokenLength allows ${LONGEST} unless told otherwise.`
    return refused('ERR_TOKEN_TOO_LONG', detail)
  }
  if (faults.length === 0) return undefined
  return refused(
    'ERR_TOKEN_MALFORMED',
    faults.length === 1 ? 'One problem of form:' : `${faults.length} problems of form:`,
  )
}

const open = (detail: string): Verdict => ({ state: 'open', title: 'Not verified', detail })

/** Judges a token as strictly as the library does, with what the person has given so far. */
export async function judge(token: Annotation, { key, secretForm, expected }: Trial, verify: Verify): Promise<Verdict> {
  if (token.text === '')
    return { state: 'idle', title: 'No token yet', detail: 'Paste one: its parts are shown as you type.' }
  const form = refusedForm(token)
  if (form) return form
  if (key === '') return open('The form is right. Whether the token is genuine, only its key can tell.')
  if (expected.algorithms.length === 0) return open('Say which algorithms you allow: a token never chooses its own.')
  try {
    const payload = await verify(token.text, readKeyText(key, secretForm), optionsOf(expected))
    return { state: 'good', title: 'Valid', detail: coverage(expected, payload) }
  } catch (error) {
    return refusal(error)
  }
}
