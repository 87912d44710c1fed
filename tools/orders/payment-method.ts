/** How money came, as people call it. `credit` is no money yet: the customer owes it. */
import { choice } from '#kit/inputs.ts'

const called = {
  cash: ['cash', 'cash down', 'notes'],
  card: ['card', 'a card', 'credit card', 'debit card', 'visa', 'mastercard'],
  mobile_money: ['mpesa', 'mobile money', 'momo', 'airtel money', 'till', 'paybill', 'phone'],
  bank: ['bank', 'bank transfer', 'transfer', 'the bank', 'cheque', 'check', 'wire', 'eft'],
} as const

export const methodWords = {
  cash: 'cash',
  card: 'card',
  mobile_money: 'mobile money',
  bank: 'bank transfer',
} as const
/** "paid in cash" */
export const paidHow = {
  cash: 'in cash',
  card: 'by card',
  mobile_money: 'by mobile money',
  bank: 'by bank transfer',
} as const

export const paymentMethod = () => choice(called)

/** For a sale that may also stay unpaid. */
export const settlement = () =>
  choice({ ...called, credit: ['credit', 'account', 'tab', 'tick', 'invoice', 'later', 'unpaid'] })
