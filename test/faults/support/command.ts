/** The real command in a process of its own: `node src/cli.ts start`, as an operator runs it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface RunningCommand {
  url: string
  log(): string
  /** Resolves with the exit code, or the signal that ended it. */
  ended: Promise<number | string>
  kill(signal: 'SIGKILL' | 'SIGTERM'): void
}

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Resolves when it says where it listens. */
export async function startCommand(environment: Record<string, string>): Promise<RunningCommand> {
  const child = spawn(process.execPath, ['src/cli.ts', 'start', '--port', '0'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, TILLIE_LOG_LEVEL: 'warn', ...environment },
  })
  let log = ''
  child.stderr.on('data', (text) => {
    log += text
  })
  const ended = once(child, 'exit').then(([code, signal]) => (signal ?? code) as number | string)
  const lines = createInterface({ input: child.stdout })
  const said = once(lines, 'line').then(([line]) => /Listening on (\S+)/.exec(line)?.[1] ?? '')
  const url = await Promise.race([said, ended.then((how) => fail(how, log))])
  return { url, log: () => log, ended, kill: (signal) => child.kill(signal) }
}

function fail(how: number | string, log: string): never {
  throw new Error(`the command ended before it listened (${how}):\n${log}`)
}
