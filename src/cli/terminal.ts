/** What every command stands on: where words go, which settings hold, and the database they name. */
import type { Writable } from 'node:stream'
import { type Command, InvalidArgumentError } from 'commander'
import { type Config, type Environment, readConfig } from '#config.ts'
import { migrate } from '#db/migrate.ts'
import { type Db, openDb } from '#db/sql.ts'
import { type House, openHouse } from '#house.ts'
import { type Clock, systemClock } from '#kit/clock.ts'
import { harmless } from '#kit/harmless.ts'
import { type Log, openLog } from '#kit/log.ts'

/** The streams and settings of the process, or of a test. */
export interface Terminal {
  stdout: Writable
  stderr: Writable & { isTTY?: boolean }
  environment: Environment
  /** Resolves when the process is asked to stop, by ctrl-C or SIGTERM. */
  untilStopped(): Promise<void>
}

/** Options that all commands take. */
export interface Common {
  data?: string
  org?: string
  now?: Date
}

export interface Opened {
  db: Db
  config: Config
  clock: Clock
  log: Log
}

export function withCommon(command: Command): Command {
  return command
    .option('--data <dir>', 'folder of the embedded database and of files')
    .option('--org <name>', 'which business, when there are several')
    .option('--now <time>', 'take this for the present moment (ISO 8601)', readInstant)
}

/** The settings, with what was said on the command line before what stands in the environment. */
export function configOf({ environment }: Terminal, { data, org }: Common): Config {
  const config = readConfig(environment)
  return {
    ...config,
    TILLIE_DATA: data ?? config.TILLIE_DATA,
    TILLIE_ORG: org ?? config.TILLIE_ORG,
  }
}

/** A command's log holds faults alone, unless the environment asks for more. */
export function logOf({ environment }: Terminal, config: Config): Log {
  return openLog(environment.TILLIE_LOG_LEVEL ? config.TILLIE_LOG_LEVEL : 'error')
}

/** Opens and migrates the database for one piece of work, and closes it whatever happens. */
export async function withDb<T>(
  terminal: Terminal,
  common: Common,
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  const config = configOf(terminal, common)
  const log = logOf(terminal, config)
  const { now } = common
  const clock = now ? () => now : systemClock
  const db = await openDb({ url: config.DATABASE_URL ?? null, dataDir: config.TILLIE_DATA, log })
  try {
    await migrate(db)
    return await work({ db, config, clock, log })
  } finally {
    await db.close()
  }
}

/** The same with the whole house built over it. */
export async function withHouse<T>(
  terminal: Terminal,
  common: Common,
  work: (house: House) => Promise<T>,
): Promise<T> {
  const config = configOf(terminal, common)
  const { now } = common
  const house = await openHouse(config, {
    log: logOf(terminal, config),
    ...(now && { clock: () => now }),
  })
  try {
    return await work(house)
  } finally {
    await house.close()
  }
}

export function print({ stdout }: Terminal, words: string) {
  stdout.write(`${harmless(words)}\n`)
}

/** One object on stdout and nothing else. */
export function printJson(terminal: Terminal, value: unknown) {
  print(terminal, JSON.stringify(value))
}

function readInstant(text: string): Date {
  const instant = new Date(text)
  if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(instant.getTime()))
    throw new InvalidArgumentError('Write it as 2026-11-20T18:00:00Z.')
  return instant
}
