/** Child processes of a bench: a server that tells its port, and a client that prints its result. */
import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'

const run = promisify(execFile)
const outputBytesMax = 16 * 1024 * 1024

/** Starts `script` with `orders` as its one argument, and stops it when the work is over. */
export async function withServer<T>(
  script: URL,
  orders: unknown,
  work: (port: number) => Promise<T>,
): Promise<T> {
  const child = fork(script, [JSON.stringify(orders)], { execArgv: nodeOptions })
  const gone = once(child, 'exit')
  try {
    const told = await Promise.race([once(child, 'message'), gone])
    const [{ port }] = told as [{ port?: number }]
    if (!port) throw new Error(`${script.pathname} did not start`)
    return await work(port)
  } finally {
    child.kill('SIGTERM')
    await gone
  }
}

/** Runs `script` with `orders` as its one argument to its end, and reads the JSON that it prints. */
export async function runClient<T>(script: URL, orders: unknown): Promise<T> {
  const { stdout } = await run(
    process.execPath,
    [...nodeOptions, script.pathname, JSON.stringify(orders)],
    { maxBuffer: outputBytesMax },
  )
  return JSON.parse(stdout)
}

const nodeOptions = ['--disable-warning=ExperimentalWarning']
