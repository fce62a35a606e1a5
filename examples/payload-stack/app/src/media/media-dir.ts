/** Folder of the uploads: a volume of its own, mounted without execute permission. */
export const mediaDir = process.env.MEDIA_DIR ?? '/data/media';
