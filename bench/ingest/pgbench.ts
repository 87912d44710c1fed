/** PostgreSQL's own client inserting the row of a message, one row a commit: the floor of a durable 200. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const pgbench = process.env.PGBENCH ?? '/usr/lib/postgresql/15/bin/pgbench'

interface Inserting {
  url: string
  connections: number
  seconds: number
}

/** A colon with no space behind it would be a variable of pgbench's. */
const payload = JSON.stringify({
  channel: 'whatsapp',
  account: '106540352242922',
  externalId: 'wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQz',
  chat: '+254700000000',
  sentAt: '2026-11-21T09:00:00.000Z',
  kind: 'message',
  messageId: 'wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQz',
  sender: { phone: '+254700000000', name: 'Amina Wanjiru' },
  address: { phone: '+254700000000' },
  isGroup: false,
  isForUs: true,
  content: { is: 'text', text: 'How did we do yesterday?' },
}).replaceAll(':', ': ')

const insertion = `
\\set one random(1, 9000000000000000)
\\set chat random(1, 1000)
insert into inbox (org_id, channel, account, external_id, chat, kind, payload, sent_at, received_at, not_before) values (1, 'whatsapp', '106540352242922', 'wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQz' || :one, '+254700' || :chat, 'message', '${payload}', now(), now(), now()) on conflict do nothing;
`

/** The row alone, without the raw event that Tillie keeps beside it. */
export async function insertsPerSecond({ url, connections, seconds }: Inserting): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'tillie-pgbench-'))
  const file = join(directory, 'insert.sql')
  writeFileSync(file, insertion)
  try {
    const { stdout } = await promisify(execFile)(pgbench, [
      ...['-n', '-M', 'prepared', '-c', String(connections), '-j', '2', '-T', String(seconds)],
      ...['-f', file, url],
    ])
    return Number(/tps = ([\d.]+)/.exec(stdout)![1])
  } finally {
    rmSync(directory, { recursive: true })
  }
}
