/** `tillie inbox`: the messages that could not be answered, and another try for them. */
import { type Command, InvalidArgumentError } from 'commander'
import { listDead, retryDead } from '#chat/dead-letters.ts'
import { type Common, print, printJson, type Terminal, withCommon, withDb } from './terminal.ts'

interface ListOptions extends Common {
  json?: boolean
}

interface RetryOptions extends Common {
  all?: boolean
}

export function addInbox(program: Command, terminal: Terminal) {
  const inbox = program.command('inbox').description('messages that could not be answered')
  withCommon(inbox.command('list'))
    .description('show them, without what was in them')
    .option('--json', 'print one JSON object')
    .action((options: ListOptions) => list(terminal, options))
  withCommon(inbox.command('retry'))
    .description('put them back in line; a running Tillie answers them')
    .argument('[ids...]', 'numbers as inbox list shows them', readIds)
    .option('--all', 'every one of them')
    .action((ids: string[], options: RetryOptions, command: Command) => {
      if (Boolean(options.all) === ids.length > 0) command.error('error: give ids, or --all')
      return retry(terminal, options, options.all ? 'all' : ids)
    })
}

function list(terminal: Terminal, options: ListOptions) {
  return withDb(terminal, options, async ({ db }) => {
    const dead = await db.asCourier(listDead)
    if (options.json) return printJson(terminal, { messages: dead })
    if (dead.length === 0) return print(terminal, 'None: every message has been answered.')
    for (const { id, channel, kind, receivedAt, attempts, reason } of dead) {
      const when = receivedAt.toISOString()
      print(terminal, `${id}  ${when}  ${channel} ${kind}, tried ${attempts} times: ${reason}`)
    }
  })
}

function retry(terminal: Terminal, options: RetryOptions, which: string[] | 'all') {
  return withDb(terminal, options, async ({ db }) => {
    const count = await db.asCourier((sql) => retryDead(sql, which))
    print(terminal, `${count} put back in line.`)
  })
}

function readIds(id: string, earlier: string[] = []): string[] {
  if (!/^\d+$/.test(id)) throw new InvalidArgumentError('Write numbers as inbox list shows them.')
  return [...earlier, id]
}
