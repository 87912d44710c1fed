/** Finance: the books, what they say, and whether they agree with the records. */
import type { Tool } from '#engine/tool.ts'
import { specialist } from './specialist.ts'

const own = [
  ...['profit_and_loss', 'balance_sheet', 'trial_balance', 'cash_position', 'check_books'],
  ...['who_owes', 'receivables_ageing', 'tax_summary'],
  ...['monthly_audit_report', 'month_end_pack', 'check_audit_log'],
  ...['list_accounts', 'post_entry', 'reverse_entry', 'lock_period'],
]
const more = [
  ...[
    'daily_sales_report',
    'sales_summary',
    'digest',
    'chart_sales',
    'stock_value',
    'stock_ageing',
  ],
  ...['report_notes', 'export_records'],
  ...['order_status', 'order_requests', 'record_payment'],
  ...['subscribe_report', 'change_subscription', 'stop_subscription', 'my_subscriptions'],
]

export const financeAgent = (tools: Tool[]) => specialist(tools, { name: 'finance', own, more })
