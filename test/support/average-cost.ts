/** A weighted average cost in whole fractions, after the textbook; shares nothing with the product. */

/** One movement that stands, in tenths of a unit and ten-thousandths of money. */
export interface Step {
  moment: number
  tenths: number
  /** Null: at the average of its moment. */
  cost: number | null
}

interface Fraction {
  over: bigint
  under: bigint
}

export interface Books {
  /** Tenths of a unit. */
  quantity: bigint
  /** Of one tenth, in ten-thousandths. */
  average: Fraction
}

const add = (a: Fraction, b: Fraction) => ({
  over: a.over * b.under + b.over * a.under,
  under: a.under * b.under,
})
const whole = (over: bigint): Fraction => ({ over, under: 1n })
const times = (a: Fraction, by: bigint) => ({ over: a.over * by, under: a.under })

/** Of one moment: in at a cost, out at a cost, then all at the average; small costs and quantities first. */
export function inOrder(steps: readonly Step[]): Step[] {
  const rank = ({ cost, tenths }: Step) => (cost === null ? 2 : tenths > 0 ? 0 : 1)
  return [...steps].sort(
    (a, b) =>
      a.moment - b.moment ||
      rank(a) - rank(b) ||
      (a.cost ?? 0) - (b.cost ?? 0) ||
      a.tenths - b.tenths,
  )
}

export function averageCost(steps: readonly Step[]): Books {
  let books: Books = { quantity: 0n, average: whole(0n) }
  for (const { tenths, cost } of inOrder(steps)) {
    const [held, moved] = [books.quantity, BigInt(tenths)]
    const quantity = held + moved
    let { average } = books
    if (cost !== null && moved > 0n && held <= 0n) average = { over: BigInt(cost), under: 10n }
    else if (cost !== null && quantity > 0n) {
      const value = add(times(average, held), { over: BigInt(cost) * moved, under: 10n })
      average = { over: value.over, under: value.under * quantity }
      if (average.over * average.under < 0n) average = whole(0n)
    }
    books = { quantity, average }
  }
  return books
}

/** Quantity × average in ten-thousandths, halves away from zero. */
export function worthOf({ quantity, average }: Books): bigint {
  const { over, under } = times(average, quantity)
  const [top, bottom] = under < 0n ? [-over, -under] : [over, under]
  const [size, sign] = top < 0n ? [-top, -1n] : [top, 1n]
  return (sign * (2n * size + bottom)) / (2n * bottom)
}
