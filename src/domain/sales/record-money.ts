/** Files that name how a sale was paid: the payment of each order, the refund of each return. */
import type { Sql } from '#db/sql.ts'
import {
  type DocumentIds,
  documentKey,
  externalId,
  type SaleLine,
  salesSource,
} from './sale-line.ts'

/**
 * One payment for the lines of an order that came together, one refund for those of a return;
 * they are identified by the first of these lines, so that recording them again adds nothing.
 */
export async function recordMoney(
  sql: Sql,
  lines: SaleLine[],
  { documents, now }: { documents: DocumentIds; now: Date },
): Promise<void> {
  const firsts = new Map<string, { line: SaleLine; positions: number[] }>()
  for (const line of lines) {
    const { paymentMethod, kind, status } = line.document
    const isSettled = kind === 'return' || status === 'PAID' || status === 'FULFILLED'
    if (!paymentMethod || kind === 'adjustment' || !isSettled) continue
    const key = documentKey(line.document)
    const first = firsts.get(key)
    if (first) first.positions.push(line.position)
    else firsts.set(key, { line, positions: [line.position] })
  }
  const records = [...firsts].map(([key, { line, positions }]) => ({
    is_order: line.document.kind === 'order',
    document_id: documents.get(key)!,
    positions,
    method: line.document.paymentMethod,
    external_id: `${externalId(line.document)} line ${line.position}`,
  }))
  await addPayments(
    sql,
    records.filter((record) => record.is_order),
    now,
  )
  await addRefunds(
    sql,
    records.filter((record) => !record.is_order),
    now,
  )
}

interface MoneyRecord {
  is_order: boolean
  document_id: string
  positions: number[]
  method: string | null
  external_id: string
}

async function addPayments(sql: Sql, records: MoneyRecord[], now: Date): Promise<void> {
  if (records.length === 0) return
  await sql`
    insert into payments (org_id, order_id, amount, method, status, paid_at, business_day,
      recorded_at, source, external_id)
    select current_org(), o.id, sum(l.quantity * l.unit_price - l.discount + l.tax), m.method,
      'SUCCEEDED', o.ordered_at, o.business_day, ${now}::timestamptz, ${salesSource}, m.external_id
    from jsonb_to_recordset(${sql.json(records as never)})
      as m(document_id bigint, positions jsonb, method text, external_id text)
    join orders o on o.org_id = current_org() and o.id = m.document_id
    join order_lines l on l.org_id = o.org_id and l.order_id = o.id
      and m.positions @> to_jsonb(l.position)
    group by o.id, o.ordered_at, o.business_day, m.method, m.external_id
    having sum(l.quantity * l.unit_price - l.discount + l.tax) > 0
    on conflict do nothing`
}

async function addRefunds(sql: Sql, records: MoneyRecord[], now: Date): Promise<void> {
  if (records.length === 0) return
  await sql`
    insert into refunds (org_id, return_id, amount, method, status, refunded_at, business_day,
      recorded_at, source, external_id)
    select current_org(), r.id, sum(l.value), m.method,
      'PROCESSED', r.returned_at, r.business_day, ${now}::timestamptz, ${salesSource}, m.external_id
    from jsonb_to_recordset(${sql.json(records as never)})
      as m(document_id bigint, positions jsonb, method text, external_id text)
    join returns r on r.org_id = current_org() and r.id = m.document_id
    join return_lines l on l.org_id = r.org_id and l.return_id = r.id
      and m.positions @> to_jsonb(l.position)
    group by r.id, r.returned_at, r.business_day, m.method, m.external_id
    having sum(l.value) > 0
    on conflict do nothing`
}
