// Stands in for src/engines/node.ts in the page: no browser has node:crypto, so that none of these is ever called.

const absent = (): never => {
  throw new Error('No browser has it.')
}

export const loadNode: () => never = absent
export const signNode: () => never = absent
export const verifyNode: () => never = absent
export const exposeNode: () => never = absent
