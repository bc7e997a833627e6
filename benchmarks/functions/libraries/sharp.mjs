import sharp from 'sharp';

const image = { create: { width: 8, height: 6, channels: 3, background: 'red' } };

export async function handler() {
  const png = await sharp(image).resize(4).png().toBuffer();
  const { format, width, height } = await sharp(png).metadata();
  return { format, width, height };
}
