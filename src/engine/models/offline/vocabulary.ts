/** The words that shop questions are made of, as patterns over lower-case text. Longest first. */
import type { DimensionName, MetricName } from '#domain/metrics/catalogue.ts'

const money = '(?:value|amount|total|worth|money|revenue|price)'

/** First match wins its words; a metric named twice is one metric. */
export const metricWords: [pattern: string, metric: MetricName][] = [
  [
    '(?:before|without|excluding|excl\\.?|not counting|not including|ignoring|disregarding) (?:the |any )?(?:returns|refunds|credit notes)',
    'gross_sales',
  ],
  [
    'average (?:sales|revenue|takings|turnover)(?! (?:per|an?|each) (?:order|sale|transaction|customer|basket|invoice))|average (?:daily sales|sales (?:per|a|each) (?:trading )?day|(?:daily )?(?:takings|revenue|turnover)(?: (?:per|a|each) day)?)|(?:mean|avg) daily (?:sales|revenue)|(?:sales|revenue|takings|turnover) (?:per|a) day on average',
    'average_daily_sales',
  ],
  [
    `(?:average|avg\\.?|mean|typical) (?:customer )?(?:order|basket|sale|ticket|transaction|invoice|receipt|spend|cart|bill|purchase)(?: ${money}| size| spend)?(?: per (?:order|sale|customer))?|aov|(?:worth|value) on average|(?:basket|order|ticket) (?:value|size)|(?:spend|revenue|sales|value) per (?:order|sale|transaction|basket|invoice)|average (?:value|amount|size) (?:of|per) (?:an |each |the |our )?(?:orders?|sales?|baskets?|transactions?|invoices?)|(?:how much|what) (?:is|was|does|did) an? (?:average|typical) (?:order|customer|basket)(?: worth| spend)?`,
    'average_order_value',
  ],
  [
    '(?:average |mean )?(?:number of )?(?:units|items|pieces|articles) per (?:order|basket|sale|transaction)',
    'units_per_order',
  ],
  [
    'how many (?:different|distinct|unique) (?:products|items|articles|skus|lines)|(?:number|count) of (?:different|distinct|unique) (?:products|items|articles|skus)',
    'products_sold',
  ],
  ['(?:new|first[- ]time) (?:customers?|buyers?|clients?|shoppers?)', 'new_customers'],
  [
    '(?:returns?|refunds?) (?:rate|percentage|ratio|share)|(?:rate|percentage|share|percent|proportion|%) of (?:the )?(?:returns?|(?:sales|goods|items) (?:that )?(?:were |was )?(?:returned|sent back))',
    'return_rate',
  ],
  [
    '(?:number|count|quantity|units?|items?|pieces) of (?:returned (?:units|items|goods)|returns)|(?:units?|items?|pieces) (?:were |was |have been |got |that were )?(?:returned|sent back)|returned (?:units|items|pieces)|how many (?:units|items|pieces|things|products)? ?(?:were |was |got |have been )?(?:returned|sent back)',
    'units_returned',
  ],
  ['gross profit|profits?|(?:what|how much) did we (?:earn|make) after costs', 'gross_profit'],
  ['(?:gross |profit )?margins?', 'gross_margin'],
  ['cost of (?:goods(?: sold)?|sales)|cogs', 'cogs'],
  [
    'gross (?:sales|revenue|turnover|takings|income|amount|figure|total|value)|(?:sales|revenue|turnover|takings) (?:gross|before returns)|before returns|gross',
    'gross_sales',
  ],
  ['net (?:collected|collections?|payments?|cash)', 'net_collected'],
  ['refunded|refunds?|(?:money|cash) (?:paid |given )?back', 'refunds'],
  [
    '(?:value|amount|total|worth|cost) of (?:the |our |all )?(?:returns|returned goods|credit notes|(?:units|items|goods|things) (?:that were |were )?(?:returned|sent back))|returned goods(?: value)?|returns?|returned|credit notes?|credited|sen[dt] back|br(?:ing|ought) back|c[ao]me back|returned goods(?: value)?|(?:money|cash) (?:that )?(?:went|going|goes|go) back',
    'returns',
  ],
  ['units? sold|(?:pieces|items) sold gross', 'units'],
  [
    '(?:number|count|no\\.?|volume|quantity|amount) of (?:sales )?(?:orders?|invoices?|transactions?|receipts?|tickets?|sales|purchases|baskets?|bills)|(?:how many|nr of|#) (?:orders?|invoices?|transactions?|receipts?|tickets?|sales|purchases|baskets?|bills)|orders?|invoices?|transactions?|(?:order|invoice|transaction|sales) counts?|(?:how )?bus(?:iest|y)|by (?:the )?(?:number of )?orders',
    'orders',
  ],
  [
    '(?:number|count|no\\.?) of (?:unique |different |distinct |active )?(?:customers|buyers|clients|shoppers)|how many (?:unique |different |distinct |active |known )?(?:customers|buyers|clients|shoppers|people (?:bought|ordered|purchased))|(?:customer|buyer) count|footfall',
    'customers',
  ],
  [
    '(?:by|in|in terms of) (?:the )?(?:number of )?(?:units?(?: sold)?|quantity|quantities|volume|pieces|items(?: sold)?)|(?:number|count|no\\.?|total|quantity|volume) of (?:units|items|pieces|products|goods|articles)(?: sold)?|how many (?:units|items|pieces|products|goods|articles|things)(?: did we (?:sell|shift|move))?|units?|pieces|items|quantity(?: sold)?|quantities|volumes?|(?:most|least) (?:sold|popular|units)|popular|sold (?:the )?(?:most|least)|sells? (?:the )?(?:most|least) (?:units|often|frequently)',
    'units',
  ],
  ['(?:total )?(?:discounts?(?: given)?|markdowns?|reductions?)', 'discounts'],
  ['(?:sales )?(?:tax(?:es)?|vat|gst)', 'tax'],
  [
    '(?:collect(?:ed)?|receive[d]?|take(?:n)?) (?:in )?payments?|(?:cash|payments?|money) (?:collected|received|taken in)|payments? in|collected|collections|payments?(?: received)?|paid in',
    'collected',
  ],
  [
    '(?:by|in|in terms of) (?:the )?(?:net )?(?:sales|revenue|value|turnover|amount|money|takings)|net|(?:net |total |overall |sales |the )?(?:sales|revenues?|turnover|takings|income|earnings|proceeds)(?: (?:figures?|totals?|numbers?|amounts?|values?|performance|results?|volume))?|sale',
    'net_sales',
  ],
  [
    'how (?:much|well)(?: money| cash| business| revenue)? (?:did|do|have|has|had|was|were|does)(?: (?:we|i|you|the (?:shop|store|business)|it|they|customers?|people|clients?))?(?: (?:been )?(?:sell|sold|selling|made?|making|earn(?:ed|ing)?|taken?|took|taking|turn(?:ed)? over|bring in|brought in|gross(?:ed)?|net(?:ted)?|spen[dt]|do|done|doing))?',
    'net_sales',
  ],
  [
    'how (?:did|do|was|were|is|are|have|has)(?: (?:we|i|the (?:shop|store|business)|business|things|it|our|my|sales))?(?: (?:been )?(?:do|doing|done|go|going|gone|perform(?:ing|ed)?|look(?:ing)?|trad(?:e|ing)|get on|fare))?',
    'net_sales',
  ],
  [
    'what (?:did|have|has|do|had|were|was)(?: (?:we|i|the (?:shop|store|business)))(?: (?:been )?(?:sell|sold|made?|making|earn(?:ed)?|taken?|took|taking|turn(?:ed)? over|bring in|brought in|bank(?:ed)?))',
    'net_sales',
  ],
  [
    '(?:we|i|the (?:shop|store|business)) (?:sell|sold|made?|earn(?:ed)?|took|taken|turned over|brought in)|(?:sell|sold|selling|sells|earn(?:ed|ings?)?|grossed|spent|spend|spends|bought|buys?|buying|purchased|trading|brought in|bring in|turned over|business|performance|performed?|sales? report|made|makes?|taken|took)',
    'net_sales',
  ],
  [
    'in (?:pounds|money|euros|dollars|sterling|shillings|value terms|cash terms)|r[aiu]ng up',
    'net_sales',
  ],
]

