/* SPDX-License-Identifier: Apache-2.0 */
"use strict";
// Isodose lines: marching squares between the centres of picture elements, as isodose_path() of
// engine/report/plane.hpp has them.

/** An SVG path, and its farthest point in a direction, to write the level at. */
function contour(values, width, height, level, direction) {
  let path = "", mark = null;
  const point = (x, y) => {
    const far = x * direction[0] + y * direction[1];
    if (!mark || far > mark.far) mark = {x, y, far};
    return x.toFixed(2) + " " + y.toFixed(2);
  };
  for (let y = 0; y + 1 < height; ++y) {
    for (let x = 0; x + 1 < width; ++x) {
      const i = y * width + x;
      const corner = [values[i], values[i + 1], values[i + width + 1], values[i + width]];
      const above = corner.map(v => v >= level);
      if (above.every(a => a === above[0]) || corner.some(Number.isNaN)) continue;
      const points = [];
      for (let edge = 0; edge < 4; ++edge) {
        const next = (edge + 1) % 4;
        if (above[edge] === above[next]) continue;
        const t = (level - corner[edge]) / (corner[next] - corner[edge]);
        const from = [[0, 0], [1, 0], [1, 1], [0, 1]][edge];
        const along = [[1, 0], [0, 1], [-1, 0], [0, -1]][edge];
        points.push(point(x + 0.5 + from[0] + t * along[0], y + 0.5 + from[1] + t * along[1]));
      }
      if (points.length === 4) {  // a saddle: lines cut off the corners that differ from the middle
        const mean = (corner[0] + corner[1] + corner[2] + corner[3]) / 4;
        if (mean >= level !== above[0]) points.unshift(points.pop());
      }
      for (let p = 0; p < points.length; p += 2) path += "M" + points[p] + "L" + points[p + 1];
    }
  }
  return {path, mark};
}
