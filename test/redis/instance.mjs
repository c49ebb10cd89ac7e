// One instance of an authorization server: it signs without a pause, and is killed in the middle of its work.
import { createClient } from 'redis'
import { createKeyRing } from '../../src/index.ts'
import { redisStore } from './store.ts'

const [port, began, deadly] = process.argv.slice(2).map(Number)
/** A thousand seconds pass in one. */
const now = () => 1_000_000 + Math.floor(Date.now() - began)

/** What is being saved: none of it is lost when the test says that it has seen enough. */
const saving = new Set()
let stopping = false

async function live() {
  const redis = createClient({ url: `redis://127.0.0.1:${port}` })
  await redis.connect()
  const inner = redisStore(redis, 'key-ring')
  const store = {
    load: () => inner.load(),
    save(state, expectedVersion) {
      if (stopping) return new Promise(() => {})
      // Between load and save, as often as the test asks for.
      if (Math.random() < deadly) process.kill(process.pid, 'SIGKILL')
      const noted = inner.save(state, expectedVersion).then(async (saved) => {
        if (saved) await redis.rPush('history', JSON.stringify({ after: Number(expectedVersion), state }))
        return saved
      })
      saving.add(noted)
      return noted.finally(() => saving.delete(noted))
    },
  }
  const spans = { publishAhead: 200, rotateEvery: 250, maxTokenLifetime: 100 }
  const ring = createKeyRing({ algorithm: 'ES256', ...spans, now, store })
  for (;;) {
    await redis.rPush('tokens', await ring.sign({}, { expiresIn: 100 }))
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

process.on('message', async () => {
  stopping = true
  await Promise.all(saving)
  process.exit()
})
process.on('disconnect', () => process.exit())
live().catch((error) => {
  console.error(error)
  process.exit(1)
})
