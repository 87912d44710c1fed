/** All that agents can do: the only list. Where two fit a question equally well, the first is taken. */
import type { Tool } from '#engine/tool.ts'
import { approvalRulesTool } from './approvals/approval-rules.ts'
import { setApprovalRuleTool } from './approvals/set-approval-rule.ts'
import { waitingApprovalsTool } from './approvals/waiting-approvals.ts'
import { checkAuditLogTool } from './audit/check-audit-log.ts'
import { monthEndPackTool } from './audit/month-end-pack.ts'
import { monthlyAuditReportTool } from './audit/monthly-audit-report.ts'
import { addProductTool } from './catalogue/add-product.ts'
import { addSynonymTool } from './catalogue/add-synonym.ts'
import { changePriceTool } from './catalogue/change-price.ts'
import { findProductTool } from './catalogue/find-product.ts'
import { removeSynonymTool } from './catalogue/remove-synonym.ts'
import { synonymsTool } from './catalogue/synonyms.ts'
import { exportRecordsTool } from './exports/export-records.ts'
import { aiNotesTool } from './insights/ai-notes.ts'
import { reportNotesTool } from './insights/report-notes.ts'
import { switchAiNotesTool } from './insights/switch-ai-notes.ts'
import { balanceSheetTool } from './ledger/balance-sheet.ts'
import { cashPositionTool } from './ledger/cash-position.ts'
import { checkBooksTool } from './ledger/check-books.ts'
import { listAccountsTool } from './ledger/list-accounts.ts'
import { lockPeriodTool } from './ledger/lock-period.ts'
import { postEntryTool } from './ledger/post-entry.ts'
import { profitAndLossTool } from './ledger/profit-and-loss.ts'
import { receivablesAgeingTool } from './ledger/receivables-ageing.ts'
import { reverseEntryTool } from './ledger/reverse-entry.ts'
import { taxSummaryTool } from './ledger/tax-summary.ts'
import { trialBalanceTool } from './ledger/trial-balance.ts'
import { whoOwesTool } from './ledger/who-owes.ts'
import { judgeDiscountTool } from './offers/judge-discount.ts'
import { suggestOffersTool } from './offers/suggest-offers.ts'
import { acceptRequestTool } from './orders/accept-request.ts'
import { cancelOrderTool } from './orders/cancel-order.ts'
import { cancelRequestTool } from './orders/cancel-request.ts'
import { declineRequestTool } from './orders/decline-request.ts'
import { deliverOrderTool } from './orders/deliver-order.ts'
import { editOrderTool } from './orders/edit-order.ts'
import { myOrdersTool } from './orders/my-orders.ts'
import { orderRequestsTool } from './orders/order-requests.ts'
import { orderStatusTool } from './orders/order-status.ts'
import { previewSaleTool } from './orders/preview-sale.ts'
import { recordPaymentTool } from './orders/record-payment.ts'
import { recordSaleTool } from './orders/record-sale.ts'
import { refundCreditTool } from './orders/refund-credit.ts'
import { requestOrderTool } from './orders/request-order.ts'
import { returnSaleTool } from './orders/return-sale.ts'
import { addCustomerTool } from './people/add-customer.ts'
import { askForPersonTool } from './people/ask-for-person.ts'
import { linkAccountTool } from './people/link-account.ts'
import { signInLinkTool } from './people/sign-in-link.ts'
import { addProductPictureTool } from './photos/add-product-picture.ts'
import { answerPhotoTool } from './photos/answer-photo.ts'
import { chooseProductOfPhotoTool } from './photos/choose-product-of-photo.ts'
import { findProductByPhotoTool } from './photos/find-product-by-photo.ts'
import { otherProductsOfPhotoTool } from './photos/other-products-of-photo.ts'
import { passOnPhotoTool } from './photos/pass-on-photo.ts'
import { askSalesTool } from './sales/ask-sales.ts'
import { chartSalesTool } from './sales/chart-sales.ts'
import { dailySalesReportTool } from './sales/daily-sales-report.ts'
import { digestTool } from './sales/digest.ts'
import { explainLastAnswerTool } from './sales/explain-last-answer.ts'
import { salesSummaryTool } from './sales/sales-summary.ts'
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
import { changeSubscriptionTool } from './subscriptions/change-subscription.ts'
import { mySubscriptionsTool } from './subscriptions/my-subscriptions.ts'
import { setQuietHoursTool } from './subscriptions/set-quiet-hours.ts'
import { setRestatementThresholdTool } from './subscriptions/set-restatement-threshold.ts'
import { stopSubscriptionTool } from './subscriptions/stop-subscription.ts'
import { subscribeReportTool } from './subscriptions/subscribe-report.ts'

export const tools: Tool[] = [
  explainLastAnswerTool,
  showHelpTool,
  signInLinkTool,
  linkAccountTool,
  askForPersonTool,
  waitingApprovalsTool,
  approvalRulesTool,
  setApprovalRuleTool(() => tools.filter(({ propose }) => propose)),
  subscribeReportTool,
  changeSubscriptionTool,
  stopSubscriptionTool,
  mySubscriptionsTool,
  setQuietHoursTool,
  setRestatementThresholdTool,
  exportRecordsTool,
  switchAiNotesTool,
  aiNotesTool,
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
  findProductByPhotoTool,
  otherProductsOfPhotoTool,
  chooseProductOfPhotoTool,
  passOnPhotoTool,
  addProductPictureTool,
  answerPhotoTool,
  addProductTool,
  changePriceTool,
  addSynonymTool,
  removeSynonymTool,
  synonymsTool,
  returnSaleTool,
  recordPaymentTool,
  refundCreditTool,
  deliverOrderTool,
  cancelOrderTool,
  editOrderTool,
  addCustomerTool,
  orderStatusTool,
  myOrdersTool,
  requestOrderTool,
  cancelRequestTool,
  acceptRequestTool,
  declineRequestTool,
  orderRequestsTool,
  postEntryTool,
  reverseEntryTool,
  lockPeriodTool,
  profitAndLossTool,
  balanceSheetTool,
  trialBalanceTool,
  cashPositionTool,
  taxSummaryTool,
  receivablesAgeingTool,
  checkAuditLogTool,
  checkBooksTool,
  monthlyAuditReportTool,
  monthEndPackTool,
  listAccountsTool,
  whoOwesTool,
  dailySalesReportTool,
  salesSummaryTool,
  digestTool,
  reportNotesTool,
  chartSalesTool,
  askSalesTool,
]
