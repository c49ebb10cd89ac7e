// Stands in for src/token/bindings.ts in the page, which verifies with one key or set at a time and never with bindings.

export const compileBindings = (): never => {
  throw new Error('No bindings here.')
}
