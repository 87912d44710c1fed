/** What the demo shop sells: kitchen and home ware. Prices and costs are pennies, before tax. */
export interface DemoProduct {
  sku: string
  name: string
  category: string
  price: number
  cost: number
  /** How often it is bought, beside the others. */
  demand: number
  /** Months in which it sells; all when left out. */
  months?: readonly number[]
}

const christmas = [10, 11, 12]
const summer = [4, 5, 6, 7, 8, 9]

export const catalogue: readonly DemoProduct[] = [
  of('Kettles & coffee', [
    ['KET-101', 'Stovetop Kettle, Cream Enamel', 3495, 1580, 7],
    ['KET-102', 'Electric Kettle, Brushed Steel 1.7 l', 4950, 2710, 6],
    ['KET-103', 'Gooseneck Pour-over Kettle', 5825, 3040, 3],
    ['COF-110', 'Cafetière, 8 Cup', 2665, 1120, 6],
    ['COF-111', 'Moka Pot, 6 Cup', 2240, 985, 4],
    ['COF-112', 'Burr Coffee Grinder', 3899, 1990, 2],
    ['TEA-120', 'Teapot, Midnight Blue', 2415, 1045, 5],
    ['TEA-121', 'Loose Leaf Tea Tin', 795, 310, 8],
  ]),
  of('Mugs & cups', [
    ['MUG-201', 'Speckled Stoneware Mug', 995, 372, 20],
    ['MUG-202', 'Enamel Mug, White with Blue Rim', 745, 268, 16],
    ['MUG-203', 'Latte Mug, Sage Green', 1125, 431, 12],
    ['MUG-204', 'Espresso Cups, Set of 4', 1875, 790, 6],
    ['MUG-205', 'Travel Cup, Bamboo Lid', 1345, 615, 8],
  ]),
  of('Tableware', [
    ['TAB-301', 'Dinner Plate, Reactive Glaze', 1160, 498, 14],
    ['TAB-302', 'Pasta Bowl, Reactive Glaze', 1245, 533, 12],
    ['TAB-303', 'Salad Servers, Olive Wood', 1495, 640, 5],
    ['TAB-304', 'Cake Stand, Pressed Glass', 2790, 1215, 3],
    ['TAB-305', 'Wine Glasses, Set of 6', 2455, 1130, 4],
    ['TAB-306', 'Butter Dish, Stoneware', 1580, 655, 5],
  ]),
  of('Cookware', [
    ['COO-401', 'Cast Iron Casserole, 24 cm', 8325, 4460, 3],
    ['COO-402', 'Non-stick Frying Pan, 28 cm', 3160, 1505, 6],
    ['COO-403', 'Chopping Board, Oak End Grain', 3745, 1790, 4],
    ['COO-404', "Chef's Knife, 20 cm", 4575, 2180, 3],
    ['COO-405', 'Measuring Spoons, Brass', 1080, 402, 7],
    ['COO-406', 'Loaf Tin, 2 lb', 895, 341, 7],
    ['COO-407', 'Mixing Bowl, 29 cm', 1665, 702, 6],
  ]),
  of('Lamps & candles', [
    ['LAM-501', 'Table Lamp, Rattan Shade', 5410, 2655, 2],
    ['LAM-502', 'Clip-on Reading Lamp, Black', 2325, 1040, 3],
    ['LAM-503', 'Festoon Lights, 10 m', 3285, 1460, 3, summer],
    ['CAN-510', 'Soy Candle, Fig & Cedar', 1420, 498, 11],
    ['CAN-511', 'Dinner Candles, Box of 6', 660, 235, 9],
    ['CAN-512', 'Beeswax Tealights, Box of 12', 915, 360, 7],
  ]),
  of('Linen', [
    ['LIN-601', 'Linen Tea Towel, Natural Stripe', 825, 318, 15],
    ['LIN-602', 'Apron, Washed Cotton', 2080, 870, 5],
    ['LIN-603', 'Oven Glove, Quilted', 1205, 455, 6],
    ['LIN-604', 'Napkins, Set of 4', 1665, 690, 4],
  ]),
  of('Storage', [
    ['STO-701', 'Clip Top Jar, 1 l', 575, 214, 14],
    ['STO-702', 'Bread Bin, Bamboo Lid', 3325, 1560, 2],
    ['STO-703', 'Spice Rack, Oak', 2495, 1105, 2],
  ]),
  of('Seasonal', [
    ['SEA-801', 'Advent Candle House', 2910, 1230, 9, christmas],
    ['SEA-802', 'Mulled Wine Mugs, Pair', 1790, 735, 10, christmas],
    ['SEA-803', 'Picnic Blanket, Waterproof Back', 3120, 1390, 5, summer],
    ['SEA-804', 'Ice Lolly Moulds', 1040, 415, 6, summer],
  ]),
].flat()

/** Online orders pay for it; it is a service, not a product. */
export const delivery: DemoProduct = {
  sku: 'DELIVERY',
  name: 'Delivery',
  category: 'Delivery',
  price: 412,
  cost: 365,
  demand: 0,
}

type Entry = [
  sku: string,
  name: string,
  price: number,
  cost: number,
  demand: number,
  months?: readonly number[],
]

function of(category: string, entries: Entry[]): DemoProduct[] {
  return entries.map(([sku, name, price, cost, demand, months]) => ({
    sku,
    name,
    category,
    price,
    cost,
    demand,
    months,
  }))
}
