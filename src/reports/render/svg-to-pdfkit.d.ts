/** svg-to-pdfkit ships without types; this is the part of it that is used. */
declare module 'svg-to-pdfkit' {
  interface Options {
    width?: number
    height?: number
    assumePt?: boolean
    fontCallback?: (family: string, isBold: boolean, isItalic: boolean) => string
    warningCallback?: (warning: string) => void
  }
  export default function svgToPdf(
    doc: PDFKit.PDFDocument,
    svg: string,
    x: number,
    y: number,
    options?: Options,
  ): void
}
