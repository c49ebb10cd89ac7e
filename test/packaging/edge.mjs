// A bundle in edge-light, asked as a middleware is: `node edge.mjs SCRIPT AUTHORIZATION…`. Prints the answer to each.
import { readFileSync } from 'node:fs'
import { EdgeRuntime } from 'edge-runtime'

const [script, ...authorizations] = process.argv.slice(2)
const runtime = new EdgeRuntime({ initialCode: readFileSync(script, 'utf8') })
const answers = []
for (const authorization of authorizations) {
  const response = await runtime.dispatchFetch('https://edge.example/', { headers: { authorization } })
  answers.push(`${response.status} ${await response.text()}`)
}
process.stdout.write(`${JSON.stringify(answers)}\n`, () => process.exit(0))
