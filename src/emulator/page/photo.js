/** Both apps send every picture as a JPEG of a modest size, whatever the telephone took. */

const sidePxMax = 1600
const quality = 0.85
const asItIs = ['image/png', 'image/jpeg']

/** The file itself when it is small and known, or no picture that this browser can read. */
export async function asPhoto(file) {
  if (!file.type.startsWith('image/')) return file
  const bitmap = await createImageBitmap(file).catch(() => null)
  if (!bitmap) return file
  const scale = Math.min(1, sidePxMax / Math.max(bitmap.width, bitmap.height))
  if (scale === 1 && asItIs.includes(file.type)) return file
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(bitmap.width * scale))
  canvas.height = Math.max(1, Math.round(bitmap.height * scale))
  const context = canvas.getContext('2d')
  // What is transparent becomes white, not black.
  context.fillStyle = '#fff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))
  return new File([blob], `${file.name.replace(/\.\w+$/, '')}.jpg`, { type: 'image/jpeg' })
}
