/** Finance: the books, what they say, and whether they agree with the records. */
import type { Tool } from '#engine/tool.ts'
import { specialist } from './specialist.ts'

const own = [
  ...['profit_and_loss', 'balance_sheet', 'trial_balance', 'cash_position', 'check_books'],
  'who_owes',
  ...['list_accounts', 'post_entry', 'reverse_entry', 'lock_period'],
]
const more = [
  ...['daily_sales_report', 'chart_sales', 'stock_value', 'stock_ageing'],
  ...['order_status', 'record_payment'],
]

export const financeAgent = (tools: Tool[]) => specialist(tools, { name: 'finance', own, more })
