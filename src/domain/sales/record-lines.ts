/**
 * Records sale lines from outside: each is identified by its document and its position there,
 * so that recording the same lines again changes nothing and different content is told apart.
 */
import type { Fragment, Sql } from '#db/sql.ts'
import { together } from '#db/together.ts'
import { knownLines } from './known-lines.ts'
import { documentIds, lineColumns, lineRows, lineValues } from './line-record.ts'
import { type Parties, resolveParties } from './parties.ts'
import { recordMoney } from './record-money.ts'
import {
  type DocumentIds,
  documentKey,
  externalId,
  type SaleDocument,
  type SaleLine,
  salesSource,
} from './sale-line.ts'

/** Any constant will do, beside the org's id: one recorder of an org at a time. */
const recordingLock = 7_455_441

export interface Recorded {
  added: SaleLine[]
  known: SaleLine[]
  differing: SaleLine[]
}

/**
 * Records the lines that are not known yet; with `dryRun` it only tells which they are.
 * `parties` remembers customers and products between calls. `now` is when they were recorded.
 */
export async function recordLines(
  sql: Sql,
  lines: SaleLine[],
  { parties, dryRun, now }: { parties: Parties; dryRun: boolean; now: Date },
): Promise<Recorded> {
  const lock = sql`select pg_advisory_xact_lock(${recordingLock}, current_org())`.execute()
  const [{ states, documents }] = await together([knownLines(sql, lines), lock])
  const recorded: Recorded = { added: [], known: [], differing: [] }
  for (const line of lines) recorded[states.get(line) ?? 'added'].push(line)
  if (dryRun || recorded.added.length === 0) return recorded

  await resolveParties(sql, recorded.added, parties, now)
  const sold = recorded.added.filter(({ document }) => document.kind === 'order')
  const returned = recorded.added.filter(({ document }) => document.kind !== 'order')
  const documentsAdded = addDocuments(sql, recorded.added, { documents, parties, now })
  const columns = { sold: lineColumns(sold, parties), returned: lineColumns(returned, parties) }
  await documentsAdded
  await addLines(sql, {
    sold: lineRows(sql, documentIds(sold, documents), columns.sold),
    returned: lineRows(sql, documentIds(returned, documents), columns.returned),
  })
  await recordMoney(sql, recorded.added, { documents, now })
  return recorded
}

async function addDocuments(
  sql: Sql,
  lines: SaleLine[],
  { documents, parties, now }: { documents: DocumentIds; parties: Parties; now: Date },
): Promise<void> {
  const heads = new Map<string, SaleDocument>()
  for (const { document } of lines) {
    const key = documentKey(document)
    if (!documents.has(key) && !heads.has(key)) heads.set(key, document)
  }
  const all = [...heads.values()].map((document) => ({
    ...head(document, parties),
    status: document.status,
    kind: document.kind,
    created_at: now.toISOString(),
  }))
  const orders = all.filter(({ kind }) => kind === 'order')
  const returns = all.filter(({ kind }) => kind !== 'order')
  const [ordered, credited] = await together([addOrders(sql, orders), addReturns(sql, returns)])
  for (const { id, external_id } of ordered) documents.set(`order ${external_id}`, id)
  for (const { id, external_id } of credited) documents.set(`return ${external_id}`, id)
}

type Head = ReturnType<typeof head> & { status: string; kind: string; created_at: string }
type Added = { id: string; external_id: string }

function head(document: SaleDocument, parties: Parties) {
  return {
    number: document.number,
    customer_id: document.customer ? parties.customerId(document.customer.code) : null,
    at: document.moment.at.toISOString(),
    day: document.moment.day,
    hour: document.moment.hour,
    channel: document.channel,
    country: document.country,
    external_id: externalId(document),
  }
}

async function addOrders(sql: Sql, heads: Head[]): Promise<Added[]> {
  if (heads.length === 0) return []
  return sql<Added[]>`
    insert into orders (org_id, number, customer_id, status, ordered_at, business_day, hour,
      channel, country, source, external_id, created_at)
    select current_org(), number, customer_id, status, at, day, hour,
      channel, country, ${salesSource}, external_id, created_at
    from jsonb_to_recordset(${sql.json(heads)}) as o(number text, customer_id bigint,
      status text, at timestamptz, day date, hour smallint, channel text, country text,
      external_id text, created_at timestamptz)
    returning id, external_id`
}

async function addReturns(sql: Sql, heads: Head[]): Promise<Added[]> {
  if (heads.length === 0) return []
  return sql<Added[]>`
    insert into returns (org_id, number, customer_id, kind, returned_at, business_day, hour,
      channel, country, source, external_id, created_at)
    select current_org(), number, customer_id, kind, at, day, hour,
      channel, country, ${salesSource}, external_id, created_at
    from jsonb_to_recordset(${sql.json(heads)}) as r(number text, customer_id bigint,
      kind text, at timestamptz, day date, hour smallint, channel text, country text,
      external_id text, created_at timestamptz)
    returning id, external_id`
}

async function addLines(
  sql: Sql,
  { sold, returned }: { sold: Fragment | null; returned: Fragment | null },
): Promise<void> {
  const values = lineValues(sql)
  const soldAdded =
    sold &&
    sql`
      insert into order_lines (org_id, order_id, position, product_id, description,
        quantity, unit_price, discount, tax, unit_cost)
      select current_org(), document_id, position, product_id, description,
        quantity, unit_price, discount, tax, unit_cost
      from (select l.*, ${values} from ${sold}) lines`
  const returnedAdded =
    returned &&
    sql`
      insert into return_lines (org_id, return_id, position, product_id, description,
        quantity, value, unit_cost)
      select current_org(), document_id, position, product_id, description,
        -quantity, value, unit_cost
      from (select l.*, ${values} from ${returned}) lines`
  await together([soldAdded, returnedAdded])
}
