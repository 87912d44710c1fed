/** Stock: what is there, what runs out and how urgent that is, what came in and what was lost. */
import type { Tool } from '#engine/tool.ts'
import { specialist } from './specialist.ts'

const own = [
  ...['check_stock', 'low_stock', 'slow_movers', 'stock_ageing', 'stock_value'],
  ...['receive_stock', 'adjust_stock', 'count_stock', 'transfer_stock', 'write_off_stock'],
  ...['add_product', 'change_price', 'find_product'],
  ...['add_synonym', 'remove_synonym', 'synonyms'],
  ...['find_product_by_photo', 'other_products_of_photo', 'choose_product_of_photo'],
  ...['pass_on_photo', 'add_product_picture', 'answer_photo'],
]
const more = [
  'suggest_offers',
  'preview_sale',
  'order_requests',
  'accept_order_request',
  'decline_order_request',
]

export const stockAgent = (tools: Tool[]) => specialist(tools, { name: 'stock', own, more })
