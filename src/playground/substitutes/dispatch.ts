// Stands in for src/engines/dispatch.ts in the page: that one sends bursts where there is libuv, which no browser has.

export const dispatch = <Answer>(_facts: unknown, call: () => Promise<Answer>): Promise<Answer> => call()
