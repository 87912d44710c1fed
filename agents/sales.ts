/** Sales: what was sold, what is being sold, and what could be offered without losing the margin. */
import type { Tool } from '#engine/tool.ts'
import { specialist } from './specialist.ts'

const own = [
  ...['ask_sales', 'chart_sales', 'daily_sales_report', 'sales_summary', 'digest'],
  ...['record_sale', 'preview_sale'],
  ...['order_status', 'deliver_order', 'cancel_order', 'return_sale', 'record_payment'],
  ...['order_requests', 'accept_order_request', 'decline_order_request'],
  ...['refund_credit', 'edit_order', 'add_customer', 'suggest_offers', 'my_orders'],
  ...['subscribe_report', 'change_subscription', 'stop_subscription', 'my_subscriptions'],
  ...['set_quiet_hours', 'set_restatement_threshold'],
  ...['report_notes', 'export_records'],
]
const more = ['judge_discount', 'slow_movers', 'check_stock', 'change_price']

export const salesAgent = (tools: Tool[]) => specialist(tools, { name: 'sales', own, more })
