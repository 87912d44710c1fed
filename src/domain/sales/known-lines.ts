/** Which of the lines were recorded before, and whether they say the same now. */
import type { Sql } from '#db/sql.ts'
import { lineValues } from './line-record.ts'
import {
  customerKey,
  type DocumentIds,
  documentKey,
  externalId,
  productKey,
  type SaleLine,
  salesSource,
} from './sale-line.ts'

export interface Known {
  /** Lines not named here are new. */
  states: Map<SaleLine, 'known' | 'differing'>
  /** Documents that exist. */
  documents: DocumentIds
}

export async function knownLines(sql: Sql, lines: SaleLine[]): Promise<Known> {
  const documents = await knownDocuments(sql, lines)
  const states: Known['states'] = new Map()
  const candidates = lines.filter(({ document }) => documents.has(documentKey(document)))
  const orders = candidates.filter(({ document }) => document.kind === 'order')
  const returns = candidates.filter(({ document }) => document.kind !== 'order')
  await compareOrders(sql, records(orders, documents), (place, isSame) =>
    states.set(orders[place]!, isSame ? 'known' : 'differing'),
  )
  await compareReturns(sql, records(returns, documents), (place, isSame) =>
    states.set(returns[place]!, isSame ? 'known' : 'differing'),
  )
  return { states, documents }
}

async function knownDocuments(sql: Sql, lines: SaleLine[]): Promise<DocumentIds> {
  const wanted = new Map(lines.map(({ document }) => [documentKey(document), document]))
  const ids = (isOrder: boolean) =>
    [...wanted.values()].filter(({ kind }) => (kind === 'order') === isOrder).map(externalId)
  const found = await sql<{ key: string; id: string }[]>`
    select 'order ' || wanted as key, o.id
    from unnest(${ids(true)}::text[]) as wanted
    cross join lateral (
      select id
      from orders
      where org_id = current_org() and source = ${salesSource} and external_id = wanted
      limit 1 -- There is one; said, so that each is looked up by its key.
    ) o
    union all
    select 'return ' || wanted, r.id
    from unnest(${ids(false)}::text[]) as wanted
    cross join lateral (
      select id
      from returns
      where org_id = current_org() and source = ${salesSource} and external_id = wanted
      limit 1
    ) r`
  return new Map(found.map(({ key, id }) => [key, id]))
}

function records(lines: SaleLine[], documents: DocumentIds) {
  return lines.map((line, place) => ({
    place,
    document_id: documents.get(documentKey(line.document))!,
    position: line.position,
    product: line.product ? productKey(line.product.code) : null,
    description: line.description,
    quantity: line.quantity,
    price: line.unitPrice,
    amount: line.amount,
    given_discount: line.discount,
    tax: line.tax,
    unit_cost: line.unitCost,
    kind: line.document.kind,
    status: line.document.status,
    at: line.document.moment.at.toISOString(),
    customer: line.document.customer ? customerKey(line.document.customer.code) : null,
    country: line.document.country,
    channel: line.document.channel,
  }))
}
type Candidate = ReturnType<typeof records>[number]
type Tell = (place: number, isSame: boolean) => void

async function compareOrders(sql: Sql, candidates: Candidate[], tell: Tell): Promise<void> {
  if (candidates.length === 0) return
  const compared = await sql<{ place: number; same: boolean }[]>`
    select i.place,
      row(i.description, i.quantity, round(i.unit_price, 4), round(i.discount, 4), round(i.tax, 4),
          i.unit_cost, i.product, i.status, i.at, i.customer, i.country, i.channel)
      is not distinct from
      row(l.description, l.quantity, l.unit_price, l.discount, l.tax,
          l.unit_cost, ${recordedProductKey(sql)}, o.status, o.ordered_at, c.external_id, o.country, o.channel)
        as same
    from (
      select l.*, ${lineValues(sql)}
      from jsonb_to_recordset(${sql.json(candidates)}) as l(${candidateColumns(sql)})
    ) i
    join orders o on o.org_id = current_org() and o.id = i.document_id
    join order_lines l on l.org_id = o.org_id and l.order_id = o.id and l.position = i.position
    left join products p on p.org_id = o.org_id and p.id = l.product_id
    left join customers c on c.org_id = o.org_id and c.id = o.customer_id`
  for (const { place, same } of compared) tell(place, same)
}

async function compareReturns(sql: Sql, candidates: Candidate[], tell: Tell): Promise<void> {
  if (candidates.length === 0) return
  const compared = await sql<{ place: number; same: boolean }[]>`
    select i.place,
      row(i.description, -i.quantity, round(i.value, 4), i.unit_cost,
          i.product, i.kind, i.at, i.customer, i.country, i.channel)
      is not distinct from
      row(l.description, l.quantity, l.value, l.unit_cost,
          ${recordedProductKey(sql)}, r.kind, r.returned_at, c.external_id, r.country, r.channel)
        as same
    from (
      select l.*, ${lineValues(sql)}
      from jsonb_to_recordset(${sql.json(candidates)}) as l(${candidateColumns(sql)})
    ) i
    join returns r on r.org_id = current_org() and r.id = i.document_id
    join return_lines l on l.org_id = r.org_id and l.return_id = r.id and l.position = i.position
    left join products p on p.org_id = r.org_id and p.id = l.product_id
    left join customers c on c.org_id = r.org_id and c.id = r.customer_id`
  for (const { place, same } of compared) tell(place, same)
}

function candidateColumns(sql: Sql) {
  return sql`place integer, document_id bigint, position integer, product text, description text,
    quantity numeric, price numeric, amount numeric, given_discount numeric, tax numeric,
    unit_cost numeric, kind text, status text, at timestamptz, customer text, country text,
    channel text`
}

function recordedProductKey(sql: Sql) {
  return sql`case when p.source = ${salesSource} then p.external_id else p.sku end`
}
