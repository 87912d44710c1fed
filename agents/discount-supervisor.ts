/** Discount supervisor: approves, counters or refuses a discount. The verdict is the tool's, never a model's. */
import type { Tool } from '#engine/tool.ts'
import { specialist } from './specialist.ts'

const own = ['judge_discount']
const more = ['suggest_offers', 'preview_sale', 'check_stock', 'stock_ageing', 'slow_movers']

export const discountSupervisorAgent = (tools: Tool[]) =>
  specialist(tools, { name: 'discount-supervisor', own, more })
