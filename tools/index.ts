/** All that agents can do: the only list. Where two fit a question equally well, the first is taken. */
import type { Tool } from '#engine/tool.ts'
import { approvalRulesTool } from './approvals/approval-rules.ts'
import { setApprovalRuleTool } from './approvals/set-approval-rule.ts'
import { waitingApprovalsTool } from './approvals/waiting-approvals.ts'
import { addProductTool } from './catalogue/add-product.ts'
import { changePriceTool } from './catalogue/change-price.ts'
import { findProductTool } from './catalogue/find-product.ts'
import { balanceSheetTool } from './ledger/balance-sheet.ts'
import { cashPositionTool } from './ledger/cash-position.ts'
import { checkBooksTool } from './ledger/check-books.ts'
import { listAccountsTool } from './ledger/list-accounts.ts'
import { lockPeriodTool } from './ledger/lock-period.ts'
import { postEntryTool } from './ledger/post-entry.ts'
import { profitAndLossTool } from './ledger/profit-and-loss.ts'
import { reverseEntryTool } from './ledger/reverse-entry.ts'
import { trialBalanceTool } from './ledger/trial-balance.ts'
import { whoOwesTool } from './ledger/who-owes.ts'
import { judgeDiscountTool } from './offers/judge-discount.ts'
import { suggestOffersTool } from './offers/suggest-offers.ts'
import { cancelOrderTool } from './orders/cancel-order.ts'
import { deliverOrderTool } from './orders/deliver-order.ts'
import { editOrderTool } from './orders/edit-order.ts'
import { myOrdersTool } from './orders/my-orders.ts'
import { orderStatusTool } from './orders/order-status.ts'
import { previewSaleTool } from './orders/preview-sale.ts'
import { recordPaymentTool } from './orders/record-payment.ts'
import { recordSaleTool } from './orders/record-sale.ts'
import { refundCreditTool } from './orders/refund-credit.ts'
import { returnSaleTool } from './orders/return-sale.ts'
import { addCustomerTool } from './people/add-customer.ts'
import { askForPersonTool } from './people/ask-for-person.ts'
import { linkAccountTool } from './people/link-account.ts'
import { askSalesTool } from './sales/ask-sales.ts'
import { chartSalesTool } from './sales/chart-sales.ts'
import { dailySalesReportTool } from './sales/daily-sales-report.ts'
import { explainLastAnswerTool } from './sales/explain-last-answer.ts'
import { showHelpTool } from './show-help.ts'
import { adjustStockTool } from './stock/adjust-stock.ts'
import { checkStockTool } from './stock/check-stock.ts'
import { countStockTool } from './stock/count-stock.ts'
import { lowStockTool } from './stock/low-stock.ts'
import { receiveStockTool } from './stock/receive-stock.ts'
import { slowMoversTool } from './stock/slow-movers.ts'
import { stockAgeingTool, stockValueTool } from './stock/stock-ageing.ts'
import { transferStockTool } from './stock/transfer-stock.ts'
import { writeOffStockTool } from './stock/write-off-stock.ts'

export const tools: Tool[] = [
  explainLastAnswerTool,
  showHelpTool,
  linkAccountTool,
  askForPersonTool,
  waitingApprovalsTool,
  approvalRulesTool,
  setApprovalRuleTool(() => tools.filter(({ propose }) => propose)),
  recordSaleTool,
  previewSaleTool,
  receiveStockTool,
  countStockTool,
  adjustStockTool,
  transferStockTool,
  writeOffStockTool,
  lowStockTool,
  slowMoversTool,
  stockAgeingTool,
  stockValueTool,
  checkStockTool,
  judgeDiscountTool,
  suggestOffersTool,
  findProductTool,
  addProductTool,
  changePriceTool,
  returnSaleTool,
  recordPaymentTool,
  refundCreditTool,
  deliverOrderTool,
  cancelOrderTool,
  editOrderTool,
  addCustomerTool,
  orderStatusTool,
  myOrdersTool,
  postEntryTool,
  reverseEntryTool,
  lockPeriodTool,
  profitAndLossTool,
  balanceSheetTool,
  trialBalanceTool,
  cashPositionTool,
  checkBooksTool,
  listAccountsTool,
  whoOwesTool,
  dailySalesReportTool,
  chartSalesTool,
  askSalesTool,
]
