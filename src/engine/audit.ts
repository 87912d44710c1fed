/**
 * What a turn's models and tools did, for the audit log: names, hashes, tokens and time, no texts.
 * Entries are kept in hand while the turn runs and written in one transaction when it ends. Its commit
 * is safe with that of the reply, which follows.
 */
import { hash } from 'node:crypto'
import type { Usage } from '#clients/chat-completion.ts'
import type { Db } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import { costOf, type Prices } from './insights/cost.ts'

export interface CallEntry {
  action: 'model.call' | 'tool.call'
  name: string
  at: Date
  ms: number
  /** `calls`, `text`, `done`, `refused`, `fault`, `unknown`, or a ModelFault's why. */
  outcome: string
  input: unknown
  output: unknown
  promptSha256?: string
  usage?: Usage
  /** What the receipts gate found: how many figures had no receipt. */
  unsound?: number
}

/** A row without its texts. */
export interface AuditRow {
  at: string
  action: string
  subject: string
  detail: { [key: string]: string | number }
}

/** What a model's call cost stands in it where the price is known. */
export function auditRow(entry: CallEntry, prices: Prices = new Map()): AuditRow {
  const { at, action, name, ms, outcome, input, output, promptSha256, usage, unsound } = entry
  const detail: AuditRow['detail'] = {
    name,
    outcome,
    ms: Math.round(ms * 1000) / 1000,
    inputSha256: sha256(input),
    outputSha256: sha256(output),
  }
  if (promptSha256) detail.promptSha256 = promptSha256
  if (usage) Object.assign(detail, usage)
  const { cost, costCurrency } = costOf(name, usage, prices)
  if (cost && costCurrency) Object.assign(detail, { cost, costCurrency })
  if (unsound !== undefined) detail.unsound = unsound
  return { at: at.toISOString(), action, subject: `${action.split('.')[0]}:${name}`, detail }
}

export async function writeAudit(
  db: Db,
  actor: Pick<Actor, 'orgId' | 'userId'>,
  rows: AuditRow[],
): Promise<void> {
  if (rows.length === 0) return
  const userId = /^\d+$/.test(actor.userId) ? actor.userId : null
  await db.asOrg(
    actor.orgId,
    (sql) => sql`
      insert into audit_log (org_id, at, user_id, action, subject, detail)
      select current_org(), at, ${userId}::bigint, action, subject, detail
      from jsonb_to_recordset(${sql.json(rows as never)})
        as entry(at timestamptz, action text, subject text, detail jsonb)`,
    { isLazy: true },
  )
}

function sha256(value: unknown): string {
  return hash('sha256', typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
}
