import { JwtError, show } from '../errors.ts'
import type { SchemaResult, StandardSchema } from '../types.ts'
import { misconfigured, type OptionReader } from './options.ts'

/** A Standard Schema v1 (an object or, as arktype's are, a function). */
export const schema: OptionReader<StandardSchema> = (value, name) => {
  const standard = (value as Partial<StandardSchema> | null)?.['~standard']
  if (standard?.version !== 1 || typeof standard.validate !== 'function') {
    misconfigured(`${name} is ${show(value)}; expected a Standard Schema v1 (zod 3.24, valibot 1, arktype 2 or newer).`)
  }
  return value as StandardSchema
}

/** A function. */
export const callback: OptionReader<(...values: never[]) => unknown> = (value, name) => {
  if (typeof value !== 'function') misconfigured(`${name} is ${show(value)}; expected a function.`)
  return value as (...values: never[]) => unknown
}

/** Refuses a promise: where one arrives, the entry in use does not wait. @throws JwtError `ERR_CONFIG` */
export function settled(value: unknown, origin: string): unknown {
  if (typeof (value as { then?: unknown } | null | undefined)?.then === 'function') {
    misconfigured(
      `${origin} returned a promise, which the sync entry cannot wait for; use 'countersign' instead of 'countersign/sync'.`,
    )
  }
  return value
}

/**
 * The payload as the schema returns it.
 *
 * @throws JwtError `ERR_SCHEMA` with `issues`; `ERR_CONFIG` for an answer that Standard Schema does not know
 */
export function acceptSchema(answer: unknown): unknown {
  try {
    return chosenValue(answer)
  } catch (cause) {
    // What a schema returns may fail when it is looked at: a getter, a Proxy.
    throw cause instanceof JwtError ? cause : schemaFailure(cause)
  }
}

function chosenValue(answer: unknown): unknown {
  const result = settled(answer, 'The schema') as Partial<SchemaResult & { value: unknown }> | null | undefined
  if (result?.issues) {
    throw new JwtError('ERR_SCHEMA', `The payload does not fit the schema: ${firstIssue(result.issues)}.`, {
      issues: result.issues,
    })
  }
  if (typeof result !== 'object' || result === null || !('value' in result))
    misconfigured('The schema answered with neither a value nor issues.')
  return result.value
}

function firstIssue(issues: readonly unknown[]): string {
  const message = (issues[0] as { message?: unknown } | undefined)?.message
  return `${show(typeof message === 'string' ? message : 'no message')}${issues.length > 1 ? ` and ${issues.length - 1} more` : ''}`
}

/** Judges what the caller's `check` answered. @throws JwtError `ERR_REJECTED` or `ERR_CONFIG` */
export function acceptCheck(answer: unknown): void {
  const verdict = settled(answer, 'check')
  if (verdict === false) throw new JwtError('ERR_REJECTED', 'The check refused the token.')
  // An answer such as null or a text is neither yes nor no; taking it for a yes would be a check that silently passes.
  if (verdict !== true && verdict !== undefined)
    misconfigured(`check returned ${show(verdict)}; expected true or nothing to accept, false to refuse.`)
}

/** What a schema that raised an error comes out as. */
export function schemaFailure(cause: unknown): JwtError {
  return new JwtError('ERR_SCHEMA', 'The schema raised an error; see cause.', { cause })
}

/** What a check that raised an error comes out as. */
export function checkFailure(cause: unknown): JwtError {
  return new JwtError('ERR_REJECTED', 'The check refused the token with an error; see cause.', { cause })
}
