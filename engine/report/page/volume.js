/* SPDX-License-Identifier: Apache-2.0 */
"use strict";
// Numbers that the page carries: JSON, and volumes as engine/report/picture_volume.hpp packs them.

const dataOf = id => JSON.parse(document.getElementById(id).textContent);

async function inflated(base64) {
  const packed = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The codes of a volume, x fastest, from what the picture data say of it. */
async function codesOf(description) {
  const bytes = await inflated(dataOf("volume-" + description.volume));
  const two = description.bytes === 2;
  const size = two ? bytes.length / 2 : bytes.length;
  const codes = two ? new Uint16Array(size) : bytes;
  let before = 0;
  for (let i = 0; i < size; ++i) {
    before = before + (two ? bytes[i] + 256 * bytes[size + i] : bytes[i]) & (two ? 65535 : 255);
    codes[i] = before;
  }
  return codes;
}

/** A volume whose value at a place is a number, NaN where there is none. */
class Volume {
  static async of(description) {
    const volume = new Volume();
    volume.codes = await codesOf(description);
    const {low, high, logarithmic, bytes} = description;
    const top = (bytes === 2 ? 65535 : 255) - 1;
    volume.decode = code => code > top ? NaN
        : logarithmic ? low * Math.pow(high / low, code / top)
        : low + (high - low) * code / top;
    return volume;
  }
  value(i) { return this.decode(this.codes[i]); }
}
