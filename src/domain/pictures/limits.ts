/** What a picture may be, wherever it comes from; the eye holds its pixels to limits of their own. */
export const pictureBytesMax = 20_000_000