export const dimensionWords: [pattern: string, dimension: DimensionName][] = [
  ['(?:day of the week|days of the week|weekdays?|dow)', 'weekday'],
  ['(?:hour of the day|hours?|time of (?:the )?day|hourly)', 'hour'],
  ['(?:days?|daily|dates?)', 'day'],
  ['(?:weeks?|weekly)', 'week'],
  ['(?:months?|monthly)', 'month'],
  ['(?:quarters?|quarterly)', 'quarter'],
  ['(?:years?|yearly|annual(?:ly)?)', 'year'],
  [
    '(?:products?|items?|earners?|articles?|skus?|goods|lines?|things?|product lines?|sellers?|bestsellers?|best[- ]sellers?|merchandise)',
    'product',
  ],
  ['(?:categor(?:y|ies)|departments?|product groups?|product types?)', 'category'],
  ['(?:customers?|clients?|buyers?|shoppers?|accounts?|spenders?|who)', 'customer'],
  ['(?:countr(?:y|ies)|markets?|nations?|regions?|destinations?|geograph(?:y|ies))', 'country'],
  ['(?:channels?|sales channels?)', 'channel'],
]

/** Plural weekdays narrow a question: "on Saturdays", "at weekends". */
export const weekdayWords: [pattern: string, isoWeekdays: string][] = [
  ['(?:on |for |of )?weekends', 'Saturday, Sunday'],
  [
    '(?:on |during |for )(?:weekdays|working days|business days)',
    'Monday, Tuesday, Wednesday, Thursday, Friday',
  ],
  ...['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'].map(
    (name): [string, string] => [
      `(?:on |for |of |every |each )*(?:${name.toLowerCase()}s|(?:every|each) ${name.toLowerCase()})`,
      name,
    ],
  ),
]

