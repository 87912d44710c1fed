/** All reports there are: the only list; what one is asked for with, and who may read it. */
import type { Json } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import { Refusal } from '#kit/refusal.ts'
import type { ReportKind } from './catalogue.ts'
import { auditKinds } from './kinds/audit.ts'
import { digestKinds } from './kinds/digest.ts'
import { exportKinds } from './kinds/exports.ts'
import { ledgerKinds } from './kinds/ledger.ts'
import { salesKinds } from './kinds/sales.ts'
import { salesAnswerKind } from './kinds/sales-answer.ts'
import { stockKinds } from './kinds/stock.ts'

export const reportKinds: readonly ReportKind[] = [
  ...salesKinds,
  salesAnswerKind,
  ...digestKinds,
  ...ledgerKinds,
  ...stockKinds,
  ...auditKinds,
  ...exportKinds,
]

const byType = new Map(reportKinds.map((kind) => [kind.type, kind]))

/** Refused, with all that there is, for a name that no report has. */
export function kindOf(type: string): ReportKind {
  const kind = byType.get(type)
  if (kind) return kind
  const known = reportKinds.map(({ type }) => type).join(', ')
  throw new Refusal(`There is no report of that type. There are: ${known}.`)
}

/** What a kind is asked for with, checked. Refused by the first field that is missing or wrong. */
export function readParams(kind: ReportKind, given: unknown): Record<string, Json> {
  const read = kind.params.safeParse(given)
  if (read.success) return read.data as Record<string, Json>
  const [issue] = read.error.issues
  if (issue!.code === 'unrecognized_keys')
    throw new Refusal(`${kind.title} does not take ${issue!.keys.join(', ')}.`)
  const field = issue!.path.join('.')
  throw new Refusal(
    `${kind.title} cannot be made: ${field || 'its parameters'} ${issue!.message.toLowerCase()}.`,
  )
}

export function mayRead(actor: Actor, kind: ReportKind): boolean {
  return [kind.needs, ...(kind.alsoNeeds ?? [])].every((scope) => actor.may.has(scope))
}
