/** Tillies in processes of their own: started, heard, and ended in any way. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { ChildOrders } from './child.ts'

export interface RunningTillie {
  url: string
  port: number
  /** What it has written on stderr: its log. */
  log(): string
  hasEnded(): boolean
  /** Resolves with the exit code, or the signal that ended it. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | string>
}

export interface Wanted {
  environment: Record<string, string>
  orders?: Partial<ChildOrders>
}

const script = new URL('./child.ts', import.meta.url).pathname
const startMsMax = 60_000
const logLengthMax = 100_000

/** Compiled once for all of them, as in the container. */
const fastStart = {
  PATH: process.env.PATH,
  NODE_COMPILE_CACHE: join(tmpdir(), 'tillie-compile-cache'),
}

/** Short leases and looks, so that what a dead process held is free again soon. */
export const quickLimits = {
  turnLeaseMs: 1_500,
  sendLeaseMs: 1_500,
  sendMsMax: 1_000,
  unknownGraceMs: 300,
  unknownWaitMs: 5_000,
  mediaWaitMs: 20,
  retryBaseMs: 50,
  pollMs: 100,
  statusRetryMs: 100,
}

/** Resolves when it listens and takes work. */
export async function startTillie({ environment, orders = {} }: Wanted): Promise<RunningTillie> {
  const full: ChildOrders = {
    role: 'all',
    skewMs: 0,
    answerMs: 0,
    slowMs: 0,
    asksServers: false,
    ...orders,
    limits: { ...quickLimits, ...orders.limits },
  }
  const child = spawn(process.execPath, [script, JSON.stringify(full)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...fastStart, TILLIE_LOG_LEVEL: 'warn', ...environment },
  })
  let log = ''
  const hear = (text: unknown) => {
    log = `${log}${text}`.slice(-logLengthMax)
  }
  child.stderr.on('data', hear)
  const ended = once(child, 'exit').then(([code, signal]) => (signal ?? code) as number | string)
  const url = await readyUrl(child, ended, () => log)
  return {
    url,
    port: Number(new URL(url).port),
    log: () => log,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    kill: (signal) => {
      child.kill(signal)
      return ended
    },
  }
}

async function readyUrl(child: ChildProcess, ended: Promise<unknown>, log: () => string) {
  const lines = createInterface({ input: child.stdout! })
  const timer = setTimeout(() => child.kill('SIGKILL'), startMsMax)
  const heard = new Promise<string>((done) => {
    lines.on('line', (line) => {
      if (line.startsWith('ready ')) done(line.slice('ready '.length))
    })
  })
  const failed = ended.then((how) => {
    throw new Error(`Tillie ended before it was ready (${how}):\n${log()}`)
  })
  failed.catch(() => {})
  try {
    return await Promise.race([heard, failed])
  } finally {
    clearTimeout(timer)
  }
}