export const numberWords = 'one two three four five six seven eight nine ten eleven twelve'.split(
  ' ',
)

/** Words that carry no name: what is left when they go is what the person named. */
export const fillers = new Set(
  `a about above absolutely across actually again against all almost already also although always am amount an and another any
  anybody anyone anything are around as ask at away back basically be because been before began behind being below best
  better between big biggest both boss bring brought but buy by call came can cheers check come comes coming comparative compare compared comparing comparison
  contrast could count current currently came cash customers'? data money day dear did differ difference different do does doing done down during each earlier either else
  end enough entire especially even ever every everybody everyone everything exact exactly far few figure figures final find for
  from full further gave generate get gets getting give given gives giving go goes going gone good got great had happen happened happening happens has have having hear
  hello help her here hey hi high higher highest him his hope how however hows how's i i'd i'll i'm i've idea if in info information
  inside instead into is isn't it it's its itself just keen keep kind kindly know last lately later latest least less let
  let's like list little look looked looking looks lot lots low lower lowest made main make makes making many may maybe me
  mean met might mine minus month more morning most mostly much must my name names near nearly need needed needs neither never new next nice
  no none nor not nothing now number numbers obtain of off often oh ok okay on once one only onto open or other others ought our ours
  out outside over overall own part past per percent perhaps period please plus possible pretty print probably provide pull purely put question
  quick quickly quite rather really recent recently record recorded records related report right roughly run said same saw say
  says see seem seemed seen send separately several shall she shop should show showing shown side simply since single small so some
  somebody someone something soon sort start started stat statistic statistics stats status still stop store such sum summary summarise summarize sure take taken
  tell terms than thank thanks that that's the their them themselves then there there's these they thing things think this those
  though through throughout thus till tillie time times to today together told too took total totals toward try turn two
  type under until up upon us use used usually value values versus very via view vs want wanted wants was wasn't way we
  we'd we'll we're we've week well went were weren't what what's whats when where whether which while who whole whom whose
  why will wish with within without won't wonder wondering work worked would wouldn't year yes yet you you're your yours breakdown break broken
  split detail details detailed overview display individual wise ranked ranking rank ordered sorted sort order descending ascending compare worth roughly approx approximately around
  respectively combined altogether net actual pls plz ya yeah yo lol hmm um uh guys mate sir madam team folks morning afternoon evening update average total market markets cost costs shift shifted flog flogged generated generate generates produced produce placed place places placing raised raise shipped ship sent sending delivered issued processed booked logged rung rang sorry fine busy download downloaded downloading pounds pound euros euro dollars dollar gbp eur usd quid money-wise moneywise price-wise sales-wise numbers-wise stack stacked aside meant instead people folk person everyone ordered placed brought bringing came coming arrive arrived achieved achieve reached reach hit managed manage realised realized clocked racked pulled pull turned notched counted count counting added add adding included include including customers customer buyers clients shoppers products items changed change changes growth grew grow grown increase increased decrease decreased dropped drop fell fall rose rise risen swing difference gap ie i.e eg e.g vip first second third last final gave give giving kindly lemme ta asap btw fyi wanna gonna gotta tonight yearly annual financial calendar fiscal respective amounting worked hand handed bit bits dig share shared remind calculate calculated compute computed tally tallied pounds' sterling bucks shop's store's business's company's company overall grand running combined cumulative
  trend trends line draw drawn show picture till until products? customers countries`.split(/\s+/),
)

