/** Bree as the clock: it rings by name when a cron's time comes, and knows nothing of the work. */
import { fileURLToPath } from 'node:url'
import Bree from 'bree'

export interface Bells {
  start(): Promise<void>
  /** Afterwards nothing rings, and nothing of the bells keeps the process alive. */
  stop(): Promise<void>
}

export interface Bell {
  name: string
  /** In UTC; with `hasSeconds`, of six fields. */
  cron: string
  hasSeconds?: boolean
}

export interface Ringing {
  onRing(name: string): void
  onFault(fault: unknown): void
}

export function openBells(bells: Bell[], { onRing, onFault }: Ringing): Bells {
  const path = fileURLToPath(new URL('./tick.ts', import.meta.url))
  const bree = new Bree({
    root: false,
    logger: false,
    acceptedExtensions: ['.ts'],
    timeout: false, // Otherwise every bell rings once at the start.
    timezone: 'UTC',
    jobs: bells.map((bell) => ({ ...bell, path })),
    workerMessageHandler: ({ name }) => onRing(name),
    errorHandler: onFault,
  })
  return { start: () => bree.start(), stop: () => bree.stop() }
}
