/** A JPEG as an address that holds it: how servers of models take a picture. */
export const dataUrl = (jpeg: Uint8Array) =>
  `data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}`
