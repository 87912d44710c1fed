import { z } from 'zod'
import { asJson, defineTool } from '#engine/tool.ts'
import { paperNumber } from '#kit/inputs.ts'
import { orderLines } from './order-words.ts'
import { whichOrder } from './which-order.ts'

const input = z.object({ order: paperNumber().describe('The number of the order') })

export const orderStatusTool = defineTool({
  name: 'order_status',
  description:
    'One order by its number: what is in it, whether it is paid and handed over. Not for how many orders there were: use ask_sales.',
  phrases: [
    '=(where is|what is the status of|status of|status|track|show|show me|find|check|look up|what is in|what was in|has|is) order {order} [paid|delivered|ready|done|shipped|been paid|been delivered]',
    '=order {order} [is|was|has been] [status|paid|delivered|ready|done|shipped]',
    '=what happened to|with order {order}',
    '=did order {order} (go out|get paid|arrive|ship)',
  ],
  needs: 'sales:read',
  input,

  async run({ sql }, { order: said }) {
    const found = await whichOrder(sql, said, {
      tool: 'order_status',
      again: (order) => ({ order }),
    })
    if (found.is === 'ask') return found.ask
    const order = found.one
    const { number, status, customerName, businessDay, total, paid, owed, lines } = order
    return {
      facts: asJson({
        ...{ number, status, customer: customerName, businessDay, total, paid, owed },
        lines: lines.map(({ name, quantity, total }) => ({ name, quantity, total })),
      }),
      say: (words) => orderLines(order, words).join('\n'),
    }
  },
})
