/** Where the table begins: files often carry a title above it, and some have no header at all. */
import { fieldNamed } from './column-names.ts'
import { readDate } from './date-text.ts'
import type { Mapping } from './mapping.ts'
import type { FileRow } from './table.ts'

export interface Header {
  /** Row of the header; 0 when the file has none, and columns are called A, B, C. */
  row: number
  headers: string[]
}

const rowsSearched = 20

export function findHeader(top: FileRow[], mapping: Mapping): Header {
  const named = Object.values(mapping.columns).filter((name) => name !== null)
  const candidates = top
    .slice(0, rowsSearched)
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
    .map((row) => ({ ...row, known: row.cells.filter((cell) => isKnown(cell, named)).length }))
  const most = Math.max(0, ...candidates.map(({ known }) => known))
  const best = candidates.find(({ known }) => known === most)
  if (!best) return { row: 0, headers: [] }
  if (most >= 2 || (most === 1 && candidates[0] === best && !looksLikeData(best.cells)))
    return { row: best.number, headers: best.cells.map((cell) => cell.trim()) }
  const first = candidates[0]!
  if (!looksLikeData(first.cells))
    return { row: first.number, headers: first.cells.map((cell) => cell.trim()) }
  return { row: 0, headers: first.cells.map((_, index) => columnLetter(index)) }
}

function isKnown(cell: string, named: string[]): boolean {
  return named.includes(cell.trim()) || fieldNamed(cell) !== null
}

function looksLikeData(cells: string[]): boolean {
  return cells.some((cell) => {
    const text = cell.trim()
    return /^-?\d+([.,]\d+)?$/.test(text) || readDate(text, 'dmy') !== null
  })
}

function columnLetter(index: number): string {
  const last = String.fromCharCode(65 + (index % 26))
  return index < 26 ? last : columnLetter(Math.floor(index / 26) - 1) + last
}
