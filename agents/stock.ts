/** Stock: what is there, what runs out and how urgent that is, what came in and what was lost. */
import type { Tool } from '#engine/tool.ts'
import { specialist } from './specialist.ts'

const own = [
  ...['check_stock', 'low_stock', 'slow_movers', 'stock_ageing', 'stock_value'],
  ...['receive_stock', 'adjust_stock', 'count_stock', 'transfer_stock', 'write_off_stock'],
  ...['add_product', 'change_price', 'find_product'],
]
const more = ['suggest_offers', 'preview_sale']

export const stockAgent = (tools: Tool[]) => specialist(tools, { name: 'stock', own, more })
