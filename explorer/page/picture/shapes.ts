import type { FateLook } from "../state/fates";

/** Draws a fate's shape around a point. `size` is its radius. */
export function drawShape(
  context: CanvasRenderingContext2D,
  shape: FateLook["shape"],
  x: number,
  y: number,
  size: number,
): void {
  context.beginPath();
  switch (shape) {
    case "disc":
      context.arc(x, y, size * 0.9, 0, 2 * Math.PI);
      context.fill();
      break;
    case "ring":
      context.lineWidth = Math.max(1.25, size * 0.4);
      context.arc(x, y, size * 0.7, 0, 2 * Math.PI);
      context.stroke();
      break;
    case "dot":
      context.arc(x, y, size * 0.55, 0, 2 * Math.PI);
      context.fill();
      break;
    case "cross":
      context.lineWidth = Math.max(1, size * 0.3);
      context.moveTo(x - size * 0.6, y - size * 0.6);
      context.lineTo(x + size * 0.6, y + size * 0.6);
      context.moveTo(x + size * 0.6, y - size * 0.6);
      context.lineTo(x - size * 0.6, y + size * 0.6);
      context.stroke();
      break;
    default: {
      const corners = CORNERS[shape];
      for (const [dx, dy] of corners) context.lineTo(x + dx * size, y + dy * size);
      context.fill();
    }
  }
}

/** Of the shapes that have corners, as shares of their size. */
export const CORNERS = {
  down: [
    [-1, -0.8],
    [1, -0.8],
    [0, 0.95],
  ],
  up: [
    [-1, 0.8],
    [1, 0.8],
    [0, -0.95],
  ],
  diamond: [
    [0, -1.1],
    [1.1, 0],
    [0, 1.1],
    [-1.1, 0],
  ],
  square: [
    [-0.8, -0.8],
    [0.8, -0.8],
    [0.8, 0.8],
    [-0.8, 0.8],
  ],
} as const;
