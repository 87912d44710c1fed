/**
 * Pictures to try with, for whoever has none at hand: screenshots of another shop's app, in which a
 * thing of the demo shop is seen, with all that a telephone puts around it.
 */
import { renderAsync } from '@resvg/resvg-js'
import sharp from 'sharp'
import { drawingOf } from '#domain/demo/drawings/draw.ts'
import { family, fontFile } from '#reports/render/fonts.ts'

interface Sample {
  /** Of the demo shop. */
  sku: string
  /** As the other shop calls it. */
  title: string
  price: string
  accent: string
}

const samples: Record<string, Sample> = {
  teapot: { sku: 'TEA-120', title: 'Ceramic teapot, ink', price: '€34.90', accent: '#b3261e' },
  kettle: { sku: 'KET-101', title: 'Retro hob kettle', price: '€52.00', accent: '#1b5e4b' },
  lamp: { sku: 'LAM-501', title: 'Wicker table lamp', price: '€89.00', accent: '#5b3a8c' },
}

const width = 390
const height = 760
const pixelsPerUnit = 2
const jpegQuality = 60

/** A JPEG, drawn anew each time; null when there is no sample of that name. */
export async function sampleShot(name: string): Promise<Uint8Array | null> {
  const sample = Object.hasOwn(samples, name) ? samples[name] : undefined
  if (!sample) return null
  const drawn = await renderAsync(screenshot(sample), {
    fitTo: { mode: 'width', value: width * pixelsPerUnit },
    font: {
      fontFiles: [fontFile('regular'), fontFile('bold')],
      loadSystemFonts: false,
      defaultFontFamily: family,
    },
    logLevel: 'off',
  })
  return sharp(drawn.asPng()).jpeg({ quality: jpegQuality }).toBuffer()
}

function screenshot({ sku, title, price, accent }: Sample): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">
    <rect width="${width}" height="${height}" fill="#ffffff"/>
    ${statusBar()}
    <rect y="44" width="${width}" height="52" fill="${accent}"/>
    <path d="M30 60l-10 10l10 10" fill="none" stroke="#fff" stroke-width="3"/>
    ${words(195, 77, 'HOMEWARE DIRECT', { size: 17, color: '#ffffff', anchor: 'middle', bold: true })}
    ${pictureOf(sku)}
    <circle cx="350" cy="136" r="20" fill="#ffffff" opacity="0.9"/>
    <path d="M350 146l-9 -9a5.5 5.5 0 0 1 9 -6a5.5 5.5 0 0 1 9 6Z" fill="${accent}"/>
    <rect x="0" y="440" width="112" height="34" fill="${accent}"/>
    ${words(56, 463, '-15 %', { size: 18, color: '#ffffff', anchor: 'middle', bold: true })}
    ${words(20, 530, title, { size: 22, bold: true })}
    ${words(20, 566, price, { size: 26, color: accent, bold: true })}
    ${words(20, 594, 'Delivered by Thursday · 212 reviews', { size: 14, color: '#666666' })}
    <rect x="20" y="622" width="350" height="52" rx="26" fill="${accent}"/>
    ${words(195, 655, 'Add to basket', { size: 18, color: '#ffffff', anchor: 'middle', bold: true })}
    <rect y="698" width="${width}" height="62" fill="#f4f4f4"/>
    ${[49, 146, 243, 340].map((x) => `<circle cx="${x}" cy="728" r="11" fill="#b8b8b8"/>`).join('')}
  </svg>`
}

function statusBar(): string {
  const bars = [0, 1, 2, 3].map(
    (nth) => `<rect x="${296 + nth * 6}" y="${25 - nth * 3}" width="4" height="${6 + nth * 3}"/>`,
  )
  return `${words(26, 30, '14:07', { size: 16, bold: true })}${bars.join('')}
    <rect x="332" y="17" width="30" height="14" rx="4" fill="none" stroke="#111111"/>
    <rect x="334" y="19" width="19" height="10" rx="2"/>`
}

/** Cut closer than the shop's own picture, as such apps do. */
function pictureOf(sku: string): string {
  const cut = `x="0" y="96" width="${width}" height="378" viewBox="50 60 540 523"`
  return drawingOf(sku).replace('viewBox="0 0 640 640"', cut)
}

interface Type {
  size: number
  color?: string
  anchor?: 'start' | 'middle'
  bold?: boolean
}

function words(x: number, y: number, text: string, type: Type): string {
  const { size, color = '#111111', anchor = 'start', bold = false } = type
  const weight = bold ? 'bold' : 'normal'
  return `<text x="${x}" y="${y}" font-family="${family}" font-size="${size}" font-weight="${weight}" fill="${color}" text-anchor="${anchor}">${text}</text>`
}
