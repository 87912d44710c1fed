/** Writes movements down as facts. What they are worth is found out afterwards. */
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import type { Movement } from './movement.ts'

/** A movement with nothing left to choose; `at` is its place among those asked for. */
export interface MovementRow extends Movement {
  at: number
  locationId: string
  source: string
}

export interface Added {
  at: number
  id: string
}

/** A reversal stands at the moment of what it undoes, to the microsecond. */
export async function addMovements(
  sql: Sql,
  rows: readonly MovementRow[],
  { actor, now }: { actor: Actor; now: Date },
): Promise<Added[]> {
  if (rows.length === 0) return []
  return sql<Added[]>`
    with asked as materialized (
      select *, coalesce(external_id, gen_random_uuid()::text) as own_id
      from jsonb_to_recordset(${sql.json(rows.map(written))}) as r (
        at integer, product bigint, place bigint, kind text, quantity numeric, cost numeric,
        moved_at timestamptz, reason text, order_id bigint, return_id bigint, position integer,
        document text, reverses bigint, against text, source text, external_id text)
    ), added as (
      insert into stock_movements (org_id, product_id, location_id, kind, quantity, unit_cost,
        moved_at, business_day, reason, order_id, return_id, position, document, reverses, against,
        recorded_by, source, external_id, created_at)
      select g.org_id, a.product, a.place, a.kind, trim_scale(a.quantity), a.cost,
        coalesce(o.moved_at, a.moved_at),
        (coalesce(o.moved_at, a.moved_at) at time zone g.timezone)::date,
        a.reason, a.order_id, a.return_id, a.position, a.document, a.reverses, a.against,
        ${actor.userId}::bigint, a.source, a.own_id, ${now}
      from asked a
      join orgs g on g.org_id = current_org()
      left join stock_movements o on o.org_id = g.org_id and o.id = a.reverses
      order by a.at
      returning id, product_id, location_id, quantity, source, external_id
    ), placed as (
      insert into stock_levels as l (org_id, product_id, location_id, quantity)
      select current_org(), product_id, location_id, sum(quantity)
      from added
      group by product_id, location_id
      order by product_id, location_id
      on conflict (org_id, product_id, location_id)
        do update set quantity = l.quantity + excluded.quantity
    )
    select a.at, d.id
    from added d
    join asked a on a.source = d.source and a.own_id = d.external_id`
}

function written(row: MovementRow) {
  const { at, kind, quantity, movedAt, source } = row
  return {
    ...{ at, kind, quantity, source },
    product: row.productId,
    place: row.locationId,
    cost: row.unitCost ?? null,
    moved_at: movedAt.toISOString(),
    reason: row.reason ?? null,
    order_id: row.orderId ?? null,
    return_id: row.returnId ?? null,
    position: row.position ?? null,
    document: row.document ?? null,
    reverses: row.reverses ?? null,
    against: row.against ?? null,
    external_id: row.externalId ?? null,
  }
}
