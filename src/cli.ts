/**
 * The command line. Exit status: 0 done, 1 refused or failed with one clear line on stderr,
 * 2 wrong usage. Answers go to stdout; everything about them goes to stderr.
 */
import { Command, CommanderError } from 'commander'
import { describeFault } from '#chat/fault.ts'
import { framesOf } from '#kit/log.ts'
import { addAsk } from './cli/ask.ts'
import { addAudit } from './cli/audit.ts'
import { addMigrate, addSeed } from './cli/database.ts'
import { addImport } from './cli/import.ts'
import { addInbox } from './cli/inbox.ts'
import { addLink } from './cli/people.ts'
import { addReport } from './cli/report.ts'
import { addSecondFactor } from './cli/second-factor.ts'
import { addStart } from './cli/start.ts'
import type { Terminal } from './cli/terminal.ts'
import { addVerify } from './cli/verify.ts'
import { ownEnvironment } from './config.ts'
import { harmless } from './kit/harmless.ts'
import { Refusal } from './kit/refusal.ts'

const exit = { done: 0, failed: 1, usage: 2 } as const

if (import.meta.main) {
  const { stdout, stderr, argv } = process
  // Whoever reads us has gone (`tillie ask … | head -1`): nothing is wrong.
  stdout.on('error', (fault: NodeJS.ErrnoException) => {
    process.exit(fault.code === 'EPIPE' ? exit.done : exit.failed)
  })
  const terminal = { stdout, stderr, environment: ownEnvironment(), untilStopped }
  const status = await run(argv.slice(2), terminal)
  stdout.write('', () => process.exit(status))
}

/** Runs one command line to its end and returns its exit status. */
export async function run(words: string[], terminal: Terminal): Promise<number> {
  const program = new Command('tillie')
    .description('Ask the shop and get a true answer.')
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .exitOverride()
    .showSuggestionAfterError()
  for (const add of [
    addStart,
    addAsk,
    addImport,
    addReport,
    addVerify,
    addAudit,
    addLink,
    addSecondFactor,
    addInbox,
    addMigrate,
    addSeed,
  ])
    add(program, terminal)
  try {
    await program.parseAsync(words, { from: 'user' })
    return exit.done
  } catch (fault) {
    return statusOf(fault, terminal)
  }
}

function statusOf(fault: unknown, { stderr, environment }: Terminal): number {
  // Commander has said already what is wrong with the words.
  if (fault instanceof CommanderError) return fault.exitCode === 0 ? exit.done : exit.usage
  const unreachable = databaseFault(fault)
  if (fault instanceof Refusal) stderr.write(`${harmless(fault.message)}\n`)
  else if (unreachable) stderr.write(`${unreachable}\n`)
  else {
    // Its message may quote a person or a password; kind, code and place may be sent to anybody.
    stderr.write(`Something went wrong on our side: ${describeFault(fault)}\n`)
    const frames = environment.TILLIE_LOG_LEVEL === 'debug' ? framesOf(fault) : []
    for (const frame of frames) stderr.write(`  ${frame}\n`)
  }
  return exit.failed
}

/** What an operator can mend: PostgreSQL is not there, or does not let us in. */
function databaseFault(fault: unknown): string | null {
  const code = fault instanceof Error && 'code' in fault ? String(fault.code) : ''
  if (/^(ECONNREFUSED|ENOTFOUND|ETIMEDOUT|CONNECT_TIMEOUT|EHOSTUNREACH|57P03)$/.test(code))
    return 'The database at DATABASE_URL cannot be reached.'
  if (/^(28P01|28000|3D000)$/.test(code))
    return `The database at DATABASE_URL refuses us: ${(fault as Error).message}.`
  return null
}

/** The first signal asks to stop; a second one does not wait. */
function untilStopped(): Promise<void> {
  return new Promise((done) => {
    let isAsked = false
    const ask = () => {
      if (isAsked) process.exit(exit.failed)
      isAsked = true
      done()
    }
    process.on('SIGINT', ask)
    process.on('SIGTERM', ask)
  })
}
