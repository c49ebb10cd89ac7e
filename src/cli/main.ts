#!/usr/bin/env node
import { run } from './program.ts'
import { processSurroundings } from './terminal.ts'

// The exit code is set, not forced: output that is still on its way through a pipe is not cut off.
const code = await run(process.argv.slice(2), processSurroundings())
process.exitCode = process.exitCode || code
