/** Lines of what people changed: approvals, prices, stock, money that went back, and what models did. */
import { adjustments } from '../actions.ts'
import { modelCalls } from '../log.ts'
import { isWithin, personName, spanOfMonth, wallTime } from '../month.ts'
import { count, day, inPages, type MonthDataset, money, pageMax, text, units } from './pages.ts'

const approvals: MonthDataset = {
  name: 'approvals',
  title: 'Approvals',
  columns: [
    text('proposal', 'Proposal'),
    text('tool', 'What'),
    text('summary', 'In words'),
    money('amount', 'Amount'),
    text('needs', 'Needed'),
    text('proposed_by', 'Proposed by'),
    text('proposed_at', 'Proposed at'),
    text('decision', 'Decision'),
    text('via', 'By way of'),
    text('decided_by', 'Decided by'),
    text('decided_at', 'Decided at'),
    text('sha256', 'SHA-256 of what was proposed'),
  ],
  read: (sql, org, { month }) =>
    inPages(
      (after) => sql`
        select p.id::text as key, p.id::text as proposal, p.tool, p.summary,
          trim_scale(p.amount)::text as amount, p.needs,
          ${personName(sql, sql`u.name`, sql`p.proposed_by`)} as proposed_by,
          ${wallTime(sql, sql`p.proposed_at`, org)} as proposed_at, d.decision, d.via,
          ${personName(sql, sql`w.name`, sql`d.decided_by`)} as decided_by,
          ${wallTime(sql, sql`d.decided_at`, org)} as decided_at, encode(p.sha256, 'hex') as sha256
        from proposal_decisions d
        join proposals p on p.org_id = d.org_id and p.id = d.proposal_id
        left join users u on u.org_id = p.org_id and u.id = p.proposed_by
        left join users w on w.org_id = d.org_id and w.id = d.decided_by
        where d.org_id = current_org() and d.proposal_id > ${after}
          and ${isWithin(sql, sql`d.decided_at`, org, spanOfMonth(month))}
        order by d.proposal_id
        limit ${pageMax}`,
    ),
}

const priceChanges: MonthDataset = {
  name: 'price_changes',
  title: 'Price changes',
  columns: [
    text('at', 'At'),
    text('sku', 'Code'),
    text('product', 'Product'),
    money('before', 'Before'),
    money('after', 'After'),
    text('person', 'Changed by'),
  ],
  read: (sql, org, { month }) =>
    inPages(
      (after) => sql`
        select c.id::text as key, ${wallTime(sql, sql`c.changed_at`, org)} as at, p.sku,
          p.name as product, c.changes #>> '{price,0}' as before, c.changes #>> '{price,1}' as after,
          ${personName(sql, sql`u.name`, sql`c.changed_by`)} as person
        from product_changes c
        join products p on p.org_id = c.org_id and p.id = c.product_id
        left join users u on u.org_id = c.org_id and u.id = c.changed_by
        where c.org_id = current_org() and c.id > ${after} and c.changes ? 'price'
          and ${isWithin(sql, sql`c.changed_at`, org, spanOfMonth(month))}
        order by c.id
        limit ${pageMax}`,
    ),
}

const stockAdjustments: MonthDataset = {
  name: 'stock_adjustments',
  title: 'Stock adjustments',
  columns: [
    text('movement', 'Movement'),
    day('business_day', 'Day'),
    text('kind', 'Kind'),
    text('sku', 'Code'),
    text('product', 'Product'),
    text('place', 'Place'),
    units('quantity', 'Units'),
    money('value', 'Value'),
    text('reason', 'Reason'),
    text('reverses', 'Undoes'),
    text('person', 'Recorded by'),
    text('recorded_at', 'Recorded at'),
  ],
  read: (sql, org, { month }) =>
    inPages((after) => {
      const { from, to } = spanOfMonth(month)
      return sql`
        select m.id::text as key, m.id::text as movement, m.business_day::text, m.kind, p.sku,
          p.name as product, l.name as place, trim_scale(m.quantity)::text as quantity,
          trim_scale(m.value_change)::text as value, m.reason, m.reverses::text,
          ${personName(sql, sql`u.name`, sql`m.recorded_by`)} as person,
          ${wallTime(sql, sql`m.created_at`, org)} as recorded_at
        from stock_movements m
        join products p on p.org_id = m.org_id and p.id = m.product_id
        join locations l on l.org_id = m.org_id and l.id = m.location_id
        left join users u on u.org_id = m.org_id and u.id = m.recorded_by
        where m.org_id = current_org() and m.id > ${after} and m.kind = any(${adjustments})
          and m.business_day between ${from}::date and ${to}::date
        order by m.id
        limit ${pageMax}`
    }),
}

const refunds: MonthDataset = {
  name: 'refunds',
  title: 'Refunds',
  columns: [
    text('refund', 'Refund'),
    day('business_day', 'Day'),
    money('amount', 'Amount'),
    text('method', 'Method'),
    text('return_number', 'Return'),
    text('order_number', 'Order'),
    text('person', 'Recorded by'),
    text('source', 'Source'),
  ],
  read: (sql, _org, { month }) =>
    inPages((after) => {
      const { from, to } = spanOfMonth(month)
      return sql`
        select f.id::text as key, f.id::text as refund, f.business_day::text,
          trim_scale(f.amount)::text as amount, f.method, r.number as return_number,
          o.number as order_number, ${personName(sql, sql`u.name`, sql`f.recorded_by`)} as person,
          f.source
        from refunds f
        left join returns r on r.org_id = f.org_id and r.id = f.return_id
        left join orders o on o.org_id = f.org_id and o.id = coalesce(f.order_id, r.order_id)
        left join users u on u.org_id = f.org_id and u.id = f.recorded_by
        where f.org_id = current_org() and f.id > ${after} and f.status = 'PROCESSED'
          and f.business_day between ${from}::date and ${to}::date
        order by f.id
        limit ${pageMax}`
    }),
}

const aiUse: MonthDataset = {
  name: 'ai_use',
  title: 'AI use',
  columns: [
    text('at', 'At'),
    text('action', 'For'),
    text('model', 'Model'),
    text('outcome', 'Outcome'),
    count('input_tokens', 'Tokens read'),
    count('output_tokens', 'Tokens written'),
    text('cost', 'Cost (US dollars)'),
    text('input_sha256', 'SHA-256 of the question'),
    text('output_sha256', 'SHA-256 of the answer'),
    text('person', 'Asked by'),
  ],
  read: (sql, org, { month }) =>
    inPages(
      (after) => sql`
        select c.id::text as key, ${wallTime(sql, sql`c.at`, org)} as at, c.action, c.model,
          c.outcome, c.input_tokens::text, c.output_tokens::text, trim_scale(c.cost)::text as cost,
          c.input_sha256, c.output_sha256, ${personName(sql, sql`u.name`, sql`c.user_id`)} as person
        from (${modelCalls(sql, org, spanOfMonth(month))}) c
        left join users u on u.org_id = current_org() and u.id = c.user_id
        where c.id > ${after}
        order by c.id
        limit ${pageMax}`,
    ),
}

export const tradeDatasets = [approvals, priceChanges, stockAdjustments, refunds, aiUse] as const
