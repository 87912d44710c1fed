/** `tillie start`: everything at once, until it is told to stop. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Config } from '#config.ts'
import { processRoles } from '#main/process-role.ts'
import { openTillie, type ProcessRole, type Tillie } from '#main.ts'
import { type Common, configOf, print, type Terminal, withCommon } from './terminal.ts'

interface StartOptions extends Common {
  port?: number
  host?: string
  phone?: boolean
  role: ProcessRole
}

export function addStart(program: Command, terminal: Terminal) {
  withCommon(program.command('start'))
    .description('start Tillie: webhooks, the road of messages, and the phone')
    .option('--port <number>', 'port to listen on; 0 takes any free one', readPort)
    .option('--host <address>', 'address to listen on; this machine only unless told')
    .addOption(
      new Option('--role <role>', 'the doors, the work behind them, or both in one process')
        .choices(processRoles)
        .default('all'),
    )
    .option('--phone', 'the phone in the browser, also with credentials or for other machines')
    .option('--no-phone', 'no phone, though no credentials are set')
    .action((options: StartOptions) => start(terminal, options))
}

async function start(terminal: Terminal, options: StartOptions) {
  const config: Config = configOf(terminal, options)
  const { now, phone, role, port = config.TILLIE_PORT, host = config.TILLIE_HOST } = options
  const tillie = await openTillie(
    { ...config, TILLIE_PORT: port, TILLIE_HOST: host },
    { phone, role, backfills: true, ...(now && { clock: () => now }) },
  )
  const stopped = terminal.untilStopped()
  print(terminal, greeting(tillie))
  await stopped
  await tillie.stop()
}

function greeting({ url, phoneUrl, org }: Tillie): string {
  const shop = `Tillie answers for ${org.name}.`
  return phoneUrl ? `${shop} The phone: ${phoneUrl}` : `${shop} Listening on ${url}`
}

function readPort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('Write a number from 0 to 65535.')
  return port
}
