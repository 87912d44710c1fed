/** What a turn's tool results hold: every figure with the labels it stands under, every date and name. */

import type { Json } from '../tool.ts'
import { type DateParts, findDates } from './dates.ts'
import type { ToolEvidence } from './evidence.ts'
import { type Figures, findFigures } from './figures.ts'
import { isDull, type Labels, labelId, labelsOf } from './labels.ts'
import { currencyOf } from './numbers.ts'
import { plainText } from './plain-text.ts'
import { reportFacts } from './report-facts.ts'
import { type Receipted, said } from './said.ts'

export interface Allowed {
  receipted: Receipted[]
  dates: DateParts[]
  /** Minutes of the day. */
  times: Set<number>
  currencies: Set<string>
  labels: Labels
  /** All strings of the results, for what must stand there as it is. */
  strings: string
  longestList: number
}

/** What is called by its own name: never a source of figures, digits or not. */
const nameKeys =
  /^(name|product|customer|country|category|channel|code|sku|description|title|label|method|supplier|person|user|email|phone|number|reference|timezone|currency|key|id|file|filter|query|asked)s?$/i
const ratioKeys = /ratio|change|share|margin|percent|rate|growth|pct/i
const decimal = /^[-+]?\d+(\.\d+)?$/
const isoStart = /^\d{4}-\d{2}(-\d{2})?(T|$)/

export function collect(results: readonly ToolEvidence[]): Allowed {
  const sources = results.map(({ facts, say, report }) => ({
    roots: report ? [facts, ...reportFacts(report)] : [facts],
    say: plainText(say),
  }))
  const names = new Set<string>()
  const metrics = new Set<string>()
  for (const { roots } of sources) for (const root of roots) gatherLabels(root, '', names, metrics)
  const labels = labelsOf(names, metrics)
  const allowed: Allowed = {
    receipted: [],
    dates: [],
    times: new Set(),
    currencies: new Set(),
    labels,
    strings: '',
    longestList: 0,
  }
  const strings: string[] = []
  for (const { roots, say } of sources) {
    for (const root of roots) walk(root, '', outermost, allowed, strings)
    strings.push(say)
    const figures = findFigures(say, labels)
    allowed.receipted.push(...said(say, figures, labels))
    addLoose(allowed, figures)
  }
  for (const { report } of results)
    if (report) allowed.currencies.add(currencyOf(report.org.currency))
  allowed.strings = strings.join('\n').toLowerCase()
  return allowed
}

function gatherLabels(value: Json, key: string, names: Set<string>, metrics: Set<string>): void {
  if (typeof value === 'string') {
    const text = plainText(value).trim()
    const isLabel = nameKeys.test(key) || (text.length <= 60 && !/\d/.test(text))
    if (isLabel && text.length <= 160) names.add(labelId(text))
  } else if (Array.isArray(value)) for (const item of value) gatherLabels(item, key, names, metrics)
  else if (value && typeof value === 'object')
    for (const [name, item] of Object.entries(value)) {
      if (holdsFigure(item)) metrics.add(labelId(name))
      gatherLabels(item, name, names, metrics)
    }
}

interface Standing {
  labels: ReadonlySet<string>
  dates: readonly DateParts[]
}
const outermost: Standing = { labels: new Set(), dates: [] }

/** An object's own names and dates, and those of its parts that hold no figure, label its figures. */
function walk(
  value: Json,
  key: string,
  standing: Standing,
  allowed: Allowed,
  strings: string[],
): void {
  if (typeof value === 'number' || (typeof value === 'string' && decimal.test(value.trim()))) {
    addFigure(allowed, key, String(value).trim(), standing)
    if (typeof value === 'string') strings.push(value)
  } else if (typeof value === 'string') addText(allowed, key, value, standing, strings)
  else if (Array.isArray(value)) {
    allowed.longestList = Math.max(allowed.longestList, value.length)
    for (const item of value) walk(item, key, standing, allowed, strings)
  } else if (value && typeof value === 'object') {
    const own = standingOf(value, standing)
    for (const [name, item] of Object.entries(value)) {
      const id = labelId(name)
      const inner = isDull(id) ? own : { ...own, labels: new Set(own.labels).add(id) }
      walk(item, name, inner, allowed, strings)
    }
  }
}

function standingOf(value: { [key: string]: Json }, outer: Standing): Standing {
  const labels = new Set(outer.labels)
  const dates: DateParts[] = []
  const add = (item: Json, key: string): void => {
    if (typeof item === 'string' && !(decimal.test(item) && !nameKeys.test(key))) {
      const text = plainText(item).trim()
      if (text.length <= 160) labels.add(labelId(text))
      if (text.length <= 60) dates.push(...datesIn(text))
    } else if (item && typeof item === 'object' && !Array.isArray(item) && !holdsFigure(item))
      for (const [name, part] of Object.entries(item)) add(part, name)
  }
  for (const [key, item] of Object.entries(value)) add(item, key)
  return { labels, dates: dates.length > 0 ? dates : outer.dates }
}

function holdsFigure(value: Json): boolean {
  if (typeof value === 'number') return true
  if (typeof value === 'string') return /\d/.test(value) && !isoStart.test(value)
  if (Array.isArray(value)) return value.some(holdsFigure)
  return value !== null && typeof value === 'object' && Object.values(value).some(holdsFigure)
}

function addFigure(allowed: Allowed, key: string, text: string, { labels, dates }: Standing): void {
  const value = Number(text)
  const as = key.startsWith('money:')
    ? 'money'
    : key.startsWith('percent:')
      ? 'percent'
      : key.startsWith('plain:')
        ? 'plain'
        : 'unknown'
  const isRatio =
    as === 'percent' ||
    ratioKeys.test(key) ||
    (as === 'unknown' && /\./.test(text) && Math.abs(value) <= 20)
  if (isRatio) allowed.receipted.push({ value: value * 100, as: 'percent', labels, dates })
  if (as !== 'percent') allowed.receipted.push({ value, as, labels, dates })
  if (/hour/i.test(key) && value >= 0 && value <= 24) {
    allowed.times.add(value * 60)
    allowed.times.add(((value + 1) % 24) * 60)
  }
}

function addText(
  allowed: Allowed,
  key: string,
  raw: string,
  standing: Standing,
  strings: string[],
): void {
  const text = plainText(raw)
  strings.push(text)
  allowed.dates.push(...datesIn(text))
  if (isoStart.test(text)) {
    const time = text.match(/T(\d{2}):(\d{2})/)
    if (time) allowed.times.add(Number(time[1]) * 60 + Number(time[2]))
    return
  }
  if (nameKeys.test(key)) return
  const figures = findFigures(text, allowed.labels)
  for (const { readings, as } of figures.numbers)
    allowed.receipted.push({ value: readings[0]!.value, as, ...standing })
  addLoose(allowed, figures)
}

function addLoose({ dates, times, currencies }: Allowed, figures: Figures): void {
  for (const { readings } of figures.dates) dates.push(...readings)
  for (const { minutes } of figures.times) times.add(minutes)
  for (const { marker } of figures.numbers) if (marker) currencies.add(currencyOf(marker))
}

function datesIn(text: string): DateParts[] {
  return /\d|january|february|march|april|may|june|july|august|september|october|november|december/i.test(
    text,
  )
    ? findDates(text).flatMap(({ readings }) => readings)
    : []
}