/** `stock` and `books` are in the records, and asked for by their own names. */
export type NotAFigure = 'act' | 'foretell' | 'advise' | 'stock' | 'books' | 'unrecorded'

/** Asking for something to be done, advised or foretold is not asking for a figure. */
export const notAFigure: [pattern: RegExp, what: NotAFigure][] = [
  [
    /^(?:please |can you |could you |would you )*(?:delete|remove|erase|cancel|change|edit|update|set|create|add|transfer|order(?= (?:me|us|some|more|another|\d|a |the ))|buy|book|pay|refund|hire|fire|email(?! me)|call|write|translate|remind)\b(?! by\b| value\b| count\b)/,
    'act',
  ],
  [
    /\b(?:predict|prediction|forecast|foresee|project(?:ed|ion)|expect(?:ed)? (?:to|sales|revenue)|will (?:we|i|sales|revenue|it|our|the|be)|is it going to|going to (?:sell|make|earn))\b/,
    'foretell',
  ],
  [
    /\b(?:should (?:we|i)|how (?:can|could|do|to|might) (?:we |i |you )?(?:improve|increase|boost|grow|raise|sell more|reduce|cut|lower|get more)|\bto (?:buy|watch|eat|read|visit|stock)\b|advice|recommend|suggest(?:ion)?s?|tips?|strateg(?:y|ies)|ideas? (?:for|to))\b/,
    'advise',
  ],
  [
    /\b(?:how (?:old|young|happy|satisfied|tall|rich|long)|stock (?:price|market)|salar(?:y|ies)|wages?|payroll|employees?|staff (?:cost|member)s?|suppliers?|web(?:site)? (?:visit|traffic)s?|visitors|conversion|followers|marketing|weather|news|football|president|joke|a recipe|recipe for|poem)\b/,
    'unrecorded',
  ],
  [/\b(?:stock (?:levels?|value|count|left|on hand)|in stock|inventory)\b/, 'stock'],
  [
    /\b(?:rent|expenses?|bank balance|cash ?flow|overdue|debt(?:or)?s?|receivables?|payables?|ledger|accounts? balance)\b/,
    'books',
  ],
]
