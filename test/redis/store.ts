// The store that the README shows.
import type { RingState, RingStore, StoredRing } from '../../src/index.ts'

/** What is called of a client of the npm package redis. */
interface RedisClient {
  hGetAll(key: string): Promise<{ [field: string]: string }>
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
}

// One act in Redis: write where the version is still the expected one.
const SAVE = `
  if (redis.call('HGET', KEYS[1], 'version') or '') ~= ARGV[1] then return 0 end
  redis.call('HSET', KEYS[1], 'version', ARGV[2], 'state', ARGV[3])
  return 1`

/** Keeps a key ring in Redis, under one key. */
export function redisStore(redis: RedisClient, key: string): RingStore {
  return {
    async load(): Promise<StoredRing | null> {
      const { version, state } = await redis.hGetAll(key)
      return version && state ? { version, state: JSON.parse(state) as RingState } : null
    },
    async save(state: RingState, expectedVersion: string | number | null): Promise<boolean> {
      const expected = String(expectedVersion ?? '')
      const args = [expected, String(Number(expected) + 1), JSON.stringify(state)]
      return (await redis.eval(SAVE, { keys: [key], arguments: args })) === 1
    },
  }
}
